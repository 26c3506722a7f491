#pragma once
// Signing with the server's keys, broken on purpose.

#include <deque>
#include <memory>
#include <mutex>

#include "tokens/defects.hpp"

namespace entra::idp {

/// Keys that defects need beside the one that signs. Thread-safe.
class SpareKeys {
 public:
  /// A key that is never published, made when it is first needed.
  [[nodiscard]] Result<std::shared_ptr<const SigningKey>> stray();
  /// To be told of each key that a rotation replaces.
  void note_replaced(std::shared_ptr<const SigningKey> key);
  /// A replaced key that is published no more; null when there is none.
  [[nodiscard]] std::shared_ptr<const SigningKey> find_retired(const KeyRing& keys, Instant now) const;

 private:
  mutable std::mutex mutex_;
  std::shared_ptr<const SigningKey> stray_;
  std::deque<std::shared_ptr<const SigningKey>> replaced_;  ///< the newest last; old ones are forgotten
};

/// sign_with_defect with the keys that the defect needs.
[[nodiscard]] Result<std::string> sign_defective(TokenDefect defect, const OrderedJson& header,
                                                 const OrderedJson& claims, const SigningKey& key, const KeyRing& keys,
                                                 SpareKeys& spare, Instant now);

/// Claims and signature spoilt as the defect says; sign_jws when it is none. References outlive the signer.
[[nodiscard]] TokenSigner make_defective_signer(TokenDefect defect, const KeyRing& keys, SpareKeys& spare, Instant now);

}  // namespace entra::idp
