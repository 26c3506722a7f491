#include <algorithm>
#include <functional>

#include "entra/client/token_cache.hpp"

namespace entra::client {
namespace {

/// "5:hello": a length in front makes the joined text unambiguous, whatever the parts hold.
void append(std::string& text, std::string_view part) {
  text += std::to_string(part.size());
  text += ':';
  text += part;
}

}  // namespace

TokenKey::TokenKey(const TokenKeyParts& parts) : hash_(0) {
  text_.reserve(256);
  for (const std::string_view part : {parts.authority_origin, parts.tenant, parts.client_id, parts.credential,
                                      parts.grant, parts.resource, parts.account, parts.claims}) {
    append(text_, part);
  }
  std::vector<std::string_view> scopes(parts.scopes.begin(), parts.scopes.end());
  std::sort(scopes.begin(), scopes.end());
  scopes.erase(std::unique(scopes.begin(), scopes.end()), scopes.end());
  for (const std::string_view scope : scopes) append(text_, scope);
  hash_ = std::hash<std::string_view>{}(text_);
}

}  // namespace entra::client
