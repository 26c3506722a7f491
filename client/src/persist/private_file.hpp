#pragma once
// A file that only its owner may read: opened with care, read within bounds, replaced as a whole.

#include <sys/types.h>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "entra/support/result.hpp"

namespace entra::client {

/// Changes whenever the file is replaced or written.
struct FileStamp {
  dev_t device{0};
  ino_t inode{0};
  off_t size{0};
  std::int64_t modified_ns{0};
  std::int64_t changed_ns{0};

  friend bool operator==(const FileStamp&, const FileStamp&) = default;
};

/// Nothing when there is no such file.
[[nodiscard]] Result<std::optional<FileStamp>> stamp_of(const std::string& path);

struct PrivateFile {
  std::string bytes;
  FileStamp stamp;
  bool was_tightened{false};  ///< others could read it until now
};
/// Nothing when there is no such file. Takes away what others may do with it. kUnsupported for a symbolic link,
/// anything that is no plain file, and another user's file; kOutOfRange over `max_bytes`; kIo.
[[nodiscard]] Result<std::optional<PrivateFile>> read_private_file(const std::string& path, std::size_t max_bytes);

/// Readers see the old bytes or the new ones, also after a crash: writes "{path}.new" with mode 0600, syncs it, renames
/// it and syncs the directory. To be called by one writer at a time. kIo.
[[nodiscard]] Result<void> replace_private_file(const std::string& path, std::string_view bytes);

/// Makes the directory of `path`, and those above it, with mode 0700 where they are missing. kIo.
[[nodiscard]] Result<void> make_directory_of(const std::string& path);

}  // namespace entra::client
