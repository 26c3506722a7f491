// The scenario runner's program: selects, runs, reports, and says it all in the exit code.

#include <signal.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <thread>

#include "entra/support/text.hpp"
#include "load/load_scenarios.hpp"
#include "load/schema.hpp"
#include "options.hpp"
#include "pack.hpp"
#include "report/html.hpp"
#include "report/json_lines.hpp"
#include "report/junit.hpp"
#include "report/tap.hpp"
#include "report/terminal.hpp"
#include "run/in_process_idp.hpp"
#include "run/process_idp.hpp"
#include "run/run_all.hpp"

namespace entra::scenarios {
namespace {

std::atomic<bool> g_stop{false};  // lock-free, so a signal handler may set it
static_assert(std::atomic<bool>::is_always_lock_free);

void request_stop(int) {
  g_stop.store(true);
}

void catch_signals() {
  struct sigaction action {};
  action.sa_handler = request_stop;
  action.sa_flags =
      SA_RESTART | static_cast<int>(SA_RESETHAND);  // a second Ctrl-C ends at once; mocks die with their thread
  sigemptyset(&action.sa_mask);
  sigaction(SIGINT, &action, nullptr);
  sigaction(SIGTERM, &action, nullptr);
  signal(SIGPIPE, SIG_IGN);
}

int complain(int code, const std::string& message) {
  std::cerr << "scenarios: " << message << "\n";
  return code;
}

struct Selection {
  std::vector<Scenario> scenarios;
  std::size_t files{0};
  std::optional<int> exit_code;
};

Selection load(const Options& options) {
  Selection selection;
  std::vector<std::string> paths = options.paths;
  if (paths.empty()) {
    const auto suites = find_suites();
    if (!suites) {
      selection.exit_code = complain(kEnvironment, suites.error().message);
      return selection;
    }
    paths.push_back(*suites);
  }
  const auto files = find_scenario_files(paths);
  if (!files) {
    selection.exit_code = complain(kEnvironment, files.error().message);
    return selection;
  }
  std::vector<SourceText> sources;
  for (const std::string& file : *files) {
    auto source = SourceText::read(file);
    if (!source) {
      selection.exit_code = complain(kEnvironment, source.error().message);
      return selection;
    }
    sources.push_back(std::move(*source));
  }
  Loaded loaded = load_scenarios(sources, check_directory);
  for (const Diagnostic& diagnostic : loaded.diagnostics) std::cerr << diagnostic.with_excerpt() << "\n";
  for (const std::string& error : loaded.directory_errors) std::cerr << error << "\n";
  if (const std::size_t errors = loaded.diagnostics.size() + loaded.directory_errors.size(); errors > 0)
    selection.exit_code = complain(kBadFile, std::to_string(errors) + (errors == 1 ? " error in " : " errors in ") +
                                                 std::to_string(sources.size()) + " files");
  selection.scenarios = std::move(loaded.scenarios);
  selection.files = sources.size();
  return selection;
}

bool is_selected(const Scenario& scenario, const Options& options) {
  // A name is also selected by itself: matrix cases hold characters that shells like to interpret.
  if (!options.filter.empty() && scenario.name != options.filter && !matches_glob(options.filter, scenario.name))
    return false;
  return options.tags.empty() || std::any_of(options.tags.begin(), options.tags.end(), [&](const std::string& tag) {
           return std::find(scenario.tags.begin(), scenario.tags.end(), tag) != scenario.tags.end();
         });
}

void print_steps(const std::vector<Step>& steps, const std::string& indent) {
  for (const Step& step : steps) {
    std::cout << indent << step.id << "  " << step.title();
    if (step.skip) std::cout << "  (skipped: " << *step.skip << ")";
    std::cout << "\n";
    if (const auto* repeat = std::get_if<RepeatAction>(&step.action)) print_steps(repeat->steps, indent + "  ");
  }
}

int print_selection(const std::vector<Scenario>& scenarios, bool with_steps) {
  for (const Scenario& scenario : scenarios) {
    std::cout << scenario.name << "  " << scenario.source.name();
    if (!scenario.tags.empty()) std::cout << "  [" << join(scenario.tags, ", ") << "]";
    std::cout << "\n";
    if (!with_steps) continue;
    print_steps(scenario.steps, "  ");
    if (!scenario.always.empty()) std::cout << "  always:\n";
    print_steps(scenario.always, "    ");
  }
  return kPassedAll;
}

Result<std::unique_ptr<IdpProvider>> make_provider(const Options& options) {
  if (options.idp == "in-process") return make_in_process_provider();
  if (options.idp != "https") return make_url_provider(options.idp, options.ca_file);
  const auto program = find_mock_idp();
  if (!program)
    return fail(Errc::kNotFound, "there is no mock_idp beside this program; build it, or use --idp in-process");
  return make_process_provider(*program);
}

bool write_file(const std::string& path, const std::string& text) {
  std::ofstream out(path, std::ios::binary);
  out << text;
  out.close();
  if (!out) complain(kEnvironment, "cannot write " + path);
  return static_cast<bool>(out);
}

bool write_reports(const Options& options, const RunReport& run) {
  bool fine = true;
  if (!options.junit.empty()) fine = write_file(options.junit, junit_text(run)) && fine;
  if (!options.html.empty()) fine = write_file(options.html, html_text(run)) && fine;
  if (!options.json.empty()) fine = write_file(options.json, json_lines(run)) && fine;
  return fine;
}

/// One line a scenario as it ends; on a terminal also the one that runs.
class Progress {
 public:
  explicit Progress(std::ostream& out, bool is_terminal, TerminalStyle style)
      : out_(out), is_terminal_(is_terminal), style_(style) {}
  RunListener listener() {
    RunListener listener;
    if (is_terminal_)
      listener.began = [this](const Scenario& scenario) { out_ << "\r\033[K… " << scenario.name << std::flush; };
    listener.ended = [this](const ScenarioReport& scenario, std::size_t done, std::size_t total) {
      out_ << (is_terminal_ ? "\r\033[K" : "") << progress_line(scenario, done, total, style_) << std::endl;
    };
    return listener;
  }

