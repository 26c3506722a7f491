#pragma once
// The signing keys: which one signs now, which ones are published, and when an old one retires.

#include <cstddef>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "entra/idp/mock_idp.hpp"
#include "entra/support/clock.hpp"
#include "entra/support/evp.hpp"
#include "entra/support/result.hpp"
#include "store/text_store.hpp"

namespace entra::idp {

/// One key with its certificate; immutable.
struct SigningKey {
  std::string kid;              ///< base64url of the SHA-1 of the certificate; x5t is the same
  std::string certificate_der;  ///< what JWKS publishes as x5c
  std::string modulus;          ///< base64url, as "n"
  std::string exponent;         ///< base64url, as "e"
  crypto::RsaPrivateKey key;
  crypto::RsaPublicKey public_key;
  std::optional<Instant> retires_at;  ///< from then on it is published no more; none: in use
};

/// Thread-safe. Time comes in with each call. Which keys there are is kept in the store, the keys themselves by their
/// source; the store outlives the ring.
class KeyRing {
 public:
  [[nodiscard]] static Result<std::unique_ptr<KeyRing>> make(std::shared_ptr<SigningKeySource> source,
                                                             TextStore& store);

  [[nodiscard]] std::shared_ptr<const SigningKey> current() const;
  /// Keys that a JWKS answer lists at this moment, the current one among them.
  [[nodiscard]] std::vector<std::shared_ptr<const SigningKey>> published(Instant now) const;
  /// A published key by kid; null otherwise.
  [[nodiscard]] std::shared_ptr<const SigningKey> find(std::string_view kid, Instant now) const;
  /// A new key signs from now on; the old one stays published until it retires. Answers the new kid.
  [[nodiscard]] Result<std::string> rotate(seconds retire_after, Instant now);
  /// Back to the first key alone.
  void reset();

 private:
  KeyRing(std::shared_ptr<SigningKeySource> source, TextStore& store) : source_(std::move(source)), store_(store) {}
  [[nodiscard]] Result<std::shared_ptr<const SigningKey>> load(std::size_t n, std::optional<Instant> retires_at) const;

  std::shared_ptr<SigningKeySource> source_;
  TextStore& store_;
  mutable std::mutex mutex_;
  std::vector<std::shared_ptr<const SigningKey>> keys_;  ///< the n-th of the source at n; the last one signs
};

}  // namespace entra::idp
