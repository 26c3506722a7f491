#pragma once
// Ranges of IP addresses in CIDR notation (RFC 4632 §3.1, RFC 4291 §2.3). Immutable values; thread-safe.

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

#include "entra/support/result.hpp"

namespace entra {

/// A numeric IPv4 or IPv6 address. An IPv4-mapped IPv6 address (::ffff:a.b.c.d) is the IPv4 address.
class IpAddress {
 public:
  /// kMalformed for everything but a numeric address: names, ports, brackets and zones included.
  [[nodiscard]] static Result<IpAddress> parse(std::string_view text);
  [[nodiscard]] bool is_v4() const noexcept { return v4_; }

 private:
  friend class IpRange;
  std::array<std::uint8_t, 16> bytes_{};  ///< the first four for IPv4
  bool v4_{false};
};

class IpRange {
 public:
  /// "10.0.0.0/8" or "2001:db8::/32". kMalformed without a prefix length; kOutOfRange when it is over 32 or 128.
  /// Bits behind the prefix are of no account.
  [[nodiscard]] static Result<IpRange> parse(std::string_view text);
  /// False when the families differ.
  [[nodiscard]] bool contains(const IpAddress& address) const noexcept;

 private:
  IpAddress base_;
  unsigned prefix_bits_{0};
};

}  // namespace entra
