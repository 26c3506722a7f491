#pragma once
// The mock as a real process over HTTPS, and a mock that somebody else already runs.

#include <memory>
#include <string>

#include "run/idp_provider.hpp"

namespace entra::scenarios {

/// Every scenario gets a `mock_idp` process of its own on a free port. CA and keys are made once, in a temporary folder
/// that goes with the provider. An error when the program cannot be started.
[[nodiscard]] Result<std::unique_ptr<IdpProvider>> make_process_provider(const std::string& mock_idp_program);

/// The mock at `url`, reset before each scenario: one scenario at a time, and its directory must be the one that the
/// scenario names. `ca_file` is trusted for https; empty: the system's authorities.
[[nodiscard]] Result<std::unique_ptr<IdpProvider>> make_url_provider(const std::string& url,
                                                                     const std::string& ca_file);

}  // namespace entra::scenarios
