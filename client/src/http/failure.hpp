#pragma once
// Why no answer came, in words.

#include <string>

#include "entra/support/url.hpp"

namespace entra::client {

/// The host of a URL as a name for sockets and certificates: IPv6 without its brackets.
[[nodiscard]] std::string bare_host(const Url& url);
[[nodiscard]] bool is_ip_address(const std::string& host);

/// "connection refused", "the name does not resolve", … cpp-httplib keeps the cause of a failed connect to itself, so
/// it is asked for once more. Waits a moment at most.
[[nodiscard]] std::string connect_failure(const Url& url);

}  // namespace entra::client
