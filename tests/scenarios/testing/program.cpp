#include "testing/program.hpp"

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <fstream>
#include <iterator>

namespace entra::scenarios::testing {

Program::Program(std::vector<std::string> argv, const Environment& more, std::string stderr_file)
    : stderr_file_(std::move(stderr_file)) {
  int output[2];
  if (::pipe2(output, O_CLOEXEC) != 0) return;
  std::vector<char*> arguments;
  for (std::string& argument : argv) arguments.push_back(argument.data());
  arguments.push_back(nullptr);
  pid_ = ::fork();
  if (pid_ == 0) {
    // No thread runs in these test programs, so the environment may be changed here.
    for (const auto& [name, value] : more) {
      if (value.empty())
        ::unsetenv(name.c_str());
      else
        ::setenv(name.c_str(), value.c_str(), 1);
    }
    const int errors = ::open(stderr_file_.c_str(), O_CREAT | O_WRONLY | O_TRUNC, 0600);
    ::dup2(output[1], STDOUT_FILENO);
    ::dup2(errors, STDERR_FILENO);
    ::execv(arguments[0], arguments.data());
    ::_exit(127);
  }
  ::close(output[1]);
  output_ = output[0];
}

Program::~Program() {
  if (pid_ > 0) {
    ::kill(pid_, SIGKILL);
    ::waitpid(pid_, nullptr, 0);
  }
  if (output_ >= 0) ::close(output_);
}

std::string Program::read_line() {
  while (true) {
    if (const std::size_t end = pending_.find('\n'); end != std::string::npos) {
      std::string line = pending_.substr(0, end);
      pending_.erase(0, end + 1);
      return line;
    }
    char buffer[4096];
    const ssize_t got = ::read(output_, buffer, sizeof buffer);
    if (got <= 0) return std::exchange(pending_, {});
    pending_.append(buffer, static_cast<std::size_t>(got));
    seen_.append(buffer, static_cast<std::size_t>(got));
  }
}

void Program::send(int signal) const {
  if (pid_ > 0) ::kill(pid_, signal);
}

Finished Program::finish() {
  Finished finished;
  char buffer[4096];
  for (ssize_t got = 0; (got = ::read(output_, buffer, sizeof buffer)) > 0;)
    seen_.append(buffer, static_cast<std::size_t>(got));
  finished.out = seen_;
  int status = 0;
  ::waitpid(std::exchange(pid_, -1), &status, 0);
  finished.exit_code = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  std::ifstream errors(stderr_file_, std::ios::binary);
  finished.err.assign(std::istreambuf_iterator<char>(errors), {});
  return finished;
}

}  // namespace entra::scenarios::testing
