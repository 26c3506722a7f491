#pragma once
// Entries by key: one flat, half-empty array of hashes and pointers, looked through without a lock.

#include <atomic>
#include <cstddef>
#include <memory>

#include "cache/entry.hpp"
#include "cache/epoch.hpp"

namespace entra::client {

/// `find` needs an EpochGuard or the writers' lock; everything else the lock. Owns its entries.
class EntryTable {
 public:
  explicit EntryTable(Limbo& limbo);
  ~EntryTable();
  EntryTable(const EntryTable&) = delete;
  EntryTable& operator=(const EntryTable&) = delete;

  [[nodiscard]] CacheEntry* find(const TokenKey& key) const noexcept;  ///< null when it is not there
  CacheEntry& insert(const TokenKey& key);                             ///< a key that is not there
  [[nodiscard]] std::size_t size() const noexcept { return live_; }

  /// Unlinks the entries that `is_doomed`, and returns how many.
  template <class Predicate>
  std::size_t erase_if(const Predicate& is_doomed) {
    const std::size_t before = live_;
    for_each_slot([&](Slot& slot, CacheEntry& entry) {
      if (is_doomed(entry)) unlink(slot, entry);
    });
    return before - live_;
  }
  template <class Visit>
  void for_each(const Visit& visit) const {
    for_each_slot([&](Slot&, CacheEntry& entry) { visit(entry); });
  }
  void erase(CacheEntry& entry);

 private:
  struct Slot {
    std::atomic<std::size_t> hash{0};
    std::atomic<CacheEntry*> entry{nullptr};
  };
  struct Array {
    explicit Array(std::size_t size) : mask(size - 1), slots(new Slot[size]) {}
    const std::size_t mask;  ///< size - 1, the size being a power of two
    const std::unique_ptr<Slot[]> slots;
  };

  template <class Visit>
  void for_each_slot(const Visit& visit) const {
    Array& array = *array_.load(std::memory_order_relaxed);
    for (std::size_t n = 0; n <= array.mask; ++n) {
      CacheEntry* entry = array.slots[n].entry.load(std::memory_order_relaxed);
      if (entry != nullptr && entry != grave()) visit(array.slots[n], *entry);
    }
  }
  /// Where an entry was: a reader must look on behind it. Never reused, so that a slot holds one hash for ever; a new
  /// array drops them.
  static CacheEntry* grave() noexcept;
  static void place(Array& array, CacheEntry& entry);
  void unlink(Slot& slot, CacheEntry& entry);
  void rebuild();

  Limbo& limbo_;
  std::atomic<Array*> array_;
  std::size_t live_{0};
  std::size_t used_{0};  ///< slots with an entry or a grave
};

}  // namespace entra::client
