#pragma once
// The command line of mock_idp.

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace entra::idp::app {

/// Exit codes of the contract.
enum ExitCode { kClean = 0, kOther = 1, kUsage = 2, kPortTaken = 3 };

struct Options {
  std::string config;
  std::string listen{"127.0.0.1"};
  std::optional<std::uint16_t> http_port{8400};
  std::optional<std::uint16_t> https_port{8443};
  std::optional<std::uint16_t> proxy_port;
  std::string state_dir;
  std::string store_file;  ///< empty: memory
  std::string ready_file;
  std::string log_level{"info"};
  std::string log_format{"text"};
  bool check{false};
  bool print_config{false};
  bool print_schema{false};
  bool print_errors{false};
  std::vector<std::string> what_if;  ///< NAME=VALUE; empty: not asked
};

/// Parsed options, or the exit code with which the program ends (after --help, --version or one line on stderr).
struct Parsed {
  Options options;
  std::optional<int> exit_code;
};
[[nodiscard]] Parsed parse_command_line(int argc, const char* const* argv);

}  // namespace entra::idp::app
