#include "control/fault_answers.hpp"

#include "endpoints/answers.hpp"
#include "entra/support/base64.hpp"

namespace entra::idp {
namespace {

/// Bodies as clients meet them when something before Entra gives up: text, HTML, JSON without "error", or nothing.
void put_plain_body(http::Response& response) {
  const auto put = [&](std::string_view type, std::string body) {
    response.headers.set("Content-Type", std::string(type));
    response.body = std::move(body);
  };
  switch (response.status) {
    case 429:
      return put("text/plain; charset=utf-8", "Too many requests");
    case 404:
      return put("application/json; charset=utf-8", R"({"message":"The resource cannot be found."})");
    default:
      break;
  }
  if (response.status < 500) return;
  const std::string title(http::standard_reason(response.status));
  put("text/html; charset=utf-8", "<!doctype html>\n<html><head><title>" + title + "</title></head><body><h2>" + title +
                                      "</h2><p>The service cannot answer at the moment.</p></body></html>\n");
}

void put_body(http::Response& response, const std::string& body) {
  response.headers.set("Content-Type", body.starts_with('{') || body.starts_with('[')
                                           ? "application/json; charset=utf-8"
                                           : "text/plain; charset=utf-8");
  response.body = body;
}

http::Response entra_error(const FaultAction& action, const RequestFacts& facts, Exchange& exchange) {
  ProtocolError error{action.aadsts, action.arguments, ""};
  // What most texts name first: the client, then the tenant.
  if (error.arguments.empty()) error.arguments = {facts.client_id, facts.tenant, "", "", ""};
  exchange.context.trace.aadsts = error.code;
  if (facts.path.ends_with("/authorize")) {
    auto page = error_page(exchange, error);
    page.status = action.status;
    return page;
  }
  const bool is_v2 = facts.path.find("/v2.0/") != std::string::npos;
  const TokenVersion version = is_v2 ? TokenVersion::kV2 : TokenVersion::kV1;
  return token_answer(exchange, action.status, error_body(exchange, error, version), version);
}

Result<OrderedJson> parse_ordered(const std::string& text) {
  if (auto strict = parse_json(text); !strict) return tl::unexpected(strict.error());
  return OrderedJson::parse(text);
}

OrderedJson older_keys(const OrderedJson& keys, const SigningKey& current, const SigningKey& stray) {
  OrderedJson older = OrderedJson::array();
  for (const OrderedJson& key : keys) {
    if (key.value("kid", "") != current.kid) older.push_back(key);
  }
  if (!older.empty() || keys.empty()) return older;
  OrderedJson unrelated = keys.front();
  unrelated["kid"] = stray.kid;
  unrelated["x5t"] = stray.kid;
  unrelated["n"] = stray.modulus;
  unrelated["e"] = stray.exponent;
  unrelated["x5c"] = OrderedJson::array({base64_encode(stray.certificate_der)});
  older.push_back(std::move(unrelated));
  return older;
}

void move_endpoints(OrderedJson& document, const Origin& origin) {
  const auto url = parse_url(origin.base);
  if (!url) return;
  Url older = *url;
  older.host = cloud_facts(origin.cloud).cache_host;
  for (auto& [name, value] : document.items()) {
    if (name == "issuer" || !value.is_string()) continue;
    const std::string text = value.get<std::string>();
    if (text.starts_with(origin.base + "/")) value = older.origin() + text.substr(origin.base.size());
  }
}

}  // namespace

http::Response make_fault_answer(const FaultAction& action, const RequestFacts& facts, Exchange& exchange) {
  http::Response response;
  if (action.aadsts != 0) {
    response = entra_error(action, facts, exchange);
  } else {
    response.status = action.status;
    response.headers.add("x-ms-request-id", exchange.request_id);
    if (action.body) {
      put_body(response, *action.body);
    } else {
      put_plain_body(response);
    }
  }
  if (!action.retry_after.empty()) response.headers.set("Retry-After", action.retry_after);
  return response;
}

void spoil_answer(const FaultAction& action, http::Response& response) {
  for (const auto& [name, value] : action.headers) response.headers.set(name, value);
  // Half of a JSON text is none; the length that is announced is that of the half.
  if (action.malformed) response.body = response.body.empty() ? "{" : response.body.substr(0, response.body.size() / 2);
  response.wire = action.wire;
}

void make_stale(http::Response& response, const Origin& origin, const SigningKey& current, const SigningKey& stray) {
  auto body = parse_ordered(response.body);
  if (!body || !body->is_object() || response.status != 200) return;
  if (const auto keys = body->find("keys"); keys != body->end() && keys->is_array()) {
    *keys = older_keys(*keys, current, stray);
  } else if (body->contains("jwks_uri")) {
    move_endpoints(*body, origin);
  } else {
    return;
  }
  response.body = to_text(*body);
  response.headers.set("Age", "86400");
}

}  // namespace entra::idp
