#pragma once
// The mock identity provider as an object of the test's own process, with a clock that the test moves.

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "entra/client/authority.hpp"
#include "entra/client/token_client.hpp"
#include "entra/client/transport.hpp"
#include "entra/idp/config.hpp"
#include "entra/idp/mock_idp.hpp"
#include "entra/support/random.hpp"
#include "entra/support/result.hpp"
#include "entra/testing/clock.hpp"
#include "entra/testing/token_text.hpp"

namespace entra::testing {

/// A person's sign-in without a browser (POST /_mock/sign-ins). Policies are asked as usual.
struct SignIn {
  std::string user;
  std::string client_id;
  std::string scope = {};     ///< v2: "api://orders/Orders.Read offline_access"; or
  std::string resource = {};  ///< v1
  bool mfa = false;           ///< the second factor is used
  std::string tenant = {};    ///< empty: the directory's first
  std::string redirect_uri = {};
  std::string nonce = {};
  std::string claims = {};  ///< a claims request (JSON text), as a challenge asked for it
};

/// A token without a sign-in, a consent or a policy (POST /_mock/tokens).
struct TokenOrder {
  std::string client_id;
  std::string resource = {};  ///< or `scope`
  std::string scope = {};
  std::string user = {};  ///< empty: app-only
  bool mfa = false;
  std::vector<std::string> roles = {};
  std::string claims = {};       ///< members to override, as JSON text; null takes one away
  std::string defect = "none";   ///< "expired", "bad_signature", …: docs/control-plane.md lists them
  std::string kind = "access";   ///< or "id"
  std::chrono::seconds life{0};  ///< 0: as the server would
  std::string tenant = {};       ///< empty: the directory's first
};

/// What the mock's journal says of one request.
struct JournalEntry {
  std::string method;
  std::string path;
  int status{0};
  int aadsts{0};  ///< 0: none
  std::string grant_type;
  std::string tenant;
  std::string client_id;
  std::string user;
  std::string reason;  ///< why it was refused, for people
};

/// The mock behind a TLS socket of this machine.
struct HttpsServer {
  std::string origin;                            ///< "https://localhost:41873"
  std::string ca_file;                           ///< PEM; exists as long as the object that gave it
  std::shared_ptr<client::Transport> transport;  ///< trusts this authority alone
};

/// Thread-safe, but for serve_https().
class InProcessIdp {
 public:
  /// `config_json`: the mock's config (Directory::json() or one's own). kMalformed with "place: what is wrong".
  [[nodiscard]] static Result<std::unique_ptr<InProcessIdp>> make(const std::string& config_json,
                                                                  Instant start = kTestStart);
  ~InProcessIdp();
  InProcessIdp(const InProcessIdp&) = delete;
  InProcessIdp& operator=(const InProcessIdp&) = delete;

  [[nodiscard]] const std::string& origin() const noexcept { return origin_; }  ///< nothing listens there
  /// Of a tenant by id or domain, "common", …; empty: the directory's first.
  [[nodiscard]] Result<client::Authority> authority(std::string_view tenant = {}) const;
  /// Answers in the caller's thread, without a socket. Good as long as this object.
  [[nodiscard]] std::shared_ptr<client::Transport> transport() const noexcept { return transport_; }
  /// Listens from the first call on, on a port that is free.
  [[nodiscard]] Result<HttpsServer> serve_https();

  [[nodiscard]] ManualClock& clock() noexcept { return clock_; }     ///< the mock's, and everybody's who is handed it
  [[nodiscard]] SeededRandom& random() noexcept { return random_; }  ///< the same sequence in every run
  [[nodiscard]] const idp::Config& config() const noexcept { return config_; }

  /// A client of this mock in process, with the application's first live secret as its credential, if it has one.
  [[nodiscard]] Result<client::TokenClient> make_client(std::string_view client_id,
                                                        client::EndpointVersion version = client::EndpointVersion::kV2);
  [[nodiscard]] Result<client::CodeRequest> sign_in(const SignIn& sign_in);  ///< the code, ready to be redeemed
  [[nodiscard]] Result<TokenText> mint(const TokenOrder& order);             ///< see TokenOrder
  [[nodiscard]] Result<std::vector<JournalEntry>> requests(std::string_view query = {});  ///< "path=*/token&status=400"
  /// Anything else of the control plane: control("PUT", "/_mock/clock", R"({"frozen":true})").
  [[nodiscard]] http::Response control(std::string_view method, std::string_view target, std::string_view json = {});

 private:
  struct Listening;
  InProcessIdp(idp::Config config, Instant start);

  std::string origin_{"https://localhost:8443"};
  idp::Config config_;
  ManualClock clock_;
  SeededRandom random_;
  std::unique_ptr<idp::MockIdp> idp_;
  std::shared_ptr<client::Transport> transport_;
  std::unique_ptr<Listening> listening_;
};

}  // namespace entra::testing
