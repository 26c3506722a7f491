#pragma once
// A server as a process of its own: from its ready line to its end, and what it costs meanwhile.

#include <sys/types.h>

#include <cstdint>
#include <string>
#include <vector>

namespace entra::bench {

/// Killed, and waited for, with the object. What goes wrong ends the program.
class ServerProcess {
 public:
  /// Runs `words` (the first is looked up in PATH) with `environment` ("NAME=value") on top of this program's own, and
  /// returns once a line came on its stdout. What it writes to stderr is dropped.
  explicit ServerProcess(std::vector<std::string> words, std::vector<std::string> environment = {});
  ~ServerProcess();
  ServerProcess(ServerProcess&& other) noexcept;
  ServerProcess& operator=(ServerProcess&&) = delete;

  [[nodiscard]] const std::string& ready_line() const noexcept { return ready_line_; }
  /// User and system time of all its threads, the ended ones too.
  [[nodiscard]] double cpu_seconds() const;
  /// VmRSS: the memory that is in the machine, its share of the libraries' pages included.
  [[nodiscard]] double resident_megabytes() const;

 private:
  pid_t pid_{-1};
  int output_{-1};
  std::string ready_line_;
};

}  // namespace entra::bench
