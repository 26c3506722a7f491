#include "grants/aadsts.hpp"

#include <algorithm>

namespace entra::idp {

const AadstsRow& aadsts_row(int code) {
  const auto rows = aadsts_table();
  return *std::lower_bound(rows.begin(), rows.end(), code,
                           [](const AadstsRow& row, int wanted) { return row.code < wanted; });
}

std::string ProtocolError::description() const {
  std::string text = "AADSTS" + std::to_string(code) + ": ";
  const std::string_view pattern = aadsts_row(code).text;
  for (std::size_t i = 0; i < pattern.size(); ++i) {
    // "{0}" to "{9}"; what an argument holds is never read as a mark itself.
    const bool is_mark = pattern[i] == '{' && i + 2 < pattern.size() && pattern[i + 2] == '}';
    const auto index = is_mark ? static_cast<std::size_t>(pattern[i + 1] - '0') : arguments.size();
    if (index < arguments.size()) {
      text += arguments[index];
      i += 2;
    } else {
      text += pattern[i];
    }
  }
  return text;
}

std::string_view ProtocolError::error(TokenVersion endpoint) const {
  if (!word.empty()) return word;
  const AadstsRow& row = aadsts_row(code);
  return endpoint == TokenVersion::kV1 ? row.error_v1 : row.error_v2;
}

std::string make_errors_document() {
  std::string text =
      "# AADSTS codes that the mock raises\n\n"
      "Made from the table in `mock_idp/src/grants/aadsts_table.cpp` by `build/bin/mock_idp --print-errors`; a test "
      "compares "
      "the two. Each code is raised by its real condition; the last column names the test that raises it.\n\n"
      "| code | v1 error | v2 error | suberror | HTTP | raised when | test |\n|---|---|---|---|---|---|---|\n";
  for (const AadstsRow& row : aadsts_table()) {
    text += "| " + std::to_string(row.code) + " | " + std::string(row.error_v1) + " | " + std::string(row.error_v2) +
            " | " + std::string(row.suberror) + " | " + std::to_string(row.status) + " | " + std::string(row.when) +
            " | `" + std::string(row.test) + "` |\n";
  }
  return text;
}

}  // namespace entra::idp
