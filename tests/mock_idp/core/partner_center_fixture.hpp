#pragma once
// A partner with customers whom tests change as JSON before they start the server, and calls of its API.

#include "fixture.hpp"

namespace entra::idp::testing {

inline constexpr const char* kAdaUpn = "ada@contoso.onmicrosoft.com";            ///< AdminAgent
inline constexpr const char* kTomUpn = "tom@contoso.onmicrosoft.com";            ///< no agent, but with a second factor
inline constexpr const char* kHelpers = "99999999-0000-4000-8000-00000000000a";  ///< a group of the partner's
inline constexpr const char* kHelpdeskAdministrator = "729827e3-9c14-49f7-bb1b-9608f156bbb8";
inline constexpr const char* kApplicationAdministrator = "9b895d92-2cd3-44c7-9d02-a6ac2d5ea5c3";
inline constexpr const char* kGlobalAdministrator = "62e90394-69f5-4237-9190-012177145e10";

class PartnerCenterTest : public MockIdpTest {
 protected:
  static Json base() { return *parse_json(directory_text()); }
  void start_with(const Json& directory) { start(directory.dump()); }

  static Json& find(Json& list, const char* member, const std::string& value) {
    for (Json& one : list)
      if (one.at(member) == value) return one;
    ADD_FAILURE() << "no " << member << " " << value;
    return list.at(0);
  }
  static Json& tenant(Json& directory, const std::string& id) { return find(directory["tenants"], "id", id); }
  static Json& user(Json& directory, const std::string& name) {
    return find(tenant(directory, kPartner)["users"], "userPrincipalName", name);
  }
  static Json& application(Json& directory, const std::string& id) {
    return find(tenant(directory, kPartner)["applications"], "appId", id);
  }
  static Json& customer(Json& directory, const std::string& id) {
    return find(tenant(directory, kPartner)["customers"], "tenantId", id);
  }
  /// An active relationship in which the helpers got one of its two roles.
  static Json delegation(const std::string& role) {
    const auto roles = [](const std::vector<std::string>& ids) {
      Json list = Json::array();
      for (const std::string& id : ids) list.push_back({{"roleDefinitionId", id}});
      return Json{{"unifiedRoles", list}};
    };
    return {
        {"displayName", "Help desk"},
        {"accessDetails", roles({role, "Directory Readers"})},
        {"accessAssignments",
         Json::array({{{"accessContainer", {{"accessContainerId", kHelpers}}}, {"accessDetails", roles({role})}}})}};
  }

  std::string refresh_token_of(const std::string& upn, bool mfa = true) {
    const Answer tokens = redeem(sign_in(mfa, {{"user", upn}}).text("code"));
    EXPECT_EQ(tokens.response.status, 200) << tokens.response.body;
    return tokens.text("refresh_token");
  }
  std::string token_of(const std::string& upn, bool mfa = true) {
    const Answer tokens = redeem(sign_in(mfa, {{"user", upn}}).text("code"));
    EXPECT_EQ(tokens.response.status, 200) << tokens.response.body;
    return tokens.text("access_token");
  }
  std::string app_token() {
    return post_form("/" + std::string(kPartner) + "/oauth2/token", {{"resource", "https://graph.windows.net"},
                                                                     {"client_id", kCsp},
                                                                     {"client_secret", kSecret},
                                                                     {"grant_type", "client_credentials"}})
        .text("access_token");
  }
  /// A call of the API, "/v1/…".
  Answer partner(const std::string& method, const std::string& target, const std::string& token,
                 const Json& body = Json(), http::Headers headers = {}) {
    headers.add("Authorization", "Bearer " + token);
    return send({method, origin_, "/partnercenter" + target, std::move(headers), body.is_null() ? "" : body.dump(),
                 "127.0.0.1"});
  }
  std::string why() { return get("/_mock/requests?limit=1").body.at("requests").at(0).at("reason").get<std::string>(); }
};

inline std::string customer_path(const std::string& rest = "") {
  return "/v1/customers/" + std::string(kCustomer) + rest;
}

}  // namespace entra::idp::testing
