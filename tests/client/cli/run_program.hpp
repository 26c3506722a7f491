#pragma once
// Runs a built program as a person would, and hands back what it printed.

#include <map>
#include <string>
#include <vector>

namespace entra::client::testing {

struct Outcome {
  int exit_code{-1};
  std::string out;
  std::string err;
};

/// The program in the build's bin folder, without a shell. `variables` are added to a bare environment.
Outcome run_program(const std::string& name, const std::vector<std::string>& arguments, const std::string& input = "",
                    const std::map<std::string, std::string>& variables = {});

/// Writes a file of the test's own temporary folder; returns its path.
std::string write_temporary(const std::string& name, const std::string& content);

}  // namespace entra::client::testing
