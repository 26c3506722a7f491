#pragma once
// A key set as it was fetched, until when it is good, and what it leaves of the one before.

#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "entra/client/jwks_cache.hpp"
#include "jwks/metadata.hpp"

namespace entra::client {

/// Immutable.
struct PublishedKeys {
  struct Retired {
    std::shared_ptr<const SigningKey> key;
    Instant until;
  };

  Metadata metadata;
  KeySet keys;
  std::vector<Retired> retired;  ///< published no more, and still served
  Instant fetched_at;            ///< with its discovery document
  Instant ages_at;               ///< from here on somebody may fetch it ahead
  Instant due_at;
  Instant ends_at;
  std::uint64_t epoch;  ///< KeyProvider::epoch, from 1

  [[nodiscard]] FoundKey find(std::string_view kid, Instant now) const;
  [[nodiscard]] bool is_usable_at(Instant now) const noexcept { return now < ends_at; }
  [[nodiscard]] bool is_due_at(Instant now) const noexcept { return now >= due_at; }
};

/// What is served from now on. `old` is what was, or null; without `is_new_document` it was only asked for more keys,
/// and its age counts.
[[nodiscard]] std::unique_ptr<const PublishedKeys> publish(Metadata metadata, FetchedKeys fetched,
                                                           const PublishedKeys* old, bool is_new_document,
                                                           const JwksOptions& options, Instant now);

}  // namespace entra::client
