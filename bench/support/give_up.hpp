#pragma once
// What a benchmark does when it cannot even begin.

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
