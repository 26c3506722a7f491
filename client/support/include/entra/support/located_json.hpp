#pragma once
// JSON with comments for files that people write: every value knows where it stands, so that an error can point at it.
// Not installed.

#include <cstddef>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "entra/support/result.hpp"

namespace entra {

/// A byte range of the source text.
struct Span {
  std::size_t begin{0};
  std::size_t end{0};
};

struct LineColumn {
  std::size_t line{1};    ///< from 1
  std::size_t column{1};  ///< from 1, in UTF-8 characters
};

/// One value of the tree. Objects keep their members in order with the position of each name.
struct LocatedJson {
  enum class Kind { kNull, kBool, kNumber, kString, kArray, kObject };
  struct Member;

  Kind kind{Kind::kNull};
  Span span;
  nlohmann::json scalar;              ///< for null, bool, number and string
  std::vector<LocatedJson> elements;  ///< for arrays
  std::vector<Member> members;        ///< for objects

  [[nodiscard]] const LocatedJson* find(std::string_view name) const;
  [[nodiscard]] nlohmann::json to_json() const;
  [[nodiscard]] std::string_view kind_name() const;  ///< "an object", "a string", …
};
struct LocatedJson::Member {
  std::string name;
  Span name_span;
  LocatedJson value;
};

/// A source text with its name, for diagnostics. Cheap to copy.
class SourceText {
 public:
  SourceText(std::string name, std::string text);
  [[nodiscard]] static Result<SourceText> read(const std::string& path);
  [[nodiscard]] const std::string& name() const noexcept { return data_->name; }
  [[nodiscard]] const std::string& text() const noexcept { return data_->text; }
  [[nodiscard]] LineColumn locate(std::size_t offset) const;
  [[nodiscard]] std::string_view line(std::size_t number) const;  ///< without its newline

 private:
  struct Data {
    std::string name;
    std::string text;
    std::vector<std::size_t> starts;
  };
  std::shared_ptr<const Data> data_;
};

/// What is wrong at a place of a file.
struct Diagnostic {
  SourceText source;
  Span span;
  std::string message;  ///< what was wrong and what was expected
  std::string pointer;  ///< JSON Pointer (RFC 6901) of the value, when it has one

  [[nodiscard]] std::string one_line() const;      ///< "file:3:17: message"
  [[nodiscard]] std::string with_excerpt() const;  ///< the same, the source line, and carets under the span
};

/// Accepts // and /* */ comments. Duplicate members, depth over 64, trailing commas (said in words), files over 8 MiB
/// are errors.
[[nodiscard]] Result<LocatedJson, Diagnostic> parse_located_json(const SourceText& source);

}  // namespace entra
