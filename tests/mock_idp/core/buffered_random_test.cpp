#include "buffered_random.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>
#include <thread>
#include <vector>

namespace entra::idp {
namespace {

std::vector<std::uint8_t> draw(BufferedRandom& random, std::size_t size) {
  std::vector<std::uint8_t> bytes(size);
  random.fill(bytes);
  return bytes;
}

TEST(BufferedRandom, NeverGivesTheSameBytesTwice) {
  BufferedRandom random;
  std::set<std::vector<std::uint8_t>> seen;
  // Sizes that meet the buffer's end at every offset.
  for (std::size_t i = 0; i < 3000; ++i) seen.insert(draw(random, 16 + i % 23));
  EXPECT_EQ(seen.size(), 3000U);
}

TEST(BufferedRandom, FillsWhatIsLargerThanItsBuffer) {
  BufferedRandom random;
  for (const std::size_t size : {std::size_t{1023}, std::size_t{1024}, std::size_t{1025}, std::size_t{100'000}}) {
    const auto bytes = draw(random, size);
    // All of the last sixteen bytes are zero once in 2^128.
    EXPECT_TRUE(std::any_of(bytes.end() - 16, bytes.end(), [](std::uint8_t byte) { return byte != 0; })) << size;
  }
}

TEST(BufferedRandom, ThreadsShareNothing) {
  BufferedRandom random;
  std::vector<std::uint8_t> here = draw(random, 16);
  std::vector<std::uint8_t> there;
  std::thread([&] { there = draw(random, 16); }).join();
  EXPECT_NE(here, there);
  EXPECT_NE(draw(random, 16), there);
}

}  // namespace
}  // namespace entra::idp
