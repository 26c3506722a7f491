#pragma once
// An authority's published keys, fetched when needed and remembered (Entra: "signing key rollover").

#include <chrono>
#include <memory>
#include <string>

#include "entra/client/authority.hpp"
#include "entra/client/key_provider.hpp"
#include "entra/client/transport.hpp"
#include "entra/support/clock.hpp"

namespace entra::client {

struct JwksOptions {
  std::chrono::seconds max_age{24 * 3600};    ///< a set older than this is fetched again
  std::chrono::seconds max_stale{24 * 3600};  ///< how long beyond max_age an old set serves while fetching fails
  std::chrono::seconds cooldown{30};          ///< at most one refetch in this time for unknown kids
  std::chrono::milliseconds timeout{10'000};  ///< for one request
  bool allow_loopback_http{false};
};

/// One discovery document and its key set. One request at a time; callers that need its outcome wait for it. A failed
/// or bad answer never replaces a good set. Thread-safe; the clock must outlive it.
class JwksCache {
 public:
  /// `metadata_url` is a discovery document; its jwks_uri must be https (or allowed loopback http) and on the
  /// document's own host or its issuer's.
  JwksCache(std::string metadata_url, std::shared_ptr<Transport> transport, const Clock& clock,
            JwksOptions options = {});
  ~JwksCache();
  JwksCache(const JwksCache&) = delete;
  JwksCache& operator=(const JwksCache&) = delete;

  /// The key and the document's issuer; the key is null when even a refetch (at most one per cool-down) did not bring
  /// it. An error when there is no usable set.
  [[nodiscard]] Result<FoundKey, ClientError> find(std::string_view kid);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

/// The keys of an authority for v1 and v2 tokens, each from the metadata of its version.
class AuthorityKeys final : public KeyProvider {
 public:
  AuthorityKeys(const Authority& authority, std::shared_ptr<Transport> transport, const Clock& clock,
                JwksOptions options = {});
  [[nodiscard]] Result<FoundKey, ClientError> find_key(std::string_view kid, EndpointVersion version) override;

 private:
  JwksCache v1_;
  JwksCache v2_;
};

}  // namespace entra::client
