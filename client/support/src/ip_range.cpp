#include "entra/support/ip_range.hpp"

#include <arpa/inet.h>

#include <algorithm>
#include <string>

namespace entra {

Result<IpAddress> IpAddress::parse(std::string_view text) {
  const std::string copy(text);  // inet_pton wants a terminated string, and a NUL inside must not end it early
  IpAddress address;
  if (copy.find('\0') == std::string::npos) {
    if (inet_pton(AF_INET, copy.c_str(), address.bytes_.data()) == 1) {
      address.v4_ = true;
      return address;
    }
    if (inet_pton(AF_INET6, copy.c_str(), address.bytes_.data()) == 1) {
      static constexpr std::array<std::uint8_t, 12> kMapped{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF};
      if (std::equal(kMapped.begin(), kMapped.end(), address.bytes_.begin())) {
        std::copy(address.bytes_.begin() + 12, address.bytes_.end(), address.bytes_.begin());
        std::fill(address.bytes_.begin() + 4, address.bytes_.end(), std::uint8_t{0});
        address.v4_ = true;
      }
      return address;
    }
  }
  return fail(Errc::kMalformed, "'" + copy + "' is not a numeric IPv4 or IPv6 address");
}

Result<IpRange> IpRange::parse(std::string_view text) {
  const std::string shown = "'" + std::string(text) + "'";
  const std::size_t slash = text.find('/');
  if (slash == std::string_view::npos)
    return fail(Errc::kMalformed, shown + " has no prefix length; a range looks like 10.0.0.0/8 or 2001:db8::/32");
  const std::string_view digits = text.substr(slash + 1);
  if (digits.empty() || digits.size() > 3 || digits.find_first_not_of("0123456789") != std::string_view::npos)
    return fail(Errc::kMalformed, shown + " has no number behind its slash");
  auto base = IpAddress::parse(text.substr(0, slash));
  if (!base) return tl::unexpected<Error>(base.error());
  IpRange range;
  for (const char digit : digits) range.prefix_bits_ = range.prefix_bits_ * 10 + static_cast<unsigned>(digit - '0');
  const bool written_as_v6 = text.find(':') != std::string_view::npos;
  if (range.prefix_bits_ > (written_as_v6 ? 128u : 32u))
    return fail(Errc::kOutOfRange, shown + " has a prefix length over " + (written_as_v6 ? "128" : "32"));
  if (written_as_v6 && base->is_v4()) {
    if (range.prefix_bits_ < 96) return fail(Errc::kOutOfRange, shown + " mixes IPv4 and IPv6 addresses");
    range.prefix_bits_ -= 96;
  }
  range.base_ = *base;
  return range;
}

bool IpRange::contains(const IpAddress& address) const noexcept {
  if (address.v4_ != base_.v4_) return false;
  for (unsigned bit = 0; bit < prefix_bits_; bit += 8) {
    const unsigned kept = std::min(prefix_bits_ - bit, 8u);
    const unsigned mask = 0xFFu << (8 - kept) & 0xFFu;
    if (((address.bytes_[bit / 8] ^ base_.bytes_[bit / 8]) & mask) != 0) return false;
  }
  return true;
}

}  // namespace entra
