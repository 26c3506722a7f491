#include "persist/cache_key.hpp"

#include <algorithm>

#include "entra/support/text.hpp"
#include "persist/cache_entry.hpp"

namespace entra::client::schema {
namespace {

std::string key_of(const std::vector<std::string>& parts) {
  return to_lower(join(parts, "-"));
}

}  // namespace

std::string sorted_target(std::vector<std::string> scopes) {
  std::sort(scopes.begin(), scopes.end());
  scopes.erase(std::unique(scopes.begin(), scopes.end()), scopes.end());
  return join(scopes, " ");
}

std::string access_token_key(const StoredAnswer& answer, std::string_view target) {
  return key_of({answer.account.home_account_id, answer.authority.environment, std::string(kAccessToken),
                 answer.client_id, answer.realm, std::string(target)});
}

std::string node_access_token_key(const StoredAnswer& answer, std::string_view target) {
  return access_token_key(answer, target) + "-";
}

std::string refresh_token_key(const StoredAnswer& answer) {
  // Good in every tenant and for every scope: both places stay empty.
  return key_of({answer.account.home_account_id, answer.authority.environment, std::string(kRefreshToken),
                 answer.client_id, "", ""});
}

std::string id_token_key(const StoredAnswer& answer) {
  return key_of({answer.account.home_account_id, answer.authority.environment, std::string(kIdToken), answer.client_id,
                 answer.realm, ""});
}

std::string account_key(const StoredAnswer& answer) {
  return key_of({answer.account.home_account_id, answer.authority.environment, answer.account.realm});
}

std::string app_metadata_key(const StoredAnswer& answer) {
  return key_of({std::string(kAppMetadata), answer.authority.environment, answer.client_id});
}

}  // namespace entra::client::schema
