#include "tokens/key_ring_state.hpp"

#include "entra/support/json_access.hpp"

namespace entra::idp {
namespace {

OrderedJson time_or_null(const std::optional<Instant>& time) {
  return time ? OrderedJson(time->time_since_epoch().count()) : OrderedJson(nullptr);
}

/// False when the member is there and no time.
bool read_time(const Json& slot, std::string_view name, std::optional<Instant>& time) {
  const Json* const found = find_member(slot, name);
  if (found == nullptr || found->is_null()) return true;
  const auto ms = get_integer(slot, name);
  if (ms) time = Instant(milliseconds(*ms));
  return ms.has_value();
}

std::optional<std::size_t> read_count(const Json& object, std::string_view name) {
  const auto number = get_integer(object, name);
  constexpr std::int64_t kMost = 1'000'000;
  if (!number || *number < 0 || *number > kMost) return std::nullopt;
  return static_cast<std::size_t>(*number);
}

std::optional<KeySlots> read_ring(const Json& json) {
  const auto first = read_count(json, "first");
  const Json* const slots = find_member(json, "keys");
  if (!first || slots == nullptr || !slots->is_array() || slots->empty()) return std::nullopt;
  KeySlots ring{*first, {}};
  for (const Json& entry : *slots) {
    const auto n = read_count(entry, "n");
    KeySlot slot;
    if (!n || !read_time(entry, "signsFrom", slot.signs_from) || !read_time(entry, "retiresAt", slot.retires_at))
      return std::nullopt;
    slot.n = *n;
    ring.slots.push_back(slot);
  }
  return ring;
}

}  // namespace

const KeySlot& KeySlots::current(Instant now) const {
  for (auto slot = slots.rbegin(); slot != slots.rend(); ++slot) {
    if (slot->signs_at(now)) return *slot;
  }
  return slots.front();  // the clock was set back to before the first one's time
}

const KeySlot* KeySlots::next(Instant now) const {
  const KeySlot& signing = current(now);
  for (const KeySlot& slot : slots) {
    if (&slot != &signing && !slot.signs_at(now)) return &slot;
  }
  return nullptr;
}

std::string KeyRingState::to_text() const {
  OrderedJson text;
  text["made"] = made;
  text["rings"] = OrderedJson::object();
  for (const auto& [name, ring] : rings) {
    OrderedJson keys = OrderedJson::array();
    for (const KeySlot& slot : ring.slots) {
      OrderedJson entry;
      entry["n"] = slot.n;
      entry["signsFrom"] = time_or_null(slot.signs_from);
      entry["retiresAt"] = time_or_null(slot.retires_at);
      keys.push_back(std::move(entry));
    }
    text["rings"][name]["first"] = ring.first;
    text["rings"][name]["keys"] = std::move(keys);
  }
  return text.dump(2) + "\n";
}

Result<KeyRingState> KeyRingState::parse(std::string_view text) {
  const auto bad = [] { return fail(Errc::kMalformed, "the kept state of the signing keys is malformed"); };
  const auto json = parse_json(text);
  if (!json || !json->is_object()) return bad();
  const auto made = read_count(*json, "made");
  const Json* const rings = find_member(*json, "rings");
  if (!made || rings == nullptr || !rings->is_object()) return bad();
  KeyRingState state{*made, {}};
  for (const auto& item : rings->items()) {
    auto ring = read_ring(item.value());
    if (!ring) return bad();
    state.rings.emplace(item.key(), std::move(*ring));
  }
  return state;
}

}  // namespace entra::idp
