#include "buffered_random.hpp"

#include <algorithm>
#include <array>

namespace entra::idp {
namespace {

struct Buffer {
  std::array<std::uint8_t, 1024> bytes{};
  std::size_t used{bytes.size()};
};

}  // namespace

void BufferedRandom::fill(std::span<std::uint8_t> out) {
  thread_local Buffer buffer;
  if (out.size() > buffer.bytes.size()) return SystemRandom().fill(out);
  if (out.size() > buffer.bytes.size() - buffer.used) {
    SystemRandom().fill(buffer.bytes);
    buffer.used = 0;
  }
  const auto taken = std::span(buffer.bytes).subspan(buffer.used, out.size());
  std::copy(taken.begin(), taken.end(), out.begin());
  // What was given away must not be found in memory a second time.
  std::fill(taken.begin(), taken.end(), std::uint8_t{0});
  buffer.used += out.size();
}

}  // namespace entra::idp
