#include "policy/password_rules.hpp"

#include <algorithm>

#include "entra/support/text.hpp"

namespace entra::idp {
namespace {

constexpr std::size_t kShortest = 8;
constexpr std::size_t kLongest = 256;

/// Lower and upper case, digits, everything else.
int count_kinds(const std::string& text) {
  bool has[4] = {};
  for (const char c : text)
    has[c >= 'a' && c <= 'z' ? 0 : c >= 'A' && c <= 'Z' ? 1 : c >= '0' && c <= '9' ? 2 : 3] = true;
  return static_cast<int>(std::count(std::begin(has), std::end(has), true));
}

}  // namespace

std::string find_weakness(const User& user, const std::string& password) {
  if (password.size() < kShortest || password.size() > kLongest) return "Use between 8 and 256 characters.";
  if (count_kinds(password) < 3) {
    return "Use at least three of these: lower case letters, upper case letters, digits, symbols.";
  }
  if (password == user.password) return "Choose a password that you have not used here before.";
  const std::string name = user.user_principal_name.substr(0, user.user_principal_name.find('@'));
  if (to_lower(password).find(to_lower(name)) != std::string::npos) return "Leave your user name out of your password.";
  return "";
}

}  // namespace entra::idp
