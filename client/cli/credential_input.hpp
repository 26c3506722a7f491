#pragma once
// The application's credential, from the files and variables that the options name.

#include "commands.hpp"
#include "entra/client/credential.hpp"

namespace entra::cli {

/// Without any of the options a public client. Errors name the option, the file or the variable.
[[nodiscard]] Result<client::ClientCredential> read_credential(const GetOptions& options);

}  // namespace entra::cli
