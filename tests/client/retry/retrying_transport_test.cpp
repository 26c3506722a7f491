#include "entra/client/retrying_transport.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <thread>
#include <vector>

#include "retry/retry_budget.hpp"
#include "testing/scripted_transport.hpp"

namespace entra::client {
namespace {

using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::seconds;
using ::testing::Each;
using ::testing::ElementsAre;
using ::testing::Ge;
using ::testing::IsEmpty;
using ::testing::Le;
using testing::ScriptedTransport;

using Outcome = Result<http::Response>;

/// Time passes only when somebody waits, or a test says so.
class ManualTimer final : public Timer {
 public:
  std::chrono::steady_clock::time_point now() const override { return std::chrono::steady_clock::time_point(passed_); }
  bool wait(milliseconds time) override {
    waits_.push_back(time);
    if (is_stopped_) return false;
    passed_ += time;
    return true;
  }
  void advance(milliseconds time) { passed_ += time; }
  void stop() { is_stopped_ = true; }
  [[nodiscard]] const std::vector<milliseconds>& waits() const { return waits_; }

 private:
  milliseconds passed_{1'000'000};
  std::vector<milliseconds> waits_;
  bool is_stopped_{false};
};

/// The greatest number that can be asked for, or zero.
class FixedRandom final : public Random {
 public:
  explicit FixedRandom(bool greatest) : greatest_(greatest) {}
  void fill(std::span<std::uint8_t> out) override {
    std::fill(out.begin(), out.end(), std::uint8_t{0});
    // 0xfff is 0 or 4095: with a bound of 4096 the least and the greatest.
    if (greatest_ && out.size() >= 2) {
      out[out.size() - 1] = 0xff;
      out[out.size() - 2] = 0x0f;
    }
  }

 private:
  bool greatest_;
};

http::Response answer(int status, const std::string& retry_after = "") {
  http::Response response;
  response.status = status;
  if (!retry_after.empty()) response.headers.add("Retry-After", retry_after);
  return response;
}

class Retrying : public ::testing::Test {
 protected:
  /// Plays the outcomes one after the other, the last one for ever.
  std::shared_ptr<Transport> over(std::vector<Outcome> outcomes, RetryOptions options = {}) {
    inner_ = std::make_shared<ScriptedTransport>([this, outcomes = std::move(outcomes)](const http::Request&) {
      timer_->advance(latency_);
      return outcomes[std::min(next_++, outcomes.size() - 1)];
    });
    return make_retrying_transport(inner_, clock_, random_, options, timer_);
  }
  static http::Request request(const std::string& method, http::Repeat repeat = http::Repeat::kByMethod) {
    http::Request request;
    request.method = method;
    request.origin = "https://login.example";
    request.repeat = repeat;
    return request;
  }

