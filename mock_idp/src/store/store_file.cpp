#include "store/store_file.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <string_view>
#include <utility>

#include "store/store.hpp"

namespace entra::idp {
namespace {

/// https://www.sqlite.org/fileformat2.html §1.3: the header's 100 bytes. Both numbers are written before the log is
/// switched on, so that they always stand in the file itself.
constexpr std::size_t kHeaderSize = 100;
constexpr std::size_t kUserVersionAt = 60;
constexpr std::size_t kApplicationIdAt = 68;
constexpr std::string_view kMagic{"SQLite format 3\0", 16};
using Header = std::array<char, kHeaderSize>;

std::uint32_t number_at(const Header& header, std::size_t at) {
  std::uint32_t number = 0;
  for (std::size_t i = at; i < at + 4; ++i) number = number << 8 | static_cast<unsigned char>(header[i]);
  return number;
}

std::string octal(mode_t mode) {
  std::string text = "0000";
  for (std::size_t i = 4; i > 0; mode >>= 3) text[--i] = static_cast<char>('0' + (mode & 7));
  return text;
}

std::string explain(int code, const std::string& path = "") {
  switch (code) {
    case EISDIR:
      return "a directory, expected a file";
    case ENOENT:
      return "its directory " + std::filesystem::path(path).parent_path().string() + " does not exist";
    default:
      return std::strerror(code);
  }
}

/// Everything that can be told without SQLite. An empty file is as good as none.
Result<void> inspect(int descriptor, const struct stat& status) {
  if (S_ISDIR(status.st_mode)) return fail(Errc::kUnsupported, explain(EISDIR));
  if (!S_ISREG(status.st_mode)) return fail(Errc::kUnsupported, "not a regular file");
  if (status.st_size == 0) return {};
  Header header{};
  const ssize_t got = ::pread(descriptor, header.data(), header.size(), 0);
  if (got < 0) return fail(Errc::kIo, std::strerror(errno));
  const bool is_sqlite =
      static_cast<std::size_t>(got) == kHeaderSize && std::string_view(header.data(), kMagic.size()) == kMagic;
  if (!is_sqlite) return fail(Errc::kUnsupported, "not a store of mock_idp, nor any other SQLite database");
  if (number_at(header, kApplicationIdAt) != kStoreApplicationId)
    return fail(Errc::kUnsupported, "an SQLite database of another program, expected a store of mock_idp");
  const std::uint32_t version = number_at(header, kUserVersionAt);
  if (version > kStoreVersion) {
    return fail(Errc::kUnsupported, "a store of version " + std::to_string(version) + ", this mock_idp knows up to " +
                                        std::to_string(kStoreVersion));
  }
  if ((status.st_mode & 077) != 0) {
    return fail(Errc::kUnsupported,
                "mode " + octal(status.st_mode & 07777) + " lets others at what it keeps, expected 0600 (chmod 600)");
  }
  return {};
}

/// Absolute, so that no name is taken for one of SQLite's special ones ("file:…", ":memory:").
std::string absolute(const std::string& path) {
  std::error_code failed;
  const auto full = std::filesystem::absolute(path, failed);
  return failed ? path : full.string();
}

}  // namespace

Result<StoreFile> StoreFile::open(const std::string& relative) {
  const std::string path = absolute(relative);
  const int descriptor = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NONBLOCK, 0600);
  if (descriptor < 0) return fail(Errc::kIo, explain(errno, path));
  StoreFile file(descriptor, path);
  struct stat status {};
  if (::fstat(descriptor, &status) != 0) return fail(Errc::kIo, std::strerror(errno));
  if (auto good = inspect(descriptor, status); !good) return tl::unexpected(good.error());
  // SQLite's own locks are the process's: they would let a second server of this process in.
  if (::flock(descriptor, LOCK_EX | LOCK_NB) != 0) {
    return errno == EWOULDBLOCK ? fail(Errc::kInUse, "in use by another mock_idp; one server at a time")
                                : fail(Errc::kIo, std::strerror(errno));
  }
  // SQLite gives its log the mode of this file, whatever the umask.
  if (status.st_size == 0 && ::fchmod(descriptor, 0600) != 0) return fail(Errc::kIo, std::strerror(errno));
  return file;
}

StoreFile::StoreFile(StoreFile&& other) noexcept
    : descriptor_(std::exchange(other.descriptor_, -1)), path_(std::move(other.path_)) {}

StoreFile::~StoreFile() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

Result<void> check_store_file(const std::string& file) {
  const std::string path = absolute(file);
  const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  if (descriptor < 0 && errno == ENOENT && ::access(std::filesystem::path(path).parent_path().c_str(), W_OK) == 0)
    return {};
  if (descriptor < 0) return fail(Errc::kIo, file + ": " + explain(errno, path));
  struct stat status {};
  auto good = ::fstat(descriptor, &status) == 0 ? inspect(descriptor, status)
                                                : Result<void>(fail(Errc::kIo, std::strerror(errno)));
  ::close(descriptor);
  return good.map_error([&](const Error& error) { return error.in(file); });
}

}  // namespace entra::idp
