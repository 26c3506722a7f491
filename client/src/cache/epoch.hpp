#pragma once
// Epoch-based reclamation: readers of the cache take no lock, so what a writer unlinks is freed only when no reader can
// still look at it. A reader says in a cache line of its own since which epoch it reads; a writer frees what was
// unlinked before the oldest of them. (K. Fraser, "Practical lock-freedom", 2004, section 5.2.3.)

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "cache/thread_front.hpp"

namespace entra::client {

/// What one thread says about itself. Lives as long as the process; threads that end hand theirs on.
struct alignas(64) ThreadSlot {
  std::atomic<std::uint64_t> epoch{0};  ///< 0: reads nothing
  std::atomic<bool> is_taken{true};
  std::uint32_t depth{0};  ///< guards held by the thread itself
  std::uint32_t index{0};  ///< dense, from 0
  ThreadSlot* next{nullptr};
  ThreadFront front;  ///< of the thread alone
};

namespace epoch {

alignas(64) inline std::atomic<std::uint64_t> current{1};
/// The system lets a writer order every reader's stores (membarrier), so that readers need no fence of their own.
alignas(64) inline std::atomic<bool> is_asymmetric{false};
inline constinit thread_local ThreadSlot* own_slot = nullptr;

ThreadSlot& take_slot();  ///< the thread's first time

inline ThreadSlot& slot() {
  return own_slot != nullptr ? *own_slot : take_slot();
}

}  // namespace epoch

/// While it lives, nothing that this thread reads through an atomic pointer of the cache is freed. May be nested.
class EpochGuard {
 public:
  EpochGuard() : slot_(epoch::slot()) {
    if (slot_.depth++ != 0) return;
    const std::uint64_t now = epoch::current.load(std::memory_order_acquire);
    if (epoch::is_asymmetric.load(std::memory_order_relaxed)) {
      slot_.epoch.store(now, std::memory_order_relaxed);
      std::atomic_signal_fence(std::memory_order_seq_cst);
    } else {
      // Sequentially consistent, as are the loads of pointers: a writer that does not see this store has unlinked
      // before this thread's first load.
      slot_.epoch.store(now, std::memory_order_seq_cst);
    }
  }
  ~EpochGuard() {
    if (--slot_.depth == 0) slot_.epoch.store(0, std::memory_order_release);
  }
  [[nodiscard]] ThreadSlot& thread() const noexcept { return slot_; }
  EpochGuard(const EpochGuard&) = delete;
  EpochGuard& operator=(const EpochGuard&) = delete;

 private:
  ThreadSlot& slot_;
};

/// What was unlinked and waits for the last reader. Not thread-safe: belongs to the writers' lock.
class Limbo {
 public:
  Limbo() = default;
  ~Limbo();
  Limbo(const Limbo&) = delete;
  Limbo& operator=(const Limbo&) = delete;

  /// Takes an object that no new reader can reach any more.
  template <class T>
  void retire(T* object) {
    add(const_cast<void*>(static_cast<const void*>(object)), [](void* dead) { delete static_cast<T*>(dead); });
  }
  void collect();  ///< frees what nobody reads

 private:
  struct Dead {
    void* object;
    void (*destroy)(void*);
    std::uint64_t epoch;
  };
  void add(void* object, void (*destroy)(void*));

  std::vector<Dead> dead_;
  std::size_t collect_at_{64};
};

}  // namespace entra::client
