#include "grants/front_channel.hpp"

#include "entra/support/text.hpp"

namespace entra::idp {
namespace {

tl::unexpected<ProtocolError> unsupported(const std::string& what) {
  return refuse(70005, {what});
}

/// v1's default when the request names no resource, as at the token endpoint.
Checked<Target> access_target(const GrantContext& context, const SignInAnswer& answer) {
  if (answer.target) return *answer.target;
  return parse_resource(context, *answer.tenant, "https://graph.windows.net");
}

}  // namespace

UserFacts home_facts(const GrantContext& context, const SignIn& sign_in) {
  UserFacts facts;
  facts.home = context.directory.find_tenant(sign_in.tenant.str());
  if (facts.home != nullptr) facts.user = context.directory.find_user(*facts.home, sign_in.user.str());
  facts.sign_in = sign_in;
  return facts;
}

Checked<ResponseType> parse_response_type(const std::string& text, const Application& client) {
  if (text.empty()) return refuse(900144, {"response_type"});
  ResponseType type;
  for (const std::string& word : split_words(text)) {
    bool* const known = word == "code"       ? &type.code
                        : word == "id_token" ? &type.id_token
                        : word == "token"    ? &type.token
                                             : nullptr;
    if (known == nullptr || *known) return unsupported("response_type '" + text + "'");
    *known = true;
  }
  // Neither discovery document lists a code together with an access token.
  if (type.code && type.token) return unsupported("response_type '" + text + "'");
  if (type.id_token && !client.issues_id_tokens) return refuse(700054, {"id_token"});
  if (type.token && !client.issues_access_tokens) {
    return unsupported("response_type 'token' is not enabled for the application");
  }
  return type;
}

Checked<Tokens> issue_front_channel(const TokenRequest& request, GrantContext& context, const SignInRequest& asked,
                                    const SignInAnswer& answer, const ResponseType& type) {
  const AuthenticatedClient client{answer.client, ClientProof::kPublic};
  UserGrant grant;
  grant.tenant = answer.tenant;
  grant.user = home_facts(context, answer.sign_in);
  grant.scope = asked.scope;
  grant.nonce = asked.nonce;
  grant.is_spa = answer.is_spa;
  grant.wants_auth_time = asked.wants_auth_time;
  grant.is_front_channel = true;
  grant.claims = asked.claims_text;
  Tokens tokens;
  if (type.token) {
    auto target = access_target(context, answer);
    if (!target) return tl::unexpected(target.error());
    auto issued = issue_user_tokens(request, context, client, *target, grant);
    if (!issued) return issued;
    tokens = std::move(*issued);
  }
  if (type.id_token) {
    const auto oidc = answer.target ? answer.target->oidc : std::vector<std::string>{"openid"};
    auto id_token = issue_id_token(request, context, client, oidc, grant, {tokens.access_token, answer.code});
    if (!id_token) return tl::unexpected(id_token.error());
    tokens.id_token = std::move(*id_token);
  }
  return tokens;
}

}  // namespace entra::idp
