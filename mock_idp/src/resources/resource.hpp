#pragma once
// The small resource servers around the identity provider. Each verifies the tokens presented to it in full.

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "directory/live_directory.hpp"
#include "entra/support/http_message.hpp"
#include "entra/support/json_access.hpp"
#include "entra/support/random.hpp"
#include "resources/vault_secrets.hpp"
#include "store/store.hpp"
#include "tokens/key_ring.hpp"
#include "tokens/origin.hpp"

namespace entra::idp {

/// One call of an API. References outlive it.
struct ResourceCall {
  const http::Request& request;
  std::string path;            ///< below the resource's base, decoded once: "/v1/customers"
  Origin origin;               ///< as the caller addressed this server
  std::string login_base;      ///< origin of the authority that challenges name
  const Directory& directory;  ///< as it was when the call came
  LiveDirectory& live;         ///< for changes
  Store& store;
  const KeyRing& keys;
  Random& random;
  Instant now;
  std::string ip_address;  ///< of the caller, X-Forwarded-For of loopback peers considered
  std::function<bool(std::string_view origin)> is_own_origin;  ///< origins whose issuers are this server's
  std::string refusal;                                         ///< out: why the call was refused, for the journal
  std::string tenant;                                          ///< out: of the token
  std::string client;                                          ///< out
  std::string user;                                            ///< out
  bool is_unmatched{false};                                    ///< out: there is no such path
};

/// Who calls, by a token that was verified for this resource.
struct Caller {
  Json claims;
  const Tenant* tenant{nullptr};
  const Application* app{nullptr};
  const User* user{nullptr};  ///< null: the application itself
  std::vector<std::string> scopes;
  std::vector<std::string> roles;

  [[nodiscard]] bool is_app_only() const noexcept { return user == nullptr; }
};

enum class BearerFault { kMissing, kMalformed, kSignature, kTime, kIssuer, kAudience, kSubject };
struct BearerRefusal {
  BearerFault fault{BearerFault::kMissing};
  std::string detail;      ///< for the journal, never on the wire
  std::string audience{};  ///< the token's, when that is the fault
};

/// Signature under a published key, time (no skew: there is one clock), issuer of this server, an audience of one of
/// the accepted applications, and a subject that the directory knows. Fills the call's tenant, client and user.
[[nodiscard]] Result<Caller, BearerRefusal> verify_bearer(ResourceCall& call,
                                                          const std::vector<std::string_view>& accepted_app_ids);

class PartnerCenterState;
[[nodiscard]] http::Response serve_partner_center(ResourceCall& call, PartnerCenterState& state);
[[nodiscard]] http::Response serve_graph(ResourceCall& call);
/// "/oidc/userinfo" of Graph, and v1's "/openid/userinfo".
[[nodiscard]] http::Response serve_user_info(ResourceCall& call);
[[nodiscard]] http::Response serve_key_vault(ResourceCall& call, const std::string& vault, VaultSecrets& secrets);
[[nodiscard]] http::Response serve_store(ResourceCall& call);
[[nodiscard]] http::Response serve_aad_graph(ResourceCall& call);
[[nodiscard]] http::Response serve_resource_manager(ResourceCall& call);

}  // namespace entra::idp
