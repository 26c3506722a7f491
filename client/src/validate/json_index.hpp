#pragma once
// One strict pass over a JSON object in place: what its members are called, of which kind they are and where they
// stand. A token is read once and asked for a dozen members; a tree of it would cost more than its hash.

#include <cstdint>
#include <forward_list>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace entra::client {

/// What is wrong with a text that should have been a JSON object.
enum class JsonFault {
  kNone,
  kInvalid,         ///< not RFC 8259, or not UTF-8
  kTrailingBytes,   ///< more than one value
  kNotAnObject,     ///< JSON, but of another kind
  kDuplicate,       ///< a member given twice in one object, at any depth (RFC 7519 §4)
  kTooDeep,         ///< more than 64 containers in one another
  kNumberTooLarge,  ///< a number that no double holds
};
/// One clause for a message: "a member is given twice".
[[nodiscard]] std::string_view describe(JsonFault fault) noexcept;

enum class JsonKind : std::uint8_t { kNull, kBoolean, kInteger, kFraction, kText, kTexts, kList, kObject };

struct JsonMember {
  std::string_view name;   ///< unescaped
  std::string_view value;  ///< as written
  std::uint64_t mark;      ///< of the name: different marks, different names
  std::uint32_t first;     ///< of its texts
  std::uint32_t count;
  JsonKind kind;  ///< kTexts: an array of nothing but strings, or an empty one
};

/// Immutable once read; thread-safe then. Points into the text it was read from.
class JsonIndex {
 public:
  JsonIndex() = default;
  JsonIndex(const JsonIndex&) = delete;
  JsonIndex& operator=(const JsonIndex&) = delete;

  /// Once. `text` must stay where it is as long as the index is used. After a fault the index is empty or partial and
  /// must not be used.
  [[nodiscard]] JsonFault read(std::string_view text);

  [[nodiscard]] const JsonMember* find(std::string_view name) const noexcept;  ///< null when it is not there
  [[nodiscard]] std::span<const JsonMember> members() const noexcept { return members_; }
  /// The string or strings of a member of kind kText or kTexts, unescaped.
  [[nodiscard]] std::span<const std::string_view> texts(const JsonMember& member) const noexcept {
    return std::span(texts_).subspan(member.first, member.count);
  }

 private:
  friend class JsonScanner;
  std::vector<JsonMember> members_;  ///< of the outermost object, as written
  std::vector<std::string_view> texts_;
  std::forward_list<std::string> unescaped_;  ///< the few strings that are not in the text as they are
};

}  // namespace entra::client
