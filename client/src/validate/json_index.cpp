#include "validate/json_index.hpp"

#include <algorithm>
#include <bit>
#include <cstring>

#include "validate/json_scanner.hpp"

namespace entra::client {
namespace {

constexpr int kMaxDepth = 64;
constexpr std::size_t kUsualMembers = 32;

template <class Word>
std::uint64_t load(const char* from) noexcept {
  Word word = 0;
  std::memcpy(&word, from, sizeof word);
  return word;
}

/// Ends and length of a name in one word, so that two names are compared as texts only when they are likely equal.
std::uint64_t mark_of(std::string_view name) noexcept {
  const std::size_t size = name.size();
  const char* const from = name.data();
  std::uint64_t head = 0;
  std::uint64_t tail = 0;
  if (size >= 8) {
    head = load<std::uint64_t>(from);
    tail = load<std::uint64_t>(from + size - 8);
  } else if (size >= 4) {
    head = load<std::uint32_t>(from);
    tail = load<std::uint32_t>(from + size - 4);
  } else if (size > 0) {
    head = load<std::uint8_t>(from);
    tail = load<std::uint8_t>(from + size / 2) << 8 | load<std::uint8_t>(from + size - 1);
  }
  return (head * 0x9E3779B97F4A7C15ULL) ^ std::rotl(tail, 29) ^ size;
}

/// A name and its mark, as members have them.
struct Name {
  std::string_view name;
  std::uint64_t mark;
};

/// True when two of them are the same. Few are compared each with each; many are sorted, so that a hostile object of
/// thousands costs little more than its length.
template <class Named>
bool has_twins(std::span<const Named> names) {
  const auto same = [](const auto& a, const auto& b) { return a.mark == b.mark && a.name == b.name; };
  if (names.size() <= kUsualMembers) {
    for (std::size_t n = 1; n < names.size(); ++n) {
      for (std::size_t m = 0; m < n; ++m) {
        if (same(names[n], names[m])) return true;
      }
    }
    return false;
  }
  std::vector<Name> sorted;
  sorted.reserve(names.size());
  for (const Named& one : names) sorted.push_back({one.name, one.mark});
  std::sort(sorted.begin(), sorted.end(),
            [](const Name& a, const Name& b) { return a.mark != b.mark ? a.mark < b.mark : a.name < b.name; });
  return std::adjacent_find(sorted.begin(), sorted.end(), same) != sorted.end();
}

}  // namespace

class JsonScanner {
 public:
  JsonScanner(std::string_view text, JsonIndex& index)
      : cursor_{text.data(), text.data() + text.size()}, index_(index) {}

  JsonFault run() {
    cursor_.skip_blanks();
    const bool is_object = cursor_.peek() == '{';
    JsonKind kind{};
    const bool read = is_object ? outer_object() : value(1, kind);
    if (!read) return fault_;
    cursor_.skip_blanks();
    if (!cursor_.is_at_end()) return JsonFault::kTrailingBytes;
    return is_object ? JsonFault::kNone : JsonFault::kNotAnObject;
  }

 private:
  bool refuse(JsonFault fault) noexcept {
    fault_ = fault;
    return false;
  }

  std::string_view meaning(const ScannedString& string) {
    if (!string.has_escapes) return string.raw;
    return index_.unescaped_.emplace_front(unescape(string.raw));
  }

  /// Calls `member(name)` at each value of an object, and reads what stands between.
  template <class Member>
  bool members(const Member& member) {
    static_cast<void>(cursor_.take('{'));
    cursor_.skip_blanks();
    if (cursor_.take('}')) return true;
    do {
      cursor_.skip_blanks();
      ScannedString name;
      if (!scan_string(cursor_, name)) return false;
      cursor_.skip_blanks();
      if (!cursor_.take(':')) return false;
      cursor_.skip_blanks();
      if (!member(meaning(name))) return false;
      cursor_.skip_blanks();
    } while (cursor_.take(','));
    return cursor_.take('}');
  }

  template <class Element>
  bool elements(const Element& element) {
    static_cast<void>(cursor_.take('['));
    cursor_.skip_blanks();
    if (cursor_.take(']')) return true;
    do {
      cursor_.skip_blanks();
      if (!element()) return false;
      cursor_.skip_blanks();
    } while (cursor_.take(','));
    return cursor_.take(']');
  }

