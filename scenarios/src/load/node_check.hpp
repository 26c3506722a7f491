#pragma once
// Objects against their key tables: unknown keys with a near miss, missing ones, wrong types, unknown ${references}.

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "entra/support/located_json.hpp"
#include "model/variables.hpp"
#include "model/vocabulary.hpp"

namespace entra::scenarios {

/// Collects what is wrong with one file and knows which variables exist at the place that is being read.
class NodeCheck {
 public:
  NodeCheck(SourceText source, std::vector<Diagnostic>& diagnostics)
      : source_(std::move(source)), diagnostics_(diagnostics) {}

  void complain(Span span, std::string message);
  [[nodiscard]] const SourceText& source() const noexcept { return source_; }
  [[nodiscard]] std::vector<Diagnostic>& diagnostics() noexcept { return diagnostics_; }

  /// False when `node` is no object. Unknown, missing and mistyped keys are complained about.
  bool check_object(const LocatedJson& node, const std::vector<Key>& keys, std::string_view what);
  /// The same without missing keys: for parts that are merged before they are complete.
  bool check_partial_object(const LocatedJson& node, const std::vector<Key>& keys, std::string_view what);
  bool check_type(const LocatedJson& value, const Key& key);

  /// Every reference in the value, and in its member names, must be to a declared variable.
  void check_references(const LocatedJson& value);
  void check_references(const std::string& text, Span span);
  /// `example` is a value that it will have; null when only its existence is known.
  void declare(const std::string& name, Json example = nullptr);
  void forget(const std::string& name);
  [[nodiscard]] bool is_declared(std::string_view name) const { return variables_.find(name) != variables_.end(); }
  /// Letters, digits and '_', not beginning with a digit, and not a built-in name.
  bool check_new_name(const std::string& name, Span span);

 private:
  bool check_keys(const LocatedJson& node, const std::vector<Key>& keys, std::string_view what, bool complete);
  void check_reference(const Reference& reference, Span span);

  SourceText source_;
  std::vector<Diagnostic>& diagnostics_;
  std::map<std::string, Json, std::less<>> variables_;
};

/// True for a string that holds a ${reference}.
[[nodiscard]] bool is_template(const LocatedJson& value);

}  // namespace entra::scenarios
