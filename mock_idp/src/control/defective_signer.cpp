#include "control/defective_signer.hpp"

namespace entra::idp {
namespace {

constexpr std::size_t kMostReplaced = 16;

}  // namespace

Result<std::shared_ptr<const SigningKey>> SpareKeys::stray() {
  const std::scoped_lock lock(mutex_);
  if (stray_ == nullptr) {
    const auto pem = make_generated_keys()->private_key_pem(0);
    if (!pem) return tl::unexpected(pem.error());
    auto key = make_signing_key(*pem);
    if (!key) return tl::unexpected(key.error());
    stray_ = std::make_shared<const SigningKey>(std::move(*key));
  }
  return stray_;
}

void SpareKeys::note_replaced(std::shared_ptr<const SigningKey> key) {
  const std::scoped_lock lock(mutex_);
  replaced_.push_back(std::move(key));
  if (replaced_.size() > kMostReplaced) replaced_.pop_front();
}

std::shared_ptr<const SigningKey> SpareKeys::find_retired(const KeyRing& keys, Instant now) const {
  const std::scoped_lock lock(mutex_);
  for (const auto& key : replaced_) {
    if (keys.find(key->kid, now) == nullptr) return key;
  }
  return nullptr;
}

Result<std::string> sign_defective(TokenDefect defect, const OrderedJson& header, const OrderedJson& claims,
                                   const SigningKey& key, const KeyRing& keys, SpareKeys& spare, Instant now) {
  OtherKeys others;
  if (needs_stray_key(defect)) {
    auto made = spare.stray();
    if (!made) return tl::unexpected(made.error());
    others.stray = std::move(*made);
  }
  if (defect == TokenDefect::kRetiredKey) others.retired = spare.find_retired(keys, now);
  return sign_with_defect(defect, header, claims, key, others);
}

TokenSigner make_defective_signer(TokenDefect defect, const KeyRing& keys, SpareKeys& spare, Instant now) {
  if (defect == TokenDefect::kNone) return sign_jws;
  return [defect, &keys, &spare, now](const OrderedJson& header, const OrderedJson& claims, const SigningKey& key) {
    return sign_defective(defect, header, spoil_claims(defect, claims, now), key, keys, spare, now);
  };
}

}  // namespace entra::idp
