#pragma once
// Circumstances as a list of words, for files and for the handle inside tokens.

#include <optional>
#include <string>
#include <vector>

#include "entra/idp/circumstances.hpp"

namespace entra::idp {

/// Nothing known gives an empty list.
[[nodiscard]] inline std::vector<std::string> to_words(const Circumstances& facts) {
  if (facts == Circumstances{}) return {};
  return {facts.ip_address,      facts.country,      facts.client_app,
          facts.device_platform, facts.device_id,    facts.is_compliant ? "compliant" : "",
          facts.trust_type,      facts.sign_in_risk, facts.transfer_method};
}

/// None when the list is not one that to_words makes.
[[nodiscard]] inline std::optional<Circumstances> from_words(const std::vector<std::string>& words) {
  if (words.empty()) return Circumstances{};
  if (words.size() != 9 || !(words[5].empty() || words[5] == "compliant")) return std::nullopt;
  return Circumstances{words[0],          words[1], words[2], words[3], words[4],
                       !words[5].empty(), words[6], words[7], words[8]};
}

}  // namespace entra::idp
