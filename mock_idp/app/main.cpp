// mock_idp: the identity provider as a process.

#include <fcntl.h>
#include <malloc.h>
#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>
#include <sys/stat.h>
#include <unistd.h>

#include <csignal>
#include <cstdio>
#include <filesystem>
#include <iostream>

#include "entra/idp/load_config.hpp"
#include "entra/idp/mock_idp.hpp"
#include "entra/support/json_access.hpp"
#include "grants/aadsts.hpp"
#include "options.hpp"
#include "print.hpp"
#include "store/store.hpp"
#include "what_if.hpp"

namespace entra::idp::app {
namespace {

int complain(int code, const std::string& message) {
  std::cerr << "mock_idp: " << message << "\n";
  return code;
}

void set_up_log(const Options& options) {
  auto logger = std::make_shared<spdlog::logger>("mock_idp", std::make_shared<spdlog::sinks::stderr_sink_mt>());
  logger->set_level(spdlog::level::from_str(options.log_level));
  logger->set_pattern(options.log_format == "json" ? "%v" : "%Y-%m-%dT%H:%M:%S.%eZ %l %v",
                      spdlog::pattern_time_type::utc);
  spdlog::set_default_logger(std::move(logger));
}

void log_exchange(const ExchangeSummary& one, bool as_json) {
  if (!spdlog::should_log(spdlog::level::info)) return;
  if (!as_json) {
    spdlog::info("{} {} {}{}{}{}", one.method, one.path, one.status,
                 one.aadsts == 0 ? "" : " AADSTS" + std::to_string(one.aadsts), one.reason.empty() ? "" : " ",
                 one.reason);
    return;
  }
  OrderedJson line;
  line["event"] = "request";
  line["method"] = one.method;
  line["path"] = one.path;
  line["status"] = one.status;
  if (one.aadsts != 0) line["aadsts"] = one.aadsts;
  if (!one.reason.empty()) line["reason"] = one.reason;
  if (!one.tenant.empty()) line["tenant"] = one.tenant;
  if (!one.client_id.empty()) line["client_id"] = one.client_id;
  if (!one.user.empty()) line["user"] = one.user;
  line["duration_us"] = one.duration_us;
  spdlog::info("{}", line.dump(-1, ' ', false, OrderedJson::error_handler_t::replace));
}

/// Written beside and renamed, so that a waiting reader never sees half of it.
bool write_ready_file(const std::string& path, const std::string& line) {
  const std::string beside = path + ".new";
  std::FILE* const file = std::fopen(beside.c_str(), "w");
  if (file == nullptr) return false;
  const bool written = std::fprintf(file, "%s\n", line.c_str()) > 0;
  return (std::fclose(file) == 0) && written && std::rename(beside.c_str(), path.c_str()) == 0;
}

Result<std::string, int> read_config_text(const Options& options) {
  if (options.config.empty()) return demo_config_text();
  std::FILE* const file = std::fopen(options.config.c_str(), "rb");
  if (file == nullptr) return tl::unexpected(complain(kUsage, options.config + ": cannot be read"));
  std::string text;
  char buffer[4096];
  for (std::size_t got = 0; (got = std::fread(buffer, 1, sizeof buffer, file)) > 0;) text.append(buffer, got);
  std::fclose(file);
  return text;
}

int serve(const Options& options, Config config, bool is_demo) {
  sigset_t stop_signals;
  sigemptyset(&stop_signals);
  sigaddset(&stop_signals, SIGINT);
  sigaddset(&stop_signals, SIGTERM);
  pthread_sigmask(SIG_BLOCK, &stop_signals, nullptr);  // before any thread starts: all of them inherit it

  std::error_code failed;
  std::filesystem::create_directories(std::filesystem::path(options.state_dir), failed);
  if (failed) return complain(kOther, "--state-dir " + options.state_dir + ": " + failed.message());
  ::chmod(options.state_dir.c_str(), 0700);
  auto keys = make_stored_keys(options.state_dir);
  if (!keys) return complain(kOther, keys.error().message);

  const Config shown = config;
  Seams seams;
  seams.keys = std::move(*keys);
  seams.store_file = options.store_file;
  seams.on_exchange = [as_json = options.log_format == "json"](const ExchangeSummary& one) {
    log_exchange(one, as_json);
  };
  auto server = MockIdp::make(std::move(config), std::move(seams));
  if (!server) return complain(kOther, server.error().message);
  const auto endpoints =
      (*server)->start({options.listen, options.http_port, options.https_port, options.proxy_port, options.state_dir});
  if (!endpoints) {
    return complain(endpoints.error().code == Errc::kInUse ? kPortTaken : kOther, endpoints.error().message);
  }
  const std::string line = ready_line(*endpoints);
  if (!options.ready_file.empty() && !write_ready_file(options.ready_file, line)) {
    return complain(kOther, "--ready-file " + options.ready_file + ": cannot be written");
  }
  if (options.log_format == "text" && options.log_level != "off" && options.log_level != "error") {
    std::cerr << introduction(shown, *endpoints, is_demo) << std::flush;
  }
  std::cout << line << std::endl;

  int received = 0;
  sigwait(&stop_signals, &received);
  (*server)->stop();
  return kClean;
}

int run(int argc, const char* const* argv) {
  const Parsed parsed = parse_command_line(argc, argv);
  if (parsed.exit_code) return *parsed.exit_code;
  const Options& options = parsed.options;
  if (options.print_schema) {
    std::cout << config_schema_text() << "\n";
    return kClean;
  }
  if (options.print_errors) {
    std::cout << make_errors_document();
    return kClean;
  }
  auto config = options.config.empty() ? parse_config("built-in", demo_config_text()) : load_config(options.config);
  if (!config) return complain(kUsage, config.error().one_line);
  if (options.print_config) {
    const auto text = read_config_text(options);
    if (!text) return text.error();
    std::cout << *text;
    return kClean;
  }
  if (options.check) {
    const auto store = options.store_file.empty() ? Result<void>() : check_store_file(options.store_file);
    if (!store) return complain(kOther, "--store " + store.error().message);
    std::cerr << "mock_idp: the config is good: " << config->tenants.size() << " tenants\n";
    return kClean;
  }
  if (!options.what_if.empty()) return what_if(std::move(*config), options.what_if);
  set_up_log(options);
  return serve(options, std::move(*config), options.config.empty());
}

}  // namespace
}  // namespace entra::idp::app

int main(int argc, char** argv) {
  // Threads come and go with the load, and what one allocates another frees: with a heap for each of them, memory would
  // grow for hours. One heap is little contended, since a signature takes longer than all allocations around it.
  mallopt(M_ARENA_MAX, 1);
  try {
    return entra::idp::app::run(argc, argv);
  } catch (const std::exception& error) {
    std::cerr << "mock_idp: " << error.what() << "\n";
    return entra::idp::app::kOther;
  }
}
