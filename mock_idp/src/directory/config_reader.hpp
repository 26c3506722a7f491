#pragma once
// Reading a located JSON tree field by field: every wrong or unknown field is remembered with its place.
// Private to this folder.

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "entra/idp/load_config.hpp"
#include "entra/support/located_json.hpp"

namespace entra::idp {

/// A value of the file and where it is in it.
struct Value {
  const LocatedJson* json{nullptr};
  std::string pointer;  ///< JSON Pointer (RFC 6901); empty for the root
};

/// Which fields the loader asked for, by the name of the section: what the schema has to list.
using Vocabulary = std::map<std::string, std::set<std::string>>;

/// One load: the source, its problems, and what was asked for.
class Loading {
 public:
  Loading(SourceText source, const LocatedJson& root, std::string base_directory)
      : source_(std::move(source)), root_(root), base_directory_(std::move(base_directory)) {}

  void refuse(const Value& at, const std::string& message);
  void refuse_missing(const Value& object, std::string_view name, std::string_view expected);
  void refuse_unknown(const Value& object, const LocatedJson::Member& member, const std::set<std::string>& known);
  [[nodiscard]] bool failed() const noexcept { return !problems_.empty(); }
  /// The problem that stands first in the file; a field that is missing comes after those that are there and wrong,
  /// since a misspelt name is usually the cause.
  [[nodiscard]] ConfigError first_error() const;

  [[nodiscard]] Value root() const { return {&root_, ""}; }
  /// The value at a pointer, or the nearest one above it that is in the file.
  [[nodiscard]] Value find(const std::string& pointer) const;
  [[nodiscard]] std::string place(const Value& value) const;  ///< "file:line:column"
  [[nodiscard]] const std::string& base_directory() const noexcept { return base_directory_; }

  void note_field(std::string_view section, std::string_view name) { vocabulary_[std::string(section)].emplace(name); }
  [[nodiscard]] const Vocabulary& vocabulary() const noexcept { return vocabulary_; }

 private:
  struct Problem {
    bool missing;
    Diagnostic diagnostic;
  };
  SourceText source_;
  const LocatedJson& root_;
  std::string base_directory_;
  std::vector<Problem> problems_;
  Vocabulary vocabulary_;
};

/// "a/b" as one reference token of a JSON Pointer (RFC 6901 §3).
[[nodiscard]] std::string pointer_token(std::string_view name);

/// One object of the file. Fields are asked for by name; whatever was not asked for is unknown when done() is called.
/// An optional field that is null counts as absent, as in Graph's answers.
class ObjectReader {
 public:
  /// `section` names the kind of object, as the schema's $defs do.
  ObjectReader(Loading& loading, Value object, std::string_view section);

  [[nodiscard]] std::optional<Value> member(std::string_view name);
  [[nodiscard]] std::optional<std::string> text(std::string_view name);
  /// A string that must be there and not empty; `expected` says what it is.
  [[nodiscard]] std::string required_text(std::string_view name, std::string_view expected);
  [[nodiscard]] bool flag(std::string_view name, bool otherwise);
  [[nodiscard]] std::optional<std::int64_t> integer(std::string_view name, std::int64_t low, std::int64_t high);
  /// One word of a closed list.
  template <class T>
  [[nodiscard]] T word(std::string_view name, T otherwise, const std::vector<std::pair<std::string, T>>& words) {
    const auto found = member(name);
    const auto text = found ? string_of(*found) : std::nullopt;
    if (!text) return otherwise;
    for (const auto& [spelling, value] : words)
      if (spelling == *text) return value;
    std::vector<std::string> known;
    for (const auto& entry : words) known.push_back(entry.first);
    refuse_word(*found, *text, known);
    return otherwise;
  }
  /// Each string of an array, handed on with its own place; an absent array has none.
  void each_text(std::string_view name, const std::function<void(const Value&, const std::string&)>& take);
  [[nodiscard]] std::vector<std::string> texts(std::string_view name);
  /// Each object of an array.
  void each(std::string_view name, const std::function<void(const Value&)>& take);

  /// For an array that must have an element: says that it is missing, or empty.
  void missing_or_empty(std::string_view name, std::string_view expected);
  /// Members that Graph writes and this server does not judge: null or empty, or a problem.
  void expect_unused(const std::vector<std::string>& names);
  void missing(std::string_view name, std::string_view expected) { loading_.refuse_missing(object_, name, expected); }
  void refuse_word(const Value& at, const std::string& word, const std::vector<std::string>& known);
  [[nodiscard]] bool is_object() const { return object_.json->kind == LocatedJson::Kind::kObject; }
  /// Reports the fields that nobody asked for.
  void done();

 private:
  [[nodiscard]] std::optional<std::string> string_of(const Value& value);
  bool expect(const Value& value, LocatedJson::Kind kind, std::string_view expected);

  Loading& loading_;
  Value object_;
  std::string section_;
  std::set<std::string> asked_;
};

}  // namespace entra::idp
