#include "entra/client/token_key.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <compare>
#include <limits>
#include <vector>

#include "cache/text_hash.hpp"

namespace entra::client {
namespace {

constexpr std::size_t kTenant = 1;  // places in the text
constexpr std::size_t kAccount = 6;
constexpr std::size_t kMostDigits = std::numeric_limits<std::size_t>::digits10 + 1;
constexpr std::size_t kFewScopes = 16;

/// "5:" before "hello": a length in front makes the joined text unambiguous, whatever the parts hold.
void append_size(std::string& text, std::size_t size) {
  std::array<char, kMostDigits + 1> digits{};
  char* end = std::to_chars(digits.data(), digits.data() + kMostDigits, size).ptr;
  *end = ':';
  text.append(digits.data(), end + 1);
}

void append(std::string& text, std::string_view part) {
  append_size(text, part.size());
  text += part;
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

/// Entra takes "user.read" for "User.Read"; what stands before the last slash names a resource and can come back as
/// the token's audience in the case it was asked in, so it stays.
class FoldedScope {
 public:
  FoldedScope() = default;
  explicit FoldedScope(std::string_view scope) : scope_(scope), name_(scope.rfind('/') + 1) {}  // npos + 1 is 0

  [[nodiscard]] char at(std::size_t n) const noexcept {
    const char c = scope_[n];
    return n >= name_ && c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  }
  void append_to(std::string& text) const {
    append(text, scope_);
    const std::size_t begin = text.size() - scope_.size();
    for (std::size_t n = name_; n < scope_.size(); ++n) text[begin + n] = at(n);
  }
  friend std::strong_ordering operator<=>(const FoldedScope& a, const FoldedScope& b) noexcept {
    const std::size_t shorter = std::min(a.scope_.size(), b.scope_.size());
    for (std::size_t n = 0; n < shorter; ++n)
      if (a.at(n) != b.at(n)) return a.at(n) <=> b.at(n);
    return a.scope_.size() <=> b.scope_.size();
  }
  friend bool operator==(const FoldedScope& a, const FoldedScope& b) noexcept { return (a <=> b) == 0; }

 private:
  std::string_view scope_;
  std::size_t name_{0};
};

void append_scopes(std::string& text, std::span<const std::string> scopes) {
  std::array<FoldedScope, kFewScopes> few;
  std::vector<FoldedScope> many;
  std::span<FoldedScope> folded = few;
  if (scopes.size() > few.size()) {
    many.resize(scopes.size());
    folded = many;
  }
  folded = folded.first(scopes.size());
  std::transform(scopes.begin(), scopes.end(), folded.begin(), [](const auto& scope) { return FoldedScope(scope); });
  std::sort(folded.begin(), folded.end());
  const auto end = std::unique(folded.begin(), folded.end());
  std::for_each(folded.begin(), end, [&](const FoldedScope& scope) { scope.append_to(text); });
}

}  // namespace

TokenKey::TokenKey(const TokenKeyParts& parts) : hash_(0) {
  const std::array fixed{parts.authority_origin, parts.tenant,  parts.client_id, parts.credential, parts.grant,
                         parts.resource,         parts.account, parts.claims};
  std::size_t size = (fixed.size() + parts.scopes.size()) * (kMostDigits + 1);
  for (const std::string_view part : fixed) size += part.size();
  for (const std::string& scope : parts.scopes) size += scope.size();
  text_.reserve(size);
  for (const std::string_view part : fixed) append(text_, part);
  append_scopes(text_, parts.scopes);
  hash_ = static_cast<std::size_t>(hash_text(text_));
}

std::string_view TokenKey::tenant() const noexcept {
  return part_of(text_, kTenant);
}
std::string_view TokenKey::account() const noexcept {
  return part_of(text_, kAccount);
}

}  // namespace entra::client
