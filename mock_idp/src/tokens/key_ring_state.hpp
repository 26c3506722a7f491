#pragma once
// Which keys a ring holds and since when: values, and their text between two runs of the server.

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "entra/support/clock.hpp"
#include "entra/support/result.hpp"

namespace entra::idp {

/// One key's place in time.
struct KeySlot {
  std::size_t n{0};                   ///< which key of the source
  std::optional<Instant> signs_from;  ///< none: announced, without a date
  std::optional<Instant> retires_at;  ///< from then on it is published no more; none: not foreseen

  [[nodiscard]] bool signs_at(Instant now) const { return signs_from && *signs_from <= now; }
  [[nodiscard]] bool is_published_at(Instant now) const { return !retires_at || now < *retires_at; }
};

/// The keys of one issuer in the order in which they sign; never empty.
struct KeySlots {
  std::size_t first{0};  ///< the key that the ring began with
  std::vector<KeySlot> slots;

  /// The slot that signs: the last one whose time has come.
  [[nodiscard]] const KeySlot& current(Instant now) const;
  /// The first slot whose time has not come; null when none is announced.
  [[nodiscard]] const KeySlot* next(Instant now) const;
};

struct KeyRingState {
  std::size_t made{0};                    ///< the first n that no slot ever had
  std::map<std::string, KeySlots> rings;  ///< by tenant; the shared one's name is empty

  [[nodiscard]] std::string to_text() const;
  [[nodiscard]] static Result<KeyRingState> parse(std::string_view text);
};

}  // namespace entra::idp
