#pragma once
// Trying again: a transport around another one that repeats what failed for reasons that pass.

#include <chrono>
#include <memory>
#include <stop_token>

#include "entra/client/transport.hpp"
#include "entra/support/clock.hpp"
#include "entra/support/random.hpp"

namespace entra::client {

/// Steady time and waiting in it. Thread-safe.
class Timer {
 public:
  virtual ~Timer() = default;
  [[nodiscard]] virtual std::chrono::steady_clock::time_point now() const = 0;
  /// False when it ended before its time because nobody wants to wait any more.
  [[nodiscard]] virtual bool wait(std::chrono::milliseconds time) = 0;
};
/// The machine's. Once `stop` is requested, every wait ends at once: give it the token that ends the program, so that
/// nothing lingers in a pause. The default never ends one.
[[nodiscard]] std::shared_ptr<Timer> make_timer(std::stop_token stop = {});

struct RetryOptions {
  int max_attempts{4};                          ///< the first included
  std::chrono::milliseconds base_delay{500};    ///< the first pause is random between 0 and this; it doubles each time
  std::chrono::milliseconds max_delay{10'000};  ///< it grows no further; a Retry-After may be longer
  /// One attempt's share of the call's time; 0: all that is left, so that a call that times out is never repeated.
  std::chrono::milliseconds attempt_timeout{0};
  /// Repetitions for all calls together: what is allowed a minute in any case, and beyond that for each call made.
  double budget_floor{10};
  double budget_share{0.1};
};

/// Sends through `inner` and, when it is worth it, again: after 408, 429, 500, 502, 503 and 504, when a connection
/// broke or one attempt took too long, if the request may be repeated (http::Request::may_repeat); and whenever no
/// connection could be opened, since then nothing was sent. No other answer is asked for twice.
///
/// `timeout` is the whole call's: a repetition that could not begin before it ends is not waited for, and the last
/// outcome is returned at once. A Retry-After is honoured as it is, an hour at most; one that reaches past the
/// deadline is thus the caller's to remember, as TokenCache does. So is the outcome of a call whose pause the timer
/// ended, or for which the budget is spent.
///
/// Thread-safe. The clock (for Retry-After dates) and `random` must outlive it. The budget is the transport's: one for
/// each authority keeps them apart.
[[nodiscard]] std::shared_ptr<Transport> make_retrying_transport(std::shared_ptr<Transport> inner, const Clock& clock,
                                                                 Random& random, RetryOptions options = {},
                                                                 std::shared_ptr<Timer> timer = make_timer());

}  // namespace entra::client
