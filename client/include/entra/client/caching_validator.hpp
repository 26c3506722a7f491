#pragma once
// A validator that remembers what it has accepted: the same token comes with every request until it expires, and its
// signature is the dear part.

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>
#include <type_traits>

#include "entra/client/validator.hpp"

namespace entra::client {

class VerifiedToken;

struct VerifiedTokenOptions {
  std::size_t max_entries{10'000};                      ///< beyond, tokens that were not asked for lately make room
  std::size_t max_token_bytes = std::size_t{8} * 1024;  ///< longer ones are validated each time
};

struct VerifiedTokenStatistics {
  std::uint64_t validations{0};  ///< tokens that were validated in full
  std::uint64_t evictions{0};
  std::size_t entries{0};
};

/// Says what its Validator says. A token is taken for a remembered one only when its whole text is the same; exp, nbf,
/// iat and the policy's maximum age are compared with the clock each time, and a withdrawn key takes its tokens with
/// it. Refusals are never remembered. Keys without KeyProvider::epoch are never cached. Thread-safe; hits take no lock.
/// The clock must outlive it.
class CachingValidator {
 public:
  CachingValidator(ValidatorOptions options, std::shared_ptr<KeyProvider> keys, const Clock& clock,
                   VerifiedTokenOptions cache = {});
  ~CachingValidator();
  CachingValidator(const CachingValidator&) = delete;
  CachingValidator& operator=(const CachingValidator&) = delete;

  [[nodiscard]] Result<std::shared_ptr<const ValidatedToken>, Refusal> validate(std::string_view token);
  /// Calls `use(const ValidatedToken&)` when the token is good; the refusal otherwise. Threads with one hot token do
  /// not slow each other down. The token is good during the call only: keep it short.
  template <class Use>
  [[nodiscard]] std::optional<Refusal> with_token(std::string_view token, Use&& use) {
    using Plain = std::remove_reference_t<Use>;
    return visit(
        token, [](const void* f, const ValidatedToken& good) { (*static_cast<Plain*>(const_cast<void*>(f)))(good); },
        std::addressof(use));
  }
  void clear();
  [[nodiscard]] VerifiedTokenStatistics statistics() const;

 private:
  class Table;
  using Visitor = void (*)(const void*, const ValidatedToken&);
  [[nodiscard]] const VerifiedToken* find(std::string_view token) const;
  [[nodiscard]] std::optional<Refusal> visit(std::string_view token, Visitor use, const void* context);
  [[nodiscard]] Result<std::shared_ptr<const ValidatedToken>, Refusal> validate_anew(std::string_view token);

  Validator validator_;
  std::size_t max_token_bytes_;
  std::unique_ptr<Table> table_;
};

}  // namespace entra::client
