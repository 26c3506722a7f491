// The token endpoint in the words of v1 and v2 (RFC 6749 §3.2, §5).

#include "endpoints/answers.hpp"
#include "entra/support/base64.hpp"
#include "entra/support/text.hpp"
#include "grants/tenancy.hpp"

namespace entra::idp {
namespace {

/// Credentials of HTTP Basic, each part form-encoded first (RFC 6749 §2.3.1). False when they are malformed, or the
/// body authenticates too: a client uses one method (§2.3).
bool add_basic_credentials(const http::Request& request, Form& form) {
  const std::string header = request.headers.get_or("Authorization");
  if (!equals_ignoring_case(std::string_view(header).substr(0, 6), "basic ")) return true;
  const auto text = base64_decode(std::string_view(header).substr(6));
  const std::size_t colon = text ? text->find(':') : std::string::npos;
  if (colon == std::string::npos) return false;
  const auto parts = Form::parse("id=" + text->substr(0, colon) + "&secret=" + text->substr(colon + 1));
  if (!parts || parts->fields().size() != 2 || parts->get_or("id").empty()) return false;
  if (form.has("client_secret") || form.has("client_assertion")) return false;
  if (form.get_or("client_id", parts->get_or("id")) != parts->get_or("id")) return false;
  if (!form.has("client_id")) form.add("client_id", parts->get_or("id"));
  form.add("client_secret", parts->get_or("secret"));
  return true;
}

bool is_form(const http::Request& request) {
  const std::string type = to_lower(request.headers.get_or("Content-Type", "application/x-www-form-urlencoded"));
  return type.starts_with("application/x-www-form-urlencoded");
}

bool is_msal(const http::Request& request, const Form& form) {
  return request.headers.get("x-client-SKU") || form.has("x-client-SKU") || form.has("x-client-sku");
}

/// v1: every value a string, times absolute as well.
OrderedJson v1_body(const Tokens& tokens) {
  constexpr std::int64_t kBackDating = 300;
  const std::string life = std::to_string(tokens.expires_in.count());
  OrderedJson body;
  body["token_type"] = "Bearer";
  if (!tokens.scopes.empty()) body["scope"] = join(tokens.scopes, " ");
  body["expires_in"] = life;
  body["ext_expires_in"] = life;
  body["expires_on"] = std::to_string(to_epoch_seconds(tokens.expires));
  body["not_before"] = std::to_string(to_epoch_seconds(tokens.issued) - kBackDating);
  body["resource"] = tokens.resource;
  body["access_token"] = tokens.access_token;
  if (!tokens.refresh_token.empty()) body["refresh_token"] = tokens.refresh_token;
  if (!tokens.id_token.empty()) body["id_token"] = tokens.id_token;
  if (!tokens.client_info.empty()) body["client_info"] = tokens.client_info;
  if (tokens.refresh_in) body["refresh_in"] = std::to_string(tokens.refresh_in->count());
  return body;
}

OrderedJson v2_body(const Tokens& tokens) {
  OrderedJson body;
  body["token_type"] = "Bearer";
  if (!tokens.scope_text.empty()) body["scope"] = tokens.scope_text;
  body["expires_in"] = tokens.expires_in.count();
  body["ext_expires_in"] = tokens.expires_in.count();
  body["access_token"] = tokens.access_token;
  if (!tokens.refresh_token.empty()) body["refresh_token"] = tokens.refresh_token;
  if (!tokens.id_token.empty()) body["id_token"] = tokens.id_token;
  if (!tokens.client_info.empty()) body["client_info"] = tokens.client_info;
  if (tokens.refresh_in) body["refresh_in"] = tokens.refresh_in->count();
  return body;
}

/// "1,<code>,<subcode>,<age of the refresh token in ms>,<spe info>".
std::string client_telemetry(const Exchange& exchange, int code) {
  const auto& age = exchange.context.trace.refresh_token_age;
  return "1," + std::to_string(code) + ",0," + (age ? std::to_string(age->count()) + ".0" : "") + ",";
}

http::Response refused(Exchange& exchange, const ProtocolError& error, TokenVersion version, bool msal) {
  exchange.context.trace.aadsts = error.code;
  auto response = token_answer(exchange, aadsts_row(error.code).status, error_body(exchange, error, version), version);
  if (msal) response.headers.add("x-ms-clitelem", client_telemetry(exchange, error.code));
  return response;
}

}  // namespace

http::Response serve_token(Exchange& exchange, std::string_view tenant, TokenVersion version) {
  const http::Request& request = exchange.request;
  if (request.method != "POST") return refused(exchange, {900561, {request.method, "POST"}, ""}, version, false);
  auto form = Form::parse(request.body);
  if (!form || !is_form(request)) return refused(exchange, {9002313, {}, ""}, version, false);
  const bool msal = is_msal(request, *form);
  if (const auto id = form->get("client-request-id"); id && is_guid(*id) && !request.headers.get("client-request-id")) {
    exchange.correlation_id = *id;
  }
  if (!add_basic_credentials(request, *form)) return refused(exchange, {9002313, {}, ""}, version, msal);
  const std::string allowed = request.headers.get_or("Restrict-Access-To-Tenants");
  if (auto open = check_tenant_restriction(exchange.context.directory, allowed, tenant); !open) {
    return refused(exchange, open.error(), version, msal);
  }
  const TokenRequest parsed{version,
                            std::string(tenant),
                            std::move(*form),
                            exchange.origin,
                            request.headers.get_or("Origin"),
                            exchange.ip_address};
  const auto tokens = grant_tokens(parsed, exchange.context);
  if (!tokens) return refused(exchange, tokens.error(), version, msal);
  auto response =
      token_answer(exchange, 200, version == TokenVersion::kV1 ? v1_body(*tokens) : v2_body(*tokens), version);
  if (msal) response.headers.add("x-ms-clitelem", client_telemetry(exchange, 0));
  return response;
}

}  // namespace entra::idp
