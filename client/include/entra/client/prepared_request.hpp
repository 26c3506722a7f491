#pragma once
// A request that was checked once, to be asked again and again.

#include "entra/client/token_cache.hpp"
#include "entra/client/token_key.hpp"

namespace entra::client {

/// Made by TokenClient::prepare. Owns what it needs but the clock, the random source and the transport of its client,
/// which it can outlive. Holds the request's secrets. Copyable; to be used by many threads at once.
struct PreparedRequest {
  TokenKey key;
  TokenCache::Fetch fetch;  ///< writes the form and sends it; nothing is written for a hit
};

}  // namespace entra::client
