#pragma once
// Where a person's input comes from: arguments, files, the environment, standard input.

#include <string>

#include "entra/support/clock.hpp"
#include "entra/support/result.hpp"

namespace entra::cli {

/// The whole file; kNotFound or kIo, or kOutOfRange over 1 MiB.
[[nodiscard]] Result<std::string> read_file(const std::string& path);
/// A variable of the environment; kMissing when it is unset or empty. The value is in no message.
[[nodiscard]] Result<std::string> read_environment(const std::string& name);
/// The token of an argument, or of standard input for "" and "-"; blanks and line ends around it are taken off.
[[nodiscard]] Result<std::string> read_token(const std::string& argument);
/// A moment given with --at, or now.
[[nodiscard]] Result<Instant> read_moment(const std::string& text);

/// "entra_token: message" on stderr, on one line; returns kBadUsage.
int complain(const std::string& message);

}  // namespace entra::cli
