#pragma once
// A small directory for the mock, written in a few lines of a test. Everything else that the mock's config can say is
// said in its JSON: give MockIdpTest that text instead.

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace entra::testing {

/// An API of one's own: what tokens are for.
struct Api {
  std::string uri;                       ///< "api://orders"; a token may be asked for by this or by the id
  std::vector<std::string> scopes = {};  ///< what users delegate: "Orders.Read"
  std::vector<std::string> roles = {};   ///< what apps are given: "Orders.Read.All"
  /// api.requestedAccessTokenVersion. 1, Entra's default: aud is the URI, and amr says how a person signed in. 2: aud
  /// is the id, and there is no amr (Entra: "Access token claims reference").
  int token_version = 1;
};

/// What an app may do at one API. Consented to for the whole tenant.
struct Permission {
  std::string api;                       ///< an Api's uri
  std::vector<std::string> scopes = {};  ///< for users who sign in with the app
  std::vector<std::string> roles = {};   ///< for the app itself
};

/// An application that gets tokens.
struct App {
  std::string name;
  std::string secret = {};  ///< empty: a public client
  std::vector<Permission> permissions = {};
  std::string redirect_uri = "http://localhost:3000/cb";
};

/// One tenant with its people, APIs and applications. Identifiers follow from the names, the same in every run.
class Directory {
 public:
  explicit Directory(std::string domain = "contoso.onmicrosoft.com");

  /// "ada" becomes ada@DOMAIN. Without a second factor a sign-in with `mfa` is refused.
  Directory& add_user(std::string_view name, bool has_second_factor = true);
  Directory& add(Api api);
  Directory& add(App app);

  [[nodiscard]] const std::string& domain() const noexcept { return domain_; }
  [[nodiscard]] std::string tenant_id() const;
  [[nodiscard]] std::string user(std::string_view name) const;  ///< the user principal name
  [[nodiscard]] std::string id_of(std::string_view app_name_or_api_uri) const;
  [[nodiscard]] std::string json() const;  ///< the mock's config

 private:
  struct User {
    std::string name;
    bool has_second_factor{true};
  };
  std::string domain_;
  std::vector<User> users_;
  std::vector<Api> apis_;
  std::vector<App> apps_;
};

}  // namespace entra::testing
