#include "persist/private_file.hpp"

#include <fcntl.h>
#include <sys/stat.h>

#include <cerrno>
#include <cstdio>
#include <filesystem>
#include <system_error>

#include "persist/descriptor.hpp"

namespace entra::client {
namespace {

constexpr mode_t kOwnerOnly = 0600;
constexpr mode_t kOthers = 0077;

FileStamp stamp_from(const struct stat& status) {
  const auto nanoseconds = [](const timespec& at) { return at.tv_sec * std::int64_t{1'000'000'000} + at.tv_nsec; };
  return {status.st_dev, status.st_ino, status.st_size, nanoseconds(status.st_mtim), nanoseconds(status.st_ctim)};
}

/// Errc::kUnsupported for what must not be taken for our file.
Result<void> check_owner(const std::string& path, const struct stat& status) {
  if (!S_ISREG(status.st_mode)) return fail(Errc::kUnsupported, path + " is not a plain file");
  if (status.st_uid != ::geteuid()) {
    return fail(Errc::kUnsupported, path + " belongs to user " + std::to_string(status.st_uid) + ", expected " +
                                        std::to_string(::geteuid()));
  }
  return {};
}

Result<std::string> read_all(const Descriptor& file, const std::string& path, std::size_t max_bytes) {
  std::string bytes;
  std::string block(std::size_t{64} * 1024, '\0');
  for (;;) {
    const ssize_t count = ::read(file.get(), block.data(), block.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return io_failure(path, "read");
    if (count == 0) return bytes;
    bytes.append(block, 0, static_cast<std::size_t>(count));
    if (bytes.size() > max_bytes) {
      return fail(Errc::kOutOfRange, path + " is larger than " + std::to_string(max_bytes) + " bytes");
    }
  }
}

Result<void> write_all(const Descriptor& file, const std::string& path, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t count = ::write(file.get(), bytes.data(), bytes.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return io_failure(path, "written");
    bytes.remove_prefix(static_cast<std::size_t>(count));
  }
  return {};
}

std::filesystem::path directory_of(const std::string& path) {
  const auto parent = std::filesystem::path(path).parent_path();
  return parent.empty() ? "." : parent;
}

}  // namespace

tl::unexpected<Error> io_failure(const std::string& path, const char* what) {
  return fail(Errc::kIo, path + " cannot be " + what + ": " + std::generic_category().message(errno));
}

Result<std::optional<FileStamp>> stamp_of(const std::string& path) {
  struct stat status {};
  if (::lstat(path.c_str(), &status) == 0) return stamp_from(status);
  if (errno == ENOENT) return std::nullopt;
  return io_failure(path, "looked at");
}

Result<std::optional<PrivateFile>> read_private_file(const std::string& path, std::size_t max_bytes) {
  // Not blocking: a FIFO in its place must not hang us before it is seen to be no plain file.
  const Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK));
  if (!file && errno == ENOENT) return std::nullopt;
  if (!file && errno == ELOOP) return fail(Errc::kUnsupported, path + " is a symbolic link, expected a plain file");
  if (!file) return io_failure(path, "opened");
  struct stat status {};
  if (::fstat(file.get(), &status) != 0) return io_failure(path, "looked at");
  if (auto ours = check_owner(path, status); !ours) return tl::unexpected(ours.error());

  PrivateFile read;
  if ((status.st_mode & kOthers) != 0) {
    if (::fchmod(file.get(), kOwnerOnly) != 0) return io_failure(path, "made private");
    read.was_tightened = true;
    if (::fstat(file.get(), &status) != 0) return io_failure(path, "looked at");
  }
  auto bytes = read_all(file, path, max_bytes);
  if (!bytes) return tl::unexpected(bytes.error());
  read.bytes = std::move(*bytes);
  // The stamp from before the reading: what is written meanwhile makes the file a changed one.
  read.stamp = stamp_from(status);
  return read;
}

Result<void> replace_private_file(const std::string& path, std::string_view bytes) {
  const std::string fresh = path + ".new";
  // What a killed process left; a new file, so that no old mode and no link stands in for ours.
  if (::unlink(fresh.c_str()) != 0 && errno != ENOENT) return io_failure(fresh, "removed");
  {
    const Descriptor file(::open(fresh.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, kOwnerOnly));
    if (!file) return io_failure(fresh, "created");
    if (auto written = write_all(file, fresh, bytes); !written) return written;
    if (::fsync(file.get()) != 0) return io_failure(fresh, "synced");
  }
  if (std::rename(fresh.c_str(), path.c_str()) != 0) return io_failure(path, "replaced");
  const std::string directory = directory_of(path).string();
  const Descriptor folder(::open(directory.c_str(), O_RDONLY | O_CLOEXEC | O_DIRECTORY));
  // Some file systems cannot sync a directory (EINVAL); the rename is done all the same.
  if (folder && ::fsync(folder.get()) != 0 && errno != EINVAL) return io_failure(directory, "synced");
  return {};
}

Result<void> make_directory_of(const std::string& path) {
  std::filesystem::path made;
  for (const auto& part : directory_of(path)) {
    made /= part;
    if (::mkdir(made.c_str(), 0700) == 0 || errno == EEXIST || errno == EISDIR) continue;
    std::error_code ignored;
    if (!std::filesystem::is_directory(made, ignored)) return io_failure(made.string(), "created as a directory");
  }
  return {};
}

}  // namespace entra::client
