#pragma once
// What a scenario may look at: "status", "header:NAME", "json:/pointer", "jwt(access_token):/payload/aud",
// "journal:/count" …

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "entra/support/result.hpp"
#include "model/pointer.hpp"

namespace entra::scenarios {

enum class Root {
  kStatus,    ///< status: the HTTP status of the step's answer
  kReason,    ///< reason: its reason phrase
  kHeader,    ///< header:NAME
  kLocation,  ///< location:NAME, a parameter of the address that a redirect leads to
  kBody,      ///< body: the body as text
  kJson,      ///< json:/pointer into the answer
  kJwt,       ///< jwt(NAME):/header/… or /payload/…, NAME a member of the answer or ${variable}
  kJournal,   ///< journal:/pointer or journal(path=…,grant_type=…):/pointer into GET /_mock/requests
  kVar,       ///< var:NAME or var:NAME/pointer
  kNow,       ///< now: the mock's clock, RFC 3339
};

/// A parsed left side of an expectation or a right side of `save`.
struct Expression {
  Root root{Root::kStatus};
  std::string argument;                                    ///< name of a header, parameter, token or variable
  std::vector<std::pair<std::string, std::string>> query;  ///< of a journal
  JsonPointer pointer;
  std::string text;  ///< as written

  /// True when the answer of a step is needed (not the journal, a variable or the clock).
  [[nodiscard]] bool needs_answer() const;
};

/// Errc::kUnknownName for another root (a near miss is suggested), kMalformed for a broken one.
[[nodiscard]] Result<Expression> parse_expression(std::string_view text);

/// The roots and how they are written, for the documentation and the schema.
[[nodiscard]] const std::vector<std::string>& expression_forms();

}  // namespace entra::scenarios
