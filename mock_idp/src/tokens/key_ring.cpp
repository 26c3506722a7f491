#include "tokens/key_ring.hpp"

#include "entra/support/base64.hpp"

namespace entra::idp {
namespace {

/// Entra's signing certificates run for some years from a fixed day; a fixed span keeps kid stable across restarts.
constexpr std::int64_t kCertificateStart = 1704067200;  // 2024-01-01
constexpr std::int64_t kCertificateEnd = 2019686400;    // 2034-01-01

}  // namespace

Result<std::unique_ptr<KeyRing>> KeyRing::make(std::shared_ptr<SigningKeySource> source, Instant now) {
  std::unique_ptr<KeyRing> ring(new KeyRing(std::move(source)));
  auto first = ring->load(0, now);
  if (!first) return tl::unexpected(first.error());
  ring->keys_.push_back(std::move(*first));
  ring->made_ = 1;
  return ring;
}

Result<std::shared_ptr<const SigningKey>> KeyRing::load(std::size_t n, Instant) const {
  auto pem = source_->private_key_pem(n);
  if (!pem) return tl::unexpected(pem.error());
  auto key = crypto::RsaPrivateKey::from_pem(*pem);
  if (!key) return tl::unexpected(key.error().in("signing key " + std::to_string(n)));
  auto der =
      crypto::make_self_signed_certificate(*key, "accounts.accesscontrol.windows.net",
                                           from_epoch_seconds(kCertificateStart), from_epoch_seconds(kCertificateEnd));
  if (!der) return tl::unexpected(der.error());
  auto public_key = key->public_key();
  SigningKey made{base64url_encode(crypto::sha1(*der)),
                  *der,
                  base64url_encode(public_key.modulus()),
                  base64url_encode(public_key.exponent()),
                  *key,
                  public_key,
                  std::nullopt};
  return std::make_shared<const SigningKey>(std::move(made));
}

std::shared_ptr<const SigningKey> KeyRing::current() const {
  const std::scoped_lock lock(mutex_);
  return keys_.back();
}

std::vector<std::shared_ptr<const SigningKey>> KeyRing::published(Instant now) const {
  const std::scoped_lock lock(mutex_);
  std::vector<std::shared_ptr<const SigningKey>> keys;
  for (const auto& key : keys_) {
    if (!key->retires_at || now < *key->retires_at) keys.push_back(key);
  }
  return keys;
}

std::shared_ptr<const SigningKey> KeyRing::find(std::string_view kid, Instant now) const {
  for (auto& key : published(now)) {
    if (key->kid == kid) return key;
  }
  return nullptr;
}

Result<std::string> KeyRing::rotate(seconds retire_after, Instant now) {
  const std::scoped_lock lock(mutex_);
  auto next = load(made_, now);
  if (!next) return tl::unexpected(next.error());
  ++made_;
  auto old = std::make_shared<SigningKey>(*keys_.back());
  old->retires_at = now + retire_after;
  keys_.back() = std::move(old);
  keys_.push_back(std::move(*next));
  return keys_.back()->kid;
}

void KeyRing::reset() {
  const std::scoped_lock lock(mutex_);
  auto first = std::make_shared<SigningKey>(*keys_.front());
  first->retires_at.reset();
  keys_.assign(1, std::move(first));
  made_ = 1;
}

}  // namespace entra::idp
