#pragma once
// Where a validator gets keys from, and the issuer that vouches for them.

#include <memory>
#include <string>
#include <string_view>

#include "entra/client/authority.hpp"
#include "entra/client/errors.hpp"
#include "entra/client/key_set.hpp"

namespace entra::client {

struct FoundKey {
  std::shared_ptr<const SigningKey> key = {};  ///< null: the source answers, and has no such key
  std::string issuer = {};  ///< of the metadata, may hold "{tenantid}"; empty when the source has none
};

/// Thread-safe.
class KeyProvider {
 public:
  virtual ~KeyProvider() = default;
  /// `version` is that of the token (its "ver"): v1 and v2 tokens have separate metadata. An error means that no keys
  /// could be had at all.
  [[nodiscard]] virtual Result<FoundKey, ClientError> find_key(std::string_view kid, EndpointVersion version) = 0;
};

/// Keys from a file or a test, the same for both versions.
class StaticKeys final : public KeyProvider {
 public:
  explicit StaticKeys(KeySet keys, std::string issuer = {}) : keys_(std::move(keys)), issuer_(std::move(issuer)) {}
  [[nodiscard]] Result<FoundKey, ClientError> find_key(std::string_view kid, EndpointVersion version) override;

 private:
  KeySet keys_;
  std::string issuer_;
};

}  // namespace entra::client
