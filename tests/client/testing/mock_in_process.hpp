#pragma once
// The mock as a transport: requests go to its handle function, no socket between.

#include <memory>
#include <string>
#include <string_view>

#include "entra/client/transport.hpp"
#include "entra/idp/mock_idp.hpp"

namespace entra::client::testing {

/// One tenant, contoso.example (kTenant), with the applications and people that the tests need.
inline constexpr const char* kOrigin = "https://localhost:8443";
inline constexpr const char* kTenant = "11111111-1111-4111-8111-111111111111";
inline constexpr const char* kDaemon = "bbbbbbbb-0000-4000-8000-000000000001";      ///< certificate of test_key()
inline constexpr const char* kPipeline = "bbbbbbbb-0000-4000-8000-000000000002";    ///< federated: kIssuer, test_key()
inline constexpr const char* kDesktop = "bbbbbbbb-0000-4000-8000-000000000003";     ///< public client
inline constexpr const char* kMiddleTier = "bbbbbbbb-0000-4000-8000-000000000004";  ///< api://middle, "middle-secret"
inline constexpr const char* kMachine = "bbbbbbbb-0000-4000-8000-000000000005";     ///< a managed identity
inline constexpr const char* kIssuer = "https://pods.example";

class MockInProcess final : public Transport {
 public:
  MockInProcess(const Clock& clock, Random& random);
  Result<http::Response> send(const http::Request& request, std::chrono::milliseconds timeout) override;
  /// POST to the control plane with a JSON body.
  http::Response control(std::string_view path, std::string body);

 private:
  std::unique_ptr<idp::MockIdp> idp_;
};

/// The certificate of kDaemon, DER.
std::string daemon_certificate();

}  // namespace entra::client::testing
