#pragma once
// Cookies of the login hosts (RFC 6265bis): reading one, writing one.

#include <optional>
#include <string>
#include <string_view>

#include "endpoints/endpoint.hpp"

namespace entra::idp {

/// The value of the first cookie of that name; empty when there is none.
[[nodiscard]] std::string find_cookie(const http::Request& request, std::string_view name);

struct CookieTraits {
  bool for_scripts{false};         ///< readable by scripts: only what is no secret
  bool for_other_sites{true};      ///< sent in frames of other sites, which silent sign-ins need
  std::optional<seconds> max_age;  ///< none: until the browser ends; zero: gone at once
};
/// A Set-Cookie value. Secure on https; SameSite=None needs that, so plain http gets Lax.
[[nodiscard]] std::string make_cookie(const Exchange& exchange, std::string_view name, std::string_view value,
                                      const CookieTraits& traits = {});

}  // namespace entra::idp
