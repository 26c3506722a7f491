#pragma once
// A program that is started, watched and surely ended.

#include <sys/types.h>

#include <chrono>
#include <memory>
#include <string>
#include <vector>

#include "entra/support/result.hpp"

namespace entra::scenarios {

/// A child in a process group of its own, so that Ctrl-C reaches only the parent, which ends it in order. It dies with
/// the thread that started it at the latest. Not thread-safe.
class ChildProcess {
 public:
  /// argv[0] is the program's path; standard error goes to the file. kNotFound when it cannot be run.
  [[nodiscard]] static Result<ChildProcess> start(const std::vector<std::string>& argv, const std::string& stderr_file);
  ChildProcess(ChildProcess&& other) noexcept;
  ChildProcess& operator=(ChildProcess&&) = delete;
  ~ChildProcess();  ///< stop()

  /// The next line of its standard output. kTimeout after the deadline, kIo when it ended first.
  [[nodiscard]] Result<std::string> read_line(std::chrono::milliseconds timeout);
  /// SIGTERM to its group, SIGKILL after the grace. The exit code, 128 + signal, or -1 when it was gone already.
  int stop(std::chrono::milliseconds grace = std::chrono::milliseconds(2000));
  [[nodiscard]] pid_t pid() const noexcept { return pid_; }

 private:
  ChildProcess(pid_t pid, int output) : pid_(pid), output_(output) {}
  pid_t pid_{-1};
  int output_{-1};
  std::string pending_;
};

}  // namespace entra::scenarios
