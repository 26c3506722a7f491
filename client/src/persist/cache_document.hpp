#pragma once
// A cache file in MSAL's unified schema, as a value: parsed, searched, changed and written out. Knows no file, no lock
// and no clock.
//
// The schema was read from MSAL Python (token_cache.py), MSAL Node (Serializer, CacheHelpers) and MSAL Go (storage):
// five sections, AccessToken, RefreshToken, IdToken, Account and AppMetadata, each an object of entries under keys that
// join an entry's fields with dashes. Times are seconds in a string. Key texts differ between libraries, so entries are
// found by what they say, never by their key.

#include <cstddef>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "entra/client/token_store.hpp"
#include "entra/support/json_access.hpp"
#include "entra/support/result.hpp"

namespace entra::client {

class CacheDocument {
 public:
  CacheDocument() : root_(Json::object()) {}
  /// kMalformed for what is no JSON object, or has a known section that is none; blank text is an empty cache. Entries
  /// and sections of other shapes are kept and never looked at.
  [[nodiscard]] static Result<CacheDocument> parse(std::string_view text);
  [[nodiscard]] std::string text() const;

  // As TokenStore.
  [[nodiscard]] std::optional<StoredAccessToken> find_access_token(const AccessTokenQuery& query) const;
  [[nodiscard]] std::vector<std::string> find_refresh_tokens(const CredentialQuery& query) const;
  [[nodiscard]] std::optional<std::string> find_id_token(const CredentialQuery& query) const;
  [[nodiscard]] std::vector<StoredAccount> accounts(const StoreAuthority& authority) const;

  void write(const StoredAnswer& answer);
  std::size_t remove_access_token(std::string_view secret);
  std::size_t remove_refresh_token(std::string_view secret);
  std::size_t remove_account(const CredentialQuery& query);
  std::size_t clear(const StoreAuthority& authority, std::string_view client_id);

 private:
  explicit CacheDocument(Json root) : root_(std::move(root)) {}
  [[nodiscard]] const Json& section(std::string_view name) const;  ///< an empty object when there is none
  Json& open_section(std::string_view name);
  template <class Predicate>
  std::size_t erase_if(std::string_view section_name, const Predicate& is_doomed,
                       std::initializer_list<std::string_view> spared = {});  ///< keys that stay
  [[nodiscard]] std::optional<std::string> family_of(const StoreAuthority& authority, std::string_view client_id) const;
  [[nodiscard]] bool has_account(const StoredAnswer& answer) const;
  void put(std::string_view section_name, const std::string& key, const Json& entry);
  void write_access_token(const StoredAnswer& answer);
  void write_user(const StoredAnswer& answer);

  Json root_;
};

}  // namespace entra::client
