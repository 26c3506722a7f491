#include <algorithm>
#include <array>

#include "entra/support/text.hpp"
#include "persist/cache_document.hpp"
#include "persist/cache_entry.hpp"
#include "persist/cache_key.hpp"
#include "persist/scope_match.hpp"

namespace entra::client {
namespace {

using namespace schema;

/// What every credential says first.
Json credential(std::string_view type, const StoredAnswer& answer, std::string_view secret) {
  Json entry = {{"credential_type", type},
                {"home_account_id", answer.account.home_account_id},
                {"environment", answer.authority.environment},
                {"client_id", answer.client_id},
                {"secret", secret}};
  if (!answer.authority.origin.empty()) entry["authority_origin"] = answer.authority.origin;
  return entry;
}

/// Members that an entry of ours may leave out, and must not inherit from the one that it replaces.
constexpr std::array<const char*, 8> kOptional{
    "refresh_on",    "family_id", "authority_origin",  "key_id",
    "ext_cache_key", "resource",  "userAssertionHash", "additionalCacheKeyComponents"};

bool is_owned(const Json& entry, const StoredAnswer& answer) {
  return is_of_client(entry, answer.client_id) && is_of_account(entry, answer.account.home_account_id) &&
         is_at(entry, answer.authority);
}

}  // namespace

template <class Predicate>
std::size_t CacheDocument::erase_if(std::string_view section_name, const Predicate& is_doomed,
                                    std::initializer_list<std::string_view> spared) {
  if (section(section_name).empty()) return 0;
  Json& entries = open_section(section_name);
  std::size_t erased = 0;
  for (auto entry = entries.begin(); entry != entries.end();) {
    const bool is_spared = std::find(spared.begin(), spared.end(), entry.key()) != spared.end();
    if (!is_spared && is_doomed(*entry)) {
      entry = entries.erase(entry);
      ++erased;
    } else {
      ++entry;
    }
  }
  return erased;
}

/// Members that we do not know are kept where an entry is replaced under its key.
void CacheDocument::put(std::string_view section_name, const std::string& key, const Json& entry) {
  Json& place = open_section(section_name)[key];
  if (!place.is_object()) place = Json::object();
  for (const char* name : kOptional) place.erase(name);
  place.update(entry);
}

bool CacheDocument::has_account(const StoredAnswer& answer) const {
  for (const Json& entry : section(kAccount)) {
    if (is_of_account(entry, answer.account.home_account_id) && is_at(entry, answer.authority)) return true;
  }
  return false;
}

void CacheDocument::write(const StoredAnswer& answer) {
  const bool is_user = !answer.account.home_account_id.empty();
  // As MSAL Node: who was signed out while a renewal was under way stays so.
  if (is_user && !answer.establishes_account && !has_account(answer)) return;
  write_access_token(answer);
  if (is_user) write_user(answer);
  if (is_user || !family_of(answer.authority, answer.client_id)) {
    Json entry = {{"client_id", answer.client_id}, {"environment", answer.authority.environment}};
    if (!answer.family_id.empty()) entry["family_id"] = answer.family_id;
    if (!answer.authority.origin.empty()) entry["authority_origin"] = answer.authority.origin;
    put(kAppMetadata, app_metadata_key(answer), entry);
  }
}

void CacheDocument::write_access_token(const StoredAnswer& answer) {
  const std::string target = sorted_target(answer.scopes);
  const std::string key = access_token_key(answer, target);
  const std::string node_key = node_access_token_key(answer, target);
  const bool is_user = !answer.account.home_account_id.empty();
  // What the new one replaces, under whatever key: MSAL Node drops all its tokens of an owner when two of them serve
  // one request. Expired ones serve nobody.
  const auto is_superseded = [&](const Json& entry) {
    const auto expires_on = time_of(entry, "expires_on");
    if (expires_on && *expires_on <= answer.cached_at) return true;
    return is_owned(entry, answer) && is_plain_access_token(entry) && is_of_realm(entry, answer.realm) &&
           (shares_scope(text_of(entry, "target"), answer.scopes) || text_of(entry, "target") == target);
  };
  erase_if(kAccessToken, is_superseded, {key, is_user ? key : node_key});
  Json entry = credential(kAccessToken, answer, answer.access_token);
  entry["realm"] = answer.realm;
  entry["target"] = target;
  entry["token_type"] = answer.token_type;
  entry["cached_at"] = to_seconds(answer.cached_at);
  entry["expires_on"] = to_seconds(answer.expires_on);
  entry["extended_expires_on"] = to_seconds(std::max(answer.extended_expires_on, answer.expires_on));
  if (answer.refresh_on) entry["refresh_on"] = to_seconds(*answer.refresh_on);
  if (is_user) return put(kAccessToken, key, entry);
  // MSAL Python looks for an application's own token with a home account of null, MSAL Node and the others with an
  // empty text; each passes over the other's. Both are written, each under its library's key.
  put(kAccessToken, node_key, entry);
  entry["home_account_id"] = nullptr;
  put(kAccessToken, key, entry);
}

void CacheDocument::write_user(const StoredAnswer& answer) {
  if (answer.establishes_account) {
    const StoredAccount& account = answer.account;
    Json entry = {{"home_account_id", account.home_account_id},
                  {"environment", answer.authority.environment},
                  {"realm", account.realm},
                  {"local_account_id", account.local_account_id},
                  {"username", account.username},
                  {"authority_type", "MSSTS"}};
    if (!account.name.empty()) entry["name"] = account.name;
    if (!answer.client_info.empty()) entry["client_info"] = answer.client_info;
    if (!answer.authority.origin.empty()) entry["authority_origin"] = answer.authority.origin;
    const std::string key = account_key(answer);
    // An answer without an id token does not unsay the name.
    const Json* known = find_member(section(kAccount), key);
    if (account.username.empty() && known != nullptr && !text_of(*known, "username").empty()) entry.erase("username");
    put(kAccount, key, entry);
  }
  if (!answer.id_token.empty()) {
    const std::string key = id_token_key(answer);
    erase_if(kIdToken, [&](const Json& entry) { return is_owned(entry, answer) && is_of_realm(entry, answer.realm); },
             {key});
    Json entry = credential(kIdToken, answer, answer.id_token);
    entry["realm"] = answer.realm;
    put(kIdToken, key, entry);
  }
  if (!answer.refresh_token.empty()) {
    const std::string key = refresh_token_key(answer);
    erase_if(kRefreshToken, [&](const Json& entry) { return is_owned(entry, answer); }, {key});
    // Without a target: Entra's refresh tokens are for every resource, and MSAL Python would put it into the key.
    Json entry = credential(kRefreshToken, answer, answer.refresh_token);
    entry["last_modification_time"] = to_seconds(answer.cached_at);
    if (!answer.family_id.empty()) entry["family_id"] = answer.family_id;
    put(kRefreshToken, key, entry);
  }
}

std::size_t CacheDocument::remove_access_token(std::string_view secret) {
  return erase_if(kAccessToken, [&](const Json& entry) { return text_of(entry, "secret") == secret; });
}

std::size_t CacheDocument::remove_refresh_token(std::string_view secret) {
  Json removed;
  std::size_t count = erase_if(kRefreshToken, [&](const Json& entry) {
    if (text_of(entry, "secret") != secret) return false;
    removed = entry;
    return true;
  });
  if (count == 0) return 0;
  count += erase_if(kAccessToken, [&](const Json& entry) {
    return is_of_client(entry, text_of(removed, "client_id")) &&
           is_of_account(entry, text_of(removed, "home_account_id")) &&
           is_same_id(text_of(entry, "environment"), text_of(removed, "environment"));
  });
  return count;
}

std::size_t CacheDocument::remove_account(const CredentialQuery& query) {
  if (query.home_account_id.empty()) return 0;
  const std::string family = family_of(query.authority, query.client_id).value_or("");
  const auto is_theirs = [&](const Json& entry) {
    return is_of_account(entry, query.home_account_id) && is_at(entry, query.authority);
  };
  const std::size_t refresh_tokens = erase_if(kRefreshToken, [&](const Json& entry) {
    return is_theirs(entry) &&
           (is_of_client(entry, query.client_id) || (!family.empty() && text_of(entry, "family_id") == family));
  });
  return refresh_tokens + erase_if(kAccessToken, is_theirs) + erase_if(kIdToken, is_theirs) +
         erase_if(kAccount, is_theirs);
}

std::size_t CacheDocument::clear(const StoreAuthority& authority, std::string_view client_id) {
  const auto is_ours = [&](const Json& entry) { return is_of_client(entry, client_id) && is_at(entry, authority); };
  std::size_t count = erase_if(kAccessToken, is_ours) + erase_if(kRefreshToken, is_ours) + erase_if(kIdToken, is_ours) +
                      erase_if(kAppMetadata, is_ours);
  count += erase_if(kAccount, [&](const Json& account) {
    if (!is_at(account, authority)) return false;
    const std::string home = text_of(account, "home_account_id");
    for (const std::string_view name : {kAccessToken, kRefreshToken, kIdToken}) {
      for (const Json& entry : section(name)) {
        if (is_of_account(entry, home) && is_at(entry, authority)) return false;
      }
    }
    return true;
  });
  return count;
}

}  // namespace entra::client
