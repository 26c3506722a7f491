#include "http/worker_pool.hpp"

#include <gtest/gtest.h>
#include <signal.h>

#include <atomic>
#include <latch>

namespace entra::idp::http_server {
namespace {

using std::chrono::steady_clock;

TEST(WorkerPool, GrowsOnlyWhenATaskHasWaited) {
  WorkerPool pool(WorkerPoolOptions{1, 8});
  std::latch inside(1);
  std::latch release(1);
  std::latch all_done(3);
  pool.submit([&] {
    inside.count_down();
    release.wait();
    all_done.count_down();
  });
  inside.wait();
  const auto before = steady_clock::now();
  pool.submit([&] { all_done.count_down(); });
  pool.submit([&] { all_done.count_down(); });
  pool.grow_if_stalled(before - std::chrono::hours(1));
  EXPECT_EQ(pool.size(), 1u);
  EXPECT_TRUE(pool.has_waiting());
  pool.grow_if_stalled(steady_clock::now());
  EXPECT_EQ(pool.size(), 3u);
  release.count_down();
  all_done.wait();
}

TEST(WorkerPool, NeverGrowsBeyondItsLimit) {
  WorkerPool pool(WorkerPoolOptions{1, 3});
  std::latch release(1);
  std::latch all_done(10);
  for (int i = 0; i < 10; ++i) {
    pool.submit([&] {
      release.wait();
      all_done.count_down();
    });
  }
  for (int i = 0; i < 5; ++i) pool.grow_if_stalled(steady_clock::now());
  EXPECT_LE(pool.size(), 3u);
  release.count_down();
  all_done.wait();
}

TEST(WorkerPool, StopFinishesWhatRunsAndDropsWhatWaits) {
  std::atomic<int> ran{0};
  std::latch inside(1);
  std::latch release(1);
  WorkerPool pool(WorkerPoolOptions{1, 1});
  pool.submit([&] {
    inside.count_down();
    release.wait();
    ++ran;
  });
  inside.wait();
  pool.submit([&] { ran += 100; });
  std::thread stopping([&] { pool.stop(); });
  while (pool.has_waiting()) std::this_thread::yield();
  release.count_down();
  stopping.join();
  EXPECT_EQ(ran, 1);
  pool.submit([&] { ran += 1000; });
  EXPECT_EQ(ran, 1);
}

TEST(WorkerPool, ThreadsLeaveSignalsToTheProgram) {
  WorkerPool pool(WorkerPoolOptions{1, 1});
  std::latch done(1);
  sigset_t mask;
  pool.submit([&] {
    pthread_sigmask(SIG_SETMASK, nullptr, &mask);
    done.count_down();
  });
  done.wait();
  EXPECT_EQ(sigismember(&mask, SIGPIPE), 1);
  EXPECT_EQ(sigismember(&mask, SIGTERM), 1);
  EXPECT_EQ(sigismember(&mask, SIGSEGV), 0);
}

}  // namespace
}  // namespace entra::idp::http_server
