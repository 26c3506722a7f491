#include "entra/support/url.hpp"

#include "entra/support/text.hpp"

namespace entra {
namespace {

constexpr std::string_view kHex = "0123456789ABCDEF";

int hex_value(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

Result<std::string> decode(std::string_view text, bool plus_is_blank) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '+' && plus_is_blank) {
      out += ' ';
    } else if (text[i] != '%') {
      out += text[i];
    } else {
      const int high = i + 2 < text.size() ? hex_value(text[i + 1]) : -1;
      const int low = i + 2 < text.size() ? hex_value(text[i + 2]) : -1;
      if (high < 0 || low < 0) return fail(Errc::kMalformed, "a '%' without two hexadecimal digits behind it");
      out += static_cast<char>(high * 16 + low);
      i += 2;
    }
  }
  return out;
}

}  // namespace

std::string percent_encode(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (const char c : text) {
    const bool unreserved = (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' ||
                            c == '.' || c == '_' || c == '~';
    if (unreserved) {
      out += c;
    } else {
      const auto byte = static_cast<unsigned char>(c);
      out += '%';
      out += kHex[byte >> 4];
      out += kHex[byte & 15];
    }
  }
  return out;
}

Result<std::string> percent_decode(std::string_view text) {
  return decode(text, false);
}

std::string Url::origin() const {
  const bool is_default = (scheme == "https" && port == 443) || (scheme == "http" && port == 80);
  return scheme + "://" + host + (is_default ? "" : ":" + std::to_string(port));
}

std::string Url::target() const {
  return query.empty() ? path : path + "?" + query;
}

Result<Url> parse_url(std::string_view text) {
  const auto bad = [&](std::string_view why) {
    return fail(Errc::kMalformed,
                "'" + std::string(text) + "' is not an absolute http or https URL: " + std::string(why));
  };
  Url url;
  const std::size_t colon = text.find("://");
  if (colon == std::string_view::npos) return bad("no scheme");
  url.scheme = to_lower(text.substr(0, colon));
  if (url.scheme != "http" && url.scheme != "https") return bad("the scheme must be http or https");
  std::string_view rest = text.substr(colon + 3);
  for (const char c : rest) {
    if (c <= ' ' || c == 0x7f || c == '\\' || c == '"' || c == '<' || c == '>')
      return bad("a character that no URL has");
    if (c == '#') return bad("a fragment is not allowed");
  }
  const std::size_t end = std::min(rest.find_first_of("/?"), rest.size());
  std::string_view authority = rest.substr(0, end);
  rest.remove_prefix(end);
  if (authority.find('@') != std::string_view::npos) return bad("user information is not allowed");
  std::string_view port_text;
  const std::size_t bracket = authority.rfind(']');
  const std::size_t port_colon = authority.find(':', bracket == std::string_view::npos ? 0 : bracket);
  if (port_colon != std::string_view::npos) {
    port_text = authority.substr(port_colon + 1);
    authority = authority.substr(0, port_colon);
    if (port_text.empty()) return bad("an empty port");
  }
  if (authority.empty()) return bad("no host");
  if (authority.starts_with('[') != authority.ends_with(']')) return bad("an unbalanced bracket in the host");
  url.host = to_lower(authority);
  unsigned port = url.scheme == "https" ? 443 : 80;
  if (!port_text.empty()) {
    port = 0;
    for (const char c : port_text) {
      if (c < '0' || c > '9' || port > 65535) return bad("the port is no number up to 65535");
      port = port * 10 + static_cast<unsigned>(c - '0');
    }
    if (port == 0 || port > 65535) return bad("the port is no number from 1 to 65535");
  }
  url.port = static_cast<std::uint16_t>(port);
  const std::size_t question = rest.find('?');
  url.path = std::string(rest.substr(0, question));
  if (url.path.empty()) url.path = "/";
  if (question != std::string_view::npos) url.query = std::string(rest.substr(question + 1));
  return url;
}

Result<Form> Form::parse(std::string_view text) {
  Form form;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('&'), text.size());
    const std::string_view pair = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    if (pair.empty()) continue;
    const std::size_t equals = pair.find('=');
    auto name = decode(pair.substr(0, equals), true);
    auto value = decode(equals == std::string_view::npos ? std::string_view() : pair.substr(equals + 1), true);
    if (!name) return tl::unexpected(name.error());
    if (!value) return tl::unexpected(value.error());
    form.add(std::move(*name), std::move(*value));
  }
  return form;
}

std::optional<std::string> Form::get(std::string_view name) const {
  for (const Field& field : fields_) {
    if (field.first == name) return field.second;
  }
  return std::nullopt;
}

std::string Form::get_or(std::string_view name, std::string_view otherwise) const {
  auto value = get(name);
  return value ? std::move(*value) : std::string(otherwise);
}

std::optional<std::string> Form::first_duplicate() const {
  for (std::size_t i = 0; i < fields_.size(); ++i) {
    for (std::size_t j = 0; j < i; ++j) {
      if (fields_[i].first == fields_[j].first) return fields_[i].first;
    }
  }
  return std::nullopt;
}

std::string Form::encode() const {
  std::string out;
  for (const Field& field : fields_) {
    if (!out.empty()) out += '&';
    out += percent_encode(field.first) + "=" + percent_encode(field.second);
  }
  return out;
}

}  // namespace entra
