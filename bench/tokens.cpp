// Signed app-only tokens over kept-alive HTTP: ours beside bare OpenSSL and beside other mocks, turn by turn.

#include <time.h>

#include <CLI/CLI.hpp>
#include <chrono>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "entra/support/json_access.hpp"
#include "load/drive.hpp"
#include "report/measures.hpp"
#include "support/bare_rsa.hpp"
#include "support/running_mock.hpp"
#include "support/served_mock.hpp"
#include "support/server_process.hpp"

namespace entra::bench {
namespace {

struct Plan {
  std::string out;
  std::string peers;                ///< the folder of their scripts; empty: none
  std::string peers_left_out = {};  ///< why, when empty
  int rounds{7};
  int connections{16};
  double seconds{2};
};

struct Server {
  std::string name;
  ServerProcess process;
  Target target;
};

/// What one server did in one round.
struct Sample {
  double per_second{0};
  double per_core_second{0};  ///< by the processor time of its process
  double p99_ms{0};
};

Server start_peer(const std::string& name, const std::string& script) {
  ServerProcess process({"node", script}, {"NODE_ENV=production", std::string("BENCH_CLIENT_ID=") + kClientId,
                                           std::string("BENCH_CLIENT_SECRET=") + kSecret});
  const auto ready = parse_json(process.ready_line());
  const auto port = ready ? get_integer(*ready, "port") : std::nullopt;
  if (!port) give_up(script + " printed no port: " + process.ready_line());
  Target target{static_cast<std::uint16_t>(*port), get_string(*ready, "path").value_or(""),
                get_string(*ready, "form").value_or("")};
  return {name, std::move(process), std::move(target)};
}

Sample ask(const Server& server, const Plan& plan, SampleLog& log) {
  LoadPlan load;
  load.connections = plan.connections;
  load.time = std::chrono::milliseconds(static_cast<std::int64_t>(plan.seconds * 1000));
  const double before = server.process.cpu_seconds();
  const auto result = drive(server.target, load);
  if (!result) give_up(server.name + ": " + result.error().message);
  const double used = server.process.cpu_seconds() - before;
  if (result->refused > 0) {
    give_up(server.name + " refused " + std::to_string(result->refused) + " of " + std::to_string(result->answers) +
            " requests: " + result->last_body.substr(0, 500));
  }
  if (const auto good = check_signed_token(result->last_body); !good)
    give_up(server.name + ": " + good.error().message);
  const auto answers = static_cast<double>(result->answers);
  const Sample sample{answers / result->seconds, answers / used, result->p99_ms};
  log.add(server.name, "tokens/s", sample.per_second);
  log.add(server.name + " per core", "tokens/s", sample.per_core_second);
  log.add(server.name + " p50", "ms", result->p50_ms);
  log.add(server.name + " p99", "ms", sample.p99_ms);
  return sample;
}

double thread_seconds() {
  timespec used{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &used);
  return static_cast<double>(used.tv_sec) + static_cast<double>(used.tv_nsec) / 1e9;
}

/// Signatures a second of processor time, on all processors at once as the servers have them.
double sign_bare_for(double seconds) {
  std::vector<double> rates(std::max(1U, std::thread::hardware_concurrency()));
  std::vector<std::thread> threads;
  for (double& rate : rates) {
    threads.emplace_back([&rate, seconds] {
      const double started = thread_seconds();
      double used = 0;
      int count = 0;
      for (; used < seconds; ++count) {
        if (!sign_bare()) give_up("OpenSSL cannot sign");
        used = thread_seconds() - started;
      }
      rate = count / used;
    });
  }
  for (std::thread& thread : threads) thread.join();
  double sum = 0;
  for (const double rate : rates) sum += rate;
  return sum / static_cast<double>(rates.size());
}

void run_round(std::vector<Server>& servers, const Plan& plan, SampleLog& log) {
  const double bare = sign_bare_for(plan.seconds);
  log.add("bare OpenSSL per core", "signatures/s", bare);
  const Sample ours = ask(servers.front(), plan, log);
  log.add("mock_idp per core / bare OpenSSL", "x", ours.per_core_second / bare);
  for (std::size_t i = 1; i < servers.size(); ++i) {
    const std::string& name = servers[i].name;
    const Sample peer = ask(servers[i], plan, log);
    log.add("mock_idp / " + name, "x", ours.per_second / peer.per_second);
    log.add("mock_idp per core / " + name, "x", ours.per_core_second / peer.per_core_second);
    log.add("mock_idp p99 / " + name, "x", ours.p99_ms / peer.p99_ms);
  }
}

void run(const Plan& plan) {
  const TemporaryFolder folder;
  ServedMock mock = start_mock(folder.path());
  std::vector<Server> servers;
  servers.push_back({"mock_idp", std::move(mock.process), std::move(mock.target)});
  Measures measures;
  if (plan.peers.empty()) {
    measures.notes.push_back("oidc-provider and oauth2-mock-server are left out: " + plan.peers_left_out);
  } else {
    servers.push_back(start_peer("oidc-provider", plan.peers + "/oidc_provider.mjs"));
    servers.push_back(start_peer("oauth2-mock-server", plan.peers + "/oauth2_mock_server.mjs"));
  }
  SampleLog warm_up;
  run_round(servers, plan, warm_up);
  SampleLog log;
  for (int round = 0; round < plan.rounds; ++round) run_round(servers, plan, log);
  measures.measures = log.medians();
  write_measures(plan.out, measures);
}

}  // namespace
}  // namespace entra::bench

int main(int argc, char** argv) {
  CLI::App app{"Signed tokens a second: mock_idp beside bare OpenSSL and other mocks."};
  entra::bench::Plan plan;
  app.add_option("--out", plan.out, "where the measures go, as JSON")->required();
  auto* peers = app.add_option("--peers", plan.peers, "folder of the other mocks' scripts, installed");
  app.add_option("--without-peers", plan.peers_left_out, "why there are none")->excludes(peers);
  app.add_option("--rounds", plan.rounds, "after one to warm up")->capture_default_str()->check(CLI::PositiveNumber);
  app.add_option("--connections", plan.connections)->capture_default_str()->check(CLI::PositiveNumber);
  app.add_option("--seconds", plan.seconds, "of each turn")->capture_default_str()->check(CLI::PositiveNumber);
  CLI11_PARSE(app, argc, argv);
  entra::bench::run(plan);
  return 0;
}
