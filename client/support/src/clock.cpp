#include "entra/support/clock.hpp"

#include <array>
#include <cstdio>
#include <ctime>

namespace entra {
namespace {

/// Reads exactly `count` digits at `at`; -1 when they are not there.
int read_digits(std::string_view text, std::size_t at, std::size_t count) {
  if (at + count > text.size()) return -1;
  int value = 0;
  for (std::size_t i = at; i < at + count; ++i) {
    if (text[i] < '0' || text[i] > '9') return -1;
    value = value * 10 + (text[i] - '0');
  }
  return value;
}

tl::unexpected<Error> bad_time(std::string_view text) {
  return fail(Errc::kMalformed, "'" + std::string(text) + "' is not an RFC 3339 time such as 2025-03-01T09:00:00Z");
}

template <class... Args>
std::string format(const char* pattern, Args... args) {
  std::array<char, 64> buffer{};
  const int size = std::snprintf(buffer.data(), buffer.size(), pattern, args...);
  return {buffer.data(), static_cast<std::size_t>(size)};
}

struct Parts {
  std::chrono::year_month_day date;
  std::chrono::hh_mm_ss<milliseconds> time;
  std::chrono::weekday weekday;
};
Parts split(Instant at) {
  const auto day = std::chrono::floor<std::chrono::days>(at);
  return {std::chrono::year_month_day(day), std::chrono::hh_mm_ss<milliseconds>(at - day), std::chrono::weekday(day)};
}

}  // namespace

Instant SystemClock::now() const {
  return std::chrono::time_point_cast<milliseconds>(std::chrono::system_clock::now());
}

Instant SystemClock::coarse_now() const {
#ifdef CLOCK_REALTIME_COARSE
  timespec at{};
  if (clock_gettime(CLOCK_REALTIME_COARSE, &at) == 0) {
    return Instant(std::chrono::floor<milliseconds>(seconds(at.tv_sec) + std::chrono::nanoseconds(at.tv_nsec)));
  }
#endif
  return now();
}

AdjustableClock::AdjustableClock(const Clock& base) : base_(base) {}

Instant AdjustableClock::now() const {
  const std::scoped_lock lock(mutex_);
  return frozen_ ? frozen_at_ : base_.now() + offset_;
}

AdjustableClock::Mode AdjustableClock::mode() const {
  const std::scoped_lock lock(mutex_);
  if (frozen_) return Mode::kFrozen;
  return offset_ == milliseconds{0} ? Mode::kReal : Mode::kOffset;
}

void AdjustableClock::set(Instant to) {
  const std::scoped_lock lock(mutex_);
  frozen_at_ = to;
  offset_ = to - base_.now();
}

void AdjustableClock::advance(milliseconds by) {
  const std::scoped_lock lock(mutex_);
  frozen_at_ += by;
  offset_ += by;
}

void AdjustableClock::freeze(bool frozen) {
  const std::scoped_lock lock(mutex_);
  if (frozen == frozen_) return;
  if (frozen) {
    frozen_at_ = base_.now() + offset_;
  } else {
    offset_ = frozen_at_ - base_.now();
  }
  frozen_ = frozen;
}

void AdjustableClock::reset() {
  const std::scoped_lock lock(mutex_);
  frozen_ = false;
  offset_ = milliseconds{0};
}

std::int64_t to_epoch_seconds(Instant at) {
  return std::chrono::floor<seconds>(at).time_since_epoch().count();
}
Instant from_epoch_seconds(std::int64_t value) {
  return Instant(milliseconds(seconds(value)));
}

std::string format_rfc3339(Instant at) {
  const Parts parts = split(at);
  std::string text = format(
      "%04d-%02u-%02uT%02d:%02d:%02d", static_cast<int>(parts.date.year()), static_cast<unsigned>(parts.date.month()),
      static_cast<unsigned>(parts.date.day()), static_cast<int>(parts.time.hours().count()),
      static_cast<int>(parts.time.minutes().count()), static_cast<int>(parts.time.seconds().count()));
  const auto fraction = static_cast<int>(parts.time.subseconds().count());
  if (fraction != 0) text += format(".%03d", fraction);
  return text + "Z";
}

Result<Instant> parse_rfc3339(std::string_view text) {
  const int year = read_digits(text, 0, 4);
  const int month = read_digits(text, 5, 2);
  const int day = read_digits(text, 8, 2);
  const int hour = read_digits(text, 11, 2);
  const int minute = read_digits(text, 14, 2);
  const int second = read_digits(text, 17, 2);
  const bool separators = text.size() > 19 && text[4] == '-' && text[7] == '-' &&
                          (text[10] == 'T' || text[10] == 't') && text[13] == ':' && text[16] == ':';
  const auto date =
      std::chrono::year_month_day(std::chrono::year(year), std::chrono::month(static_cast<unsigned>(month)),
                                  std::chrono::day(static_cast<unsigned>(day)));
  if (!separators || year < 0 || hour < 0 || minute < 0 || second < 0 || !date.ok() || hour > 23 || minute > 59 ||
      second > 59) {
    return bad_time(text);
  }
  std::size_t at = 19;
  int millis = 0;
  if (text[at] == '.') {
    int scale = 100;
    const std::size_t first = ++at;
    for (; at < text.size() && text[at] >= '0' && text[at] <= '9'; ++at, scale /= 10)
      millis += (text[at] - '0') * scale;
    if (at == first) return bad_time(text);
  }
  int offset_minutes = 0;
  if (at + 1 == text.size() && (text[at] == 'Z' || text[at] == 'z')) {
    // UTC
  } else if (at + 6 == text.size() && (text[at] == '+' || text[at] == '-') && text[at + 3] == ':') {
    const int hours = read_digits(text, at + 1, 2);
    const int minutes = read_digits(text, at + 4, 2);
    if (hours < 0 || minutes < 0 || hours > 23 || minutes > 59) return bad_time(text);
    offset_minutes = (text[at] == '-' ? -1 : 1) * (hours * 60 + minutes);
  } else {
    return bad_time(text);
  }
  return Instant(std::chrono::sys_days(date)) + std::chrono::hours(hour) +
         std::chrono::minutes(minute - offset_minutes) + seconds(second) + milliseconds(millis);
}

std::string format_http_date(Instant at) {
  static constexpr std::array<const char*, 7> kDays = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
  static constexpr std::array<const char*, 12> kMonths = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                          "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  const Parts parts = split(at);
  return format("%s, %02u %s %04d %02d:%02d:%02d GMT", kDays[parts.weekday.c_encoding()],
                static_cast<unsigned>(parts.date.day()), kMonths[static_cast<unsigned>(parts.date.month()) - 1],
                static_cast<int>(parts.date.year()), static_cast<int>(parts.time.hours().count()),
                static_cast<int>(parts.time.minutes().count()), static_cast<int>(parts.time.seconds().count()));
}

Result<milliseconds> parse_duration(std::string_view text) {
  const auto bad = [&] {
    return fail(Errc::kMalformed, "'" + std::string(text) + "' is not an ISO 8601 duration such as PT54M59S or P90D");
  };
  std::string_view rest = text;
  const bool negative = rest.starts_with('-');
  if (negative) rest.remove_prefix(1);
  if (!rest.starts_with('P')) return bad();
  rest.remove_prefix(1);
  bool in_time = false;
  bool any = false;
  std::string_view order = "WDHMS";
  std::int64_t total = 0;
  while (!rest.empty()) {
    if (rest.front() == 'T') {
      if (in_time) return bad();
      in_time = true;
      any = false;
      rest.remove_prefix(1);
      continue;
    }
    std::int64_t value = 0;
    std::size_t digits = 0;
    for (; digits < rest.size() && rest[digits] >= '0' && rest[digits] <= '9'; ++digits) {
      value = value * 10 + (rest[digits] - '0');
      if (digits > 9) return bad();
    }
    if (digits == 0 || digits == rest.size()) return bad();
    const char unit = rest[digits];
    const std::size_t place = order.find(unit);
    const bool is_date_unit = unit == 'W' || unit == 'D';
    if (place == std::string_view::npos || is_date_unit == in_time) return bad();
    order.remove_prefix(place + 1);
    const std::int64_t scale = unit == 'W' ? 604800 : unit == 'D' ? 86400 : unit == 'H' ? 3600 : unit == 'M' ? 60 : 1;
    total += value * scale;
    any = true;
    rest.remove_prefix(digits + 1);
  }
  if (!any) return bad();
  return milliseconds(seconds(negative ? -total : total));
}

}  // namespace entra
