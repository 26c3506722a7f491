#pragma once
// What a value must be: a bare value (equal), or an object with one operator such as {"contains": 50076}.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "entra/support/json_access.hpp"
#include "entra/support/located_json.hpp"
#include "model/variables.hpp"

namespace entra::scenarios {

enum class Op {
  kEq,
  kNe,
  kLt,
  kLe,
  kGt,
  kGe,
  kMatches,
  kContains,
  kOneOf,
  kPresent,
  kType,
  kLength,
  kNear,
  kSubset,
  kNot,
  kAll
};

/// One operator as people write it, with a sentence for documentation and schema.
struct OperatorInfo {
  Op op;
  std::string_view name;
  std::string_view about;
};
[[nodiscard]] const std::vector<OperatorInfo>& operators();

/// A parsed predicate; operands may still hold ${references}.
struct Predicate {
  Op op{Op::kEq};
  Json operand;
  Json tolerance;                   ///< of near: a number, or an ISO 8601 duration for times
  std::vector<Predicate> children;  ///< of not (1), all (n) and length (1)
  Span span;                        ///< of the operand, for carets
};

/// A bare scalar or array means eq; an object must hold exactly one operator. Complaints are added to `diagnostics`.
[[nodiscard]] std::optional<Predicate> parse_predicate(const SourceText& source, const LocatedJson& node,
                                                       std::vector<Diagnostic>& diagnostics);

/// The predicate with every ${reference} replaced.
[[nodiscard]] Result<Predicate> resolve_predicate(const Predicate& predicate, const Variables& variables);

struct Verdict {
  bool holds{false};
  std::string expectation;  ///< "to contain 50076"
  std::string detail;       ///< more than the two values say, may be empty: "its length is 3"
  Span span;                ///< of the predicate that decided: the part of an `all` that fails
};
/// An absent value satisfies only {"present": false} and a not around what fails.
[[nodiscard]] Verdict evaluate(const Predicate& resolved, const Json* actual);

}  // namespace entra::scenarios
