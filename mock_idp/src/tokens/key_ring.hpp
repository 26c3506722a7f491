#pragma once
// The signing keys: which one signs now, which ones are published, which one comes next, and when an old one retires.

#include <cstddef>
#include <map>
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
#include "tokens/key_ring_state.hpp"

namespace entra::idp {

/// One key with its certificate; immutable.
struct SigningKey {
  std::string kid;              ///< base64url of the SHA-1 of the certificate; x5t is the same
  std::string certificate_der;  ///< what JWKS publishes as x5c
  std::string modulus;          ///< base64url, as "n"
  std::string exponent;         ///< base64url, as "e"
  crypto::RsaPrivateKey key;
  crypto::RsaPublicKey public_key;
  std::string tenant;  ///< whose tokens alone it signs; empty: everybody's
};

/// A key of the PEM text with the certificate that Entra's keys have.
[[nodiscard]] Result<SigningKey> make_signing_key(const std::string& private_key_pem, std::string tenant = "");

/// What a rotation did, or will do.
struct Rotation {
  std::string kid;
  Instant signs_from{};
  std::string previous_kid;
  Instant previous_retires_at{};
};
struct RotationPlan {
  seconds retire_after{0};  ///< how long the old key stays published once the new one signs
  seconds announce{0};      ///< how long the new key is published before it signs
  std::string tenant;       ///< with keys per tenant: whose
};

/// Thread-safe. Time comes in with each call. No caller waits for a key that is being made unless it is the very key
/// that he needs: tokens go on being signed meanwhile.
class KeyRing {
 public:
  /// With tenants each has keys of its own. The state that the source kept is taken up; without tenants the key that
  /// signs is there when this returns, and a damaged one is an error. The next key is made when key sets are first
  /// read.
  [[nodiscard]] static Result<std::unique_ptr<KeyRing>> make(std::shared_ptr<SigningKeySource> source, Instant now,
                                                             std::vector<std::string> tenants = {});

  /// The key that signs a tenant's tokens at this moment; null when one had to be made and could not be.
  [[nodiscard]] std::shared_ptr<const SigningKey> current(Instant now, std::string_view tenant = {}) const;
  /// Keys that a JWKS answer lists at this moment: the current one, the announced next one and those that have not
  /// retired, in no meaningful order (by kid). Without a tenant those of all.
  [[nodiscard]] std::vector<std::shared_ptr<const SigningKey>> published(Instant now,
                                                                         std::string_view tenant = {}) const;
  /// A published key by kid; null otherwise.
  [[nodiscard]] std::shared_ptr<const SigningKey> find(std::string_view kid, Instant now) const;

  [[nodiscard]] bool is_per_tenant() const noexcept { return !tenants_.empty(); }
  /// The announced key signs from now on, or after the announcement; the old one stays published until it retires. With
  /// neither announcement nor retirement it is an emergency: current and announced key vanish at once, and one signs
  /// that nobody has seen.
  [[nodiscard]] Result<Rotation> rotate(const RotationPlan& plan, Instant now);
  /// Back to the keys that were there first.
  void reset();

 private:
  using Key = std::shared_ptr<const SigningKey>;
  KeyRing(std::shared_ptr<SigningKeySource> source, std::vector<std::string> tenants)
      : source_(std::move(source)), tenants_(std::move(tenants)) {}

  [[nodiscard]] std::string ring_name(std::string_view tenant) const;
  [[nodiscard]] std::vector<std::string> ring_names(std::string_view tenant) const;
  /// The next four want making_ held; they take mutex_ for moments only.
  Result<Key> load(std::size_t n, const std::string& ring) const;
  Result<Key> begin_ring(const std::string& ring, Instant now) const;
  Result<void> announce_next(const std::string& ring, Instant now) const;
  Result<void> load_published(const std::string& ring, Instant now) const;
  Result<void> save() const;
  /// What of a ring can be had without making or reading anything.
  struct Loaded {
    std::vector<Key> keys;  ///< published
    bool exists{false};     ///< the ring was begun
    bool is_whole{true};    ///< no published key is missing from keys
    bool has_next{false};
  };
  [[nodiscard]] Loaded loaded(const std::string& ring, Instant now) const;

  std::shared_ptr<SigningKeySource> source_;
  std::vector<std::string> tenants_;
  mutable std::mutex making_;  ///< whoever makes keys or changes the state; taken before mutex_
  mutable std::mutex mutex_;   ///< state_ and keys_
  mutable KeyRingState state_;
  mutable std::map<std::size_t, Key> keys_;
};

}  // namespace entra::idp
