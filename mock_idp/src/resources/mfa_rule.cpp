#include "resources/mfa_rule.hpp"

#include <algorithm>

#include "tokens/claims.hpp"

namespace entra::idp {
namespace {

/// A claim that may be one string or an array of them.
std::vector<std::string> values_of(const Json& claims, std::string_view name) {
  if (auto one = get_string(claims, name)) return {*one};
  return get_strings(claims, name).value_or(std::vector<std::string>{});
}

bool is_multiple(const std::string& value) {
  return value == kMultipleAuthn || value == "https" + std::string(kMultipleAuthn.substr(4));
}

}  // namespace

MfaFinding check_mfa(const Json& claims) {
  const auto methods = values_of(claims, "amr");
  if (std::find(methods.begin(), methods.end(), "mfa") != methods.end()) return {true, "amr contains mfa"};
  for (const std::string& value : values_of(claims, kAuthenticationMethodClaim)) {
    if (is_multiple(value)) return {true, "authenticationmethod is " + value};
  }
  if (methods.empty()) return {false, "amr is absent"};
  std::string list;
  for (const std::string& method : methods) list += (list.empty() ? "" : ",") + method;
  return {false, "amr is [" + list + "], without mfa"};
}

bool is_mfa_enforced(const Config& config, Instant now) {
  return config.enforce_mfa && (!config.enforce_mfa_from || now >= *config.enforce_mfa_from);
}

}  // namespace entra::idp
