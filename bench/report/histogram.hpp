#pragma once
// Many millions of durations in a few pages of memory, each known within two per cent.

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>

namespace entra::bench {

/// For one thread at a time.
class Histogram {
 public:
  /// Below zero counts as zero.
  void add(std::int64_t nanoseconds) {
    const auto value = static_cast<std::uint64_t>(std::max<std::int64_t>(nanoseconds, 0));
    ++counts_[place_of(value)];
    ++total_;
    worst_ = std::max(worst_, value);
  }
  void add(const Histogram& other) {
    for (std::size_t n = 0; n < counts_.size(); ++n) counts_[n] += other.counts_[n];
    total_ += other.total_;
    worst_ = std::max(worst_, other.worst_);
  }
  [[nodiscard]] std::uint64_t total() const noexcept { return total_; }
  /// The duration that this share of all (0.999) did not exceed; 0 when there are none. 1 is the longest, exactly.
  [[nodiscard]] double at(double share) const {
    const double wanted = share * static_cast<double>(total_);
    double below = 0;
    for (std::size_t n = 0; share < 1 && n < counts_.size(); ++n) {
      below += static_cast<double>(counts_[n]);
      if (total_ > 0 && below >= wanted) return static_cast<double>(floor_of(n));
    }
    return static_cast<double>(worst_);
  }

 private:
  // A place for each number below 64, then 32 for each doubling.
  static constexpr unsigned kBits = 5;
  static constexpr std::uint64_t kSteps = 1U << kBits;

  static std::size_t place_of(std::uint64_t value) {
    if (value < 2 * kSteps) return static_cast<std::size_t>(value);
    const auto shift = static_cast<unsigned>(std::bit_width(value)) - kBits - 1;
    return static_cast<std::size_t>(shift * kSteps + (value >> shift));
  }
  static std::uint64_t floor_of(std::size_t place) {
    if (place < 2 * kSteps) return place;
    const std::uint64_t shift = place / kSteps - 1;
    return (place - shift * kSteps) << shift;
  }

  std::array<std::uint64_t, kSteps*(64 - kBits + 1)> counts_{};
  std::uint64_t total_{0};
  std::uint64_t worst_{0};
};

}  // namespace entra::bench
