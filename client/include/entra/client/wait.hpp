#pragma once
// Pausing as a value that is handed in, so that nothing here sleeps unless its caller wants it to.

#include <chrono>
#include <functional>
#include <stop_token>

namespace entra::client {

/// Returns when the time has passed (true), or sooner when a stop was asked for (false).
using Wait = std::function<bool(std::chrono::milliseconds duration, const std::stop_token& stop)>;

/// Sleeps on the calling thread; a request to stop wakes it.
[[nodiscard]] bool sleep_unless_stopped(std::chrono::milliseconds duration, const std::stop_token& stop);

}  // namespace entra::client
