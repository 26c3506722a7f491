#pragma once
// A token cache with as many entries as a measurement wants, and a way to walk through them.

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "entra/client/token_cache.hpp"
#include "entra/support/clock.hpp"

namespace entra::bench {

/// The tenant of entry `n`: a GUID, as in a program that serves many customers.
inline std::string tenant_of(std::size_t n) {
  std::string digits = std::to_string(n);
  return "00000000-0000-4000-8000-" + std::string(12 - digits.size(), '0') + digits;
}

inline client::TokenKey key_of(std::size_t n) {
  return client::TokenKey({.authority_origin = "https://login.microsoftonline.com",
                           .tenant = tenant_of(n),
                           .client_id = "66666666-7777-4888-8999-aaaaaaaaaaaa",
                           .credential = "fingerprint",
                           .grant = "client_credentials",
                           .scopes = {"https://graph.microsoft.com/.default"}});
}

/// An app-only token with a few roles, good for an hour.
inline std::shared_ptr<const client::Token> token_until(Instant expires_on) {
  auto token = std::make_shared<client::Token>();
  token->access_token = std::string(1400, 'a');
  token->expires_on = expires_on;
  return token;
}

inline Result<client::Token, client::ClientError> refuse_to_fetch() {
  return tl::unexpected(client::ClientError{.description = "a hit asks nobody"});
}

struct FilledCache {
  ManualClock clock{from_epoch_seconds(1'700'000'000)};
  std::shared_ptr<client::TokenCache> cache = std::make_shared<client::TokenCache>(clock);
  std::vector<client::TokenKey> keys;

  explicit FilledCache(std::size_t entries) {
    const auto token = token_until(clock.now() + seconds(3599));
    for (std::size_t n = 0; n < entries; ++n) {
      keys.push_back(key_of(n));
      cache->put(keys.back(), token);
    }
  }
};

/// Entries in an order that no processor cache foresees, different for each thread.
class Wander {
 public:
  Wander(int thread, std::size_t bound) : state_(static_cast<std::uint64_t>(thread) + 1), bound_(bound) {}
  std::size_t next() {
    state_ = state_ * 6364136223846793005ULL + 1442695040888963407ULL;
    return static_cast<std::size_t>(state_ >> 33) % bound_;
  }

 private:
  std::uint64_t state_;
  std::size_t bound_;
};

}  // namespace entra::bench
