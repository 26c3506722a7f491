// bench_report: the output of the benchmark programs as one JSON file, a table on stdout, a plot and a README's part.

#include <CLI/CLI.hpp>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "report/figures.hpp"
#include "report/plot.hpp"
#include "report/table.hpp"

namespace {

using entra::bench::Figure;

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
  std::string svg;
  std::string readme;
};

entra::Result<void> write_report(const std::vector<std::string>& inputs, const Targets& targets) {
  std::vector<Figure> figures;
  for (const std::string& input : inputs) {
    const auto text = read_file(input);
    if (!text) return tl::unexpected(text.error());
    const auto more = entra::bench::parse_figures(std::filesystem::path(input).stem().string(), *text);
    if (!more) return tl::unexpected(more.error());
    figures.insert(figures.end(), more->begin(), more->end());
  }
  const auto machine = entra::bench::describe_machine();
  std::fputs(entra::bench::to_table(figures).c_str(), stdout);

  if (auto done = write_file(targets.json, entra::bench::to_json(machine, figures)); !done) return done;
  if (const std::string svg = entra::bench::to_svg(figures); !svg.empty())
    if (auto done = write_file(targets.svg, svg); !done) return done;
  if (targets.readme.empty()) return {};

  const auto readme = read_file(targets.readme);
  if (!readme) return tl::unexpected(readme.error());
  const auto updated = entra::bench::replace_figures(*readme, entra::bench::to_markdown(machine, figures));
  if (!updated) return tl::unexpected(updated.error().in(targets.readme));
  return write_file(targets.readme, *updated);
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App app{"Reports what the benchmark programs measured."};
  Targets targets;
  std::vector<std::string> inputs;
  app.add_option("--json", targets.json, "where all figures go")->required();
  app.add_option("--svg", targets.svg, "where the plot goes")->required();
  app.add_option("--readme", targets.readme, "a file with a part between <!-- figures --> and <!-- end of figures -->");
  app.add_option("INPUT", inputs, "JSON output of a benchmark program; the file's name is the subject")->required();
  CLI11_PARSE(app, argc, argv);

  if (const auto done = write_report(inputs, targets); !done) {
    std::fprintf(stderr, "bench_report: %s\n", done.error().message.c_str());
    return 1;
  }
  return 0;
}
