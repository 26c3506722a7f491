#include "endpoints/cookies.hpp"

#include "entra/support/text.hpp"

namespace entra::idp {

std::string find_cookie(const http::Request& request, std::string_view name) {
  for (const auto& [field, value] : request.headers.fields()) {
    if (!equals_ignoring_case(field, "Cookie")) continue;
    for (const std::string& part : split_words(value, ';')) {
      const std::size_t begin = part.find_first_not_of(' ');
      if (begin == std::string::npos) continue;
      const std::string_view pair = std::string_view(part).substr(begin);
      const std::size_t equals = pair.find('=');
      if (equals != std::string_view::npos && pair.substr(0, equals) == name)
        return std::string(pair.substr(equals + 1));
    }
  }
  return "";
}

std::string make_cookie(const Exchange& exchange, std::string_view name, std::string_view value,
                        const CookieTraits& traits) {
  const bool is_secure = exchange.request.origin.starts_with("https:");
  std::string cookie = std::string(name) + "=" + std::string(value) + "; path=/";
  if (traits.max_age) cookie += "; max-age=" + std::to_string(traits.max_age->count());
  if (is_secure) cookie += "; secure";
  if (!traits.for_scripts) cookie += "; HttpOnly";
  return cookie + (is_secure && traits.for_other_sites ? "; SameSite=None" : "; SameSite=Lax");
}

}  // namespace entra::idp
