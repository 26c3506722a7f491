#include "jwks/published_keys.hpp"

#include <algorithm>

namespace entra::client {
namespace {

constexpr std::chrono::seconds kShortestAge{300};
constexpr std::chrono::seconds kLongestAge{24 * 3600};

std::chrono::seconds age_of(const FetchedKeys& fetched, const JwksOptions& options) {
  if (!fetched.max_age) return options.max_age;
  return std::min(options.max_age, std::clamp(*fetched.max_age, kShortestAge, kLongestAge));
}

bool is_same(const SigningKey& a, const SigningKey& b) {
  return a.issuer == b.issuer && a.algorithm == b.algorithm && a.key == b.key;
}

}  // namespace

FoundKey PublishedKeys::find(std::string_view kid, Instant now) const {
  FoundKey found{.key = keys.find(kid), .issuer = metadata.issuer, .trusted_until = {}, .epoch = epoch};
  if (found.key) return found;
  for (const Retired& old : retired) {
    if (old.key->kid != kid || now >= old.until) continue;
    found.key = old.key;
    found.trusted_until = old.until;
  }
  return found;
}

std::unique_ptr<const PublishedKeys> publish(Metadata metadata, FetchedKeys fetched, const PublishedKeys* old,
                                             bool is_new_document, const JwksOptions& options, Instant now) {
  const auto age = age_of(fetched, options);
  auto made = std::make_unique<PublishedKeys>();
  made->metadata = std::move(metadata);
  made->keys = std::move(fetched.keys);
  made->fetched_at = is_new_document || old == nullptr ? now : old->fetched_at;
  made->due_at = made->fetched_at + age;
  made->ages_at = made->fetched_at + age / 4 * 3;
  made->ends_at = made->due_at + options.max_stale;
  made->epoch = 1;
  if (old == nullptr) return made;

  bool is_superset = old->metadata.issuer == made->metadata.issuer;
  for (const auto& key : old->keys.keys()) {
    const auto kept = made->keys.find(key->kid);
    if (kept && is_same(*kept, *key)) continue;
    is_superset = false;
    // Another key under the same kid replaces it at once: two keys cannot both be asked for.
    if (!kept && options.overlap.count() > 0) made->retired.push_back({key, now + options.overlap});
  }
  for (const PublishedKeys::Retired& one : old->retired) {
    if (now < one.until && !made->keys.find(one.key->kid)) made->retired.push_back(one);
  }
  made->epoch = is_superset ? old->epoch : old->epoch + 1;
  return made;
}

}  // namespace entra::client
