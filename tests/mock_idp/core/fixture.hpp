#pragma once
// A small directory and a server in process, with its clock standing still.

#include <gtest/gtest.h>

#include <memory>
#include <string>

#include "entra/idp/load_config.hpp"
#include "entra/idp/mock_idp.hpp"
#include "entra/support/base64.hpp"
#include "entra/support/evp.hpp"
#include "entra/support/json_access.hpp"
#include "entra/support/url.hpp"

namespace entra::idp::testing {

inline constexpr const char* kPartner = "11111111-1111-4111-8111-111111111111";
inline constexpr const char* kCustomer = "22222222-2222-4222-8222-222222222222";
inline constexpr const char* kStranger = "33333333-3333-4333-8333-333333333333";
inline constexpr const char* kBareCustomer = "44444444-4444-4444-8444-444444444444";

inline constexpr const char* kCsp = "aaaaaaaa-0000-4000-8000-000000000001";      ///< web, multi-tenant, secret
inline constexpr const char* kDaemon = "aaaaaaaa-0000-4000-8000-000000000002";   ///< single-tenant, two secrets
inline constexpr const char* kDesktop = "aaaaaaaa-0000-4000-8000-000000000003";  ///< public client
inline constexpr const char* kSpa = "aaaaaaaa-0000-4000-8000-000000000004";
inline constexpr const char* kOrders = "aaaaaaaa-0000-4000-8000-000000000005";   ///< an API with v2 tokens
inline constexpr const char* kRetired = "aaaaaaaa-0000-4000-8000-000000000006";  ///< disabled
inline constexpr const char* kCertified = "aaaaaaaa-0000-4000-8000-000000000007";
inline constexpr const char* kNoReply = "aaaaaaaa-0000-4000-8000-000000000008";  ///< no redirect URI at all

inline constexpr const char* kSecret = "csp-secret-value";
inline constexpr const char* kDaemonSecret = "daemon-secret-value";
inline constexpr const char* kPartnerCenter = "https://api.partnercenter.microsoft.com";
inline constexpr const char* kRedirect = "https://localhost:44395/";

/// The directory as config text; `policies` goes into the partner tenant's conditionalAccessPolicies, `top` beside
/// "tenants" at the root (each with its trailing comma).
[[nodiscard]] std::string directory_text(const std::string& policies = "[]", const std::string& top = "");

/// The private key of the app with a certificate, made once for the program.
[[nodiscard]] const crypto::RsaPrivateKey& certified_key();

/// Keys made once for all tests of the program.
[[nodiscard]] std::shared_ptr<SigningKeySource> shared_keys();

class MockIdpTest : public ::testing::Test {
 protected:
  void start(const std::string& config_text);
  void SetUp() override { start(directory_text()); }

  struct Answer {
    http::Response response;
    Json body;                       ///< discarded value when the body is no JSON
    [[nodiscard]] int code() const;  ///< error_codes[0], or 0
    [[nodiscard]] std::string text(const char* member) const { return get_string(body, member).value_or(""); }
  };
  using Fields = Form;

  Answer send(const http::Request& request);
  Answer get(const std::string& target, http::Headers headers = {});
  Answer post_form(const std::string& target, const Form& form, http::Headers headers = {});
  Answer control(const std::string& method, const std::string& path, const Json& body = Json::object());

  /// client_credentials of the daemon for a scope (v2) in the partner tenant.
  Answer daemon_token(const std::string& scope);
  /// A sign-in of Ada for the CSP app (v1, Partner Center) with or without the second factor; further members override.
  Answer sign_in(bool mfa, const Json& overrides = Json::object());
  /// Redeems a code of the CSP app on v1.
  Answer redeem(const std::string& code, const std::string& resource = kPartnerCenter);
  /// v1 refresh of the CSP app.
  Answer refresh(const std::string& refresh_token, const std::string& resource, const std::string& tenant = kPartner);
  /// A refresh token from a sign-in of Ada.
  std::string refresh_token(bool mfa);
  Answer call(const std::string& target, const std::string& token, http::Headers headers = {});

  void advance(seconds by) { idp_->clock().advance(by); }

  std::string origin_ = "https://localhost:8443";
  ManualClock clock_{Instant(std::chrono::sys_days(std::chrono::year(2025) / 3 / 1))};
  SeededRandom random_{7};
  std::unique_ptr<MockIdp> idp_;
};

/// The payload, or with part 0 the header, of a compact JWS; not verified.
[[nodiscard]] Json peek(const std::string& token, int part = 1);

}  // namespace entra::idp::testing
