#include "model/secret_names.hpp"

#include <algorithm>
#include <array>
#include <string>

#include "entra/support/text.hpp"

namespace entra::scenarios {
namespace {

bool ends_with(std::string_view text, std::string_view end) {
  return text.size() >= end.size() && text.substr(text.size() - end.size()) == end;
}

}  // namespace

bool is_secret_name(std::string_view name) {
  const std::string lower = to_lower(name);
  constexpr std::array<std::string_view, 9> kEndings{"token",      "secret",      "password",  "assertion", "verifier",
                                                     "secrettext", "device_code", "user_code", "pwd"};
  return std::any_of(kEndings.begin(), kEndings.end(), [&](std::string_view end) { return ends_with(lower, end); });
}

}  // namespace entra::scenarios
