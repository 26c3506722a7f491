#include "tokens/key_ring.hpp"

#include <algorithm>

#include "entra/support/base64.hpp"
#include "entra/support/json_access.hpp"

namespace entra::idp {
namespace {

/// Entra's signing certificates run for some years from a fixed day; a fixed span keeps kid stable across restarts.
constexpr std::int64_t kCertificateStart = 1704067200;  // 2024-01-01
constexpr std::int64_t kCertificateEnd = 2019686400;    // 2034-01-01

/// In the store: the moments at which all keys but the last retire, in milliseconds since 1970, as a JSON array.
constexpr std::string_view kRetirements = "signing-keys";

Result<std::vector<Instant>> read_retirements(const TextStore& store) {
  std::vector<Instant> moments;
  const auto text = store.find_text(kRetirements);
  if (!text) return moments;
  const auto json = parse_json(*text);
  const bool is_readable = json && json->is_array() && std::all_of(json->begin(), json->end(), [](const Json& moment) {
                             return moment.is_number_integer();
                           });
  if (!is_readable) return fail(Errc::kMalformed, "the store's text 'signing-keys' is no list of moments");
  for (const Json& moment : *json) moments.emplace_back(milliseconds(moment.get<std::int64_t>()));
  return moments;
}

}  // namespace

Result<std::unique_ptr<KeyRing>> KeyRing::make(std::shared_ptr<SigningKeySource> source, TextStore& store) {
  const auto retirements = read_retirements(store);
  if (!retirements) return tl::unexpected(retirements.error());
  std::unique_ptr<KeyRing> ring(new KeyRing(std::move(source), store));
  for (std::size_t n = 0; n <= retirements->size(); ++n) {
    auto key = ring->load(n, n < retirements->size() ? std::optional((*retirements)[n]) : std::nullopt);
    if (!key) return tl::unexpected(key.error());
    ring->keys_.push_back(std::move(*key));
  }
  return ring;
}

Result<std::shared_ptr<const SigningKey>> KeyRing::load(std::size_t n, std::optional<Instant> retires_at) const {
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
                  retires_at};
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
  auto next = load(keys_.size(), std::nullopt);
  if (!next) return tl::unexpected(next.error());
  auto old = std::make_shared<SigningKey>(*keys_.back());
  old->retires_at = now + retire_after;
  keys_.back() = std::move(old);
  keys_.push_back(std::move(*next));
  Json moments = Json::array();
  for (const auto& key : keys_) {
    if (key->retires_at) moments.push_back(key->retires_at->time_since_epoch().count());
  }
  store_.put_text(kRetirements, moments.dump());
  return keys_.back()->kid;
}

void KeyRing::reset() {
  const std::scoped_lock lock(mutex_);
  auto first = std::make_shared<SigningKey>(*keys_.front());
  first->retires_at.reset();
  keys_.assign(1, std::move(first));
  store_.put_text(kRetirements, "");
}

}  // namespace entra::idp