  ManualClock clock_{from_epoch_seconds(1'550'181'298)};  // Thu, 14 Feb 2019 21:54:58 GMT
  SeededRandom random_{1};
  std::shared_ptr<ManualTimer> timer_ = std::make_shared<ManualTimer>();
  std::shared_ptr<ScriptedTransport> inner_;
  milliseconds latency_{0};
  std::size_t next_{0};
};

TEST_F(Retrying, WhatPassesIsTriedAgainAndNothingElse) {
  for (const int status : {408, 429, 500, 502, 503, 504}) {
    next_ = 0;
    const auto got = over({answer(status), answer(200)})->send(request("GET"), seconds(30));
    EXPECT_EQ(got->status, 200) << status;
    EXPECT_EQ(inner_->count(), 2u) << status;
  }
  for (const int status : {200, 302, 400, 401, 403, 404, 409, 410, 425, 501, 505}) {
    next_ = 0;
    const auto got = over({answer(status), answer(200)})->send(request("GET"), seconds(30));
    EXPECT_EQ(got->status, status);
    EXPECT_EQ(inner_->count(), 1u) << status;
  }
}

TEST_F(Retrying, APostThatMayHaveArrivedIsRepeatedOnlyWhenItMayBe) {
  struct Row {
    Outcome first;
    bool always;  ///< whatever the request says
  };
  const std::vector<Row> rows = {
      {fail(Errc::kUnreachable, "connection refused"), true},
      {fail(Errc::kNetwork, "the connection broke"), false},
      {answer(503), false},
      {answer(429), false},
  };
  for (const Row& row : rows) {
    for (const auto repeat : {http::Repeat::kByMethod, http::Repeat::kNo, http::Repeat::kYes}) {
      next_ = 0;
      const auto got = over({row.first, answer(200)})->send(request("POST", repeat), seconds(30));
      EXPECT_EQ(got.has_value() && got->status == 200, row.always || repeat == http::Repeat::kYes);
    }
  }
  next_ = 0;
  EXPECT_EQ(over({answer(503), answer(200)})->send(request("GET", http::Repeat::kNo), seconds(30))->status, 503);
}

TEST_F(Retrying, ARefusedCertificateAndAnOverlongHeaderAreNot) {
  for (const Errc code : {Errc::kForbidden, Errc::kMalformed, Errc::kCrypto}) {
    next_ = 0;
    const auto got = over({fail(code, "x"), answer(200)})->send(request("GET"), seconds(30));
    ASSERT_FALSE(got);
    EXPECT_EQ(got.error().message, "x");
  }
}

TEST_F(Retrying, PausesAreRandomUpToADoublingBound) {
  RetryOptions options;
  options.max_attempts = 6;
  options.base_delay = milliseconds(400);
  options.max_delay = milliseconds(1000);
  std::vector<milliseconds> greatest(5);
  for (int i = 0; i < 200; ++i) {
    timer_ = std::make_shared<ManualTimer>();
    const auto got = over({answer(503)}, options)->send(request("GET"), minutes(10));
    ASSERT_EQ(got->status, 503);
    ASSERT_EQ(inner_->count(), 6u);
    ASSERT_EQ(timer_->waits().size(), 5u);
    for (std::size_t n = 0; n < 5; ++n) greatest[n] = std::max(greatest[n], timer_->waits()[n]);
  }
  const std::vector<milliseconds> bounds{milliseconds(400), milliseconds(800), milliseconds(1000), milliseconds(1000),
                                         milliseconds(1000)};
  for (std::size_t n = 0; n < 5; ++n) {
    EXPECT_LE(greatest[n], bounds[n]);
    EXPECT_GE(greatest[n], bounds[n] * 9 / 10) << "200 draws reach near the bound";
  }
}

TEST_F(Retrying, RetryAfterIsWaitedForInSecondsAndDates) {
  RetryOptions options;
  options.base_delay = milliseconds(0);
  const auto transport = over(
      {answer(429, "7"), answer(503, "Thu, 14 Feb 2019 21:55:10 GMT"), answer(503, "never"), answer(200)}, options);
  EXPECT_EQ(transport->send(request("GET"), seconds(60))->status, 200);
  EXPECT_THAT(timer_->waits(), ElementsAre(seconds(7), seconds(12), milliseconds(0)));
}

TEST_F(Retrying, ThoseWhoWereToldOneSecondDoNotComeBackInOneInstant) {
  RetryOptions options;
  options.max_attempts = 2;
  options.base_delay = milliseconds(4095);
  FixedRandom random(true);
  inner_ = std::make_shared<ScriptedTransport>([](const http::Request&) { return answer(429, "7"); });
  (void)make_retrying_transport(inner_, clock_, random, options, timer_)->send(request("GET"), seconds(60));
  EXPECT_THAT(timer_->waits(), ElementsAre(milliseconds(7000 + 4095)));
}

TEST_F(Retrying, ARetryAfterBeyondTheDeadlineIsAnsweredAtOnce) {
  latency_ = seconds(3);
  const auto transport = over({answer(429, "27"), answer(200)}, {.base_delay = milliseconds(0)});
  EXPECT_EQ(transport->send(request("GET"), seconds(30))->status, 429);
  EXPECT_THAT(timer_->waits(), IsEmpty());
  next_ = 0;
  EXPECT_EQ(transport->send(request("GET"), milliseconds(30'001))->status, 200);
}

TEST_F(Retrying, TheTimeoutIsTheWholeCalls) {
  std::vector<milliseconds> given;
  class Slow final : public Transport {
   public:
    Slow(ManualTimer& timer, std::vector<milliseconds>& given) : timer_(timer), given_(given) {}
    Outcome send(const http::Request&, milliseconds timeout) override {
      given_.push_back(timeout);
      timer_.advance(seconds(4));
      return fail(Errc::kNetwork, "the connection broke");
    }

   private:
    ManualTimer& timer_;
    std::vector<milliseconds>& given_;
  };
  FixedRandom none(false);
  const auto got =
      make_retrying_transport(std::make_shared<Slow>(*timer_, given), clock_, none, {.max_attempts = 100}, timer_)
          ->send(request("GET"), seconds(10));
  ASSERT_FALSE(got);
  EXPECT_EQ(got.error().message, "the connection broke (after 3 attempts)");
  EXPECT_THAT(given, ElementsAre(seconds(10), seconds(6), seconds(2)));

  given.clear();
  (void)make_retrying_transport(std::make_shared<Slow>(*timer_, given), clock_, none,
                                {.max_attempts = 3, .attempt_timeout = seconds(5)}, timer_)
      ->send(request("GET"), seconds(10));
  EXPECT_THAT(given, ElementsAre(seconds(5), seconds(5), seconds(2)));
}

TEST_F(Retrying, AStoppedPauseEndsWithWhatThereIs) {
  timer_->stop();
  const auto got = over({answer(503), answer(200)})->send(request("GET"), seconds(30));
  EXPECT_EQ(got->status, 503);
  EXPECT_EQ(timer_->waits().size(), 1u);
}

TEST_F(Retrying, AnOutageIsNotDoubled) {
  const auto transport = over({answer(503)}, {.base_delay = milliseconds(0)});
  constexpr std::size_t kCalls = 1000;
  for (std::size_t i = 0; i < kCalls; ++i) (void)transport->send(request("GET"), seconds(30));
  EXPECT_THAT(inner_->count(), ::testing::AllOf(Ge(kCalls + 100), Le(kCalls + 110)));
  EXPECT_THAT(timer_->waits(), Each(milliseconds(0)));
}

TEST_F(Retrying, TheMachinesTimerIsEndedByItsStop) {
  std::stop_source stop;
  const auto timer = make_timer(stop.get_token());
  EXPECT_TRUE(timer->wait(milliseconds(0)));
  std::thread waiting([&] { EXPECT_FALSE(timer->wait(std::chrono::hours(1))); });
  stop.request_stop();
  waiting.join();
  EXPECT_FALSE(timer->wait(std::chrono::hours(1)));
}

TEST(RetryBudget, TheFloorComesBackWithTimeAndTheShareWithCalls) {
  const RetryBudget::SteadyTime start{};
  RetryBudget budget(2, 0.5, start);
  EXPECT_TRUE(budget.take(start));
  EXPECT_TRUE(budget.take(start));
  EXPECT_FALSE(budget.take(start));
  budget.note_call();
  EXPECT_FALSE(budget.take(start)) << "half of one";
  budget.note_call();
  EXPECT_TRUE(budget.take(start));
  EXPECT_FALSE(budget.take(start + seconds(29)));
  EXPECT_TRUE(budget.take(start + seconds(30)));
  for (int i = 0; i < 100; ++i) budget.note_call();
  EXPECT_TRUE(budget.take(start + seconds(30)));
  EXPECT_TRUE(budget.take(start + seconds(30)));
  EXPECT_FALSE(budget.take(start + seconds(30))) << "calls are not saved up";
}

TEST(RetryBudget, ANoneIsNone) {
  RetryBudget budget(0, 0, {});
  for (int i = 0; i < 100; ++i) budget.note_call();
  EXPECT_FALSE(budget.take(RetryBudget::SteadyTime(minutes(60))));
}

}  // namespace
}  // namespace entra::client
