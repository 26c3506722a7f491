#include "persist/cache_entry.hpp"

#include <algorithm>
#include <array>

#include "acquire/json_number.hpp"
#include "entra/support/text.hpp"

namespace entra::client::schema {
namespace {

constexpr std::int64_t kLatest = 253'402'300'799;  // the end of the year 9999: what follows is no time

}  // namespace

std::string text_of(const Json& entry, std::string_view name) {
  return get_string(entry, name).value_or("");
}

std::optional<Instant> time_of(const Json& entry, std::string_view name) {
  const auto seconds = number_or_text(entry, name);
  if (!seconds || *seconds < 0 || *seconds > kLatest) return std::nullopt;
  return from_epoch_seconds(*seconds);
}

std::string to_seconds(Instant at) {
  return std::to_string(to_epoch_seconds(at));
}

bool is_same_id(std::string_view a, std::string_view b) noexcept {
  return equals_ignoring_case(a, b);
}

bool is_at(const Json& entry, const StoreAuthority& authority) {
  const std::string environment = text_of(entry, "environment");
  const auto is_named = [&](const std::string& name) { return is_same_id(environment, name); };
  if (!is_named(authority.environment) && std::none_of(authority.aliases.begin(), authority.aliases.end(), is_named)) {
    return false;
  }
  // Other libraries write no origin: theirs is taken for the authority's that is asked for.
  const std::string origin = text_of(entry, "authority_origin");
  return origin.empty() || is_same_id(origin, authority.origin);
}

bool is_of_client(const Json& entry, std::string_view client_id) {
  return is_same_id(text_of(entry, "client_id"), client_id);
}

bool is_of_account(const Json& entry, std::string_view home_account_id) {
  return is_same_id(text_of(entry, "home_account_id"), home_account_id);
}

bool is_of_realm(const Json& entry, std::string_view realm) {
  return is_same_id(text_of(entry, "realm"), realm);
}

bool is_plain_access_token(const Json& entry) {
  if (text_of(entry, "credential_type") != kAccessToken || text_of(entry, "secret").empty()) return false;
  const std::string type = text_of(entry, "token_type");
  if (!type.empty() && !equals_ignoring_case(type, "Bearer")) return false;
  // MSAL Python: key_id, ext_cache_key. MSAL Node: userAssertionHash, additionalCacheKeyComponents, resource. MSAL Go
  // and .NET: user_assertion_hash.
  constexpr std::array<std::string_view, 6> kSpecial{
      "key_id",  "ext_cache_key", "userAssertionHash", "user_assertion_hash", "additionalCacheKeyComponents",
      "resource"};
  return std::all_of(kSpecial.begin(), kSpecial.end(), [&](std::string_view name) {
    const Json* member = find_member(entry, name);
    return member == nullptr || member->empty() || (member->is_string() && text_of(entry, name).empty());
  });
}

}  // namespace entra::client::schema
