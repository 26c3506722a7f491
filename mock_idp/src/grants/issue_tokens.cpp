#include "grants/issue_tokens.hpp"

#include <algorithm>

#include "entra/support/base64.hpp"
#include "tokens/jws.hpp"

namespace entra::idp {
namespace {

/// Lifetimes of configurable-token-lifetimes: app tokens 60 minutes, user tokens 60 to 90 at random.
constexpr std::int64_t kAppLifetime = 3600;
constexpr std::int64_t kShortestUserLifetime = 3600;
constexpr std::uint64_t kUserLifetimeSpread = 1801;

struct Lifetime {
  seconds life{0};
  seconds announced{0};  ///< expires_in: Entra floors the rest of a started second away
};

Lifetime choose_lifetime(const GrantContext& context, bool for_user) {
  const auto& fixed = context.directory.config().lifetimes.access_token;
  if (fixed) return {*fixed, *fixed};
  const auto spread = for_user ? static_cast<std::int64_t>(context.random.below(kUserLifetimeSpread)) : 0;
  const seconds life{(for_user ? kShortestUserLifetime : kAppLifetime) + spread};
  return {life, life - seconds{1}};
}

Checked<std::string> sign(const GrantContext& context, TokenVersion version, const OrderedJson& claims) {
  const auto key = context.keys.current();
  auto token = sign_jws(make_jose_header(version, key->kid), claims, *key);
  if (!token) return refuse(90033);
  return std::move(*token);
}

TokenFacts make_facts(const TokenRequest& request, const GrantContext& context, const Tenant& tenant,
                      const AuthenticatedClient& client, seconds lifetime) {
  return {request.origin, &tenant, client.app.app, client.proof, context.now, lifetime, context.random.token(16)};
}

Tokens start_answer(const GrantContext& context, const Lifetime& lifetime, const Target& target) {
  Tokens tokens;
  tokens.expires_in = lifetime.announced;
  tokens.issued = context.now;
  tokens.expires = context.now + lifetime.life;
  tokens.resource = target.audience;
  return tokens;
}

/// v2's scope: permissions qualified by the resource as it was named, OIDC scopes bare, ".default" echoed.
std::string qualify_scopes(const Target& target, const std::vector<std::string>& scopes) {
  const bool is_bare_graph = target.audience == "00000003-0000-0000-c000-000000000000";
  std::string text;
  const auto add = [&](const std::string& scope) { text += (text.empty() ? "" : " ") + scope; };
  for (const std::string& scope : scopes) {
    const bool is_oidc = scope == "openid" || scope == "profile" || scope == "email";
    if (is_oidc) continue;
    add(is_bare_graph ? scope : target.audience + "/" + scope);
  }
  if (target.names_default) add(target.audience + "/.default");
  for (const std::string& scope : target.oidc) {
    if (scope != "offline_access") add(scope);
  }
  return text;
}

Checked<void> require_usable_user(const GrantContext& context, const UserGrant& grant) {
  const User& user = *grant.user.user;
  if (!user.account_enabled) return refuse(50057);
  const auto valid_from = context.store.tokens_valid_from(user.id);
  if (valid_from && grant.user.sign_in.at < *valid_from) {
    return refuse(50173, {format_rfc3339(grant.user.sign_in.at), format_rfc3339(*valid_from)});
  }
  return {};
}

std::string issue_refresh_token(GrantContext& context, const AuthenticatedClient& client, const Target& target,
                                const UserGrant& grant) {
  RefreshToken record;
  record.client = client.app.app->app_id;
  record.sign_in = grant.user.sign_in;
  record.scope = grant.scope;
  record.resource = target.audience;
  record.issued = context.now;
  record.is_spa = grant.is_spa;
  record.family = grant.family.empty() ? context.random.guid() : grant.family;
  record.spa_start = grant.is_spa ? grant.spa_start.value_or(context.now) : Instant{};
  std::string token = "0.A" + context.random.token(64) + "." + context.random.token(120);
  context.store.put_refresh_token(token, std::move(record));
  return token;
}

}  // namespace

Checked<Tokens> issue_app_tokens(const TokenRequest& request, GrantContext& context, const Tenant& tenant,
                                 const AuthenticatedClient& client, const Target& target) {
  const Lifetime lifetime = choose_lifetime(context, false);
  const TokenFacts facts = make_facts(request, context, tenant, client, lifetime.life);
  const ResourceFacts resource{
      target.resource.app, target.audience, {}, granted_roles(context, tenant, *client.app.app, *target.resource.app)};
  Tokens tokens = start_answer(context, lifetime, target);
  auto access = sign(context, access_token_version(*resource.app), make_app_access_claims(facts, resource));
  if (!access) return tl::unexpected(access.error());
  tokens.access_token = std::move(*access);
  return tokens;
}

Checked<Tokens> issue_user_tokens(const TokenRequest& request, GrantContext& context, const AuthenticatedClient& client,
                                  const Target& target, const UserGrant& grant) {
  const Tenant& tenant = *grant.tenant;
  const User& user = *grant.user.user;
  context.trace.user = user.user_principal_name;
  if (auto usable = require_usable_user(context, grant); !usable) return tl::unexpected(usable.error());
  auto scopes = require_consent(context, tenant, *client.app.app, target, user.id);
  if (!scopes) return tl::unexpected(scopes.error());
  if (auto access =
          require_access(context, tenant, user, *target.resource.app, grant.user.sign_in.amr, request.ip_address);
      !access) {
    return tl::unexpected(access.error());
  }

  const Lifetime lifetime = choose_lifetime(context, true);
  TokenFacts facts = make_facts(request, context, tenant, client, lifetime.life);
  const ResourceFacts resource{target.resource.app, target.audience, *scopes, {}};
  Tokens tokens = start_answer(context, lifetime, target);
  auto access_token = sign(
      context, access_token_version(*resource.app),
      make_user_access_claims(facts, resource, grant.user, context.directory.config().authentication_method_claim));
  if (!access_token) return tl::unexpected(access_token.error());
  tokens.access_token = std::move(*access_token);
  tokens.scopes = *scopes;
  tokens.scope_text = qualify_scopes(target, *scopes);

  const bool is_v1 = request.version == TokenVersion::kV1;
  if (is_v1 || target.asks("offline_access")) {
    tokens.refresh_token = issue_refresh_token(context, client, target, grant);
  }
  if (is_v1 || target.asks("openid")) {
    facts.token_id = context.random.token(16);
    const IdTokenFacts id{request.version, target.oidc, grant.nonce, context.directory.config().lifetimes.id_token};
    auto id_token = sign(context, request.version, make_id_claims(facts, id, grant.user));
    if (!id_token) return tl::unexpected(id_token.error());
    tokens.id_token = std::move(*id_token);
  }
  if (request.form.get("client_info") == "1") tokens.client_info = make_client_info(grant.user);
  return tokens;
}

Checked<void> require_access(GrantContext& context, const Tenant& tenant, const User& user, const Application& resource,
                             const std::vector<std::string>& amr, const std::string& ip_address) {
  AccessDecision decision = evaluate_conditional_access(tenant, {&user, &resource, ip_address, amr});
  context.trace.policies = std::move(decision.findings);
  switch (decision.verdict) {
    case AccessVerdict::kAllow:
      return {};
    case AccessVerdict::kBlock:
      return refuse(53003);
    case AccessVerdict::kRequireMfa:
      break;
  }
  return refuse(user.mfa.registered ? 50076 : 50079, {resource.app_id.str()});
}

}  // namespace entra::idp
