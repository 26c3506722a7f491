#pragma once
// A directory of secrets: who may read it, how files in it change, and one process at a time.

#include <sys/types.h>

#include <optional>
#include <string>
#include <string_view>

#include "entra/support/result.hpp"
#include "http/socket.hpp"

namespace entra::idp::http_server {

/// Creates it and what is missing above it, 0700. kIo naming the path.
[[nodiscard]] Result<void> ensure_private_directory(const std::string& directory);
/// Held until the descriptor closes; waits for other processes and threads that hold it.
[[nodiscard]] Result<Descriptor> lock_directory(const std::string& directory);
/// Nothing when there is no such file; kIo naming the path when it cannot be read.
[[nodiscard]] Result<std::optional<std::string>> read_if_present(const std::string& path);
/// Written beside and renamed: readers see the old text or the new one, whole. For the holder of the lock.
[[nodiscard]] Result<void> replace_file(const std::string& path, std::string_view text, mode_t mode);

}  // namespace entra::idp::http_server
