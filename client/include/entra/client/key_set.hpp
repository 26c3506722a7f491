#pragma once
// The public keys of an authority: a JWK Set (RFC 7517 §5), read once.

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "entra/support/evp.hpp"
#include "entra/support/result.hpp"

namespace entra::client {

struct SigningKey {
  std::string kid;
  std::string issuer;  ///< Entra's per-key issuer, "{tenantid}" not yet substituted; empty when the entry has none
  crypto::RsaPublicKey key;
  std::string algorithm = {};  ///< its "alg": the only one it signs with; empty when the entry has none
};

/// Immutable; thread-safe.
class KeySet {
 public:
  /// Takes the RSA signing keys of 2048 bits and more that have a kid; others are skipped (RFC 7517 §5), as are those
  /// for another use, operation or algorithm, and those whose certificate (x5c) has another key (§4.7). kMalformed when
  /// the text is no JWK Set, kMissing when no key of it can be used, kDuplicate when two usable keys share a kid.
  [[nodiscard]] static Result<KeySet> parse(std::string_view json_text);

  [[nodiscard]] std::shared_ptr<const SigningKey> find(std::string_view kid) const;  ///< null when it is not there
  [[nodiscard]] const std::vector<std::shared_ptr<const SigningKey>>& keys() const noexcept { return keys_; }
  [[nodiscard]] std::size_t size() const noexcept { return keys_.size(); }

 private:
  std::vector<std::shared_ptr<const SigningKey>> keys_;
};

}  // namespace entra::client
