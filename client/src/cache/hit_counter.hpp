#pragma once
// Counts hits without a cache line that two threads write.

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>

#include "cache/epoch.hpp"

namespace entra::client {

/// Thread-safe and exact. The first threads of the process have a line each; later ones share the last.
class HitCounter {
 public:
  void add(const ThreadSlot& thread, std::uint64_t hits = 1) noexcept {
    if (thread.index < kOwned) {
      auto& count = lines_[thread.index].count;
      count.store(count.load(std::memory_order_relaxed) + hits, std::memory_order_relaxed);
    } else {
      lines_[kOwned].count.fetch_add(hits, std::memory_order_relaxed);
    }
  }
  [[nodiscard]] std::uint64_t sum() const noexcept {
    std::uint64_t total = 0;
    for (const Line& line : lines_) total += line.count.load(std::memory_order_relaxed);
    return total;
  }

 private:
  static constexpr std::size_t kOwned = 31;
  struct alignas(64) Line {
    std::atomic<std::uint64_t> count{0};
  };
  std::array<Line, kOwned + 1> lines_;
};

}  // namespace entra::client
