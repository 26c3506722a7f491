#include "options.hpp"

#include <CLI/CLI.hpp>
#include <cstdlib>
#include <filesystem>
#include <iostream>

#include "entra/idp/mock_idp.hpp"

namespace entra::idp::app {
namespace {

std::string default_state_dir() {
  if (const char* state = std::getenv("XDG_STATE_HOME"); state != nullptr && *state == '/') {
    return std::string(state) + "/entra-harness";
  }
  const char* home = std::getenv("HOME");
  return std::string(home == nullptr ? "." : home) + "/.local/state/entra-harness";
}

/// "off", or a number from 0 to 65535. Throws what CLI11 reports in one line.
std::optional<std::uint16_t> read_port(const std::string& name, const std::string& text) {
  if (text == "off") return std::nullopt;
  const bool is_number = !text.empty() && text.size() <= 5 && text.find_first_not_of("0123456789") == std::string::npos;
  if (!is_number || std::stoul(text) > 65535) {
    throw CLI::ValidationError(name, "'" + text + "' is neither a port from 0 to 65535 nor 'off'");
  }
  return static_cast<std::uint16_t>(std::stoul(text));
}

/// The file of "sqlite:FILE"; empty for "memory".
std::string read_store(const std::string& text) {
  constexpr std::string_view kSqlite = "sqlite:";
  if (text == "memory") return "";
  if (text.starts_with(kSqlite) && text.size() > kSqlite.size()) return text.substr(kSqlite.size());
  throw CLI::ValidationError("--store", "'" + text + "' is neither 'memory' nor 'sqlite:FILE'");
}

bool is_loopback(const std::string& address) {
  return address.starts_with("127.") || address == "::1";
}

}  // namespace

Parsed parse_command_line(int argc, const char* const* argv) {
  Parsed parsed;
  Options& options = parsed.options;
  std::string http_port = "8400";
  std::string https_port = "8443";
  std::string proxy_port = "off";
  std::string store = "memory";
  bool allow_remote = false;
  options.state_dir = default_state_dir();

  CLI::App app("An offline Microsoft Entra ID for tests: signs real tokens and serves the APIs that check them.",
               "mock_idp");
  app.set_version_flag("--version", "mock_idp " + version());
  app.add_option("--config", options.config, "Directory and behaviour, JSON with comments (default: the built-in demo)")
      ->type_name("FILE");
  app.add_option("--listen", options.listen, "Numeric address to listen on")
      ->type_name("ADDRESS")
      ->capture_default_str();
  app.add_flag("--allow-remote", allow_remote, "Permit a --listen address that other machines can reach");
  app.add_option("--http-port", http_port, "Plain HTTP: a port, 0 for any free one, or off")->capture_default_str();
  app.add_option("--https-port", https_port, "HTTPS: a port, 0 for any free one, or off")->capture_default_str();
  app.add_option("--proxy-port", proxy_port,
                 "HTTP CONNECT proxy that answers for Microsoft's hosts itself and refuses all others")
      ->capture_default_str();
  app.add_option("--state-dir", options.state_dir, "CA, TLS and signing keys, kept with mode 0600")
      ->type_name("DIR")
      ->capture_default_str();
  app.add_option(
         "--store", store,
         "Where codes, refresh tokens and consents are kept: memory, or sqlite:FILE, which outlives the process")
      ->capture_default_str();
  app.add_option("--ready-file", options.ready_file, "Also write the ready line to this file")->type_name("FILE");
  app.add_option("--log-level", options.log_level, "trace, debug, info, warn, error or off")
      ->check(CLI::IsMember({"trace", "debug", "info", "warn", "error", "off"}))
      ->capture_default_str();
  app.add_option("--log-format", options.log_format, "text or json, on stderr")
      ->check(CLI::IsMember({"text", "json"}))
      ->capture_default_str();
  app.add_flag("--check", options.check, "Check the config and exit");
  app.add_flag("--print-config", options.print_config, "Print the config in force, to start your own from, and exit");
  app.add_flag("--print-schema", options.print_schema, "Print the JSON Schema of the config and exit");
  app.add_flag("--print-errors", options.print_errors, "Print every AADSTS code that is raised, as Markdown, and exit");
  app.add_option("--what-if", options.what_if,
                 "Say what conditional access would decide, and why, and exit (0 granted, 1 refused): user=NAME "
                 "resource=URI mfa=true ipAddress=… and the other members of POST /_mock/policies/evaluate")
      ->type_name("NAME=VALUE")
      ->expected(1, 40);
  try {
    app.parse(argc, argv);
    options.http_port = read_port("--http-port", http_port);
    options.https_port = read_port("--https-port", https_port);
    options.proxy_port = read_port("--proxy-port", proxy_port);
    options.store_file = read_store(store);
    // The ready line names the CA file to programs that stand in other folders.
    options.state_dir = std::filesystem::absolute(options.state_dir).string();
    if (!is_loopback(options.listen) && !allow_remote) {
      throw CLI::ValidationError("--listen",
                                 "'" + options.listen + "' is not a loopback address; add --allow-remote to mean it");
    }
    if (!options.http_port && !options.https_port) {
      throw CLI::ValidationError("--http-port and --https-port",
                                 "both are off; the server could not be asked or controlled");
    }
  } catch (const CLI::CallForHelp&) {
    std::cout << app.help();
    parsed.exit_code = kClean;
  } catch (const CLI::CallForVersion&) {
    std::cout << "mock_idp " << version() << "\n";
    parsed.exit_code = kClean;
  } catch (const CLI::ParseError& error) {
    std::cerr << "mock_idp: " << error.what() << " (see mock_idp --help)\n";
    parsed.exit_code = kUsage;
  }
  return parsed;
}

}  // namespace entra::idp::app
