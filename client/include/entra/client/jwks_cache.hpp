#pragma once
// An authority's published keys, fetched when needed and remembered (Entra: "signing key rollover").

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>

#include "entra/client/authority.hpp"
#include "entra/client/executor.hpp"
#include "entra/client/key_provider.hpp"
#include "entra/client/transport.hpp"
#include "entra/support/clock.hpp"

namespace entra::client {

struct JwksOptions {
  /// A set older than this is fetched again; the answer's own max-age counts when it is less, from 5 minutes on.
  std::chrono::seconds max_age{24 * 3600};
  std::chrono::seconds max_stale{24 * 3600};  ///< how long beyond its age an old set serves while fetching fails
  std::chrono::seconds cooldown{30};          ///< at most one refetch in this time for unknown kids
  std::chrono::milliseconds timeout{10'000};  ///< for one request
  bool allow_loopback_http{false};
  /// How long a key still verifies after it has vanished from the set. 0: not at all, since a key may be withdrawn
  /// because it was stolen; Entra publishes old keys long enough.
  std::chrono::seconds overlap{0};
  /// Where the set is fetched anew from three quarters of its age on, so that no caller waits. Null: the first caller
  /// after its age fetches it. Tasks of one that is shared must have run or be dropped before the clock ends.
  std::shared_ptr<Executor> executor = {};
};

/// One discovery document and its key set. One request at a time; callers that need its outcome wait for it, callers
/// whose key is there take no lock. A failed, bad or empty answer never replaces a good set. Thread-safe; the clock
/// must outlive it.
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
  /// KeyProvider::epoch: stays while sets only grow; 0 when the set is too old, or due and nobody else fetches it.
  [[nodiscard]] std::uint64_t epoch();

 private:
  struct State;
  void fetch_ahead(Instant now);
  std::shared_ptr<Executor> executor_;  ///< before the state, whose tasks it ends
  std::shared_ptr<State> state_;
};

/// The keys of an authority for v1 and v2 tokens, each from the metadata of its version.
class AuthorityKeys final : public KeyProvider {
 public:
  AuthorityKeys(const Authority& authority, std::shared_ptr<Transport> transport, const Clock& clock,
                JwksOptions options = {});
  [[nodiscard]] Result<FoundKey, ClientError> find_key(std::string_view kid, EndpointVersion version) override;
  [[nodiscard]] std::uint64_t epoch(EndpointVersion version) override;

 private:
  JwksCache v1_;
  JwksCache v2_;
};

}  // namespace entra::client
