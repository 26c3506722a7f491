#pragma once
// The one table of AADSTS codes: OAuth words for v1 and v2, suberror, status and wording
// (https://learn.microsoft.com/entra/identity-platform/reference-error-codes).

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "tokens/claims.hpp"

namespace entra::idp {

struct AadstsRow {
  int code;
  int status;                 ///< HTTP status at the token endpoint
  std::string_view error_v1;  ///< OAuth error at /oauth2/token
  std::string_view error_v2;  ///< OAuth error at /oauth2/v2.0/token
  std::string_view suberror;  ///< empty: none
  std::string_view text;      ///< "{0}", "{1}" stand for arguments
  std::string_view when;      ///< the condition, for docs/errors.md
  std::string_view test;      ///< the test that raises it
};

/// Every code that this server can raise, in ascending order.
[[nodiscard]] std::span<const AadstsRow> aadsts_table();
/// The row of a code; the code must be in the table.
[[nodiscard]] const AadstsRow& aadsts_row(int code);

/// Why a protocol request was refused. The wire text comes from the table.
struct ProtocolError {
  int code{0};
  std::vector<std::string> arguments;
  std::string claims;       ///< a claims challenge, JSON text; empty: none
  std::string_view word{};  ///< the OAuth error of this flow, where it is not the table's

  /// "AADSTS50126: Error validating credentials …", without the trace lines.
  [[nodiscard]] std::string description() const;
  [[nodiscard]] std::string_view error(TokenVersion endpoint) const;
};

/// docs/errors.md, whole.
[[nodiscard]] std::string make_errors_document();

}  // namespace entra::idp
