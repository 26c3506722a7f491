#pragma once
// The command line of `scenarios`.

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace entra::scenarios {

/// Exit codes of the contract.
enum ExitCode {
  kPassedAll = 0,
  kSomeFailed = 1,
  kBadUsage = 2,
  kBadFile = 3,
  kEnvironment = 4,
  kNothingSelected = 5,
  kInterrupted = 130
};

struct Options {
  enum class Command { kRun, kCheck, kSchema };
  Command command{Command::kRun};
  std::vector<std::string> paths;  ///< empty: the built-in pack
  std::string idp{"in-process"};
  std::string ca_file;
  std::string filter;
  std::vector<std::string> tags;
  unsigned jobs{0};  ///< 0: as many as cores
  unsigned repeat{1};
  std::optional<std::uint64_t> shuffle;
  std::string junit;
  std::string html;
  std::string json;
  bool tap{false};
  bool list{false};
  bool dry_run{false};
};

struct Parsed {
  Options options;
  std::optional<int> exit_code;  ///< set: the program ends with it, everything was said
};
[[nodiscard]] Parsed parse_command_line(int argc, const char* const* argv);

}  // namespace entra::scenarios
