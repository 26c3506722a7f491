#include "process/child_process.hpp"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace entra::scenarios {
namespace {

int exit_code_of(int status) {
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

// Only what is safe between fork and exec in a program with threads.
[[noreturn]] void become(char* const* argv, int output, int errors, int failure) {
  setpgid(0, 0);
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  const int nothing = open("/dev/null", O_RDONLY | O_CLOEXEC);
  dup2(nothing, STDIN_FILENO);
  dup2(output, STDOUT_FILENO);
  dup2(errors, STDERR_FILENO);
  sigset_t none;
  sigemptyset(&none);
  sigprocmask(SIG_SETMASK, &none, nullptr);
  execv(argv[0], argv);
  const int error = errno;
  [[maybe_unused]] const ssize_t written = write(failure, &error, sizeof error);
  _exit(127);
}

bool wait_until_readable(int descriptor, std::chrono::steady_clock::time_point deadline) {
  while (true) {
    const auto left =
        std::chrono::duration_cast<std::chrono::milliseconds>(deadline - std::chrono::steady_clock::now()).count();
    if (left <= 0) return false;
    pollfd poll_one{descriptor, POLLIN, 0};
    const int ready = poll(&poll_one, 1, static_cast<int>(left));
    if (ready > 0) return true;
    if (ready == 0 || errno != EINTR) return false;
  }
}

}  // namespace

Result<ChildProcess> ChildProcess::start(const std::vector<std::string>& argv, const std::string& stderr_file) {
  int output[2];
  int failure[2];
  if (pipe2(output, O_CLOEXEC) != 0) return fail(Errc::kIo, std::string("no pipe: ") + std::strerror(errno));
  if (pipe2(failure, O_CLOEXEC) != 0) {
    close(output[0]);
    close(output[1]);
    return fail(Errc::kIo, std::string("no pipe: ") + std::strerror(errno));
  }
  const int errors = open(stderr_file.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  std::vector<char*> arguments;
  for (const std::string& argument : argv)
    arguments.push_back(const_cast<char*>(argument.c_str()));  // execv takes them so
  arguments.push_back(nullptr);

  const pid_t pid = errors < 0 ? -1 : fork();
  if (pid == 0) become(arguments.data(), output[1], errors, failure[1]);
  const int fork_error = errno;
  if (errors >= 0) close(errors);
  close(output[1]);
  close(failure[1]);
  int exec_error = 0;
  const bool refused =
      pid > 0 && read(failure[0], &exec_error, sizeof exec_error) == static_cast<ssize_t>(sizeof exec_error);
  close(failure[0]);
  if (pid < 0 || refused) {
    close(output[0]);
    if (refused) waitpid(pid, nullptr, 0);
    return fail(Errc::kNotFound, "cannot start " + argv[0] + ": " + std::strerror(refused ? exec_error : fork_error));
  }
  setpgid(pid, pid);  // both sides do it, so that it is done before either goes on
  return ChildProcess(pid, output[0]);
}

ChildProcess::ChildProcess(ChildProcess&& other) noexcept
    : pid_(std::exchange(other.pid_, -1)),
      output_(std::exchange(other.output_, -1)),
      pending_(std::move(other.pending_)) {}

ChildProcess::~ChildProcess() {
  stop();
  if (output_ >= 0) close(output_);
}

Result<std::string> ChildProcess::read_line(std::chrono::milliseconds timeout) {
  const auto deadline = std::chrono::steady_clock::now() + timeout;
  while (true) {
    if (const std::size_t end = pending_.find('\n'); end != std::string::npos) {
      std::string line = pending_.substr(0, end);
      pending_.erase(0, end + 1);
      return line;
    }
    if (!wait_until_readable(output_, deadline)) return fail(Errc::kTimeout, "the program said nothing in time");
    char buffer[4096];
    const ssize_t got = read(output_, buffer, sizeof buffer);
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) return fail(Errc::kIo, "the program ended");
    pending_.append(buffer, static_cast<std::size_t>(got));
  }
}

int ChildProcess::stop(std::chrono::milliseconds grace) {
  if (pid_ <= 0) return -1;
  const pid_t pid = std::exchange(pid_, -1);
  kill(-pid, SIGTERM);
  // A pidfd becomes readable when the process ends: no polling, no signal handler.
  const int descriptor = static_cast<int>(syscall(SYS_pidfd_open, pid, 0));
  const bool ended = descriptor >= 0 && wait_until_readable(descriptor, std::chrono::steady_clock::now() + grace);
  if (descriptor >= 0) close(descriptor);
  if (!ended) kill(-pid, SIGKILL);
  int status = 0;
  while (waitpid(pid, &status, 0) < 0 && errno == EINTR) {
  }
  return exit_code_of(status);
}

}  // namespace entra::scenarios
