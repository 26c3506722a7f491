// POST /_mock/sign-ins: a person's sign-in without a browser.

#include "control/circumstances.hpp"
#include "control/handlers.hpp"
#include "core.hpp"
#include "endpoints/answers.hpp"
#include "grants/sign_in.hpp"

namespace entra::idp {
namespace {

using Type = ControlBody::Type;

Controlled<SignInRequest> read_sign_in(const ControlBody& body) {
  SignInRequest sign;
  sign.version = body.has("scope") ? TokenVersion::kV2 : TokenVersion::kV1;
  sign.tenant = body.text("tenant");
  sign.username = body.text("user");
  sign.client_id = body.text("client_id");
  sign.redirect_uri = body.text("redirect_uri");
  sign.scope = body.text("scope");
  sign.resource = body.text("resource");
  sign.nonce = body.text("nonce");
  sign.code_challenge = body.text("code_challenge");
  sign.code_challenge_method = body.text("code_challenge_method");
  if (!sign.code_challenge.empty() && sign.code_challenge_method.empty()) sign.code_challenge_method = "S256";
  sign.with_mfa = body.flag("mfa", false);
  auto methods = read_methods(body);
  if (!methods) return tl::unexpected(methods.error());
  sign.methods = std::move(*methods);
  sign.consent = body.flag("consent", true) ? ConsentAnswer::kTrusted : ConsentAnswer::kRefused;
  if (body.has("password")) sign.password = body.text("password");
  auto circumstances = read_circumstances(body);
  if (!circumstances) return tl::unexpected(circumstances.error());
  sign.circumstances = std::move(*circumstances);
  sign.ip_address = read_address(body, sign.circumstances);
  sign.claims_text = body.text("claims");
  auto claims = parse_claims_request(sign.claims_text);
  if (!claims) return body.fault("claims", claims.error().description());
  sign.claims = std::move(*claims);
  return sign;
}

}  // namespace

http::Response post_sign_in(Core& core, const http::Request& request) {
  auto body = ControlBody::parse(request, {{"tenant", Type::kString},
                                           {"user", Type::kString},
                                           {"client_id", Type::kString},
                                           {"redirect_uri", Type::kString},
                                           {"scope", Type::kString},
                                           {"resource", Type::kString},
                                           {"mfa", Type::kBool},
                                           {"methods", Type::kStrings},
                                           {"nonce", Type::kString},
                                           {"code_challenge", Type::kString},
                                           {"code_challenge_method", Type::kString},
                                           {"password", Type::kString},
                                           {"consent", Type::kBool},
                                           {"ip_address", Type::kString},
                                           {"circumstances", Type::kObject},
                                           {"claims", Type::kString}});
  if (!body) return body.error();
  for (const std::string_view name : {"tenant", "user", "client_id"}) {
    if (body->text(name).empty())
      return control_fault(400, "'" + std::string(name) + "' is required", "/" + std::string(name));
  }
  if (body->has("scope") && body->has("resource")) {
    return control_fault(400, "give 'scope' (v2) or 'resource' (v1), not both", "/resource");
  }
  if (body->has("mfa") && body->has("methods")) return control_fault(400, "give 'mfa' or 'methods', not both", "/mfa");
  const auto sign = read_sign_in(*body);
  if (!sign) return sign.error();
  Trace trace;
  const auto directory = core.directory.current();
  Exchange exchange{request,
                    Origin{request.origin, directory->config().cloud, directory->config().issuer},
                    sign->ip_address,
                    GrantContext{*directory, *core.store, *core.keys, core.random, scope_now(core, request), trace},
                    core.random.guid(),
                    core.random.guid()};
  const auto done = sign_in(*sign, exchange.context);
  if (!done) return control_answer(400, error_body(exchange, done.error(), sign->version));
  OrderedJson answer;
  answer["code"] = done->code;
  answer["redirect_uri"] = done->redirect_uri;
  answer["session_state"] = done->session;
  answer["tenant"] = done->tenant->id.str();
  answer["user"] = done->user->user_principal_name;
  return control_answer(200, answer);
}

}  // namespace entra::idp
