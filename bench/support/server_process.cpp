#include "support/server_process.hpp"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <array>
#include <fstream>
#include <utility>

#include "support/give_up.hpp"

extern char** environ;

namespace entra::bench {
namespace {

constexpr int kReadyTimeout = 30'000;  // milliseconds

std::vector<char*> pointers_to(std::vector<std::string>& texts) {
  std::vector<char*> pointers;
  for (std::string& text : texts) pointers.push_back(text.data());
  return pointers;
}

}  // namespace

ServerProcess::ServerProcess(std::vector<std::string> words, std::vector<std::string> environment) {
  std::array<int, 2> pipe_ends{};
  if (pipe2(pipe_ends.data(), O_CLOEXEC) != 0) give_up("no pipe");
  output_ = pipe_ends[0];
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, pipe_ends[1], STDOUT_FILENO);
  posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
  std::vector<char*> arguments = pointers_to(words);
  arguments.push_back(nullptr);
  std::vector<char*> variables = pointers_to(environment);
  for (char** variable = environ; *variable != nullptr; ++variable) variables.push_back(*variable);
  variables.push_back(nullptr);
  const int failed = posix_spawnp(&pid_, arguments.front(), &actions, nullptr, arguments.data(), variables.data());
  posix_spawn_file_actions_destroy(&actions);
  close(pipe_ends[1]);
  if (failed != 0) give_up("cannot start " + words.front());

  pollfd waiting{output_, POLLIN, 0};
  for (char next = 0; next != '\n'; ready_line_ += next) {
    if (poll(&waiting, 1, kReadyTimeout) <= 0) give_up(words.front() + " is not ready after 30 seconds");
    if (read(output_, &next, 1) != 1) give_up(words.front() + " ended before it was ready");
  }
}

ServerProcess::ServerProcess(ServerProcess&& other) noexcept
    : pid_(std::exchange(other.pid_, -1)),
      output_(std::exchange(other.output_, -1)),
      ready_line_(std::move(other.ready_line_)) {}

ServerProcess::~ServerProcess() {
  if (pid_ < 0) return;
  kill(pid_, SIGTERM);
  waitpid(pid_, nullptr, 0);
  close(output_);
}

double ServerProcess::cpu_seconds() const {
  clockid_t clock{};
  timespec used{};
  if (clock_getcpuclockid(pid_, &clock) != 0 || clock_gettime(clock, &used) != 0)
    give_up("the processor time of process " + std::to_string(pid_) + " cannot be read");
  return static_cast<double>(used.tv_sec) + static_cast<double>(used.tv_nsec) / 1e9;
}

double ServerProcess::resident_megabytes() const {
  std::ifstream status("/proc/" + std::to_string(pid_) + "/status");
  for (std::string name; status >> name;) {
    double kibibytes = 0;
    if (name == "VmRSS:" && status >> kibibytes) return kibibytes * 1024 / 1e6;
  }
  give_up("the memory of process " + std::to_string(pid_) + " cannot be read");
}

}  // namespace entra::bench
