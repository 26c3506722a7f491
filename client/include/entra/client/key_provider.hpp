#pragma once
// Where a validator gets keys from, and the issuer that vouches for them.

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "entra/client/authority.hpp"
#include "entra/client/errors.hpp"
#include "entra/client/key_set.hpp"
#include "entra/support/clock.hpp"

namespace entra::client {

struct FoundKey {
  std::shared_ptr<const SigningKey> key = {};  ///< null: the source answers, and has no such key
  std::string issuer = {};  ///< of the metadata, may hold "{tenantid}"; empty when the source has none
  std::optional<Instant> trusted_until = {};  ///< set for a key that is published no more and still served
  std::uint64_t epoch{0};                     ///< KeyProvider::epoch of the set that it comes from
};

/// Thread-safe.
class KeyProvider {
 public:
  virtual ~KeyProvider() = default;
  /// `version` is that of the token (its "ver"): v1 and v2 tokens have separate metadata. An error means that no keys
  /// could be had at all.
  [[nodiscard]] virtual Result<FoundKey, ClientError> find_key(std::string_view kid, EndpointVersion version) = 0;
  /// Changes when a key that was given out is withdrawn; 0: what was verified with it must be verified again. Asked at
  /// every hit of a cache of verified tokens, so it must be cheap. A source that does not implement it is never cached.
  [[nodiscard]] virtual std::uint64_t epoch(EndpointVersion /*version*/) { return 0; }
};

/// Keys from a file or a test, the same for both versions.
class StaticKeys final : public KeyProvider {
 public:
  explicit StaticKeys(KeySet keys, std::string issuer = {}) : keys_(std::move(keys)), issuer_(std::move(issuer)) {}
  [[nodiscard]] Result<FoundKey, ClientError> find_key(std::string_view kid, EndpointVersion version) override;
  [[nodiscard]] std::uint64_t epoch(EndpointVersion version) override;

 private:
  KeySet keys_;
  std::string issuer_;
};

}  // namespace entra::client
