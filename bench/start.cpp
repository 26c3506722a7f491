// From nothing to a mock that accepts connections, with the CA, TLS and signing keys of an earlier start.

#include <benchmark/benchmark.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <memory>
#include <string>

#include "entra/idp/mock_idp.hpp"
#include "support/running_mock.hpp"

extern char** environ;

namespace entra::bench {
namespace {

using SteadyClock = std::chrono::steady_clock;

double seconds_since(SteadyClock::time_point started) {
  return std::chrono::duration<double>(SteadyClock::now() - started).count();
}

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

/// build/bin/mock_idp as a process of its own, until its ready line.
void BM_StartProcess(benchmark::State& state) {
  const TemporaryFolder folder;
  std::string program = ENTRA_BIN_DIR "/mock_idp";
  std::array<std::string, 9> words{program,       "--http-port", "0",           "--https-port", "0",
                                   "--state-dir", folder.path(), "--log-level", "error"};
  std::array<char*, 10> arguments{};
  for (std::size_t i = 0; i < words.size(); ++i) arguments[i] = words[i].data();

  const auto start = [&] {
    std::array<int, 2> pipe_ends{};
    if (pipe2(pipe_ends.data(), O_CLOEXEC) != 0) give_up("no pipe");
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, pipe_ends[1], STDOUT_FILENO);
    posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
    pid_t child = 0;
    const int failed = posix_spawn(&child, program.c_str(), &actions, nullptr, arguments.data(), environ);
    posix_spawn_file_actions_destroy(&actions);
    close(pipe_ends[1]);
    if (failed != 0) give_up("cannot start " + program);
    char last = 0;
    while (last != '\n')
      if (read(pipe_ends[0], &last, 1) != 1) give_up(program + " ended before it was ready");
    close(pipe_ends[0]);
    return child;
  };
  const auto stop = [](pid_t child) {
    kill(child, SIGTERM);
    int status = 0;
    waitpid(child, &status, 0);
  };

  stop(start());  // makes the keys
  for (auto _ : state) {
    const auto started = SteadyClock::now();
    const pid_t child = start();
    state.SetIterationTime(seconds_since(started));
    stop(child);
  }
}

BENCHMARK(BM_StartInProcess)->UseManualTime()->Unit(benchmark::kMillisecond);
BENCHMARK(BM_StartProcess)->UseManualTime()->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace entra::bench
