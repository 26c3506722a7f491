#pragma once
// Time as a value that is handed in: pure functions take an Instant, objects that outlive a call take const Clock&.

#include <atomic>
#include <chrono>
#include <cstdint>
#include <mutex>
#include <string>
#include <string_view>

#include "entra/support/result.hpp"

namespace entra {

using Instant = std::chrono::sys_time<std::chrono::milliseconds>;
using std::chrono::milliseconds;
using std::chrono::seconds;

class Clock {
 public:
  virtual ~Clock() = default;
  [[nodiscard]] virtual Instant now() const = 0;  ///< thread-safe
  /// The same time, perhaps some milliseconds late and a good deal cheaper.
  [[nodiscard]] virtual Instant coarse_now() const { return now(); }
};

/// The machine's clock.
class SystemClock final : public Clock {
 public:
  [[nodiscard]] Instant now() const override;
  [[nodiscard]] Instant coarse_now() const override;
};

/// A clock that can follow real time with an offset, or stand still. Thread-safe.
class AdjustableClock final : public Clock {
 public:
  enum class Mode { kReal, kOffset, kFrozen };

  explicit AdjustableClock(const Clock& base);
  [[nodiscard]] Instant now() const override;
  [[nodiscard]] Mode mode() const;
  void set(Instant to);           ///< frozen stays frozen, otherwise it runs on from there
  void advance(milliseconds by);  ///< negative moves back
  void freeze(bool frozen);
  void reset();  ///< back to real time

 private:
  const Clock& base_;
  mutable std::mutex mutex_;
  bool frozen_{false};
  Instant frozen_at_{};
  milliseconds offset_{0};
};

/// A clock for tests that stands still until it is told otherwise. Thread-safe.
class ManualClock final : public Clock {
 public:
  explicit ManualClock(Instant start) : now_ms_(start.time_since_epoch().count()) {}
  [[nodiscard]] Instant now() const override { return Instant(milliseconds(now_ms_.load())); }
  void set(Instant to) { now_ms_.store(to.time_since_epoch().count()); }
  void advance(milliseconds by) { now_ms_.fetch_add(by.count()); }

 private:
  std::atomic<std::int64_t> now_ms_;
};

/// Whole seconds since 1970-01-01T00:00:00Z (NumericDate of RFC 7519 §2), rounded down.
[[nodiscard]] std::int64_t to_epoch_seconds(Instant at);
[[nodiscard]] Instant from_epoch_seconds(std::int64_t seconds);

/// "2025-03-01T09:00:00Z"; with a fraction (".250") only when there is one.
[[nodiscard]] std::string format_rfc3339(Instant at);
/// RFC 3339 §5.6 date-time with 'Z' or a numeric offset; Errc::kMalformed otherwise.
[[nodiscard]] Result<Instant> parse_rfc3339(std::string_view text);
/// "Thu, 14 Feb 2019 21:54:58 GMT" (RFC 9110 §5.6.7).
[[nodiscard]] std::string format_http_date(Instant at);
/// ISO 8601 durations of weeks, days, hours, minutes and seconds: "PT54M59S", "P90D", "-PT5M".
[[nodiscard]] Result<milliseconds> parse_duration(std::string_view text);

}  // namespace entra