  bool outer_object() {
    index_.members_.reserve(kUsualMembers);
    index_.texts_.reserve(kUsualMembers);
    const bool read = members([this](std::string_view name) {
      const auto first = static_cast<std::uint32_t>(index_.texts_.size());
      const char* const from = cursor_.at;
      JsonKind kind{};
      if (!outer_value(kind)) return false;
      const auto count = static_cast<std::uint32_t>(index_.texts_.size()) - first;
      index_.members_.push_back(
          {name, {from, static_cast<std::size_t>(cursor_.at - from)}, mark_of(name), first, count, kind});
      return true;
    });
    if (read && has_twins(std::span<const JsonMember>(index_.members_))) return refuse(JsonFault::kDuplicate);
    return read;
  }

  bool text() {
    ScannedString string;
    if (!scan_string(cursor_, string)) return false;
    index_.texts_.push_back(meaning(string));
    return true;
  }

  /// A value of the outermost object: of strings and lists of strings the texts are kept.
  bool outer_value(JsonKind& kind) {
    if (cursor_.peek() == '"') {
      kind = JsonKind::kText;
      return text();
    }
    if (cursor_.peek() != '[') return value(2, kind);
    kind = JsonKind::kTexts;
    return elements([this, &kind] {
      if (cursor_.peek() == '"') return text();
      kind = JsonKind::kList;
      JsonKind ignored{};
      return value(3, ignored);
    });
  }

  bool object(int depth) {
    const std::size_t base = names_.size();
    const bool read = members([this, depth](std::string_view name) {
      names_.push_back({name, mark_of(name)});
      JsonKind ignored{};
      return value(depth + 1, ignored);
    });
    if (!read) return false;
    if (has_twins(std::span<const Name>(names_).subspan(base))) return refuse(JsonFault::kDuplicate);
    names_.resize(base);
    return true;
  }

  bool container(int depth, JsonKind& kind) {
    if (depth > kMaxDepth) return refuse(JsonFault::kTooDeep);
    if (cursor_.peek() == '{') {
      kind = JsonKind::kObject;
      return object(depth);
    }
    kind = JsonKind::kList;
    return elements([this, depth] {
      JsonKind ignored{};
      return value(depth + 1, ignored);
    });
  }

  bool number(JsonKind& kind) {
    switch (scan_number(cursor_)) {
      case ScannedNumber::kInteger:
        kind = JsonKind::kInteger;
        return true;
      case ScannedNumber::kFraction:
        kind = JsonKind::kFraction;
        return true;
      case ScannedNumber::kTooLarge:
        return refuse(JsonFault::kNumberTooLarge);
      case ScannedNumber::kInvalid:
        return false;
    }
    return false;
  }

  /// A value that is the `depth`th container, if it is one.
  bool value(int depth, JsonKind& kind) {
    ScannedString string;
    switch (cursor_.peek()) {
      case '{':
      case '[':
        return container(depth, kind);
      case '"':
        kind = JsonKind::kText;
        return scan_string(cursor_, string);
      case 't':
        kind = JsonKind::kBoolean;
        return cursor_.take("true");
      case 'f':
        kind = JsonKind::kBoolean;
        return cursor_.take("false");
      case 'n':
        kind = JsonKind::kNull;
        return cursor_.take("null");
      default:
        return number(kind);
    }
  }

  JsonCursor cursor_;
  JsonIndex& index_;
  std::vector<Name> names_;  ///< of the objects inside the outermost one that are open
  JsonFault fault_{JsonFault::kInvalid};
};

JsonFault JsonIndex::read(std::string_view text) {
  return JsonScanner(text, *this).run();
}

const JsonMember* JsonIndex::find(std::string_view name) const noexcept {
  const std::uint64_t mark = mark_of(name);
  for (const JsonMember& member : members_) {
    if (member.mark == mark && member.name == name) return &member;
  }
  return nullptr;
}

std::string_view describe(JsonFault fault) noexcept {
  switch (fault) {
    case JsonFault::kNone:
      return "nothing";
    case JsonFault::kInvalid:
      return "not valid JSON";
    case JsonFault::kTrailingBytes:
      return "more bytes after the JSON object";
    case JsonFault::kNotAnObject:
      return "not a JSON object";
    case JsonFault::kDuplicate:
      return "a member stands twice in one object";
    case JsonFault::kTooDeep:
      return "nested more than 64 deep";
    case JsonFault::kNumberTooLarge:
      return "a number is too large";
  }
  return "unknown";
}

}  // namespace entra::client
