#include <algorithm>

#include "entra/support/text.hpp"
#include "persist/cache_document.hpp"
#include "persist/cache_entry.hpp"
#include "persist/scope_match.hpp"

namespace entra::client {
namespace {

using namespace schema;

/// A family that a client without metadata may belong to: there is only this one (MSAL's THE_FAMILY_ID).
constexpr std::string_view kTheFamily = "1";

struct Candidate {
  bool is_own;
  Instant at;
  std::string secret;
};

}  // namespace

std::optional<StoredAccessToken> CacheDocument::find_access_token(const AccessTokenQuery& query) const {
  std::optional<StoredAccessToken> best;
  for (const Json& entry : section(kAccessToken)) {
    if (!is_plain_access_token(entry) || !is_of_client(entry, query.client_id) || !is_of_realm(entry, query.realm) ||
        !is_of_account(entry, query.home_account_id) || !is_at(entry, query.authority) ||
        !serves_scopes(text_of(entry, "target"), query.scopes)) {
      continue;
    }
    const auto expires_on = time_of(entry, "expires_on");
    if (!expires_on || (best && best->expires_on >= *expires_on)) continue;
    const std::string type = text_of(entry, "token_type");
    best = StoredAccessToken{.secret = text_of(entry, "secret"),
                             .token_type = type.empty() ? "Bearer" : type,
                             .target = text_of(entry, "target"),
                             .cached_at = time_of(entry, "cached_at").value_or(Instant{}),
                             .expires_on = *expires_on,
                             .refresh_on = time_of(entry, "refresh_on")};
  }
  return best;
}

/// Nothing: no answer has told whether the client is in a family. Empty: it is in none.
std::optional<std::string> CacheDocument::family_of(const StoreAuthority& authority, std::string_view client_id) const {
  for (const Json& entry : section(kAppMetadata)) {
    if (is_of_client(entry, client_id) && is_at(entry, authority)) return text_of(entry, "family_id");
  }
  return std::nullopt;
}

std::vector<std::string> CacheDocument::find_refresh_tokens(const CredentialQuery& query) const {
  const std::string family = family_of(query.authority, query.client_id).value_or(std::string(kTheFamily));
  std::vector<Candidate> found;
  for (const Json& entry : section(kRefreshToken)) {
    std::string secret = text_of(entry, "secret");
    if (secret.empty() || !is_of_account(entry, query.home_account_id) || !is_at(entry, query.authority)) continue;
    const bool is_own = is_of_client(entry, query.client_id);
    if (!is_own && (family.empty() || text_of(entry, "family_id") != family)) continue;
    found.push_back({is_own, time_of(entry, "last_modification_time").value_or(Instant{}), std::move(secret)});
  }
  std::stable_sort(found.begin(), found.end(), [](const Candidate& a, const Candidate& b) {
    return a.is_own != b.is_own ? a.is_own : a.at > b.at;
  });
  std::vector<std::string> secrets;
  secrets.reserve(found.size());
  for (Candidate& candidate : found) secrets.push_back(std::move(candidate.secret));
  return secrets;
}

std::optional<std::string> CacheDocument::find_id_token(const CredentialQuery& query) const {
  for (const Json& entry : section(kIdToken)) {
    std::string secret = text_of(entry, "secret");
    if (!secret.empty() && is_of_client(entry, query.client_id) && is_of_realm(entry, query.realm) &&
        is_of_account(entry, query.home_account_id) && is_at(entry, query.authority)) {
      return secret;
    }
  }
  return std::nullopt;
}

std::vector<StoredAccount> CacheDocument::accounts(const StoreAuthority& authority) const {
  std::vector<StoredAccount> found;
  for (const Json& entry : section(kAccount)) {
    StoredAccount account{.home_account_id = text_of(entry, "home_account_id"),
                          .environment = text_of(entry, "environment"),
                          .realm = text_of(entry, "realm"),
                          .local_account_id = text_of(entry, "local_account_id"),
                          .username = text_of(entry, "username"),
                          .name = text_of(entry, "name")};
    if (account.home_account_id.empty() || !is_at(entry, authority)) continue;
    const auto same = std::find_if(found.begin(), found.end(), [&](const StoredAccount& other) {
      return is_same_id(other.home_account_id, account.home_account_id);
    });
    if (same == found.end()) {
      found.push_back(std::move(account));
    } else if (account.home_account_id.ends_with("." + account.realm)) {
      *same = std::move(account);  // what the home tenant says of it comes first
    }
  }
  return found;
}

}  // namespace entra::client
