#pragma once
// Where a person's input comes from: arguments, files, the environment, standard input.

#include <memory>
#include <string>

#include "entra/client/transport.hpp"
#include "entra/support/clock.hpp"
#include "entra/support/result.hpp"

namespace entra::cli {

/// The whole file; kNotFound or kIo, or kOutOfRange over 1 MiB.
[[nodiscard]] Result<std::string> read_file(const std::string& path);
/// A variable of the environment; kMissing when it is unset or empty. The value is in no message.
[[nodiscard]] Result<std::string> read_environment(const std::string& name);
/// The token of an argument, or of standard input for "" and "-"; blanks and line ends around it are taken off.
[[nodiscard]] Result<std::string> read_token(const std::string& argument);

enum class Proxies { kOfEnvironment, kNone };

/// Over the proxy that the environment names, if wanted; `ca_file` empty: the system's authorities. Errors as
/// read_file's, and those of a variable that names no proxy.
[[nodiscard]] Result<std::shared_ptr<client::Transport>> open_transport(const std::string& ca_file,
                                                                        Proxies proxies = Proxies::kOfEnvironment);
/// A moment given with --at, or now.
[[nodiscard]] Result<Instant> read_moment(const std::string& text);

/// "entra_token: message" on stderr, on one line; returns kBadUsage.
int complain(const std::string& message);

}  // namespace entra::cli
