#pragma once
// Signing with the server's keys, broken on purpose.

#include <memory>
#include <mutex>

#include "tokens/defects.hpp"

namespace entra::idp {

/// A key that is never published, made when it is first needed. Thread-safe.
class StrayKey {
 public:
  [[nodiscard]] Result<std::shared_ptr<const SigningKey>> get();

 private:
  std::mutex mutex_;
  std::shared_ptr<const SigningKey> key_;
};

/// sign_with_defect with the keys that the defect needs: the stray one, or one of the ring's that has retired.
[[nodiscard]] Result<std::string> sign_defective(TokenDefect defect, const OrderedJson& header,
                                                 const OrderedJson& claims, const SigningKey& key, const KeyRing& keys,
                                                 StrayKey& stray, Instant now);

/// Claims and signature spoilt as the defect says; sign_jws when it is none. References outlive the signer.
[[nodiscard]] TokenSigner make_defective_signer(TokenDefect defect, const KeyRing& keys, StrayKey& stray, Instant now);

}  // namespace entra::idp
