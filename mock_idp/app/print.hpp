#pragma once
// What the server tells people and programs when it starts.

#include <string>

#include "entra/idp/config.hpp"
#include "entra/idp/mock_idp.hpp"

namespace entra::idp::app {

/// The ready line: one line of JSON without its newline.
[[nodiscard]] std::string ready_line(const Endpoints& endpoints);

/// For stderr: URLs, CA file, tenants, apps with their secrets, users with their codes. Secrets of a config of your own
/// are masked; those of the built-in demo are public anyway.
[[nodiscard]] std::string introduction(const Config& config, const Endpoints& endpoints, bool show_secrets);

}  // namespace entra::idp::app
