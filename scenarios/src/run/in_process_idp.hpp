#pragma once
// The mock as an object of this process: no socket, so hundreds of scenarios take a second.

#include <memory>

#include "run/idp_provider.hpp"

namespace entra::scenarios {

/// Every scenario gets a MockIdp of its own with the scenario's clock and seed; signing keys come from one pool per
/// provider, since making one takes longer than a scenario.
[[nodiscard]] std::unique_ptr<IdpProvider> make_in_process_provider();

/// What is wrong with a mock config file, ready to print; none when it is fine.
[[nodiscard]] std::optional<std::string> check_directory(const std::string& path);

}  // namespace entra::scenarios
