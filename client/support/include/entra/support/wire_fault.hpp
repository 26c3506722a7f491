#pragma once
// What becomes of an answer whose transfer a server spoils, without a socket: for callers in the server's own process.

#include <chrono>

#include "entra/support/http_message.hpp"
#include "entra/support/result.hpp"

namespace entra::http {

/// The answer as a client would receive it, its `wire` cleared. kNetwork when the connection ends before the last byte,
/// kTimeout when the transfer takes longer than `timeout`: that time is judged, and nobody waits for it.
[[nodiscard]] Result<Response> deliver(Response response, std::chrono::milliseconds timeout);

}  // namespace entra::http
