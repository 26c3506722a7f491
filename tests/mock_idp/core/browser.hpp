#pragma once
// A browser without scripts: keeps cookies, fills in forms, does not follow redirects to other hosts.

#include <functional>
#include <map>
#include <string>

#include "fixture.hpp"

namespace entra::idp::testing {

inline constexpr const char* kHybrid = "aaaaaaaa-0000-4000-8000-000000000009";  ///< web, implicit grants enabled
inline constexpr const char* kHybridRedirect = "https://hybrid.example/cb";
inline constexpr const char* kHybridSecret = "hybrid-secret-value";
inline constexpr const char* kHybridLogout = "https://hybrid.example/out";

/// The fixture's directory with that app; `top` and `policies` as there.
[[nodiscard]] std::string directory_with_hybrid(const std::string& policies = "[]", const std::string& top = "");

/// What the browser shows after a request.
struct Page {
  http::Response response;
  std::string action;  ///< of its first form
  Form hidden;

  [[nodiscard]] bool shows(std::string_view text) const { return response.body.find(text) != std::string::npos; }
  [[nodiscard]] std::string location() const { return response.headers.get_or("Location"); }
  /// Fields of the redirect, in query or fragment, or of the form that is to be posted to the client.
  [[nodiscard]] Form returned() const;
};

class Browser {
 public:
  using Handler = std::function<http::Response(const http::Request&)>;

  explicit Browser(MockIdp& idp, std::string origin = "https://localhost:8443")
      : Browser([&idp](const http::Request& request) { return idp.handle(request); }, std::move(origin)) {}
  explicit Browser(Handler handle, std::string origin = "https://localhost:8443")
      : handle_(std::move(handle)), origin_(std::move(origin)) {}

  Page open(const std::string& target);
  /// Sends the page's form with what a person typed, in place of hidden fields too, and the button that was pressed.
  Page submit(const Page& page, const Form& typed);
  Page press(const Page& page, const std::string& button) { return submit(page, {{"mock_action", button}}); }
  /// Page by page, as a person does: the user name unless it is known, then the password.
  Page enter_password(const Page& page, const std::string& user, const std::string& password);
  /// From the sign-in page, everything in one request; what comes after it.
  Page sign_in(const Page& page, const std::string& user, const std::string& password, const std::string& code = "");
  /// The same, agreeing to whatever is asked.
  Page sign_in_and_accept(const Page& page, const std::string& user, const std::string& password);

  std::map<std::string, std::string> cookies;

 private:
  Page send(http::Request request);
  Handler handle_;
  std::string origin_;
};

inline constexpr const char* kAda = "ada@contoso.onmicrosoft.com";
inline constexpr const char* kBob = "bob@contoso.onmicrosoft.com";

}  // namespace entra::idp::testing
