#pragma once
// GUIDs as values: one that exists is well formed and in lower case.

#include <compare>
#include <functional>
#include <string>
#include <string_view>

#include "entra/support/result.hpp"

namespace entra {

/// True for 8-4-4-4-12 hexadecimal digits in either case, without braces.
[[nodiscard]] bool is_guid(std::string_view text) noexcept;

/// A GUID whose Tag keeps tenants, apps and objects apart at compile time.
template <class Tag>
class Guid {
 public:
  Guid() = default;  ///< the empty value, which compares unequal to every real one

  [[nodiscard]] static Result<Guid> parse(std::string_view text) {
    if (!is_guid(text)) return fail(Errc::kMalformed, "'" + std::string(text) + "' is not a GUID");
    Guid guid;
    for (char c : text) guid.text_ += (c >= 'A' && c <= 'Z') ? static_cast<char>(c - 'A' + 'a') : c;
    return guid;
  }

  [[nodiscard]] const std::string& str() const noexcept { return text_; }
  [[nodiscard]] bool empty() const noexcept { return text_.empty(); }
  friend auto operator<=>(const Guid&,
                          const Guid&) = default;  // NOLINT(modernize-use-nullptr): a literal 0 of the language

 private:
  std::string text_;
};

/// A stable GUID derived from text (RFC 4122 §4.3 style, SHA-1): the same text gives the same GUID.
[[nodiscard]] std::string derive_guid(std::string_view text);

}  // namespace entra

template <class Tag>
struct std::hash<entra::Guid<Tag>> {
  std::size_t operator()(const entra::Guid<Tag>& guid) const noexcept { return std::hash<std::string>{}(guid.str()); }
};
