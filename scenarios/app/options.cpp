#include "options.hpp"

#include <CLI/CLI.hpp>
#include <iostream>

#include "entra/idp/mock_idp.hpp"

namespace entra::scenarios {
namespace {

void add_paths(CLI::App& command, Options& options) {
  command
      .add_option("paths", options.paths,
                  "Scenario files, or folders with *.scenario.json in them (default: the built-in pack)")
      ->type_name("FILE|DIR");
}

void add_run_options(CLI::App& run, Options& options) {
  add_paths(run, options);
  run.add_option("--idp", options.idp,
                 "in-process: no socket; https: a mock_idp process for each scenario; or the URL of a mock that runs")
      ->type_name("in-process|https|URL")
      ->capture_default_str();
  run.add_option("--ca-file", options.ca_file, "With a URL: trust the authorities in this PEM file")->type_name("FILE");
  run.add_option("--filter", options.filter, "Only scenarios whose name matches: * any run, ? one character")
      ->type_name("GLOB");
  run.add_option("--tag", options.tags, "Only scenarios with this tag; given again: with any of them")
      ->type_name("T")
      ->allow_extra_args(false);
  run.add_option("-j,--jobs", options.jobs, "Scenarios at once (default: the number of cores)")
      ->type_name("N")
      ->check(CLI::Range(1, 1024));
  run.add_option("--shuffle", options.shuffle, "Run in an order made from this seed")->type_name("SEED");
  run.add_option("--repeat", options.repeat, "Run everything so often")->type_name("N")->check(CLI::Range(1, 100000));
  run.add_option("--junit", options.junit, "Write a JUnit XML report")->type_name("F");
  run.add_option("--html", options.html, "Write an HTML report: sequence diagrams, exchanges, tokens")->type_name("F");
  run.add_option("--json", options.json, "Write every event as JSON Lines")->type_name("F");
  run.add_flag("--tap", options.tap, "Print TAP 14 instead of the table");
  run.add_flag("--list", options.list, "Print what would be selected, and exit");
  run.add_flag("--dry-run", options.dry_run, "Print the steps that would be run, and exit");
}

}  // namespace

Parsed parse_command_line(int argc, const char* const* argv) {
  Parsed parsed;
  Options& options = parsed.options;
  CLI::App app("Runs scenario files against an offline Microsoft Entra ID.", "scenarios");
  app.set_version_flag("--version", "scenarios " + idp::version());
  app.require_subcommand(1);
  CLI::App* run = app.add_subcommand("run", "Run scenarios and report");
  add_run_options(*run, options);
  CLI::App* check = app.add_subcommand("check", "Validate scenario files: every error with file:line:column");
  add_paths(*check, options);
  CLI::App* schema = app.add_subcommand("schema", "Print the JSON Schema of scenario files, for editors");
  app.footer(
      "Exit codes: 0 all passed; 1 a scenario failed; 2 bad usage; 3 a bad scenario file;\n4 environment (a port, a "
      "program, a file); 5 nothing was selected; 130 interrupted.");
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    if (error.get_exit_code() == 0) {
      parsed.exit_code = app.exit(error);  // --help and --version
    } else {
      std::cerr << "scenarios: " << error.what() << " (see scenarios --help)\n";
      parsed.exit_code = kBadUsage;
    }
    return parsed;
  }
  if (check->parsed()) options.command = Options::Command::kCheck;
  if (schema->parsed()) options.command = Options::Command::kSchema;
  const bool url = options.idp.rfind("http://", 0) == 0 || options.idp.rfind("https://", 0) == 0;
  std::string complaint;
  if (!url && options.idp != "in-process" && options.idp != "https")
    complaint = "--idp: '" + options.idp + "' is neither in-process, https nor the URL of a mock";
  else if (!options.ca_file.empty() && !url)
    complaint = "--ca-file belongs to --idp URL";
  else if (url && options.jobs > 1)
    complaint = "-j: a mock that is already running serves one scenario at a time";
  if (!complaint.empty()) {
    std::cerr << "scenarios: " << complaint << " (see scenarios --help)\n";
    parsed.exit_code = kBadUsage;
  }
  return parsed;
}

}  // namespace entra::scenarios
