#pragma once
// The grants behind --flow.

#include <memory>
#include <string>
#include <vector>

#include "commands.hpp"
#include "entra/client/errors.hpp"
#include "entra/client/token.hpp"
#include "entra/client/transport.hpp"

namespace entra::cli {

/// The names that --flow takes, in the order of the help.
[[nodiscard]] std::vector<std::string> flow_names();

/// Asks for the token. The outer error is a wrong command line, variable or file; nothing was sent then.
[[nodiscard]] Result<Result<client::Acquired, client::ClientError>> run_flow(
    const GetOptions& options, const std::shared_ptr<client::Transport>& transport);

}  // namespace entra::cli
