#include "directory/formats.hpp"

#include <algorithm>

#include "entra/support/text.hpp"

namespace entra::idp {
namespace {

bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}
bool is_digit(char c) {
  return c >= '0' && c <= '9';
}
bool is_word_or_hyphen(char c) {
  return is_letter(c) || is_digit(c) || c == '-';
}
bool has_blank_or_control(std::string_view text) {
  return std::any_of(text.begin(), text.end(),
                     [](char c) { return static_cast<unsigned char>(c) <= 0x20 || c == 0x7F; });
}

tl::unexpected<Error> wrong(std::string_view text, std::string_view why) {
  return fail(Errc::kMalformed, "'" + std::string(text) + "' " + std::string(why));
}

/// The scheme of an absolute URI (RFC 3986 §3.1), or nothing when there is none or nothing behind it.
std::string_view scheme_of(std::string_view text) {
  const std::size_t colon = text.find(':');
  if (colon == std::string_view::npos || colon == 0 || colon + 1 == text.size() || !is_letter(text[0])) return {};
  const std::string_view scheme = text.substr(0, colon);
  const bool legal =
      std::all_of(scheme.begin(), scheme.end(), [](char c) { return is_word_or_hyphen(c) || c == '+' || c == '.'; });
  return legal ? scheme : std::string_view();
}

Result<std::string> parse_absolute_uri(std::string_view text, std::string_view what) {
  const std::string_view scheme = scheme_of(text);
  if (scheme.empty()) return wrong(text, "is no " + std::string(what) + ": it has no scheme, such as https:");
  if (has_blank_or_control(text)) return wrong(text, "is no " + std::string(what) + ": it has a blank in it");
  const std::string_view rest = text.substr(scheme.size() + 1);
  const bool web = equals_ignoring_case(scheme, "http") || equals_ignoring_case(scheme, "https");
  if (web && (!rest.starts_with("//") || rest.size() < 3 || rest[2] == '/'))
    return wrong(text, "is no " + std::string(what) + ": it has no host");
  return std::string(text);
}

}  // namespace

Result<std::string> parse_domain(std::string_view text) {
  const std::string_view expected = "is not a domain name; expected one such as contoso.onmicrosoft.com";
  if (text.size() > 253 || text.find('.') == std::string_view::npos) return wrong(text, expected);
  std::string_view rest = text;
  while (true) {
    const std::string_view label = rest.substr(0, rest.find('.'));
    if (label.empty() || label.size() > 63 || label.front() == '-' || label.back() == '-' ||
        !std::all_of(label.begin(), label.end(), is_word_or_hyphen))
      return wrong(text, expected);
    if (label.size() == rest.size()) break;
    rest.remove_prefix(label.size() + 1);
  }
  return to_lower(text);
}

Result<std::string> parse_user_principal_name(std::string_view text) {
  const std::size_t at = text.find('@');
  if (at == std::string_view::npos || at == 0 || has_blank_or_control(text) || !parse_domain(text.substr(at + 1)))
    return wrong(text, "is not a user principal name; expected name@domain");
  return std::string(text);
}

Result<std::string> parse_redirect_uri(std::string_view text) {
  if (text.find('#') != std::string_view::npos) return wrong(text, "is no redirect URI: a fragment is not allowed");
  if (text.find('*') != std::string_view::npos) return wrong(text, "is no redirect URI: wildcards are not allowed");
  return parse_absolute_uri(text, "redirect URI");
}

Result<std::string> parse_identifier_uri(std::string_view text) {
  return parse_absolute_uri(text, "identifier URI");
}

Result<std::string> parse_vault_name(std::string_view text) {
  if (text.size() < 3 || text.size() > 24 || !is_letter(text.front()) || text.back() == '-' ||
      text.find("--") != std::string_view::npos || !std::all_of(text.begin(), text.end(), is_word_or_hyphen))
    return wrong(text, "is not a vault name; expected 3 to 24 letters, digits and single hyphens, a letter first");
  return std::string(text);
}

Result<std::string> parse_secret_name(std::string_view text) {
  if (text.empty() || text.size() > 127 || !std::all_of(text.begin(), text.end(), is_word_or_hyphen))
    return wrong(text, "is not a secret's name; expected 1 to 127 letters, digits and hyphens");
  return std::string(text);
}

Result<std::string> parse_totp_secret(std::string_view text) {
  std::string secret;
  for (const char c : text) {
    if (c == ' ') continue;
    secret += is_letter(c) ? static_cast<char>(c & ~0x20) : c;
  }
  while (!secret.empty() && secret.back() == '=') secret.pop_back();
  // 16 characters are the 80 bits that authenticator apps begin with (RFC 4226 §4 R6 asks for 128).
  if (secret.size() < 16 || secret.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567") != std::string::npos)
    return fail(Errc::kMalformed, "not a TOTP secret; expected at least 16 base32 characters (A-Z, 2-7)");
  return secret;
}

}  // namespace entra::idp
