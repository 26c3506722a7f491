#pragma once
// What must hold for every input of a fuzz target. Ends the process when it does not, so that both libFuzzer and the
// replay of a corpus see it.

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string_view>

namespace entra::fuzz {

inline void require(bool holds, const char* invariant) {
  if (holds) return;
  std::fprintf(stderr, "invariant broken: %s\n", invariant);
  std::abort();
}

/// The input as text; bytes are taken as they are.
inline std::string_view as_text(const std::uint8_t* data, std::size_t size) {
  return {reinterpret_cast<const char*>(data), size};
}

/// Takes the text up to the first '\n' off the front of `rest`.
inline std::string_view take_line(std::string_view& rest) {
  const std::size_t end = rest.find('\n');
  const std::string_view line = rest.substr(0, end);
  rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
  return line;
}

}  // namespace entra::fuzz

/// What libFuzzer and the replay call (https://llvm.org/docs/LibFuzzer.html#fuzz-target).
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);
