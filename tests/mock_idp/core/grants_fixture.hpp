#pragma once
// A directory for the grants beside code and refresh token: a portal, a middle tier and a backend, a phone, a kiosk, a
// daemon with certificates and a pipeline with federated credentials.

#include <functional>
#include <vector>

#include "fixture.hpp"

namespace entra::idp::testing {

inline constexpr const char* kPortal = "bbbbbbbb-0000-4000-8000-000000000001";
inline constexpr const char* kMiddle = "bbbbbbbb-0000-4000-8000-000000000002";   ///< api://middle, v2 tokens
inline constexpr const char* kBackend = "bbbbbbbb-0000-4000-8000-000000000003";  ///< api://backend, v1 tokens
inline constexpr const char* kPhone = "bbbbbbbb-0000-4000-8000-000000000004";    ///< allows public client flows
inline constexpr const char* kKiosk = "bbbbbbbb-0000-4000-8000-000000000005";    ///< public, without that switch
inline constexpr const char* kNightly = "bbbbbbbb-0000-4000-8000-000000000006";  ///< two certificates, one expired
inline constexpr const char* kPipeline = "bbbbbbbb-0000-4000-8000-000000000007";
inline constexpr const char* kPipelineIssuer = "https://ci.example";
inline constexpr const char* kLocalIssuer = "http://127.0.0.1:9100/oidc";

/// `policies` and `top` as with directory_text().
[[nodiscard]] std::string grants_directory_text(const std::string& policies = "[]", const std::string& top = "");

/// Key and certificate of the daemon whose certificate has expired.
[[nodiscard]] const crypto::RsaPrivateKey& expired_key();
/// Key of the token services that the pipeline trusts.
[[nodiscard]] const crypto::RsaPrivateKey& issuer_key();
/// {"keys":[…]} with the one key under the name "k1".
[[nodiscard]] std::string key_set(const crypto::RsaPrivateKey& key);
/// The daemon's valid certificate in DER.
[[nodiscard]] std::string certified_der();

/// header.payload.signature under RS256, or PS256 when the header says so.
[[nodiscard]] std::string sign_jwt(const Json& header, const Json& claims, const crypto::RsaPrivateKey& key);

class GrantsTest : public MockIdpTest {
 protected:
  void SetUp() override { start(grants_directory_text()); }
  /// The same with another reader of documents.
  void start_with(const std::string& config_text, DocumentFetcher fetch);

  Answer token(const Form& form, const std::string& tenant = kPartner,
               const std::string& version = "/oauth2/v2.0/token", http::Headers headers = {}) {
    return post_form("/" + tenant + version, form, std::move(headers));
  }
  /// What each of sixteen simultaneous callers gets.
  std::vector<Answer> race(const std::function<Answer()>& call);
};

}  // namespace entra::idp::testing
