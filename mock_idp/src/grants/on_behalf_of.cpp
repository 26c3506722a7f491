// An API calls another for its caller
// (https://learn.microsoft.com/entra/identity-platform/v2-oauth2-on-behalf-of-flow).

#include "entra/support/json_access.hpp"
#include "grants/issue_tokens.hpp"
#include "grants/partner_standing.hpp"
#include "tokens/jws.hpp"
#include "tokens/sign_in_handle.hpp"

namespace entra::idp {
namespace {

Checked<void> check_use(const Form& form) {
  const auto use = form.get("requested_token_use");
  if (!use || use->empty()) return refuse(900144, {"requested_token_use"});
  if (*use != "on_behalf_of") return refuse(90023, {"requested_token_use"});
  const std::string type = form.get_or("requested_token_type", "urn:ietf:params:oauth:token-type:access_token");
  // SAML assertions are the only other type that Entra knows; this server issues none.
  if (!type.ends_with(":access_token") && !type.ends_with(":jwt")) return refuse(90023, {"requested_token_type"});
  return {};
}

/// The audience is this client, by its id or by one of its identifier URIs.
Checked<void> check_audience(const GrantContext& context, const Json& claims, const Application& client) {
  const std::string audience = get_string(claims, "aud").value_or("");
  const auto named = context.directory.find_resource(audience);
  if (named && named->app->app_id == client.app_id) return {};
  return refuse(500131, {audience, client.app_id.str(), client.app_id.str(), client.display_name});
}

Checked<void> check_time(const Json& claims, Instant now) {
  const auto expires = get_integer(claims, "exp");
  const std::int64_t at = to_epoch_seconds(now);
  if (!expires || at >= *expires || at < get_integer(claims, "nbf").value_or(0)) return refuse(500133);
  return {};
}

/// What the assertion is: only a user's access token can be exchanged.
Checked<void> check_kind(const Json& claims, const Application& client) {
  const bool names_caller = get_string(claims, "appid") || get_string(claims, "azp");
  if (!names_caller) return refuse(240002);
  if (!get_string(claims, "scp")) return refuse(7000114, {client.app_id.str()});
  return {};
}

struct Assertion {
  TenantId tenant;
  SignIn sign_in;
};

Checked<Assertion> check_assertion(const GrantContext& context, const std::string& text, const Application& client) {
  const auto token = verify_jws(text, context.keys, context.now);
  if (!token) return refuse(50013, {token.error().message});
  const Json& claims = token->claims;
  if (auto kind = check_kind(claims, client); !kind) return tl::unexpected(kind.error());
  if (auto audience = check_audience(context, claims, client); !audience) return tl::unexpected(audience.error());
  if (auto time = check_time(claims, context.now); !time) return tl::unexpected(time.error());
  const auto tenant = TenantId::parse(get_string(claims, "tid").value_or(""));
  if (!tenant) return refuse(90016, {"tid"});
  auto sign_in = parse_sign_in_handle(get_string(claims, "aio").value_or(""));
  if (!sign_in) return refuse(90016, {"aio"});
  return Assertion{*tenant, std::move(*sign_in)};
}

Checked<Target> choose_target(const TokenRequest& request, const GrantContext& context, const Tenant& tenant) {
  const std::string name = request.version == TokenVersion::kV1 ? "resource" : "scope";
  const std::string wanted = request.form.get_or(name);
  if (wanted.empty()) return refuse(900144, {name});
  return request.version == TokenVersion::kV1 ? parse_resource(context, tenant, wanted)
                                              : parse_scope(context, tenant, wanted);
}

}  // namespace

Checked<Tokens> grant_on_behalf_of(const TokenRequest& request, GrantContext& context) {
  auto segment = resolve_tenant(context.directory, request.tenant);
  if (!segment) return tl::unexpected(segment.error());
  auto client = authenticate_client(request, *segment, context);
  if (!client) return tl::unexpected(client.error());
  if (client->proof == ClientProof::kPublic) return refuse(7000218);
  if (auto use = check_use(request.form); !use) return tl::unexpected(use.error());
  const std::string text = request.form.get_or("assertion");
  if (text.empty()) return refuse(900144, {"assertion"});
  auto assertion = check_assertion(context, text, *client->app.app);
  if (!assertion) return tl::unexpected(assertion.error());

  const Tenant* const tenant = context.directory.find_tenant(assertion->tenant.str());
  const Tenant* const home = context.directory.find_tenant(assertion->sign_in.tenant.str());
  const User* const user =
      home == nullptr ? nullptr : context.directory.find_user(*home, assertion->sign_in.user.str());
  if (tenant == nullptr || user == nullptr) {
    return refuse(50034, {assertion->sign_in.user.str(), assertion->tenant.str()});
  }
  context.trace.tenant = tenant->id.str();
  if (!segment->is_alias() && segment->tenant->id != tenant->id) {
    return refuse(50013, {"The issuer of the assertion is another tenant than that of the request."});
  }
  auto standing = require_standing(context, *tenant, *home, *user, client->app);
  if (!standing) return tl::unexpected(standing.error());
  auto target = choose_target(request, context, *tenant);
  if (!target) return tl::unexpected(target.error());
  UserGrant grant;
  grant.tenant = tenant;
  grant.user = {user, home, assertion->sign_in};
  grant.user.delegated_roles = std::move(*standing);
  grant.scope = request.form.get_or("scope");
  return issue_user_tokens(request, context, *client, *target, grant);
}

}  // namespace entra::idp