 private:
  std::ostream& out_;
  bool is_terminal_;
  TerminalStyle style_;
};

int exit_code_of(const RunReport& run, bool reports_written) {
  const Counts counts = run.counts();
  if (run.interrupted) return kInterrupted;
  if (counts.failed > 0) return kSomeFailed;
  return counts.errors > 0 || !reports_written ? kEnvironment : kPassedAll;
}

int run_scenarios(const Options& options) {
  Selection selection = load(options);
  if (selection.exit_code) return *selection.exit_code;
  std::erase_if(selection.scenarios, [&](const Scenario& scenario) { return !is_selected(scenario, options); });
  if (selection.scenarios.empty()) return complain(kNothingSelected, "nothing was selected");
  if (options.list || options.dry_run) return print_selection(selection.scenarios, options.dry_run);
  catch_signals();
  auto provider = make_provider(options);
  if (!provider) return complain(kEnvironment, provider.error().message);
  const bool is_url = options.idp != "in-process" && options.idp != "https";
  if (is_url)
    std::cerr << "scenarios: " << (*provider)->name()
              << " is reset before each scenario; its --config must be the directory that the scenario names\n";

  const unsigned cores = std::max(1U, std::thread::hardware_concurrency());
  const RunOptions run_options{is_url ? 1 : (options.jobs == 0 ? cores : options.jobs), options.repeat,
                               options.shuffle};
  // With --tap standard output is for a program; people read standard error then.
  std::ostream& out = options.tap ? std::cerr : std::cout;
  const bool is_terminal = isatty(options.tap ? STDERR_FILENO : STDOUT_FILENO) == 1;
  const char* no_color = std::getenv("NO_COLOR");
  const TerminalStyle style{is_terminal && (no_color == nullptr || *no_color == '\0')};
  Progress progress(out, is_terminal, style);
  const RunReport run = run_all(selection.scenarios, **provider, run_options, progress.listener(), g_stop);
  const bool written = write_reports(options, run);
  if (options.tap) {
    std::cout << tap_text(run);
  } else {
    std::cout << failure_text(run, style) << result_table(run, style);
    for (const auto& [name, file] :
         {std::pair{"JUnit", options.junit}, {"HTML", options.html}, {"JSON Lines", options.json}})
      if (!file.empty() && written) std::cout << name << ": " << file << "\n";
  }
  return exit_code_of(run, written);
}

int check_files(const Options& options) {
  const Selection selection = load(options);
  if (selection.exit_code) return *selection.exit_code;
  if (selection.scenarios.empty()) return complain(kNothingSelected, "there is no scenario file");
  std::cout << selection.files << " files, " << selection.scenarios.size() << " scenarios, no errors\n";
  return kPassedAll;
}

}  // namespace
}  // namespace entra::scenarios

int main(int argc, char** argv) {
  using namespace entra::scenarios;
  const Parsed parsed = parse_command_line(argc, argv);
  if (parsed.exit_code) return *parsed.exit_code;
  switch (parsed.options.command) {
    case Options::Command::kCheck:
      return check_files(parsed.options);
    case Options::Command::kSchema:
      std::cout << schema_text();
      return kPassedAll;
    case Options::Command::kRun:
      break;
  }
  return run_scenarios(parsed.options);
}
