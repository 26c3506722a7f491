#include "entra/client/token_key.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <compare>
#include <utility>
#include <vector>

#include "cache/text_hash.hpp"

namespace entra::client {
namespace {

constexpr std::size_t kTenant = 1;  // places in the text
constexpr std::size_t kAccount = 7;
constexpr std::size_t kFewScopes = 8;

std::size_t written_size(std::size_t part) {
  std::size_t size = part + 2;  // a digit and the colon
  for (std::size_t rest = part; rest >= 10; rest /= 10) ++size;
  return size;
}
/// Writes "5:hello": a length in front makes the joined text unambiguous, whatever the parts hold.
char* write(char* at, std::string_view part) {
  at = std::to_chars(at, at + written_size(part.size()) - part.size() - 1, part.size()).ptr;
  *at++ = ':';
  return std::copy(part.begin(), part.end(), at);
}

std::string_view part_of(std::string_view text, std::size_t place) {
  for (;; --place) {
    std::size_t size = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), size);
    text.remove_prefix(static_cast<std::size_t>(end - text.data()) + 1);
    if (place == 0) return text.substr(0, size);
    text.remove_prefix(size);
  }
}

char lower(char c) noexcept {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

/// Entra takes "user.read" for "User.Read"; what stands before the last slash names a resource and can come back as
/// the token's audience in the case it was asked in, so it stays.
class FoldedScope {
 public:
  FoldedScope() = default;
  explicit FoldedScope(std::string_view scope) : scope_(scope), name_(scope.rfind('/') + 1) {}  // npos + 1 is 0

  [[nodiscard]] char at(std::size_t n) const noexcept { return n < name_ ? scope_[n] : lower(scope_[n]); }
  [[nodiscard]] std::size_t size() const noexcept { return scope_.size(); }
  char* write_to(char* begin) const {
    char* end = write(begin, scope_);
    char* name = end - (size() - name_);
    std::transform(name, end, name, lower);
    return end;
  }
  friend std::strong_ordering operator<=>(const FoldedScope& a, const FoldedScope& b) noexcept {
    const std::size_t shorter = std::min(a.scope_.size(), b.scope_.size());
    for (std::size_t n = 0; n < shorter; ++n)
      if (a.at(n) != b.at(n)) return a.at(n) <=> b.at(n);
    return a.scope_.size() <=> b.scope_.size();
  }
  friend bool operator==(const FoldedScope& a, const FoldedScope& b) noexcept { return std::is_eq(a <=> b); }

 private:
  std::string_view scope_;
  std::size_t name_{0};
};

/// Sorted and each once; a handful of them without an allocation.
class FoldedScopes {
 public:
  explicit FoldedScopes(std::span<const std::string> scopes) {
    if (scopes.size() > few_.size()) many_.resize(scopes.size());
    const std::span<FoldedScope> all = std::span(many_.empty() ? few_.data() : many_.data(), scopes.size());
    std::transform(scopes.begin(), scopes.end(), all.begin(), [](const auto& scope) { return FoldedScope(scope); });
    std::sort(all.begin(), all.end());
    folded_ = {all.begin(), std::unique(all.begin(), all.end())};
  }
  FoldedScopes(const FoldedScopes&) = delete;
  FoldedScopes& operator=(const FoldedScopes&) = delete;
  [[nodiscard]] auto begin() const noexcept { return folded_.begin(); }
  [[nodiscard]] auto end() const noexcept { return folded_.end(); }

 private:
  std::array<FoldedScope, kFewScopes> few_;
  std::vector<FoldedScope> many_;
  std::span<const FoldedScope> folded_;
};

}  // namespace

TokenKey::TokenKey(const TokenKeyParts& parts) {
  const std::array fixed{parts.authority_origin, parts.tenant,  parts.client_id,
                         parts.credential,       parts.version, parts.grant,
                         parts.resource,         parts.account, parts.claims};
  const FoldedScopes scopes(parts.scopes);
  for (const std::string_view part : fixed) size_ += written_size(part.size());
  for (const FoldedScope& scope : scopes) size_ += written_size(scope.size());
  auto text = std::make_shared_for_overwrite<char[]>(size_);
  char* at = text.get();
  for (const std::string_view part : fixed) at = write(at, part);
  for (const FoldedScope& scope : scopes) at = scope.write_to(at);
  text_ = std::move(text);
  hash_ = static_cast<std::size_t>(hash_text(this->text()));
}

std::string_view TokenKey::tenant() const noexcept {
  return part_of(text(), kTenant);
}
std::string_view TokenKey::account() const noexcept {
  return part_of(text(), kAccount);
}

}  // namespace entra::client
