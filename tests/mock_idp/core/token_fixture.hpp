#pragma once
// A directory in which every kind of token can be had: members and a guest, version 1 and 2 resources, groups, roles,
// managed identities. Tests change it as JSON before they start the server.

#include "fixture.hpp"

namespace entra::idp::testing {

inline constexpr const char* kNotes = "aaaaaaaa-0000-4000-8000-000000000009";  ///< an API with v1 tokens, api://notes
inline constexpr const char* kAda = "ada@contoso.onmicrosoft.com";
inline constexpr const char* kStaff = "99999999-0000-4000-8000-000000000001";  ///< a group of Ada's
inline constexpr const char* kGraph = "https://graph.microsoft.com";

class TokenTest : public MockIdpTest {
 protected:
  void SetUp() override { start_with(base()); }
  static Json base();
  void start_with(const Json& directory) { start(directory.dump()); }
  /// One application of the base directory, by its id.
  static Json& application(Json& directory, const std::string& app_id);

  struct Wish {
    Wish(std::string of_resource, std::string in_tenant = kPartner)
        : resource(std::move(of_resource)), tenant(std::move(in_tenant)) {}
    std::string resource;
    std::string tenant;
    std::string user{kAda};
    std::string oidc{"openid profile email offline_access"};
    std::string claims;
    bool mfa{true};
    [[nodiscard]] Wish with_scopes(std::string scopes) const {
      Wish other = *this;
      other.oidc = std::move(scopes);
      return other;
    }
  };
  /// Sign-in and redemption of the CSP app on the v2 endpoint.
  Answer user_tokens(const Wish& wish);
  Json user_claims(const Wish& wish);
  /// client_credentials of the daemon on v1.
  Answer app_tokens(const std::string& resource, const std::string& claims = "");
  Json app_claims(const std::string& resource) { return peek(app_tokens(resource).text("access_token")); }
};

/// Member names with their JSON types: "aud:s exp:i amr:a xms_st:o hasgroups:b", in the order of the names.
[[nodiscard]] std::string shape(const Json& claims);

}  // namespace entra::idp::testing
