#pragma once
// The claims of a token (RFC 7519 §4) or the members of its header, read by name and type.

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "entra/support/result.hpp"

namespace entra::client {

/// An immutable JSON object; cheap to copy; thread-safe. A claim that is absent or of another type is empty.
class Claims {
 public:
  /// Strict: kMalformed for anything but one JSON object, kDuplicate for a member given twice (RFC 7519 §4).
  [[nodiscard]] static Result<Claims> parse(std::string_view json_text);

  [[nodiscard]] bool has(std::string_view name) const;
  [[nodiscard]] std::optional<std::string> text(std::string_view name) const;
  [[nodiscard]] std::optional<std::int64_t> integer(std::string_view name) const;  ///< a JSON number without fraction
  [[nodiscard]] std::optional<bool> boolean(std::string_view name) const;
  [[nodiscard]] std::optional<std::vector<std::string>> list(std::string_view name) const;  ///< an array of strings
  /// A string as a list of one, or an array of strings: the two forms of "aud" (RFC 7519 §4.1.3).
  [[nodiscard]] std::optional<std::vector<std::string>> text_or_list(std::string_view name) const;

  /// The same three without a copy: good as long as any copy of the claims lives.
  [[nodiscard]] std::optional<std::string_view> text_view(std::string_view name) const;
  [[nodiscard]] std::optional<std::span<const std::string_view>> list_view(std::string_view name) const;
  [[nodiscard]] std::optional<std::span<const std::string_view>> text_or_list_view(std::string_view name) const;

  [[nodiscard]] std::vector<std::string> names() const;               ///< sorted
  [[nodiscard]] std::string value_json(std::string_view name) const;  ///< one value as compact JSON; empty when absent
  [[nodiscard]] std::string json() const;                             ///< the object, compact, members sorted

  /// App-only, as Entra marks it: idtyp "app", or no scp and oid equal to sub.
  [[nodiscard]] bool is_app_only() const;

 private:
  friend struct ClaimsReader;
  struct Document;
  explicit Claims(std::shared_ptr<const Document> document) : document_(std::move(document)) {}
  std::shared_ptr<const Document> document_;
};

}  // namespace entra::client
