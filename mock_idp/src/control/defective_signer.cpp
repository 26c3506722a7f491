#include "control/defective_signer.hpp"

namespace entra::idp {
namespace {

/// A key that was published once, and is no more.
std::shared_ptr<const SigningKey> find_retired(const KeyRing& keys, Instant now) {
  for (auto& key : keys.published(Instant{})) {
    if (keys.find(key->kid, now) == nullptr) return key;
  }
  return nullptr;
}

}  // namespace

Result<std::shared_ptr<const SigningKey>> StrayKey::get() {
  const std::scoped_lock lock(mutex_);
  if (key_ == nullptr) {
    const auto pem = make_generated_keys()->private_key_pem(0);
    if (!pem) return tl::unexpected(pem.error());
    auto key = make_signing_key(*pem);
    if (!key) return tl::unexpected(key.error());
    key_ = std::make_shared<const SigningKey>(std::move(*key));
  }
  return key_;
}

Result<std::string> sign_defective(TokenDefect defect, const OrderedJson& header, const OrderedJson& claims,
                                   const SigningKey& key, const KeyRing& keys, StrayKey& stray, Instant now) {
  OtherKeys others;
  if (needs_stray_key(defect)) {
    auto made = stray.get();
    if (!made) return tl::unexpected(made.error());
    others.stray = std::move(*made);
  }
  if (defect == TokenDefect::kRetiredKey) others.retired = find_retired(keys, now);
  return sign_with_defect(defect, header, claims, key, others);
}

TokenSigner make_defective_signer(TokenDefect defect, const KeyRing& keys, StrayKey& stray, Instant now) {
  if (defect == TokenDefect::kNone) return sign_jws;
  return [defect, &keys, &stray, now](const OrderedJson& header, const OrderedJson& claims, const SigningKey& key) {
    return sign_defective(defect, header, spoil_claims(defect, claims, now), key, keys, stray, now);
  };
}

}  // namespace entra::idp
