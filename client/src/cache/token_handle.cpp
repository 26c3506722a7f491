#include "entra/client/token_handle.hpp"

#include <algorithm>
#include <utility>

#include "cache/cache_state.hpp"

namespace entra::client {

TokenHandle::TokenHandle(std::shared_ptr<TokenCache> cache, TokenKey key, TokenCache::Fetch fetch)
    : cache_(std::move(cache)),
      key_(std::move(key)),
      fetch_(std::move(fetch)),
      clock_(&cache_->state_->clock),
      version_(&cache_->state_->version) {}

TokenHandle::TokenHandle(TokenHandle&& other) noexcept
    : cache_(std::move(other.cache_)),
      key_(std::move(other.key_)),
      fetch_(std::move(other.fetch_)),
      clock_(other.clock_),
      version_(other.version_),
      seen_version_(other.seen_version_),
      fresh_until_(other.fresh_until_),
      token_(std::move(other.token_)),
      served_(std::exchange(other.served_, 0)) {}

TokenHandle::~TokenHandle() {
  count_served();
}

void TokenHandle::count_served() {
  if (served_ == 0) return;
  const EpochGuard guard;
  cache_->state_->hits.add(guard.thread(), std::exchange(served_, 0));
}

Result<const Token*, ClientError> TokenHandle::resolve() {
  count_served();
  // Before the look-up: what changes after this line is seen by the next call.
  const std::uint64_t version = version_->load(std::memory_order_acquire);
  {
    const EpochGuard guard;
    const Millis now = millis_of(clock_->coarse_now());
    const auto hit = cache_->state_->look(guard, key_, now);
    if (hit.record != nullptr && now < hit.record->ages) {
      cache_->state_->hits.add(guard.thread());
      token_ = hit.record->token;
      fresh_until_ = Instant(milliseconds(std::min(hit.record->ages, hit.record->ends)));
      seen_version_ = version;
      return token_.get();
    }
  }
  // Absent, or so old that every call has to see how its renewal fares.
  seen_version_ = kUnresolved;
  auto acquired = cache_->get_or_fetch(key_, fetch_);
  if (!acquired) return tl::unexpected(std::move(acquired.error()));
  token_ = std::move(acquired->token);
  return token_.get();
}

Result<std::shared_ptr<const Token>, ClientError> TokenHandle::get_shared() {
  const auto got = get();
  if (!got) return tl::unexpected(got.error());
  return token_;
}

void TokenHandle::invalidate() {
  if (token_) cache_->invalidate(token_->access_token);
}

}  // namespace entra::client
