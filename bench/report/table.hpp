#pragma once
// The figures for people: a table for the terminal, and the part of a README between two marks.

#include <string>
#include <vector>

#include "entra/support/result.hpp"
#include "report/figures.hpp"

namespace entra::bench {

/// A block per subject, columns aligned; "beside" holds what bare OpenSSL needs for the same, when it was measured.
[[nodiscard]] std::string to_table(const std::vector<Figure>& figures);

/// The same as a Markdown table with the machine above it.
[[nodiscard]] std::string to_markdown(const Machine& machine, const std::vector<Figure>& figures);

/// `text` with what stands between the marks replaced; kMissing when a mark is not there.
[[nodiscard]] Result<std::string> replace_figures(const std::string& text, const std::string& figures);

}  // namespace entra::bench
