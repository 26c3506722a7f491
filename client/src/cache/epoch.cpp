#include "cache/epoch.hpp"

#include <algorithm>
#include <limits>

#if defined(__linux__) && !defined(__SANITIZE_THREAD__)
#include <linux/membarrier.h>
#include <sys/syscall.h>
#include <unistd.h>
#define ENTRA_HAS_MEMBARRIER 1
#endif

namespace entra::client {
namespace {

std::atomic<ThreadSlot*> all_slots{nullptr};

/// Asks the system once, before the first reader exists. Refused in some sandboxes: then readers fence themselves.
void choose_barrier() {
#ifdef ENTRA_HAS_MEMBARRIER
  static const bool registered = syscall(SYS_membarrier, MEMBARRIER_CMD_REGISTER_PRIVATE_EXPEDITED, 0, 0) == 0;
  epoch::is_asymmetric.store(registered, std::memory_order_relaxed);
#endif
}

/// After this, every reader's announcement made before a load of an old pointer is visible here. False when the system
/// takes back what it granted: then nothing may be freed.
bool order_readers() {
#ifdef ENTRA_HAS_MEMBARRIER
  if (epoch::is_asymmetric.load(std::memory_order_relaxed)) {
    return syscall(SYS_membarrier, MEMBARRIER_CMD_PRIVATE_EXPEDITED, 0, 0) == 0;
  }
#endif
  return true;
}

/// A thread's last objects may still use a cache after its hand-back: their slot stays taken.
constinit thread_local bool has_handed_back = false;

struct HandBack {
  ThreadSlot* slot{nullptr};
  ~HandBack() {
    has_handed_back = true;
    if (slot == nullptr) return;
    epoch::own_slot = nullptr;
    slot->front.clear();
    slot->is_taken.store(false, std::memory_order_release);
  }
};

ThreadSlot* find_free_slot() {
  for (ThreadSlot* slot = all_slots.load(std::memory_order_acquire); slot != nullptr; slot = slot->next) {
    bool taken = false;
    if (slot->is_taken.compare_exchange_strong(taken, true, std::memory_order_acq_rel)) return slot;
  }
  return nullptr;
}

ThreadSlot* add_slot() {
  auto* slot = new ThreadSlot;  // never freed: the list of them is read without a lock
  ThreadSlot* head = all_slots.load(std::memory_order_acquire);
  do {
    slot->next = head;
    slot->index = head == nullptr ? 0 : head->index + 1;
  } while (!all_slots.compare_exchange_weak(head, slot, std::memory_order_acq_rel));
  return slot;
}

std::uint64_t oldest_reader() {
  std::uint64_t oldest = std::numeric_limits<std::uint64_t>::max();
  for (ThreadSlot* slot = all_slots.load(std::memory_order_seq_cst); slot != nullptr; slot = slot->next) {
    const std::uint64_t since = slot->epoch.load(std::memory_order_seq_cst);
    if (since != 0) oldest = std::min(oldest, since);
  }
  return oldest;
}

}  // namespace

ThreadSlot& epoch::take_slot() {
  choose_barrier();
  ThreadSlot* slot = find_free_slot();
  if (slot == nullptr) slot = add_slot();
  own_slot = slot;
  if (has_handed_back) return *slot;
  static thread_local HandBack hand_back;
  hand_back.slot = slot;
  return *slot;
}

Limbo::~Limbo() {
  for (const Dead& dead : dead_) dead.destroy(dead.object);
}

void Limbo::add(void* object, void (*destroy)(void*)) {
  dead_.push_back({object, destroy, epoch::current.fetch_add(1, std::memory_order_seq_cst)});
  if (dead_.size() >= collect_at_) collect();
}

void Limbo::collect() {
  choose_barrier();
  const std::uint64_t oldest = order_readers() ? oldest_reader() : 0;
  const auto kept = std::partition(dead_.begin(), dead_.end(), [&](const Dead& dead) { return dead.epoch >= oldest; });
  for (auto dead = kept; dead != dead_.end(); ++dead) dead->destroy(dead->object);
  dead_.erase(kept, dead_.end());
  // One reader that stays long must not make every later call look at all that waits for it.
  collect_at_ = 2 * dead_.size() + 64;
}

}  // namespace entra::client
