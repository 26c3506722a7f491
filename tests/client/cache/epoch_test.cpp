#include "cache/epoch.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <memory>
#include <thread>

namespace entra::client {
namespace {

struct Witness {
  explicit Witness(int& the_count) : count(the_count) {}
  ~Witness() { ++count; }
  Witness(const Witness&) = delete;
  Witness& operator=(const Witness&) = delete;
  int& count;
};

TEST(Limbo, FreesNothingThatAReaderMaySee) {
  int freed = 0;
  Limbo limbo;
  {
    const EpochGuard guard;
    limbo.retire(std::make_unique<Witness>(freed).release());
    limbo.collect();
    { const EpochGuard nested; }
    limbo.collect();
    EXPECT_EQ(freed, 0);
  }
  limbo.collect();
  EXPECT_EQ(freed, 1);
}

TEST(Limbo, AReaderThatCameLaterHoldsNothingBack) {
  int freed = 0;
  Limbo limbo;
  limbo.retire(std::make_unique<Witness>(freed).release());
  const EpochGuard guard;
  limbo.collect();
  EXPECT_EQ(freed, 1);
}

TEST(Limbo, WaitsForReadersOfOtherThreads) {
  int freed = 0;
  Limbo limbo;
  std::atomic<bool> reads{false};
  std::atomic<bool> leave{false};
  std::thread reader([&] {
    const EpochGuard guard;
    reads = true;
    while (!leave) std::this_thread::yield();
  });
  while (!reads) std::this_thread::yield();
  limbo.retire(std::make_unique<Witness>(freed).release());
  limbo.collect();
  EXPECT_EQ(freed, 0);
  leave = true;
  reader.join();
  limbo.collect();
  EXPECT_EQ(freed, 1);
}

TEST(Limbo, FreesTheRestWhenItEnds) {
  int freed = 0;
  {
    const EpochGuard guard;
    Limbo limbo;
    limbo.retire(std::make_unique<Witness>(freed).release());
  }
  EXPECT_EQ(freed, 1);
}

TEST(EpochGuard, ThreadsThatEndHandTheirPlaceOn) {
  std::uint32_t first = 0;
  std::uint32_t second = 0;
  std::thread([&] { first = EpochGuard().thread().index; }).join();
  std::thread([&] { second = EpochGuard().thread().index; }).join();
  EXPECT_EQ(first, second);
}

}  // namespace
}  // namespace entra::client
