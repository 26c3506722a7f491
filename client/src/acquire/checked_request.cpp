#include "acquire/checked_request.hpp"

#include "acquire/failures.hpp"

namespace entra::client {
namespace {

/// What the caller knows of the key, besides what every request has.
struct KeyParts {
  std::string grant;
  std::string account = {};
};

template <class Request>
CheckedRequest checked(const TokenSender& sender, Authority authority, const Request& request, const KeyParts& parts) {
  TokenKey key({.authority_origin = authority.origin(),
                .tenant = authority.tenant(),
                .client_id = sender.options().client_id,
                .credential = sender.credential_name(),
                .grant = parts.grant + (sender.is_v1() ? "/v1" : "/v2"),
                .resource = request.target.resource,
                .scopes = request.target.scopes,
                .account = parts.account,
                .claims = request.claims});
  return CheckedRequest{std::move(authority), std::move(key)};
}

}  // namespace

Result<CheckedRequest, ClientError> check_request(const TokenSender& sender, const ClientCredentialsRequest& request) {
  auto authority = sender.authority_of(request.tenant);
  if (!authority) return tl::unexpected(std::move(authority.error()));
  if (std::holds_alternative<NoCredential>(sender.options().credential)) {
    return invalid("client credentials need a secret or a certificate");
  }
  if (sender.is_v1() ? request.target.resource.empty()
                     : request.target.resource.empty() && request.target.scopes.empty()) {
    return invalid(sender.is_v1() ? "v1 client credentials need a resource" : "v2 client credentials need a scope");
  }
  return checked(sender, std::move(*authority), request, {.grant = "client_credentials"});
}

Result<CheckedRequest, ClientError> check_request(const TokenSender& sender, const RefreshRequest& request) {
  auto authority = sender.authority_of(request.tenant);
  if (!authority) return tl::unexpected(std::move(authority.error()));
  if (request.refresh_token.empty()) return invalid("the refresh token is empty");
  return checked(sender, std::move(*authority), request,
                 {.grant = "refresh_token", .account = fingerprint(std::string_view(request.refresh_token))});
}

}  // namespace entra::client
