#pragma once
// The narrow side of the store, for parts that keep something of their own and must not know what else is kept.

#include <optional>
#include <string>
#include <string_view>

namespace entra::idp {

/// Small texts by name. Thread-safe.
class TextStore {
 public:
  virtual ~TextStore() = default;
  /// Replaces a text of the same name; an empty text forgets it.
  virtual void put_text(std::string_view name, std::string text) = 0;
  [[nodiscard]] virtual std::optional<std::string> find_text(std::string_view name) const = 0;
};

}  // namespace entra::idp
