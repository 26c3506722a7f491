#pragma once
// The figures for people: a table for the terminal, and the part of a README between two marks.

#include <string>
#include <vector>

#include "entra/support/result.hpp"
#include "report/bars.hpp"
#include "report/figures.hpp"
#include "report/measures.hpp"

namespace entra::bench {

/// A block per subject, columns aligned; "beside" holds what bare OpenSSL needs for the same, when it was measured.
[[nodiscard]] std::string to_table(const std::vector<Figure>& figures, const std::vector<Measure>& measures = {});

/// What was measured, what was promised, and whether that was kept.
[[nodiscard]] std::string to_table(const std::vector<Verdict>& verdicts);

/// Everything of a run, for people.
struct Report {
  Machine machine;
  std::vector<Figure> figures;
  std::vector<Measure> measures;
  std::vector<Verdict> verdicts;
  std::vector<std::string> notes;  ///< what was left out, and why
};

/// The verdicts and then all figures as Markdown tables, with the machine above and the notes below.
[[nodiscard]] std::string to_markdown(const Report& report);

/// {"machine":…,"bars":[…],"benchmarks":[…],"measures":[…],"notes":[…]}, without the host's name and paths.
[[nodiscard]] std::string to_json(const Report& report);

/// `text` with what stands between the marks replaced; kMissing when a mark is not there.
[[nodiscard]] Result<std::string> replace_figures(const std::string& text, const std::string& figures);

}  // namespace entra::bench
