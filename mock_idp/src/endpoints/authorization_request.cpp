#include "endpoints/authorization_request.hpp"

#include <algorithm>
#include <array>

#include "endpoints/device_platform.hpp"
#include "entra/support/text.hpp"

namespace entra::idp {
namespace {

SignInRequest read_sign_in(const Exchange& exchange, const Form& form, std::string_view tenant, TokenVersion version) {
  SignInRequest request;
  request.version = version;
  request.tenant = tenant;
  request.client_id = form.get_or("client_id");
  request.redirect_uri = form.get_or("redirect_uri");
  if (version == TokenVersion::kV2) request.scope = form.get_or("scope");
  if (version == TokenVersion::kV1) request.resource = form.get_or("resource");
  request.nonce = form.get_or("nonce");
  request.code_challenge = form.get_or("code_challenge");
  request.code_challenge_method = form.get_or("code_challenge_method");
  request.demands_mfa = form.get("amr_values") == "mfa";
  request.wants_auth_time = form.has("max_age");
  request.ip_address = exchange.ip_address;
  request.circumstances.device_platform = platform_of(exchange.request);
  request.claims_text = form.get_or("claims");
  return request;
}

/// none stands alone; admin_consent is v1's (OpenID Connect Core §3.1.2.1).
Checked<void> read_prompt(AuthorizationRequest& asked) {
  const auto words = split_words(asked.form.get_or("prompt"));
  for (const std::string& word : words) {
    if (word == "none" && words.size() == 1) {
      asked.path.is_silent = true;
    } else if (word == "login") {
      asked.wish.signs_in_anew = true;
    } else if (word == "select_account") {
      asked.wish.picks = true;
    } else if (word == "consent") {
      asked.asks_consent = true;
    } else if (word == "admin_consent" && asked.sign_in.version == TokenVersion::kV1) {
      asked.asks_admin_consent = true;
    } else {
      return refuse(90023, {"prompt"});
    }
  }
  return {};
}

Checked<void> read_max_age(AuthorizationRequest& asked) {
  const auto text = asked.form.get("max_age");
  if (!text) return {};
  const bool is_number = !text->empty() && text->size() <= 9 &&
                         std::all_of(text->begin(), text->end(), [](char c) { return c >= '0' && c <= '9'; });
  if (!is_number) return refuse(90023, {"max_age"});
  asked.wish.max_age = seconds(std::stol(*text));
  return {};
}

Checked<void> read_types(AuthorizationRequest& asked) {
  auto type = parse_response_type(asked.form.get_or("response_type"), *asked.reply.client.app);
  if (!type) return tl::unexpected(type.error());
  asked.type = *type;
  asked.sign_in.wants_code = type->code;
  if (!type->id_token) return {};
  const auto scopes = split_words(asked.form.get_or("scope"));
  const bool has_openid = std::find(scopes.begin(), scopes.end(), "openid") != scopes.end();
  if (asked.sign_in.version == TokenVersion::kV2 && !has_openid) {
    return refuse(70005, {"response_type 'id_token' requires the 'openid' scope"});
  }
  if (asked.sign_in.nonce.empty()) return refuse(90014, {"nonce"});
  return {};
}

Checked<void> check_target(const AuthorizationRequest& asked) {
  if (asked.sign_in.version == TokenVersion::kV1) return {};
  if (asked.form.has("resource")) return refuse(901002);
  if (asked.sign_in.scope.empty()) return refuse(900144, {"scope"});
  return {};
}

Checked<void> read_rest(AuthorizationRequest& asked) {
  if (auto types = read_types(asked); !types) return types;
  if (auto prompt = read_prompt(asked); !prompt) return prompt;
  if (auto age = read_max_age(asked); !age) return age;
  if (auto target = check_target(asked); !target) return target;
  auto claims = parse_claims_request(asked.sign_in.claims_text);
  if (!claims) return tl::unexpected(claims.error());
  asked.sign_in.claims = std::move(*claims);
  return check_challenge(asked.sign_in);
}

}  // namespace

Result<AuthorizationRequest, http::Response> read_authorization_request(Exchange& exchange, const Form& form,
                                                                        std::string_view tenant, TokenVersion version) {
  const auto page = [&](const ProtocolError& error) { return tl::unexpected(show_error(exchange, error)); };
  AuthorizationRequest asked;
  asked.form = form;
  asked.sign_in = read_sign_in(exchange, form, tenant, version);
  exchange.context.trace.client = asked.sign_in.client_id;
  if (asked.sign_in.client_id.empty()) return page({900144, {"client_id"}, ""});
  auto reply = resolve_reply_address(exchange.context, asked.sign_in);
  if (!reply) return page(reply.error());
  asked.reply = *reply;
  const auto segment = resolve_tenant(exchange.context.directory, tenant);
  asked.wish = read_account_wish(exchange, form, *segment, *reply->client.app);

  const std::string types = form.get_or("response_type");
  asked.path = {reply->redirect_uri, default_response_mode(types), strip_html(form.get_or("state"))};
  const auto back = [&](const ProtocolError& error) {
    return tl::unexpected(send_error(exchange, asked.path, error, version));
  };
  if (const std::string mode = form.get_or("response_mode"); !mode.empty()) {
    if (auto known = check_response_mode(mode, types); !known) return back(known.error());
    asked.path.mode = mode;
  }
  if (auto rest = read_rest(asked); !rest) return back(rest.error());
  return asked;
}

}  // namespace entra::idp
