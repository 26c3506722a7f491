#include "entra/client/caching_validator.hpp"

#include "validate/verified_tokens.hpp"

namespace entra::client {

CachingValidator::CachingValidator(ValidatorOptions options, std::shared_ptr<KeyProvider> keys, const Clock& clock,
                                   VerifiedTokenOptions cache)
    : validator_(std::move(options), std::move(keys), clock),
      max_token_bytes_(cache.max_token_bytes),
      table_(std::make_unique<Table>(cache.max_entries)) {}
CachingValidator::~CachingValidator() = default;

/// The entry to serve, or null. The mark is written once between two searches for room, so that a hot line is shared.
const VerifiedToken* CachingValidator::find(std::string_view token) const {
  VerifiedToken* entry = table_->find(table_->hash_of(token), token);
  if (entry == nullptr || !entry->holds_at(validator_.clock_.coarse_now()) ||
      validator_.keys_->epoch(entry->version) != entry->key_epoch) {
    return nullptr;
  }
  if (!entry->is_used.load(std::memory_order_relaxed)) entry->is_used.store(true, std::memory_order_relaxed);
  return entry;
}

Result<std::shared_ptr<const ValidatedToken>, Refusal> CachingValidator::validate(std::string_view token) {
  {
    const EpochGuard guard;
    if (const VerifiedToken* entry = find(token)) return entry->token;
  }
  return validate_anew(token);
}

std::optional<Refusal> CachingValidator::visit(std::string_view token, Visitor use, const void* context) {
  {
    const EpochGuard guard;
    if (const VerifiedToken* entry = find(token)) {
      use(context, *entry->token);
      return std::nullopt;
    }
  }
  const auto good = validate_anew(token);
  if (!good) return good.error();
  use(context, **good);
  return std::nullopt;
}

Result<std::shared_ptr<const ValidatedToken>, Refusal> CachingValidator::validate_anew(std::string_view token) {
  table_->count_validation();
  auto checked = validator_.check(token, std::nullopt);
  if (!checked) return tl::unexpected(std::move(checked.error()));
  auto good = std::make_shared<const ValidatedToken>(std::move(checked->token));
  if (checked->key_epoch == 0 || token.size() > max_token_bytes_) return good;
  table_->insert(VerifiedToken::make(token, table_->hash_of(token), checked->key_epoch, good),
                 validator_.clock_.coarse_now());
  return good;
}

void CachingValidator::clear() {
  table_->clear();
}

VerifiedTokenStatistics CachingValidator::statistics() const {
  return table_->statistics();
}

}  // namespace entra::client
