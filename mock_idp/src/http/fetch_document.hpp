#pragma once
// Reading one small document from another server on this machine.

#include <chrono>
#include <string>

#include "entra/support/result.hpp"

namespace entra::idp::http_server {

struct FetchLimits {
  std::chrono::milliseconds deadline{5000};  ///< for the whole exchange
  std::size_t size{1u << 20};                ///< bytes of head and body together
};

/// GET over http or https (the server's certificate must hold), body of a 200 answer. Redirects are not followed. The
/// host must be an address of the loopback or "localhost", else kUnsupported; otherwise kNetwork, kTimeout, kOutOfRange
/// or kMalformed. Blocks; thread-safe.
[[nodiscard]] Result<std::string> fetch_document(const std::string& url, const FetchLimits& limits = {});

}  // namespace entra::idp::http_server
