#include "entra/client/token_key.hpp"

#include <algorithm>
#include <charconv>
#include <functional>

#include "cache/scope_name.hpp"

namespace entra::client {
namespace {

constexpr std::size_t kTenant = 1;  // places in the text
constexpr std::size_t kAccount = 6;

/// "5:hello": a length in front makes the joined text unambiguous, whatever the parts hold.
void append(std::string& text, std::string_view part) {
  text += std::to_string(part.size());
  text += ':';
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

}  // namespace

TokenKey::TokenKey(const TokenKeyParts& parts) : hash_(0) {
  text_.reserve(256);
  for (const std::string_view part : {parts.authority_origin, parts.tenant, parts.client_id, parts.credential,
                                      parts.grant, parts.resource, parts.account, parts.claims}) {
    append(text_, part);
  }
  std::vector<std::string> scopes;
  scopes.reserve(parts.scopes.size());
  for (const std::string& scope : parts.scopes) scopes.push_back(fold_scope_name(scope));
  std::sort(scopes.begin(), scopes.end());
  scopes.erase(std::unique(scopes.begin(), scopes.end()), scopes.end());
  for (const std::string_view scope : scopes) append(text_, scope);
  hash_ = std::hash<std::string_view>{}(text_);
}

std::string_view TokenKey::tenant() const noexcept {
  return part_of(text_, kTenant);
}
std::string_view TokenKey::account() const noexcept {
  return part_of(text_, kAccount);
}

}  // namespace entra::client
