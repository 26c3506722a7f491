#pragma once
// Where a scenario's mock comes from. The runner talks to it only through a transport and its control plane.

#include <memory>
#include <string>

#include "entra/client/transport.hpp"
#include "entra/support/result.hpp"
#include "model/scenario.hpp"

namespace entra::scenarios {

/// One mock, for one scenario. Gone when destroyed. Used by one thread at a time.
class IdpInstance {
 public:
  virtual ~IdpInstance() = default;
  [[nodiscard]] virtual const std::string& origin() const = 0;  ///< "https://localhost:8443"
  [[nodiscard]] virtual std::shared_ptr<client::Transport> transport() = 0;
};

/// Makes mocks. open() is called from several threads at once.
class IdpProvider {
 public:
  virtual ~IdpProvider() = default;
  [[nodiscard]] virtual Result<std::unique_ptr<IdpInstance>> open(const Scenario& scenario) = 0;
  [[nodiscard]] virtual std::string name() const = 0;  ///< as given to --idp
};

}  // namespace entra::scenarios
