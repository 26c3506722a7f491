#include "entra/support/clock.hpp"

#include <gtest/gtest.h>

namespace entra {
namespace {

/// RFC 3339 §5.8, the examples without leap seconds.
TEST(Rfc3339, KnowsTheExamplesOfTheRfc) {
  EXPECT_EQ(to_epoch_seconds(*parse_rfc3339("1985-04-12T23:20:50.52Z")), 482196050);
  EXPECT_EQ(parse_rfc3339("1985-04-12T23:20:50.52Z")->time_since_epoch().count() % 1000, 520);
  EXPECT_EQ(to_epoch_seconds(*parse_rfc3339("1996-12-19T16:39:57-08:00")), 851042397);
  EXPECT_EQ(to_epoch_seconds(*parse_rfc3339("1937-01-01T12:00:27.87+00:20")), -1041337173);
}

TEST(Rfc3339, FormatsWhatItParses) {
  for (const char* text : {"2025-03-01T09:00:00Z", "2000-02-29T23:59:59Z", "2025-03-01T09:00:00.250Z"}) {
    EXPECT_EQ(format_rfc3339(*parse_rfc3339(text)), text);
  }
}

TEST(Rfc3339, RefusesTheRest) {
  for (const char* text : {"", "2025-03-01", "2025-03-01 09:00:00Z", "2025-13-01T09:00:00Z", "2025-02-30T09:00:00Z",
                           "2025-03-01T24:00:00Z", "2025-03-01T09:00:00", "2025-03-01T09:00:00+1:00",
                           "2025-03-01T09:00:00.Z", "2025-03-01T09:00:00Zjunk", "now"}) {
    EXPECT_FALSE(parse_rfc3339(text)) << text;
  }
}

TEST(Duration, ReadsIso8601) {
  EXPECT_EQ(parse_duration("PT54M59S")->count(), 3299000);
  EXPECT_EQ(parse_duration("P90D")->count(), 90LL * 86400 * 1000);
  EXPECT_EQ(parse_duration("-PT5M")->count(), -300000);
  EXPECT_EQ(parse_duration("P1DT1H")->count(), 90000000);
  EXPECT_EQ(parse_duration("P2W")->count(), 14LL * 86400 * 1000);
  for (const char* text : {"", "P", "PT", "P1H", "PT1D", "1D", "PT1M1H", "PT1", "P1DT", "P1.5D"}) {
    EXPECT_FALSE(parse_duration(text)) << text;
  }
}

TEST(HttpDate, KnowsTheDocumentedOne) {
  EXPECT_EQ(format_http_date(*parse_rfc3339("2019-02-14T21:54:58Z")), "Thu, 14 Feb 2019 21:54:58 GMT");
}

TEST(AdjustableClock, FollowsShiftsAndStandsStill) {
  ManualClock base(from_epoch_seconds(1000));
  AdjustableClock clock(base);
  EXPECT_EQ(clock.mode(), AdjustableClock::Mode::kReal);
  clock.advance(seconds(10));
  base.advance(seconds(1));
  EXPECT_EQ(to_epoch_seconds(clock.now()), 1011);
  clock.freeze(true);
  base.advance(seconds(100));
  EXPECT_EQ(to_epoch_seconds(clock.now()), 1011);
  clock.set(from_epoch_seconds(5000));
  EXPECT_EQ(clock.mode(), AdjustableClock::Mode::kFrozen);
  clock.freeze(false);
  base.advance(seconds(1));
  EXPECT_EQ(to_epoch_seconds(clock.now()), 5001) << "it runs on from where it stood";
  clock.reset();
  EXPECT_EQ(clock.now(), base.now());
}

}  // namespace
}  // namespace entra
