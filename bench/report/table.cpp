#include "report/table.hpp"

#include <algorithm>
#include <array>
#include <cstdio>
#include <string_view>

namespace entra::bench {
namespace {

constexpr std::string_view kBegin = "<!-- figures -->\n";
constexpr std::string_view kEnd = "<!-- end of figures -->";

struct Row {
  std::string subject;
  std::string what;
  std::string median;
  std::string spread;
  std::string beside;
};

template <class... Values>
std::string format(const char* pattern, Values... values) {
  std::array<char, 128> text{};
  std::snprintf(text.data(), text.size(), pattern, values...);
  return text.data();
}

/// "HitClient, 10000 entries, 2 threads".
std::string describe(const Figure& figure) {
  std::string text = figure.name.starts_with("BM_") ? figure.name.substr(3) : figure.name;
  for (const auto& [name, value] : figure.arguments) text += ", " + std::to_string(value) + " " + name;
  if (figure.threads > 1) text += ", " + std::to_string(figure.threads) + " threads";
  return text;
}

/// For "SignOurs", how much longer it takes than "SignOpenssl"; else the counters.
std::string beside(const Figure& figure, const std::vector<Figure>& all) {
  std::string text;
  if (figure.name.ends_with("Ours")) {
    const std::string bare = figure.name.substr(0, figure.name.size() - 4) + "Openssl";
    const auto found = std::find_if(all.begin(), all.end(), [&](const Figure& other) { return other.name == bare; });
    if (found != all.end() && found->median_ns > 0)
      text = format("%.2f x bare OpenSSL", figure.median_ns / found->median_ns);
  }
  for (const auto& [name, value] : figure.counters) text += (text.empty() ? "" : ", ") + format("%g ", value) + name;
  return text;
}

std::vector<Row> to_rows(const std::vector<Figure>& figures, const std::vector<Measure>& measures) {
  std::vector<Row> rows;
  rows.reserve(figures.size() + measures.size());
  for (const Figure& figure : figures)
    rows.push_back({figure.subject, describe(figure), format_duration(figure.median_ns),
                    format("±%.1f %%", figure.spread * 100), beside(figure, figures)});
  for (const Measure& measure : measures)
    rows.push_back({measure.subject, measure.name, format_value(measure.median, measure.unit),
                    format("±%.1f %%", measure.spread * 100), ""});
  return rows;
}

/// Columns on a terminal: a byte that continues a UTF-8 character takes none.
std::size_t width(std::string_view text) {
  return static_cast<std::size_t>(
      std::count_if(text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }));
}

std::string blanks(std::size_t wanted, std::string_view text) {
  return std::string(wanted > width(text) ? wanted - width(text) : 0, ' ');
}

}  // namespace

std::string to_table(const std::vector<Figure>& figures, const std::vector<Measure>& measures) {
  const auto rows = to_rows(figures, measures);
  std::size_t what = 0;
  std::size_t median = 0;
  std::size_t spread = 0;
  for (const Row& row : rows) {
    what = std::max(what, width(row.what));
    median = std::max(median, width(row.median));
    spread = std::max(spread, width(row.spread));
  }
  std::string text;
  std::string subject;
  for (const Row& row : rows) {
    if (row.subject != subject) text += (subject.empty() ? "" : "\n") + row.subject + "\n";
    subject = row.subject;
    std::string line = "  " + row.what + blanks(what, row.what) + "  " + blanks(median, row.median) + row.median +
                       "  " + blanks(spread, row.spread) + row.spread + "  " + row.beside;
    line.erase(line.find_last_not_of(' ') + 1);
    text += line + "\n";
  }
  return text;
}

std::string to_table(const std::vector<Verdict>& verdicts) {
  std::size_t what = 0;
  std::size_t measured = 0;
  std::size_t bar = 0;
  for (const Verdict& verdict : verdicts) {
    what = std::max(what, width(verdict.what));
    measured = std::max(measured, width(verdict.measured));
    bar = std::max(bar, width(verdict.bar));
  }
  std::string text = "bars\n";
  for (const Verdict& verdict : verdicts) {
    std::string line = "  " + verdict.what + blanks(what, verdict.what) + "  " + blanks(measured, verdict.measured) +
                       verdict.measured + "  " + verdict.bar + blanks(bar, verdict.bar) + "  " + verdict.outcome;
    line.erase(line.find_last_not_of(' ') + 1);
    text += line + "\n";
  }
  return text;
}

std::string to_markdown(const Report& report) {
  const Machine& machine = report.machine;
  std::string text = machine.processor + ", " + std::to_string(machine.processors) + " processors, " + machine.system +
                     ", " + machine.compiler + ".\n\n| bar | measured | wanted | |\n|---|--:|---|---|\n";
  for (const Verdict& verdict : report.verdicts)
    text += "| " + verdict.what + " | " + verdict.measured + " | " + verdict.bar + " | " + verdict.outcome + " |\n";
  text += "\n| subject | what | median | spread | |\n|---|---|--:|--:|---|\n";
  for (const Row& row : to_rows(report.figures, report.measures))
    text +=
        "| " + row.subject + " | " + row.what + " | " + row.median + " | " + row.spread + " | " + row.beside + " |\n";
  for (const std::string& note : report.notes) text += "\n" + note + "\n";
  return text;
}

Result<std::string> replace_figures(const std::string& text, const std::string& figures) {
  const auto begin = text.find(kBegin);
  if (begin == std::string::npos)
    return fail(Errc::kMissing, "no line " + std::string(kBegin.substr(0, kBegin.size() - 1)));
  const auto end = text.find(kEnd, begin);
  if (end == std::string::npos) return fail(Errc::kMissing, "no line " + std::string(kEnd));
  return text.substr(0, begin + kBegin.size()) + figures + text.substr(end);
}

}  // namespace entra::bench
