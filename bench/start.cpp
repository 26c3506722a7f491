// From nothing to a mock that accepts connections: with a key given, with those of an earlier start, and with none.

#include <benchmark/benchmark.h>

#include <chrono>
#include <memory>
#include <string>

#include "entra/idp/mock_idp.hpp"
#include "support/bare_rsa.hpp"
#include "support/running_mock.hpp"
#include "support/served_mock.hpp"
#include "support/server_process.hpp"

namespace entra::bench {
namespace {

using SteadyClock = std::chrono::steady_clock;

double seconds_since(SteadyClock::time_point started) {
  return std::chrono::duration<double>(SteadyClock::now() - started).count();
}

/// With the CA, TLS and signing keys of an earlier start.
void BM_StartInProcess(benchmark::State& state) {
  const TemporaryFolder folder;
  const auto start = [&] {
    idp::Seams seams;
    auto keys = idp::make_stored_keys(folder.path());
    if (!keys) give_up("keys: " + keys.error().message);
    seams.keys = *std::move(keys);
    auto idp = idp::MockIdp::make(make_config(), std::move(seams));
    if (!idp) give_up("the mock cannot be made: " + idp.error().message);
    idp::ListenOptions options;
    options.state_directory = folder.path();
    if (auto endpoints = (*idp)->start(options); !endpoints) give_up("no start: " + endpoints.error().message);
    return *std::move(idp);
  };
  start()->stop();  // makes the keys
  for (auto _ : state) {
    const auto started = SteadyClock::now();
    auto idp = start();
    state.SetIterationTime(seconds_since(started));
    idp->stop();
  }
}

/// A mock in process over plain HTTP, with a key that the caller holds: what a test that starts its own mock waits for.
void BM_StartKeysGiven(benchmark::State& state) {
  class HeldKey final : public idp::SigningKeySource {
   public:
    Result<std::string> private_key_pem(std::size_t) override { return bare_key_pem(); }
  };
  const auto key = std::make_shared<HeldKey>();
  static_cast<void>(bare_key_pem());
  for (auto _ : state) {
    idp::Config config = make_config();
    const auto started = SteadyClock::now();
    idp::Seams seams;
    seams.keys = key;
    auto idp = idp::MockIdp::make(std::move(config), std::move(seams));
    if (!idp) give_up("the mock cannot be made: " + idp.error().message);
    idp::ListenOptions options;
    options.https_port.reset();
    if (auto endpoints = (*idp)->start(options); !endpoints) give_up("no start: " + endpoints.error().message);
    state.SetIterationTime(seconds_since(started));
    (*idp)->stop();
  }
}

/// build/bin/mock_idp with the built-in directory until its ready line.
void BM_StartProcess(benchmark::State& state) {
  const TemporaryFolder folder;
  { const ServerProcess first(mock_command(folder.path())); }  // makes the keys
  for (auto _ : state) {
    const auto started = SteadyClock::now();
    const ServerProcess process(mock_command(folder.path()));
    state.SetIterationTime(seconds_since(started));
  }
}

/// The first start of all: makes the signing key, the CA and the TLS certificate.
void BM_StartProcessFresh(benchmark::State& state) {
  for (auto _ : state) {
    const TemporaryFolder folder;
    const auto started = SteadyClock::now();
    const ServerProcess process(mock_command(folder.path()));
    state.SetIterationTime(seconds_since(started));
  }
}

BENCHMARK(BM_StartKeysGiven)->UseManualTime()->Unit(benchmark::kMillisecond);
BENCHMARK(BM_StartInProcess)->UseManualTime()->Unit(benchmark::kMillisecond);
BENCHMARK(BM_StartProcess)->UseManualTime()->Unit(benchmark::kMillisecond);
// RSA keys take a luck-dependent time: enough of them that the median says something.
BENCHMARK(BM_StartProcessFresh)->UseManualTime()->Unit(benchmark::kMillisecond)->Iterations(10);

}  // namespace
}  // namespace entra::bench
