#include "report/secrets.hpp"

#include <algorithm>

#include "entra/support/base64.hpp"
#include "entra/support/evp.hpp"
#include "entra/support/text.hpp"
#include "entra/support/url.hpp"

namespace entra::scenarios {
namespace {

constexpr std::size_t kShortestSecret = 6;

bool is_form(const http::Headers& headers) {
  return headers.get_or("Content-Type").rfind("application/x-www-form-urlencoded", 0) == 0;
}

bool is_token_character(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
}

// The end of a compact JWS that begins at `begin` ("eyJ": base64url of '{"'), or npos.
std::size_t token_end(std::string_view text, std::size_t begin) {
  if (text.substr(begin, 3) != "eyJ" || (begin > 0 && is_token_character(text[begin - 1])))
    return std::string_view::npos;
  std::size_t at = begin;
  for (int part = 0; part < 3; ++part) {
    const std::size_t start = at;
    while (at < text.size() && is_token_character(text[at])) ++at;
    if (part < 2 && (at == start || at >= text.size() || text[at] != '.')) return std::string_view::npos;
    if (part < 2) ++at;
  }
  return at;
}

// The same for what may have lost its end: a message that was cut off shows a part of a token.
std::size_t token_start_end(std::string_view text, std::size_t begin) {
  constexpr std::size_t kShortest = 12;
  if (text.substr(begin, 3) != "eyJ" || (begin > 0 && is_token_character(text[begin - 1])))
    return std::string_view::npos;
  std::size_t at = begin;
  for (int part = 0; part < 3; ++part) {
    while (at < text.size() && is_token_character(text[at])) ++at;
    const bool more = part < 2 && at + 1 < text.size() && text[at] == '.' && is_token_character(text[at + 1]);
    if (!more) break;
    ++at;
  }
  return at - begin < kShortest ? std::string_view::npos : at;
}

std::string json_escaped(const std::string& text) {
  const std::string quoted = Json(text).dump(-1, ' ', false, Json::error_handler_t::replace);
  return quoted.substr(1, quoted.size() - 2);
}

// application/x-www-form-urlencoded may write a blank so.
std::string with_plus_for_blanks(std::string encoded) {
  for (std::size_t at = 0; (at = encoded.find("%20", at)) != std::string::npos;) encoded.replace(at, 3, "+");
  return encoded;
}

std::string token_fingerprint(std::string_view token) {
  return "jwt:" + crypto::to_hex(crypto::sha256(token)).substr(0, 8);
}

std::string shown(std::string_view secret) {
  return token_end(secret, 0) == secret.size() ? token_fingerprint(secret) : mask_secret(secret);
}

std::optional<Json> decode_part(std::string_view part) {
  const auto bytes = base64url_decode(part);
  if (!bytes) return std::nullopt;
  auto json = parse_json(*bytes);
  if (!json || !json->is_object()) return std::nullopt;
  return std::move(*json);
}

}  // namespace

std::optional<TokenParts> take_token_apart(std::string_view token) {
  if (token.empty() || token_end(token, 0) != token.size()) return std::nullopt;
  const std::size_t first = token.find('.');
  const std::size_t second = token.find('.', first + 1);
  auto header = decode_part(token.substr(0, first));
  auto payload = decode_part(token.substr(first + 1, second - first - 1));
  if (!header || !payload) return std::nullopt;
  return TokenParts{std::move(*header), std::move(*payload)};
}

void SecretBook::add(std::string_view secret) {
  if (secret.size() < kShortestSecret || secret.find("${") != std::string_view::npos)
    return;  // a reference is no secret
  const std::string text(secret);
  const std::string encoded = percent_encode(text);
  for (const std::string& spelling : {text, encoded, with_plus_for_blanks(encoded), json_escaped(text)})
    secrets_.emplace(spelling, shown(text));
}

void SecretBook::add_value(const Json& value) {
  if (value.is_string()) add(value.get_ref<const std::string&>());
  if (value.is_structured())
    for (const Json& element : value) add_value(element);
}

void SecretBook::learn_json(const Json& document) {
  if (document.is_array())
    for (const Json& element : document) learn_json(element);
  if (!document.is_object()) return;
  for (const auto& [name, value] : document.items()) {
    const bool grant_code = name == "code" && value.is_string() && value.get_ref<const std::string&>().size() >= 20 &&
                            !document.contains("message") && !document.contains("description");
    if (is_secret_name(name) && value.is_array())
      for (const Json& element : value)
        if (element.is_string()) add(element.get_ref<const std::string&>());
    if ((is_secret_name(name) || grant_code) && value.is_string())
      add(value.get_ref<const std::string&>());
    else if (name == "secrets" && value.is_object())
      add_value(value);  // a vault's
    else if (equals_ignoring_case(name, "Authorization") && value.is_string())
      learn_header(name, value.get_ref<const std::string&>());
    else if (name == "body" && value.is_string())
      learn_form(value.get_ref<const std::string&>());
    else
      learn_json(value);
  }
}

void SecretBook::learn_header(std::string_view name, std::string_view value) {
  if (equals_ignoring_case(name, "Authorization")) {
    const std::size_t blank = value.find(' ');
    add(blank == std::string_view::npos ? value : value.substr(blank + 1));
  } else if (equals_ignoring_case(name, "Location")) {
    const std::size_t begin = value.find_first_of("?#");
    for (const std::string& part : split_words(begin == std::string_view::npos ? "" : value.substr(begin + 1), '&')) {
      const auto field = Form::parse(part.substr(0, part.find('#')));
      if (!field) continue;
      for (const auto& [parameter, text] : field->fields())
        if (is_secret_name(parameter) || parameter == "code") add(text);
    }
  } else if (equals_ignoring_case(name, "Cookie") || equals_ignoring_case(name, "Set-Cookie")) {
    // What follows the first part of Set-Cookie are attributes (RFC 6265 §4.1).
    const bool sets = equals_ignoring_case(name, "Set-Cookie");
    for (const std::string& part : split_words(sets ? value.substr(0, value.find(';')) : value, ';'))
      if (const std::size_t equals = part.find('='); equals != std::string::npos)
        add(std::string_view(part).substr(equals + 1));
  }
}

void SecretBook::learn_form(std::string_view text) {
  const auto form = Form::parse(text);
  if (!form) return;
  for (const auto& [name, value] : form->fields())
    if (is_secret_name(name) || name == "code") add(value);
}

void SecretBook::learn_request(const http::Request& request) {
  for (const auto& [name, value] : request.headers.fields()) learn_header(name, value);
  if (is_form(request.headers)) {
    learn_form(request.body);
  } else if (const auto json = parse_json(request.body)) {
    learn_json(*json);
    if (request.target.find("/secrets/") != std::string::npos)
      if (const auto value = get_string(*json, "value")) add(*value);
  }
}

void SecretBook::learn_response(const http::Request& request, const http::Response& response) {
  for (const auto& [name, value] : response.headers.fields()) learn_header(name, value);
  const auto json = parse_json(response.body);
  if (!json) return;
  learn_json(*json);
  if (request.target.find("/secrets/") != std::string::npos)
    if (const auto value = get_string(*json, "value")) add(*value);
}

template <class Replacement>
std::string SecretBook::replace(std::string_view text, const Replacement& replacement) const {
  std::string out(text);
  for (const auto& [secret, word] : secrets_) {
    std::size_t at = 0;
    while ((at = out.find(secret, at)) != std::string::npos) {
      const std::string instead = replacement(secret, word);
      out.replace(at, secret.size(), instead);
      at += instead.size();
    }
  }
  std::size_t at = 0;
  while ((at = out.find("eyJ", at)) != std::string::npos) {
    const std::size_t whole = token_end(out, at);
    const std::size_t end = whole != std::string::npos ? whole : token_start_end(out, at);
    if (end == std::string::npos) {
      at += 3;
      continue;
    }
    const std::string token = out.substr(at, end - at);
    const std::string instead = replacement(token, shown(token));
    out.replace(at, end - at, instead);
    at += instead.size();
  }
  return out;
}

std::string SecretBook::mask(std::string_view text) const {
  return replace(text, [](std::string_view, std::string_view word) { return std::string(word); });
}

std::string SecretBook::mask_keeping_width(std::string_view text) const {
  return replace(text, [](std::string_view secret, std::string_view) {
    const auto characters = std::count_if(secret.begin(), secret.end(),
                                          [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; });
    return std::string(static_cast<std::size_t>(characters), '*');
  });
}

namespace {

void collect_tokens(const Json& json, const std::string& name, std::vector<TokenReport>& out) {
  if (json.is_string()) {
    const auto& text = json.get_ref<const std::string&>();
    if (const auto parts = take_token_apart(text))
      out.push_back({name, token_fingerprint(text), parts->header.dump(2), parts->payload.dump(2)});
  } else if (json.is_object()) {
    for (const auto& [key, value] : json.items()) collect_tokens(value, key, out);
  } else if (json.is_array()) {
    for (const Json& value : json) collect_tokens(value, name, out);
  }
}

std::string lane_of(const http::Request& request) {
  const std::string path = to_lower(request.path());
  if (path.rfind("/_mock/", 0) == 0) return "control";
  const bool identity = path.find("/oauth2/") != std::string::npos || path.find("/.well-known/") != std::string::npos ||
                        path.find("/discovery/") != std::string::npos;
  return identity ? "mock" : "resource";
}

}  // namespace

ExchangeReport describe_exchange(const http::Request& request, const http::Response* response,
                                 const SecretBook& secrets) {
  ExchangeReport report;
  report.lane = lane_of(request);
  report.method = request.method;
  report.url = secrets.mask(request.origin + request.target);
  std::vector<TokenReport> tokens;
  for (const auto& [name, value] : request.headers.fields()) {
    report.request_headers.emplace_back(name, secrets.mask(value));
    if (equals_ignoring_case(name, "Authorization"))
      collect_tokens(Json(value.substr(value.find(' ') + 1)), name, tokens);
  }
  report.request_body = secrets.mask(request.body);
  if (is_form(request.headers)) {
    if (const auto form = Form::parse(request.body))
      for (const auto& [name, value] : form->fields()) collect_tokens(Json(value), name, tokens);
  } else if (const auto json = parse_json(request.body)) {
    collect_tokens(*json, "body", tokens);
  }
  if (response != nullptr) {
    report.status = response->status;
    report.reason = response->reason.empty() ? std::string(http::standard_reason(response->status))
                                             : secrets.mask(response->reason);
    for (const auto& [name, value] : response->headers.fields())
      report.response_headers.emplace_back(name, secrets.mask(value));
    report.response_body = secrets.mask(response->body);
    if (const auto json = parse_json(response->body)) collect_tokens(*json, "body", tokens);
  }
  for (TokenReport& token : tokens) {  // claims may hold what is secret elsewhere, for example a nonce saved as one
    token.header = secrets.mask(token.header);
    token.payload = secrets.mask(token.payload);
  }
  report.tokens = std::move(tokens);
  return report;
}

}  // namespace entra::scenarios
