// RFC 6749 §6 as Entra does it: any consented resource, any tenant where the user has standing, and the old token lives
// on (https://learn.microsoft.com/entra/identity-platform/refresh-tokens).

#include "entra/support/text.hpp"
#include "grants/issue_tokens.hpp"
#include "grants/partner_standing.hpp"

namespace entra::idp {
namespace {

constexpr seconds kSpaLifetime{86400};

/// .NET's TimeSpan text, as AADSTS700082 writes it: days.hours:minutes:seconds.
std::string span_text(seconds span) {
  const auto days = span.count() / 86400;
  const std::chrono::hh_mm_ss parts(span - seconds(days * 86400));
  const auto two = [](auto value) { return (value < 10 ? "0" : "") + std::to_string(value); };
  return std::to_string(days) + "." + two(parts.hours().count()) + ":" + two(parts.minutes().count()) + ":" +
         two(parts.seconds().count());
}

Checked<void> require_alive(const TokenRequest& request, const GrantContext& context, const RefreshToken& token) {
  if (!token.is_spa && !request.browser_origin.empty()) return refuse(9002326, {request.browser_origin});
  if (token.is_spa) {
    if (request.browser_origin.empty()) return refuse(9002327);
    if (context.now >= token.spa_start + kSpaLifetime) return refuse(700084, {format_rfc3339(token.spa_start)});
    return {};
  }
  const seconds lifetime = context.directory.config().lifetimes.refresh_token;
  if (context.now >= token.issued + lifetime)
    return refuse(700082, {format_rfc3339(token.issued), span_text(lifetime)});
  return {};
}

/// v2: the scope of this request, or of the answer that the token came with.
std::string effective_scope(const TokenRequest& request, const RefreshToken& token) {
  if (request.version == TokenVersion::kV1) return token.scope;
  const std::string asked = request.form.get_or("scope");
  return asked.empty() ? token.scope : asked;
}

Checked<Target> choose_target(const TokenRequest& request, const GrantContext& context, const Tenant& tenant,
                              const RefreshToken& token) {
  if (request.version == TokenVersion::kV2) {
    const std::string scope = effective_scope(request, token);
    // A token from the v1 endpoint remembers a resource only.
    auto target = scope.empty() ? parse_resource(context, tenant, token.resource) : parse_scope(context, tenant, scope);
    // Entra hands out a new refresh token at every use of one that allowed it.
    if (target && !target->asks("offline_access")) target->oidc.emplace_back("offline_access");
    return target;
  }
  const std::string resource = request.form.get_or("resource");
  return parse_resource(context, tenant, resource.empty() ? token.resource : resource);
}

/// Strict rotation: the second use of a token means that it was stolen, by the first user or the second, so all that
/// descend from the same sign-in end (RFC 9700 §4.14.2).
Checked<void> redeem_once(GrantContext& context, const std::string& text, const RefreshToken& token) {
  switch (context.store.redeem_refresh_token(text)) {
    case Redemption::kFirst:
      return {};
    case Redemption::kAgain:
      context.store.end_refresh_family(token.family);
      return refuse(50132);
    case Redemption::kUnknown:
      break;
  }
  return refuse(70000);
}

}  // namespace

Checked<Tokens> grant_refresh_token(const TokenRequest& request, GrantContext& context) {
  auto segment = resolve_tenant(context.directory, request.tenant);
  if (!segment) return tl::unexpected(segment.error());
  auto client = authenticate_client(request, *segment, context);
  if (!client) return tl::unexpected(client.error());
  const std::string text = request.form.get_or("refresh_token");
  if (text.empty()) return refuse(900144, {"refresh_token"});
  const auto token = context.store.find_refresh_token(text);
  if (!token || token->client != client->app.app->app_id) return refuse(70000);

  const Tenant* const home = context.directory.find_tenant(token->sign_in.tenant.str());
  const User* const user = home == nullptr ? nullptr : context.directory.find_user(*home, token->sign_in.user.str());
  const Tenant* const tenant = segment->is_alias() ? home : segment->tenant;
  if (user == nullptr || tenant == nullptr)
    return refuse(50034, {token->sign_in.user.str(), token->sign_in.tenant.str()});
  context.trace.tenant = tenant->id.str();
  context.trace.user = user->user_principal_name;
  context.trace.refresh_token_age = context.now - token->issued;
  if (auto alive = require_alive(request, context, *token); !alive) return tl::unexpected(alive.error());
  auto standing = require_standing(context, *tenant, *home, *user, client->app);
  if (!standing) return tl::unexpected(standing.error());
  auto target = choose_target(request, context, *tenant, *token);
  if (!target) return tl::unexpected(target.error());
  const bool is_strict = context.directory.config().refresh_token_rotation == RefreshTokenRotation::kStrict;
  if (is_strict) {
    if (auto first = redeem_once(context, text, *token); !first) return tl::unexpected(first.error());
  }
  UserGrant grant;
  grant.tenant = tenant;
  grant.user.user = user;
  grant.user.home = home;
  grant.user.sign_in = token->sign_in;
  grant.user.delegated_roles = std::move(*standing);
  grant.scope = effective_scope(request, *token);
  grant.is_spa = token->is_spa;
  if (token->is_spa) grant.spa_start = token->spa_start;
  grant.family = token->family;
  auto tokens = issue_user_tokens(request, context, *client, *target, grant);
  // Somebody may have used the old one again meanwhile, and so ended the family that the new one now belongs to.
  if (is_strict && !context.store.find_refresh_token(text)) context.store.end_refresh_family(token->family);
  return tokens;
}

}  // namespace entra::idp
