#pragma once
// A hash for tables that strangers' texts are put in: claims and tenants come from outside, and whoever knew the hash
// could make a thousand of them meet in one place.

#include <cstdint>
#include <string_view>

namespace entra::client {

/// 64 bits that depend on every byte and on a random seed of the process. For tables only: it resists no attacker who
/// sees its values.
[[nodiscard]] std::uint64_t hash_text(std::string_view text) noexcept;

}  // namespace entra::client
