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

std::vector<Row> to_rows(const std::vector<Figure>& figures) {
  std::vector<Row> rows;
  rows.reserve(figures.size());
  for (const Figure& figure : figures)
    rows.push_back({figure.subject, describe(figure), format_duration(figure.median_ns),
                    format("±%.1f %%", figure.spread * 100), beside(figure, figures)});
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

std::string to_table(const std::vector<Figure>& figures) {
  const auto rows = to_rows(figures);
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

std::string to_markdown(const Machine& machine, const std::vector<Figure>& figures) {
  std::string text = machine.processor + ", " + std::to_string(machine.processors) + " processors, " + machine.system +
                     ", " + machine.compiler + ".\n\n| subject | what | median | spread | |\n|---|---|--:|--:|---|\n";
  for (const Row& row : to_rows(figures))
    text +=
        "| " + row.subject + " | " + row.what + " | " + row.median + " | " + row.spread + " | " + row.beside + " |\n";
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
