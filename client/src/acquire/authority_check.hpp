#pragma once
// Instance discovery: whether the host of an authority may be sent a credential, and the name its tokens are kept
// under.

#include <cstdint>
#include <mutex>
#include <optional>
#include <string>

#include "entra/client/token_client.hpp"

namespace entra::client {

/// For one authority. Thread-safe.
class AuthorityCheck {
 public:
  explicit AuthorityCheck(const ClientOptions& options);

  /// Does nothing for a host that is known, a loopback host, or with discovery off. Of many callers at once one asks
  /// and all get its outcome. A verdict is remembered, a failure to get one is not.
  [[nodiscard]] Result<void, ClientError> confirm(Transport& transport);

  /// The cloud that the host belongs to, or null.
  [[nodiscard]] const CloudInstance* instance() const noexcept { return instance_; }
  /// The authority's origin with the host that all of its aliases share.
  [[nodiscard]] const std::string& cache_origin() const noexcept { return cache_origin_; }

 private:
  [[nodiscard]] Result<void, ClientError> ask(Transport& transport);

  Authority authority_;
  std::chrono::milliseconds timeout_;
  const CloudInstance* instance_;  ///< in the options' metadata, or in that of the known clouds
  std::string cache_origin_;
  std::mutex mutex_;
  bool is_settled_;  ///< guarded, as all below
  std::uint64_t attempts_{0};
  Result<void, ClientError> verdict_{};
};

}  // namespace entra::client
