#pragma once
// A mock on real sockets inside the benchmark's process, with one application that may ask for Microsoft Graph.

#include <memory>
#include <string>

#include "entra/client/token_client.hpp"
#include "entra/client/transport.hpp"
#include "entra/idp/mock_idp.hpp"
#include "entra/support/clock.hpp"
#include "entra/support/random.hpp"
#include "support/give_up.hpp"

namespace entra::bench {

inline constexpr const char* kTenant = "11111111-2222-4333-8444-555555555555";
inline constexpr const char* kClientId = "66666666-7777-4888-8999-aaaaaaaaaaaa";
inline constexpr const char* kSecret = "bench~secret";
inline constexpr const char* kResource = "https://graph.microsoft.com";

/// The directory of the benchmarks.
inline constexpr const char* kConfig = R"({
  "tenants": [{
    "id": "11111111-2222-4333-8444-555555555555", "displayName": "Bench", "domains": ["bench.onmicrosoft.com"],
    "applications": [{
      "appId": "66666666-7777-4888-8999-aaaaaaaaaaaa", "displayName": "Bench app", "signInAudience": "AzureADMyOrg",
      "passwordCredentials": [{ "secretText": "bench~secret", "endDateTime": "2099-01-01T00:00:00Z" }],
      "requiredResourceAccess": [{ "resource": "https://graph.microsoft.com", "application": ["User.Read.All"] }]
    }],
    "appRoleAssignments": [{ "clientAppId": "66666666-7777-4888-8999-aaaaaaaaaaaa",
                             "resource": "https://graph.microsoft.com", "appRole": "User.Read.All" }]
  }]
})";

/// A folder of its own under the system's temporary one; removed with the object.
class TemporaryFolder {
 public:
  TemporaryFolder();
  ~TemporaryFolder();
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
  [[nodiscard]] const std::string& path() const noexcept { return path_; }

 private:
  std::string path_;
};

/// kConfig, parsed. Ends the program when it is refused: a benchmark of nothing helps nobody.
[[nodiscard]] idp::Config make_config();

/// What the config's application asks for.
[[nodiscard]] client::ClientCredentialsRequest graph_request(bool force_refresh);

class RunningMock {
 public:
  RunningMock();

  [[nodiscard]] idp::MockIdp& idp() noexcept { return *idp_; }
  [[nodiscard]] const idp::Endpoints& endpoints() const noexcept { return endpoints_; }
  [[nodiscard]] const std::string& state_directory() const noexcept { return folder_.path(); }
  [[nodiscard]] std::shared_ptr<client::Transport> make_transport() const;
  /// A v1 client of the mock under `origin`, which is one of its endpoints.
  [[nodiscard]] client::TokenClient make_client(const std::string& origin,
                                                std::shared_ptr<client::Transport> transport);

  void forget_requests();                            ///< DELETE /_mock/requests
  [[nodiscard]] std::size_t count_token_requests();  ///< what the mock's journal holds of them

 private:
  TemporaryFolder folder_;
  SystemClock clock_;
  SystemRandom random_;
  std::unique_ptr<idp::MockIdp> idp_;
  idp::Endpoints endpoints_;
};

}  // namespace entra::bench
