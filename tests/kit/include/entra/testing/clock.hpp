#pragma once
// Time for tests: a clock that stands still until the test moves it. The mock, the validator and the token cache all
// take `const entra::Clock&`, so that one ManualClock moves them together.

#include "entra/support/clock.hpp"

namespace entra::testing {

using entra::Clock;
using entra::from_epoch_seconds;
using entra::Instant;
using entra::ManualClock;

/// When tests begin unless they say otherwise: 2026-06-08T09:00:00Z, a Monday. Any fixed moment would do.
inline constexpr Instant kTestStart{std::chrono::seconds{1'780'909'200}};

}  // namespace entra::testing
