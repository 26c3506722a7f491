#pragma once
// The lock that the msal-extensions of Python, Node and .NET take around a change of a cache file: the lock file is
// created exclusively and removed afterwards (Python, Node), and is locked with flock while it exists (.NET, and Python
// with portalocker). Taking both excludes all of them.

#include <chrono>
#include <string>

#include "entra/support/result.hpp"
#include "persist/descriptor.hpp"

namespace entra::client {

struct FileLockOptions {
  std::chrono::milliseconds wait{2'000};
  /// A lock file that stays the same for so long while nobody holds a flock on it was left by a process that died.
  /// Holders need milliseconds. One whose process is known to be gone is taken over at once.
  std::chrono::milliseconds stale_after{1'000};
};

/// Held until it is destroyed.
class FileLock {
 public:
  /// kInUse when it was not had within `wait`; kIo when the lock file cannot be made.
  [[nodiscard]] static Result<FileLock> acquire(const std::string& path, FileLockOptions options = {});
  ~FileLock();
  FileLock(FileLock&& other) noexcept = default;
  FileLock& operator=(FileLock&&) = delete;
  FileLock(const FileLock&) = delete;
  FileLock& operator=(const FileLock&) = delete;

 private:
  FileLock(std::string path, Descriptor file) : path_(std::move(path)), file_(std::move(file)) {}
  std::string path_;
  Descriptor file_;  ///< empty: moved from
};

}  // namespace entra::client
