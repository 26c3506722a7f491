#pragma once
// A benchmark of nothing helps nobody: what goes wrong ends the program.

#include <cstdio>
#include <cstdlib>
#include <string>

namespace entra::bench {

/// Prints the text and ends the program with exit code 1.
[[noreturn]] inline void give_up(const std::string& text) {
  std::fprintf(stderr, "bench: %s\n", text.c_str());
  std::exit(1);
}

}  // namespace entra::bench
