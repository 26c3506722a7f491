#pragma once
// The keys of other token services whose assertions an application may present (workload identity federation).

#include <map>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "directory/key_set.hpp"
#include "entra/idp/config.hpp"
#include "entra/idp/mock_idp.hpp"

namespace entra::idp {

/// Keys come from the config, or, for issuers on this machine only, from their OpenID Connect discovery document: a
/// request must never make this server call another host. Fetched keys are kept for an hour; an unknown kid asks again,
/// at most once in five minutes. Thread-safe.
class IssuerKeys {
 public:
  IssuerKeys(const Config& config, DocumentFetcher fetch);

  /// The keys that may have signed: the one named by `kid`, or all when it is empty. kNotFound when the issuer has no
  /// such key, kUnsupported when its keys may not be asked for, kNetwork and kMalformed when they could not be read.
  [[nodiscard]] Result<std::vector<crypto::RsaPublicKey>> find(const std::string& issuer, std::string_view kid,
                                                               Instant now);

 private:
  struct KeySet {
    std::vector<PublishedKey> keys;
    Instant fetched{};
  };
  [[nodiscard]] Result<KeySet> fetch(const std::string& issuer, Instant now) const;

  std::map<std::string, std::vector<PublishedKey>, std::less<>> configured_;
  DocumentFetcher fetch_;
  std::mutex mutex_;
  std::map<std::string, KeySet, std::less<>> fetched_;
};

}  // namespace entra::idp
