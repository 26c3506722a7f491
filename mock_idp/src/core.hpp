#pragma once
// The server's whole state behind one function: (request, state, now, randomness) -> response. No socket, no wall
// clock.

#include <memory>
#include <set>
#include <shared_mutex>
#include <string>

#include "control/defective_signer.hpp"
#include "control/journal.hpp"
#include "control/scopes.hpp"
#include "directory/live_directory.hpp"
#include "entra/idp/mock_idp.hpp"
#include "grants/inbox.hpp"
#include "resources/partner_center_state.hpp"
#include "resources/resource.hpp"
#include "store/store.hpp"
#include "tokens/issuer_keys.hpp"
#include "tokens/key_ring.hpp"

namespace entra::idp {

struct Core {
  Core(Config config, const Clock& base_clock, Random& random_source, std::unique_ptr<Store> kept);

  AdjustableClock clock;
  Random& random;
  std::unique_ptr<Store> store;
  LiveDirectory directory;
  std::unique_ptr<KeyRing> keys;
  SpareKeys spare_keys;
  std::unique_ptr<IssuerKeys> issuer_keys;  ///< of other token services
  Journal journal;
  Scopes scopes{clock};
  VaultSecrets vault_secrets;
  Inbox inbox;
  PartnerCenterState partner_center;
  std::function<void(const ExchangeSummary&)> on_exchange;

  /// An origin that this server is reached under; tokens with issuers below it are its own.
  void add_origin(std::string origin);
  [[nodiscard]] bool is_own_origin(std::string_view origin) const;

  /// Directory, grants, journal, faults, scopes and clock back to the config; the first signing key alone.
  void reset();

  [[nodiscard]] http::Response handle(const http::Request& request);

 private:
  [[nodiscard]] http::Response answer(const http::Request& request, const std::string& scope_name);

  mutable std::shared_mutex origins_mutex_;
  std::set<std::string, std::less<>> origins_;
};

}  // namespace entra::idp
