#pragma once
// A program as a shell sees it: its arguments, its two outputs, its exit code.

#include <sys/types.h>

#include <string>
#include <utility>
#include <vector>

namespace entra::scenarios::testing {

struct Finished {
  int exit_code{-1};  ///< 128 + signal when one ended it
  std::string out;
  std::string err;
};

/// One run of a program. Its standard output is a pipe, its standard error a file.
class Program {
 public:
  using Environment = std::vector<std::pair<std::string, std::string>>;

  /// argv[0] is a path. `more` is added to this process's environment; an empty value takes a name away.
  Program(std::vector<std::string> argv, const Environment& more, std::string stderr_file);
  Program(const Program&) = delete;
  Program& operator=(const Program&) = delete;
  ~Program();  ///< kills it when it still runs

  /// The next line without its end; empty at the end of the output.
  std::string read_line();
  void send(int signal) const;
  Finished finish();  ///< reads to the end and waits

 private:
  pid_t pid_{-1};
  int output_{-1};
  std::string stderr_file_;
  std::string pending_;
  std::string seen_;
};

}  // namespace entra::scenarios::testing
