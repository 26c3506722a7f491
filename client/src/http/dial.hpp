#pragma once
// Opening a TCP connection before a deadline, and why it could not be.

#include <chrono>
#include <cstdint>
#include <string>

#include "entra/support/result.hpp"
#include "entra/support/url.hpp"

namespace entra::client {

using SteadyTime = std::chrono::steady_clock::time_point;

/// The host of a URL as a name for sockets and certificates: IPv6 without its brackets.
[[nodiscard]] std::string bare_host(const Url& url);
[[nodiscard]] bool is_ip_address(const std::string& host);

/// A file descriptor, to be closed by the caller. Each address that the name has is tried with a fair share of the time
/// left. kUnreachable ("connection refused", "the name does not resolve (…)") or kTimeout; messages do not name the
/// host. Resolving the name is the system's and knows no deadline.
[[nodiscard]] Result<int> dial(const std::string& host, std::uint16_t port, SteadyTime deadline);

}  // namespace entra::client
