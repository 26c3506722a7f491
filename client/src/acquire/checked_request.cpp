#include "acquire/checked_request.hpp"

#include <string_view>

#include "acquire/claims_parameter.hpp"
#include "acquire/failures.hpp"
#include "entra/support/guid.hpp"
#include "entra/support/text.hpp"
#include "persist/sign_in_identity.hpp"

namespace entra::client {
namespace {

using Checked = Result<CheckedRequest, ClientError>;

/// What a grant adds to the key that every request has.
struct KeyParts {
  std::string_view grant = {};
  std::string account = {};
  std::string credential = {};  ///< beside the client's
};

template <class Request>
Checked check(const TokenSender& sender, const Request& request, const KeyParts& parts) {
  auto authority = sender.authority_of(request.tenant);
  if (!authority) return tl::unexpected(std::move(authority.error()));
  if (!request.correlation_id.empty() && !is_guid(request.correlation_id)) {
    return invalid("the correlation_id is no GUID");
  }
  auto claims = merge_claims(sender.options().capabilities, request.claims);
  if (!claims) return tl::unexpected(std::move(claims.error()));
  // A hit pays for every string that is made here.
  const std::string credential = parts.credential.empty() ? std::string() : sender.credential_name() + parts.credential;
  TokenKey key({.authority_origin = sender.cache_origin(),
                .tenant = authority->tenant(),
                .client_id = sender.options().client_id,
                .credential = credential.empty() ? sender.credential_name() : credential,
                .version = sender.is_v1() ? "v1" : "v2",
                .grant = parts.grant,
                .resource = request.target.resource,
                .scopes = request.target.scopes,
                .account = parts.account,
                .claims = *claims});
  return CheckedRequest{std::move(*authority), std::move(*claims), std::move(key)};
}

/// The tenant that is meant, in whatever case it was written.
template <class Request>
const std::string& tenant_of(const TokenSender& sender, const Request& request) {
  return request.tenant.empty() ? sender.options().authority.tenant() : request.tenant;
}

template <class Request>
bool has_target(const TokenSender& sender, const Request& request) {
  return !request.target.resource.empty() || (!sender.is_v1() && !request.target.scopes.empty());
}

tl::unexpected<ClientError> no_target(const TokenSender& sender, const std::string& grant) {
  return invalid(sender.is_v1() ? "v1 " + grant + " needs a resource" : "v2 " + grant + " needs a scope");
}

bool is_public(const TokenSender& sender) {
  return std::holds_alternative<NoCredential>(sender.options().credential);
}

}  // namespace

Checked check_request(const TokenSender& sender, const ClientCredentialsRequest& request) {
  if (is_public(sender)) return invalid("client credentials need a secret, a certificate or an assertion");
  // Nothing says whose application is meant (AADSTS50059).
  const std::string& tenant = tenant_of(sender, request);
  if (is_any_tenant(tenant)) {
    return invalid("client credentials need the tenant's id or domain, not '" + tenant + "'");
  }
  if (!has_target(sender, request)) return no_target(sender, "client credentials");
  return check(sender, request, {.grant = "client_credentials"});
}

Checked check_request(const TokenSender& sender, const CodeRequest& request) {
  if (request.code.empty()) return invalid("the code is empty");
  return check(sender, request, {.grant = "authorization_code"});
}

Checked check_request(const TokenSender& sender, const RefreshRequest& request) {
  if (request.refresh_token.empty()) return invalid("the refresh token is empty");
  return check(sender, request,
               {.grant = "refresh_token", .account = fingerprint(std::string_view(request.refresh_token))});
}

Checked check_request(const TokenSender& sender, const SilentRequest& request) {
  if (!sender.kept()) return invalid("a silent request needs a store of tokens");
  if (request.home_account_id.empty()) return invalid("the home_account_id is empty");
  if (!has_target(sender, request)) return no_target(sender, "a silent request");
  SilentRequest located = request;
  if (is_any_tenant(tenant_of(sender, request))) located.tenant = home_tenant_of(request.home_account_id);
  return check(sender, located, {.grant = "silent", .account = to_lower(request.home_account_id)});
}

Checked check_request(const TokenSender& sender, const OnBehalfOfRequest& request) {
  if (is_public(sender)) return invalid("on-behalf-of needs a secret, a certificate or an assertion of the client");
  if (request.assertion.empty()) return invalid("the assertion is empty");
  if (!has_target(sender, request)) return no_target(sender, "on-behalf-of");
  return check(sender, request, {.grant = "on_behalf_of", .account = fingerprint(std::string_view(request.assertion))});
}

Checked check_request(const TokenSender& sender, const DeviceCodeRequest& request) {
  if (!has_target(sender, request)) return no_target(sender, "device code");
  return check(sender, request, {.grant = "device_code"});
}

Checked check_request(const TokenSender& sender, const AuthorizationRequest& request) {
  if (request.redirect_uri.empty()) return invalid("the redirect_uri is empty");
  // v1 can leave the resource to the redemption.
  if (!sender.is_v1() && !has_target(sender, request)) return no_target(sender, "authorization");
  const std::string& mode = request.response_mode;
  if (!mode.empty() && mode != "query" && mode != "fragment" && mode != "form_post") {
    return invalid("response_mode is query, fragment or form_post, not '" + mode + "'");
  }
  const CodeRequest like{.target = request.target, .tenant = request.tenant, .claims = request.claims};
  return check(sender, like, {.grant = "authorization_code"});
}

Checked check_request(const TokenSender& sender, const PasswordRequest& request) {
  if (request.username.empty() || request.password.empty()) return invalid("a username and a password are needed");
  // AADSTS9001023.
  const std::string& tenant = tenant_of(sender, request);
  if (is_any_tenant(tenant) && !equals_ignoring_case(tenant, "organizations")) {
    return invalid("a password needs the tenant's id or domain or 'organizations', not '" + tenant + "'");
  }
  if (!has_target(sender, request)) return no_target(sender, "password");
  return check(sender, request,
               {.grant = "password",
                .account = to_lower(request.username),
                .credential = "+password:" + fingerprint(std::string_view(request.password))});
}

}  // namespace entra::client
