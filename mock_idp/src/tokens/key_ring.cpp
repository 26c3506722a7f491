#include "tokens/key_ring.hpp"

#include <algorithm>

#include "entra/support/base64.hpp"

namespace entra::idp {
namespace {

/// Entra's signing certificates run for some years from a fixed day; a fixed span keeps kid stable across restarts.
constexpr std::int64_t kCertificateStart = 1704067200;  // 2024-01-01
constexpr std::int64_t kCertificateEnd = 2019686400;    // 2034-01-01

/// The first key has always been signing, whatever the clock is set to.
constexpr Instant kAlways{};

}  // namespace

Result<SigningKey> make_signing_key(const std::string& private_key_pem, std::string tenant) {
  auto key = crypto::RsaPrivateKey::from_pem(private_key_pem);
  if (!key) return tl::unexpected(key.error());
  auto der =
      crypto::make_self_signed_certificate(*key, "accounts.accesscontrol.windows.net",
                                           from_epoch_seconds(kCertificateStart), from_epoch_seconds(kCertificateEnd));
  if (!der) return tl::unexpected(der.error());
  auto public_key = key->public_key();
  return SigningKey{base64url_encode(crypto::sha1(*der)),
                    *der,
                    base64url_encode(public_key.modulus()),
                    base64url_encode(public_key.exponent()),
                    *key,
                    public_key,
                    std::move(tenant)};
}

Result<std::unique_ptr<KeyRing>> KeyRing::make(std::shared_ptr<SigningKeySource> source, Instant now,
                                               std::vector<std::string> tenants) {
  std::unique_ptr<KeyRing> ring(new KeyRing(std::move(source), std::move(tenants)));
  const auto text = ring->source_->load_state();
  if (!text) return tl::unexpected(text.error());
  if (!text->empty()) {
    auto state = KeyRingState::parse(*text);
    if (!state) return tl::unexpected(state.error());
    ring->state_ = std::move(*state);
  }
  if (ring->is_per_tenant()) return ring;
  const std::scoped_lock lock(ring->making_);
  if (auto key = ring->begin_ring("", now); !key) return tl::unexpected(key.error());
  return ring;
}

std::string KeyRing::ring_name(std::string_view tenant) const {
  return is_per_tenant() ? std::string(tenant) : "";
}

std::vector<std::string> KeyRing::ring_names(std::string_view tenant) const {
  if (is_per_tenant() && tenant.empty()) return tenants_;
  return {ring_name(tenant)};
}

Result<KeyRing::Key> KeyRing::load(std::size_t n, const std::string& ring) const {
  {
    const std::scoped_lock lock(mutex_);
    if (const auto found = keys_.find(n); found != keys_.end()) return found->second;
  }
  const auto pem = source_->private_key_pem(n);
  if (!pem) return tl::unexpected(pem.error());
  auto made = make_signing_key(*pem, ring);
  if (!made) return tl::unexpected(made.error().in("signing key " + std::to_string(n)));
  auto key = std::make_shared<const SigningKey>(std::move(*made));
  const std::scoped_lock lock(mutex_);
  keys_[n] = key;
  return key;
}

Result<KeyRing::Key> KeyRing::begin_ring(const std::string& ring, Instant now) const {
  std::optional<std::size_t> known;
  {
    const std::scoped_lock lock(mutex_);
    if (const auto found = state_.rings.find(ring); found != state_.rings.end()) known = found->second.current(now).n;
  }
  if (known) return load(*known, ring);
  const std::size_t n = state_.made;
  auto key = load(n, ring);
  if (!key) return key;
  {
    const std::scoped_lock lock(mutex_);
    state_.rings[ring] = KeySlots{n, {KeySlot{n, kAlways, std::nullopt}}};
    state_.made = n + 1;
  }
  // State that says no more than a fresh start would is not worth a file.
  if (is_per_tenant()) (void)save();
  return key;
}

Result<void> KeyRing::announce_next(const std::string& ring, Instant now) const {
  {
    const std::scoped_lock lock(mutex_);
    if (state_.rings.at(ring).next(now) != nullptr) return {};
  }
  const std::size_t n = state_.made;
  if (auto key = load(n, ring); !key) return tl::unexpected(key.error());
  {
    const std::scoped_lock lock(mutex_);
    state_.rings.at(ring).slots.push_back({n, std::nullopt, std::nullopt});
    state_.made = n + 1;
  }
  return save();
}

Result<void> KeyRing::load_published(const std::string& ring, Instant now) const {
  std::vector<std::size_t> wanted;
  {
    const std::scoped_lock lock(mutex_);
    const auto found = state_.rings.find(ring);
    if (found == state_.rings.end()) return {};
    for (const KeySlot& slot : found->second.slots)
      if (slot.is_published_at(now)) wanted.push_back(slot.n);
  }
  for (const std::size_t n : wanted) {
    if (auto key = load(n, ring); !key) return tl::unexpected(key.error());
  }
  return {};
}

Result<void> KeyRing::save() const {
  return source_->save_state(state_.to_text());
}

KeyRing::Loaded KeyRing::loaded(const std::string& ring, Instant now) const {
  const std::scoped_lock lock(mutex_);
  Loaded have;
  const auto found = state_.rings.find(ring);
  if (found == state_.rings.end()) return have;
  have.exists = true;
  have.has_next = found->second.next(now) != nullptr;
  for (const KeySlot& slot : found->second.slots) {
    if (!slot.is_published_at(now)) continue;
    const auto key = keys_.find(slot.n);
    have.is_whole = have.is_whole && key != keys_.end();
    if (key != keys_.end()) have.keys.push_back(key->second);
  }
  return have;
}

std::shared_ptr<const SigningKey> KeyRing::current(Instant now, std::string_view tenant) const {
  const std::string ring = ring_name(tenant);
  {
    const std::scoped_lock lock(mutex_);
    if (const auto found = state_.rings.find(ring); found != state_.rings.end()) {
      const auto key = keys_.find(found->second.current(now).n);
      if (key != keys_.end()) return key->second;
    }
  }
  const std::scoped_lock lock(making_);
  return begin_ring(ring, now).value_or(nullptr);
}

std::vector<std::shared_ptr<const SigningKey>> KeyRing::published(Instant now, std::string_view tenant) const {
  std::vector<Key> all;
  for (const std::string& ring : ring_names(tenant)) {
    Loaded have = loaded(ring, now);
    if (!have.exists || !have.is_whole || !have.has_next) {
      const std::scoped_lock lock(making_);
      // What cannot be made or read is not published; signing with it fails loudly.
      if (begin_ring(ring, now)) (void)announce_next(ring, now);
      (void)load_published(ring, now);
      have = loaded(ring, now);
    }
    all.insert(all.end(), have.keys.begin(), have.keys.end());
  }
  std::sort(all.begin(), all.end(), [](const Key& a, const Key& b) { return a->kid < b->kid; });
  return all;
}

std::shared_ptr<const SigningKey> KeyRing::find(std::string_view kid, Instant now) const {
  std::vector<std::string> unread;
  const auto search = [&](const Loaded& have) -> Key {
    for (const auto& key : have.keys)
      if (key->kid == kid) return key;
    return nullptr;
  };
  for (const std::string& ring : ring_names("")) {
    const Loaded have = loaded(ring, now);
    if (auto key = search(have)) return key;
    if (!have.is_whole) unread.push_back(ring);  // the ring goes on from an earlier start
  }
  for (const std::string& ring : unread) {
    const std::scoped_lock lock(making_);
    (void)load_published(ring, now);
    if (auto key = search(loaded(ring, now))) return key;
  }
  return nullptr;
}

Result<Rotation> KeyRing::rotate(const RotationPlan& plan, Instant now) {
  const std::string ring = ring_name(plan.tenant);
  if (is_per_tenant() && std::find(tenants_.begin(), tenants_.end(), ring) == tenants_.end()) {
    return fail(Errc::kNotFound, "keys are per tenant: name the tenant whose keys rotate");
  }
  const std::scoped_lock lock(making_);
  const auto old = begin_ring(ring, now);
  if (!old) return tl::unexpected(old.error());
  const bool is_emergency = plan.retire_after == seconds{0} && plan.announce == seconds{0};
  if (is_emergency) {
    const std::scoped_lock state(mutex_);
    KeySlots& slots = state_.rings.at(ring);
    const std::size_t signing = slots.current(now).n;
    std::erase_if(slots.slots, [&](const KeySlot& slot) { return !slot.signs_at(now) && slot.n != signing; });
  }
  if (auto announced = announce_next(ring, now); !announced) return tl::unexpected(announced.error());
  Rotation done{"", now + plan.announce, (*old)->kid, now + plan.announce + plan.retire_after};
  {
    const std::scoped_lock state(mutex_);
    KeySlots& slots = state_.rings.at(ring);
    const std::size_t from = slots.current(now).n;
    const std::size_t to = slots.next(now)->n;
    for (KeySlot& slot : slots.slots) {
      if (slot.n == from) slot.retires_at = done.previous_retires_at;
      if (slot.n == to) slot.signs_from = done.signs_from;
    }
    std::erase_if(slots.slots, [&](const KeySlot& slot) { return !slot.is_published_at(now); });
    done.kid = keys_.at(to)->kid;
  }
  if (auto saved = save(); !saved) return tl::unexpected(saved.error());
  return done;
}

void KeyRing::reset() {
  const std::scoped_lock lock(making_);
  {
    const std::scoped_lock state(mutex_);
    std::map<std::size_t, Key> first_keys;
    state_.made = 0;
    for (auto& [name, ring] : state_.rings) {
      ring.slots.assign(1, KeySlot{ring.first, kAlways, std::nullopt});
      state_.made = std::max(state_.made, ring.first + 1);
      if (const auto key = keys_.find(ring.first); key != keys_.end()) first_keys.insert(*key);
    }
    keys_ = std::move(first_keys);
  }
  (void)save();
}

}  // namespace entra::idp
