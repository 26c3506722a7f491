#pragma once
// The two documents that lead to an authority's keys, fetched and checked (OpenID Connect Discovery §4).

#include <chrono>
#include <optional>
#include <string>

#include "entra/client/errors.hpp"
#include "entra/client/key_set.hpp"
#include "entra/client/transport.hpp"

namespace entra::client {

struct Metadata {
  std::string issuer;
  std::string jwks_uri;
};

struct FetchedKeys {
  KeySet keys;
  std::optional<std::chrono::seconds> max_age;  ///< of the answer's Cache-Control (RFC 9111 §5.2.2.1)
};

struct FetchRules {
  std::chrono::milliseconds timeout;
  bool allow_loopback_http;
};

/// kInvalidArgument for an address that may not be used, kBadResponse for a document that is not what it should be.
[[nodiscard]] Result<Metadata, ClientError> fetch_metadata(Transport& transport, const std::string& url,
                                                           const FetchRules& rules);
[[nodiscard]] Result<FetchedKeys, ClientError> fetch_keys(Transport& transport, const std::string& jwks_uri,
                                                          const FetchRules& rules);

}  // namespace entra::client
