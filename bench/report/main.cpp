// bench_report: the output of the benchmark programs as one JSON file, a table on stdout, a plot and a README's part.

#include <CLI/CLI.hpp>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "report/bars.hpp"
#include "report/figures.hpp"
#include "report/measures.hpp"
#include "report/pictures.hpp"
#include "report/table.hpp"

namespace {

entra::Result<std::string> read_file(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  if (!in) return entra::fail(entra::Errc::kIo, path + " cannot be read");
  return std::string(std::istreambuf_iterator<char>(in), {});
}

entra::Result<void> write_file(const std::string& path, const std::string& text) {
  std::ofstream out(path, std::ios::binary | std::ios::trunc);
  out << text;
  out.close();
  if (!out) return entra::fail(entra::Errc::kIo, path + " cannot be written");
  return {};
}

struct Targets {
  std::string json;
  std::string pictures;
  std::string readme;
};

entra::Result<void> add_input(const std::string& input, entra::bench::Report& report) {
  const auto text = read_file(input);
  if (!text) return tl::unexpected(text.error());
  const std::string subject = std::filesystem::path(input).stem().string();
  if (!entra::bench::is_measures(*text)) {
    const auto more = entra::bench::parse_figures(subject, *text);
    if (!more) return tl::unexpected(more.error());
    report.figures.insert(report.figures.end(), more->begin(), more->end());
    return {};
  }
  const auto more = entra::bench::parse_measures(subject, *text);
  if (!more) return tl::unexpected(more.error());
  report.measures.insert(report.measures.end(), more->measures.begin(), more->measures.end());
  report.notes.insert(report.notes.end(), more->notes.begin(), more->notes.end());
  return {};
}

void print(const entra::bench::Report& report) {
  const std::string text =
      entra::bench::to_table(report.figures, report.measures) + "\n" + entra::bench::to_table(report.verdicts);
  std::fputs(text.c_str(), stdout);
  for (const std::string& note : report.notes) std::printf("\n%s\n", note.c_str());
}

entra::Result<void> write_report(const std::vector<std::string>& inputs, const Targets& targets) {
  entra::bench::Report report;
  report.machine = entra::bench::describe_machine();
  for (const std::string& input : inputs)
    if (auto done = add_input(input, report); !done) return done;
  report.verdicts = entra::bench::judge(report.figures, report.measures);
  print(report);

  if (auto done = write_file(targets.json, entra::bench::to_json(report)); !done) return done;
  for (const auto& picture : entra::bench::draw_pictures(report.figures, report.measures))
    if (auto done = write_file(targets.pictures + "/" + picture.name + ".svg", picture.svg); !done) return done;
  if (targets.readme.empty()) return {};

  const auto readme = read_file(targets.readme);
  if (!readme) return tl::unexpected(readme.error());
  const auto updated = entra::bench::replace_figures(*readme, entra::bench::to_markdown(report));
  if (!updated) return tl::unexpected(updated.error().in(targets.readme));
  return write_file(targets.readme, *updated);
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App app{"Reports what the benchmark programs measured."};
  Targets targets;
  std::vector<std::string> inputs;
  app.add_option("--json", targets.json, "where all figures go")->required();
  app.add_option("--pictures", targets.pictures, "the folder that the plots go into, as SVG")->required();
  app.add_option("--readme", targets.readme, "a file with a part between <!-- figures --> and <!-- end of figures -->");
  app.add_option("INPUT", inputs,
                 "JSON output of a benchmark program, Google's or our own; the file's name is the subject")
      ->required();
  CLI11_PARSE(app, argc, argv);

  if (const auto done = write_report(inputs, targets); !done) {
    std::fprintf(stderr, "bench_report: %s\n", done.error().message.c_str());
    return 1;
  }
  return 0;
}
