#pragma once
// Times and claims in words, for people.

#include <string>
#include <string_view>
#include <vector>

#include "entra/support/clock.hpp"

namespace entra::cli {

/// "in 59 minutes", "2 days ago", "now": the largest unit that fits, rounded down.
[[nodiscard]] std::string describe_distance(Instant at, Instant now);

struct ClaimNote {
  std::string_view name;
  std::string_view sentence;
  bool is_time{false};
};

/// In the order in which they are shown.
[[nodiscard]] const std::vector<ClaimNote>& known_claims();
[[nodiscard]] const std::vector<ClaimNote>& known_header_members();
/// What one amr value means (RFC 8176 and Entra's table); empty when unknown.
[[nodiscard]] std::string_view describe_amr(std::string_view method);

}  // namespace entra::cli
