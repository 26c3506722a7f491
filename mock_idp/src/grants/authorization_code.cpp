// RFC 6749 §4.1.3 with PKCE (RFC 7636 §4.6): a sign-in's code for tokens.

#include <algorithm>

#include "entra/support/base64.hpp"
#include "entra/support/evp.hpp"
#include "entra/support/text.hpp"
#include "grants/issue_tokens.hpp"

namespace entra::idp {
namespace {

bool answers_challenge(const AuthorizationCode& code, const std::string& verifier) {
  const std::string computed =
      code.code_challenge_method == "S256" ? base64url_encode(crypto::sha256(verifier)) : verifier;
  return equals_in_constant_time(computed, code.code_challenge);
}

/// PKCE and the rules for single-page applications.
Checked<void> check_proof_key(const TokenRequest& request, const AuthorizationCode& code) {
  const std::string verifier = request.form.get_or("code_verifier");
  if (code.is_spa) {
    if (request.browser_origin.empty()) return refuse(9002327);
    if (code.code_challenge.empty()) return refuse(9002325);
  } else if (!request.browser_origin.empty()) {
    return refuse(9002326, {request.browser_origin});
  }
  const bool is_challenged = !code.code_challenge.empty();
  if (is_challenged != !verifier.empty()) return refuse(501481);
  if (is_challenged && !answers_challenge(code, verifier)) return refuse(501481);
  return {};
}

/// A registered URI without a path and the same with "/" are one (Entra's reply-URL rules).
std::string normalized(const std::string& uri) {
  return uri.ends_with('/') ? uri.substr(0, uri.size() - 1) : uri;
}

/// v2: the redemption may narrow the scopes; the OIDC ones of the authorization request stay in force.
std::string effective_scope(const TokenRequest& request, const AuthorizationCode& code) {
  const std::string asked = request.form.get_or("scope");
  if (asked.empty()) return code.scope;
  auto words = split_words(asked);
  for (const std::string& scope : split_words(code.scope)) {
    const bool is_oidc = scope == "openid" || scope == "profile" || scope == "email" || scope == "offline_access";
    if (is_oidc && std::find(words.begin(), words.end(), scope) == words.end()) words.push_back(scope);
  }
  return join(words, " ");
}

Checked<Target> choose_target(const TokenRequest& request, const GrantContext& context, const Tenant& tenant,
                              const AuthorizationCode& code) {
  std::string resource = request.form.get_or("resource", code.resource);
  if (request.version == TokenVersion::kV2) {
    const std::string scope = effective_scope(request, code);
    // A code of the v1 endpoint brings a resource instead.
    if (scope.empty() && resource.empty()) return refuse(28003);
    if (!scope.empty()) return parse_scope(context, tenant, scope);
  }
  if (resource.empty() && !code.scope.empty()) return parse_scope(context, tenant, code.scope);
  if (resource.empty()) resource = "https://graph.windows.net";  // v1's default when neither request names one
  return parse_resource(context, tenant, resource);
}

}  // namespace

Checked<Tokens> grant_authorization_code(const TokenRequest& request, GrantContext& context) {
  auto segment = resolve_tenant(context.directory, request.tenant);
  if (!segment) return tl::unexpected(segment.error());
  auto client = authenticate_client(request, *segment, context);
  if (!client) return tl::unexpected(client.error());
  const std::string text = request.form.get_or("code");
  if (text.empty()) return refuse(900144, {"code"});
  const auto code = context.store.find_code(text);
  if (!code || code->client != client->app.app->app_id) return refuse(70000);

  const Tenant* const tenant = context.directory.find_tenant(code->tenant.str());
  if (tenant == nullptr) return refuse(90002, {code->tenant.str()});
  context.trace.tenant = tenant->id.str();
  if (!segment->is_alias() && segment->tenant->id != tenant->id) return refuse(700005);
  const Tenant* const home = context.directory.find_tenant(code->sign_in.tenant.str());
  const User* const user = home == nullptr ? nullptr : context.directory.find_user(*home, code->sign_in.user.str());
  if (user == nullptr) return refuse(50034, {code->sign_in.user.str(), tenant->id.str()});

  if (context.now >= code->issued + context.directory.config().lifetimes.authorization_code) return refuse(70008);
  const auto redirect_uri = request.form.get("redirect_uri");
  // The documented Partner Center redemption sends no redirect_uri at all; one that is sent must be the same.
  if (redirect_uri && normalized(*redirect_uri) != normalized(code->redirect_uri)) {
    return refuse(50011, {*redirect_uri, client->app.app->app_id.str()});
  }
  if (auto proof = check_proof_key(request, *code); !proof) return tl::unexpected(proof.error());
  auto target = choose_target(request, context, *tenant, *code);
  if (!target) return tl::unexpected(target.error());

  switch (context.store.redeem_code(text)) {
    case Redemption::kFirst:
      break;
    case Redemption::kAgain:
      return refuse(54005);
    case Redemption::kUnknown:
      return refuse(70000);
  }
  UserGrant grant;
  grant.tenant = tenant;
  grant.user = {user, home, code->sign_in};
  grant.scope = effective_scope(request, *code);
  grant.nonce = code->nonce;
  grant.is_spa = code->is_spa;
  grant.wants_auth_time = code->wants_auth_time;
  grant.claims = code->claims;
  return issue_user_tokens(request, context, *client, *target, grant);
}

}  // namespace entra::idp
