#include "persist/sign_in_identity.hpp"

#include "entra/client/jwt.hpp"
#include "entra/support/base64.hpp"
#include "entra/support/json_access.hpp"

namespace entra::client {

std::optional<StoredAccount> read_identity(std::string_view client_info, std::string_view id_token) {
  std::string uid;
  std::string utid;
  if (const auto text = base64url_decode(client_info); text && !client_info.empty()) {
    if (const auto info = parse_json(*text)) {
      uid = get_string(*info, "uid").value_or("");
      utid = get_string(*info, "utid").value_or("");
    }
  }
  StoredAccount account;
  if (const auto token = decode_jwt(id_token)) {
    const Claims& claims = token->payload;
    account.realm = claims.text("tid").value_or("");
    account.local_account_id = claims.text("oid").value_or("");
    account.username = claims.text("preferred_username").value_or(claims.text("upn").value_or(""));
    account.name = claims.text("name").value_or("");
  }
  if (uid.empty() || utid.empty()) {
    uid = account.local_account_id;
    utid = account.realm;
  }
  if (uid.empty() || utid.empty()) return std::nullopt;
  if (account.realm.empty()) account.realm = utid;
  if (account.local_account_id.empty()) account.local_account_id = uid;
  account.home_account_id = uid + "." + utid;
  return account;
}

std::string_view home_tenant_of(std::string_view home_account_id) noexcept {
  const std::size_t dot = home_account_id.rfind('.');
  return dot == std::string_view::npos ? std::string_view() : home_account_id.substr(dot + 1);
}

}  // namespace entra::client
