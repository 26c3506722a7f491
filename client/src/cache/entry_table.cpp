#include "cache/entry_table.hpp"

namespace entra::client {
namespace {

constexpr std::size_t kSmallest = 16;

}  // namespace

CacheEntry* EntryTable::grave() noexcept {
  // An address that no entry has; never looked behind.
  alignas(CacheEntry) static std::byte place[sizeof(CacheEntry)];
  return reinterpret_cast<CacheEntry*>(place);
}

EntryTable::EntryTable(Limbo& limbo) : limbo_(limbo), array_(new Array(kSmallest)) {}

EntryTable::~EntryTable() {
  for_each([](CacheEntry& entry) { delete &entry; });
  delete array_.load(std::memory_order_relaxed);
}

CacheEntry* EntryTable::find(const TokenKey& key) const noexcept {
  const Array& array = *array_.load(std::memory_order_seq_cst);
  for (std::size_t n = key.hash() & array.mask;; n = (n + 1) & array.mask) {
    CacheEntry* entry = array.slots[n].entry.load(std::memory_order_seq_cst);
    if (entry == nullptr) return nullptr;
    if (array.slots[n].hash.load(std::memory_order_relaxed) != key.hash() || entry == grave()) continue;
    if (entry->key == key) return entry;
  }
}

void EntryTable::place(Array& array, CacheEntry& entry) {
  std::size_t n = entry.key.hash() & array.mask;
  while (array.slots[n].entry.load(std::memory_order_relaxed) != nullptr) n = (n + 1) & array.mask;
  array.slots[n].hash.store(entry.key.hash(), std::memory_order_relaxed);
  array.slots[n].entry.store(&entry, std::memory_order_seq_cst);
}

CacheEntry& EntryTable::insert(const TokenKey& key) {
  if (2 * (used_ + 1) > array_.load(std::memory_order_relaxed)->mask + 1) rebuild();
  auto* entry = new CacheEntry(key);
  place(*array_.load(std::memory_order_relaxed), *entry);
  ++live_;
  ++used_;
  return *entry;
}

void EntryTable::erase(CacheEntry& entry) {
  const Array& array = *array_.load(std::memory_order_relaxed);
  std::size_t n = entry.key.hash() & array.mask;
  while (array.slots[n].entry.load(std::memory_order_relaxed) != &entry) n = (n + 1) & array.mask;
  unlink(array.slots[n], entry);
}

void EntryTable::unlink(Slot& slot, CacheEntry& entry) {
  slot.entry.store(grave(), std::memory_order_seq_cst);
  --live_;
  limbo_.retire(&entry);
}

void EntryTable::rebuild() {
  std::size_t size = kSmallest;
  while (size < 2 * (live_ + 1) || size < 3 * live_) size *= 2;
  auto fresh = std::make_unique<Array>(size);
  for_each([&](CacheEntry& entry) { place(*fresh, entry); });
  used_ = live_;
  limbo_.retire(array_.exchange(fresh.release(), std::memory_order_seq_cst));
  limbo_.collect();  // an array is large
}

}  // namespace entra::client
