#include "grants/issue_tokens.hpp"

#include <algorithm>

#include "directory/well_known.hpp"
#include "entra/support/base64.hpp"
#include "grants/access.hpp"
#include "grants/assignments.hpp"
#include "grants/token_lifetime.hpp"
#include "tokens/optional_claims.hpp"

namespace entra::idp {
namespace {

/// Graph, and whoever asks for the claim that tells it about the client's capability, can refuse a token before it
/// expires (continuous access evaluation).
bool supports_cae(const Application& resource) {
  return resource.app_id.str() == kGraphAppId || find_optional_claim(resource.access_token_claims, "xms_cc") != nullptr;
}

/// What this request asks for, and what the authorization request before it did.
Checked<ClaimsRequest> read_claims(const TokenRequest& request, const std::string& asked_before) {
  auto claims = parse_claims_request(request.form.get_or("claims"));
  if (!claims || asked_before.empty()) return claims;
  auto before = parse_claims_request(asked_before);
  if (!before) return before;
  claims->add(*before);
  return claims;
}

Checked<std::string> sign(const GrantContext& context, const Tenant& tenant, TokenVersion version,
                          const OrderedJson& claims) {
  const auto key = context.keys.current(context.now, tenant.id.str());
  if (key == nullptr) return refuse(90033);
  auto token = context.signer(make_jose_header(version, key->kid), claims, *key);
  if (!token) return refuse(90033);
  return std::move(*token);
}

const ManagedIdentity* find_identity(const Tenant& tenant, const Application& client) {
  const auto& all = tenant.managed_identities;
  const auto found =
      std::find_if(all.begin(), all.end(), [&](const ManagedIdentity& one) { return one.client_id == client.app_id; });
  return found == all.end() ? nullptr : &*found;
}

TokenFacts make_facts(const TokenRequest& request, const GrantContext& context, const Tenant& tenant,
                      const AuthenticatedClient& client, seconds lifetime) {
  return {request.origin, &tenant, client.app.app, client.proof, context.now, lifetime, context.random.token(16)};
}

Tokens start_answer(const GrantContext& context, const TokenLifetime& lifetime, const Target& target) {
  Tokens tokens;
  tokens.expires_in = lifetime.announced;
  tokens.refresh_in = lifetime.refresh_in;
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

Checked<void> require_usable_user(const GrantContext& context, const UserFacts& user) {
  for (const User* const one : {user.user, user.account}) {
    if (one == nullptr) continue;
    if (!one->account_enabled) return refuse(50057);
    const auto valid_from = context.store.tokens_valid_from(one->id);
    if (valid_from && user.sign_in.at < *valid_from) {
      return refuse(50173, {format_rfc3339(user.sign_in.at), format_rfc3339(*valid_from)});
    }
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

UserFacts as_seen_in(const GrantContext& context, const Tenant& tenant, UserFacts user) {
  if (tenant.id == user.home->id) return user;
  if (const User* const guest = context.directory.find_guest(tenant, user.home->id, user.user->id)) {
    user.account = user.user;
    user.user = guest;
  }
  return user;
}

Checked<Tokens> issue_app_tokens(const TokenRequest& request, GrantContext& context, const Tenant& tenant,
                                 const AuthenticatedClient& client, const Target& target) {
  const Application& app = *client.app.app;
  if (auto held = require_assignment(tenant, app, *target.resource.app); !held) return tl::unexpected(held.error());
  const auto claims = read_claims(request, "");
  if (!claims) return tl::unexpected(claims.error());
  const auto allowed = require_app_access(context, tenant, app, *target.resource.app, request.ip_address);
  if (!allowed) return tl::unexpected(allowed.error());
  const bool is_cae = claims->handles_challenges() && supports_cae(*target.resource.app);
  const ManagedIdentity* const identity = find_identity(tenant, app);
  const TokenLifetime lifetime =
      choose_lifetime(context, is_cae || identity != nullptr ? TokenLife::kLongApp : TokenLife::kApp);
  TokenFacts facts = make_facts(request, context, tenant, client, lifetime.life);
  facts.identity = identity;
  facts.is_cae = is_cae;
  const ResourceFacts resource{
      target.resource.app, target.audience, {}, granted_roles(context, tenant, app, *target.resource.app)};
  Tokens tokens = start_answer(context, lifetime, target);
  auto access = sign(context, tenant, access_token_version(*resource.app), make_app_access_claims(facts, resource));
  if (!access) return tl::unexpected(access.error());
  tokens.access_token = std::move(*access);
  return tokens;
}

Checked<Tokens> issue_user_tokens(const TokenRequest& request, GrantContext& context, const AuthenticatedClient& client,
                                  const Target& target, const UserGrant& grant) {
  const Tenant& tenant = *grant.tenant;
  const Application& app = *client.app.app;
  const UserFacts person = as_seen_in(context, tenant, grant.user);
  const User& user = *person.user;
  context.trace.user = user.user_principal_name;
  if (auto usable = require_usable_user(context, person); !usable) return tl::unexpected(usable.error());
  for (const Application* const one : {client.app.app, target.resource.app}) {
    if (auto held = require_assignment(tenant, user, *one); !held) return tl::unexpected(held.error());
  }
  auto scopes = require_consent(context, tenant, app, target, user.id);
  if (!scopes) return tl::unexpected(scopes.error());
  const auto claims = read_claims(request, grant.claims);
  if (!claims) return tl::unexpected(claims.error());
  auto access = require_access(
      context, {&tenant, person, client.app.app, target.resource.app, request.ip_address, false}, *claims);
  if (!access) return tl::unexpected(access.error());
  const bool is_cae = claims->handles_challenges() && supports_cae(*target.resource.app);

  const bool is_v1 = request.version == TokenVersion::kV1;
  const TokenLifetime lifetime = choose_lifetime(context, is_cae ? TokenLife::kLongUser : TokenLife::kUser);
  TokenFacts facts = make_facts(request, context, tenant, client, lifetime.life);
  facts.is_cae = is_cae;
  facts.is_implicit = grant.is_front_channel;
  const ResourceFacts resource{target.resource.app,
                               target.audience,
                               *scopes,
                               user_roles(tenant, user, *target.resource.app),
                               is_v1 || target.asks("profile"),
                               *access};
  Tokens tokens = start_answer(context, lifetime, target);
  auto access_token =
      sign(context, tenant, access_token_version(*resource.app),
           make_user_access_claims(facts, resource, person, context.directory.config().authentication_method_claim));
  if (!access_token) return tl::unexpected(access_token.error());
  tokens.access_token = std::move(*access_token);
  tokens.scopes = *scopes;
  tokens.scope_text = qualify_scopes(target, *scopes);

  if (request.form.get("client_info") == "1") tokens.client_info = make_client_info(person);
  if (grant.is_front_channel) return tokens;
  if (is_v1 || target.asks("offline_access")) {
    tokens.refresh_token = issue_refresh_token(context, client, target, grant);
  }
  if (is_v1 || target.asks("openid")) {
    auto id_token = issue_id_token(request, context, client, target.oidc, grant);
    if (!id_token) return tl::unexpected(id_token.error());
    tokens.id_token = std::move(*id_token);
  }
  return tokens;
}

Checked<std::string> issue_id_token(const TokenRequest& request, GrantContext& context,
                                    const AuthenticatedClient& client, const std::vector<std::string>& oidc,
                                    const UserGrant& grant, const IdTokenCompanions& companions) {
  IdTokenFacts id;
  id.version = request.version;
  id.scopes = oidc;
  id.nonce = grant.nonce;
  id.lifetime = context.directory.config().lifetimes.id_token;
  if (grant.wants_auth_time) id.auth_time = grant.user.sign_in.at;
  if (!companions.access_token.empty()) id.access_token_hash = left_half_hash(companions.access_token);
  if (!companions.code.empty()) id.code_hash = left_half_hash(companions.code);
  const UserFacts person = as_seen_in(context, *grant.tenant, grant.user);
  id.roles = user_roles(*grant.tenant, *person.user, *client.app.app);
  TokenFacts facts = make_facts(request, context, *grant.tenant, client, id.lifetime);
  facts.is_implicit = grant.is_front_channel;
  return sign(context, *grant.tenant, request.version, make_id_claims(facts, id, person));
}

}  // namespace entra::idp
