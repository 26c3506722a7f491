#pragma once
// A token store in one JSON file of MSAL's unified schema, shared with other processes and other MSALs.

#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <string>

#include "entra/client/token_store.hpp"
#include "entra/client/token_store_cipher.hpp"
#include "entra/support/result.hpp"

namespace entra::client {

struct FileTokenStoreOptions {
  std::string path = {};         ///< a directory that does not exist is made with mode 0700
  TokenStoreCipher cipher = {};  ///< empty: plain JSON, as MSAL Python and MSAL Node keep it without an extension
  std::chrono::milliseconds lock_wait{2'000};  ///< for "{path}.lockfile", which msal-extensions take too; steady time
  std::size_t max_file_bytes{std::size_t{16} * 1024 * 1024};  ///< a larger file is not read, and an error
  /// Told of what was put right: a mode that others could read tightened to 0600, a damaged file set aside as
  /// "{path}.corrupt-…". Called under the store's lock: it must not call the store.
  std::function<void(const Error&)> on_repair = {};
};

/// Errors of its calls: kIo, kInUse (the lock was not had in time), kOutOfRange (too large), kUnsupported (a symbolic
/// link, another user's file, encrypted by somebody else), and the cipher's own. kMissing here for an empty path.
///
/// Reads parse the file when it has changed and take no lock; each change takes the lock, reads the file anew, writes
/// a copy of mode 0600 beside it, syncs and renames it. Members and sections that it does not know survive.
[[nodiscard]] Result<std::shared_ptr<TokenStore>> open_file_token_store(FileTokenStoreOptions options);

}  // namespace entra::client
