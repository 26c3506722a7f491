#pragma once
// What the token endpoint gave (RFC 6749 §5.1), as an immutable value shared between the cache and its callers.

#include <memory>
#include <optional>
#include <string>

#include "entra/support/clock.hpp"

namespace entra::client {

enum class TokenSource {
  kNetwork,  ///< this call's request brought it, or one that the call waited for
  kCache,    ///< it was in memory
  kStore     ///< it was not in memory, but in the store
};

struct Token {
  std::string access_token = {};
  std::string refresh_token =
      {};                       ///< the newest one to store; the one sent when the answer had none; empty for app-only
  std::string id_token = {};    ///< empty when none was given
  std::string token_type = {};  ///< "Bearer"
  std::string scope = {};       ///< as granted, blank-separated; empty when the answer had none
  std::string resource = {};    ///< v1 only
  Instant expires_on = {};      ///< the moment of the request plus expires_in, on the client's clock
  std::optional<Instant> refresh_on = {};  ///< from refresh_in: from here on a new token is worth asking for
  std::string correlation_id = {};
  TokenSource source{TokenSource::kNetwork};  ///< where it was before it came to memory: kNetwork or kStore
};

/// A token and where this call had it from. Never empty when it comes out of a Result.
struct Acquired {
  std::shared_ptr<const Token> token = {};
  TokenSource source{TokenSource::kNetwork};

  const Token* operator->() const noexcept { return token.get(); }
  const Token& operator*() const noexcept { return *token; }
};

}  // namespace entra::client
