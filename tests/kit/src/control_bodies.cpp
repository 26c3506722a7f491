#include "control_bodies.hpp"

#include "entra/support/json_text.hpp"

namespace entra::testing {
namespace {

void put(OrderedJson& body, const char* name, const std::string& text) {
  if (!text.empty()) body[name] = text;
}

/// The answer's object, when it is a success.
Result<Json> read_answer(const http::Response& response) {
  auto body = parse_json(response.body);
  if (response.status == 200 && body && body->is_object()) return body;
  return fail(Errc::kUnsupported, "the mock answers " + std::to_string(response.status) + " " + response.body);
}

std::string text_of(const Json& object, std::string_view name) {
  return get_string(object, name).value_or("");
}

JournalEntry read_entry(const Json& entry) {
  JournalEntry out;
  out.method = text_of(entry, "method");
  out.path = text_of(entry, "path");
  out.status = static_cast<int>(get_integer(entry, "status").value_or(0));
  out.aadsts = static_cast<int>(get_integer(entry, "aadsts").value_or(0));
  out.grant_type = text_of(entry, "grant_type");
  out.tenant = text_of(entry, "tenant");
  out.client_id = text_of(entry, "client_id");
  out.user = text_of(entry, "user");
  out.reason = text_of(entry, "reason");
  return out;
}

}  // namespace

std::string write_sign_in(const SignIn& sign_in) {
  OrderedJson body;
  body["tenant"] = sign_in.tenant;
  body["user"] = sign_in.user;
  body["client_id"] = sign_in.client_id;
  body["mfa"] = sign_in.mfa;
  put(body, "scope", sign_in.scope);
  put(body, "resource", sign_in.resource);
  put(body, "redirect_uri", sign_in.redirect_uri);
  put(body, "nonce", sign_in.nonce);
  put(body, "claims", sign_in.claims);
  return write_json(body);
}

Result<std::string> write_order(const TokenOrder& order) {
  OrderedJson body;
  body["tenant"] = order.tenant;
  body["client_id"] = order.client_id;
  body["kind"] = order.kind;
  body["defect"] = order.defect;
  put(body, "resource", order.resource);
  put(body, "scope", order.scope);
  put(body, "user", order.user);
  if (order.mfa) body["mfa"] = true;
  if (!order.roles.empty()) body["roles"] = order.roles;
  if (order.life.count() != 0) body["lifetime_seconds"] = order.life.count();
  if (!order.claims.empty()) {
    const auto claims = parse_json(order.claims);
    if (!claims || !claims->is_object()) return fail(Errc::kMalformed, "the claims to override are no JSON object");
    body["claims"] = OrderedJson(*claims);
  }
  return write_json(body);
}

Result<client::CodeRequest> read_code(const http::Response& response) {
  const auto body = read_answer(response);
  if (!body) return tl::unexpected(body.error());
  client::CodeRequest code;
  code.code = text_of(*body, "code");
  code.redirect_uri = text_of(*body, "redirect_uri");
  return code;
}

Result<TokenText> read_minted(const http::Response& response) {
  const auto body = read_answer(response);
  if (!body) return tl::unexpected(body.error());
  return TokenText(get_string(*body, "access_token").value_or(text_of(*body, "id_token")));
}

Result<std::vector<JournalEntry>> read_journal(const http::Response& response) {
  const auto body = read_answer(response);
  if (!body) return tl::unexpected(body.error());
  std::vector<JournalEntry> out;
  const Json* const entries = find_member(*body, "requests");
  if (entries == nullptr || !entries->is_array()) return fail(Errc::kMalformed, "the journal holds no list");
  for (const Json& entry : *entries) out.push_back(read_entry(entry));
  return out;
}

}  // namespace entra::testing
