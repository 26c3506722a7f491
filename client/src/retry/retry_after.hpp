#pragma once
// How long a server asks to be left alone.

#include <chrono>
#include <optional>

#include "entra/support/clock.hpp"
#include "entra/support/http_message.hpp"

namespace entra::client {

/// Retry-After as seconds from `now` (RFC 9110 §10.2.3: seconds or a date), at most an hour; empty when absent or bad.
[[nodiscard]] std::optional<std::chrono::seconds> read_retry_after(const http::Response& response, Instant now);

}  // namespace entra::client
