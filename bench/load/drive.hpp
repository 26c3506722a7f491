#pragma once
// Load on a token endpoint over plain HTTP: connections that stay open, each asking again as soon as it is answered.

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

#include "entra/support/result.hpp"
#include "load/asking_connection.hpp"

namespace entra::bench {

struct LoadPlan {
  int connections{16};
  std::uint64_t answers{0};           ///< ends after so many; 0: no limit
  std::chrono::milliseconds time{0};  ///< ends after so long; 0: no limit
};

struct LoadResult {
  std::uint64_t answers{0};
  std::uint64_t refused{0};  ///< of the answers, those with another status than 200
  double seconds{0};
  double p50_ms{0};
  double p99_ms{0};
  std::string last_body;
};

/// One thread, epoll. kNetwork when the server closes a connection, kMalformed when an answer has no Content-Length.
[[nodiscard]] Result<LoadResult> drive(const Target& target, const LoadPlan& plan);

/// kMalformed unless the body is a token endpoint's answer with a JWT that says RS256 and has a 2048-bit signature.
[[nodiscard]] Result<void> check_signed_token(const std::string& body);

/// Connections that were answered once each and then stay open and silent while the object lives.
[[nodiscard]] Result<std::vector<AskingConnection>> open_idle(const Target& target, int connections);

}  // namespace entra::bench
