#include "http/private_files.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>

namespace entra::idp::http_server {
namespace {

constexpr std::size_t kMaxFileBytes = 1u << 20;

tl::unexpected<Error> io_error(const std::string& what, const std::string& path) {
  return fail(Errc::kIo, "cannot " + what + " " + path + ": " + std::strerror(errno));
}

bool write_all(int file, std::string_view text) {
  while (!text.empty()) {
    const ssize_t written = ::write(file, text.data(), text.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return false;
    text.remove_prefix(static_cast<std::size_t>(written));
  }
  return true;
}

}  // namespace

Result<void> ensure_private_directory(const std::string& directory) {
  for (std::size_t end = 0; end != std::string::npos;) {
    end = directory.find('/', end + 1);
    const std::string part = directory.substr(0, end);
    if (::mkdir(part.c_str(), 0700) != 0 && errno != EEXIST && errno != EISDIR)
      return io_error("create the directory", part);
  }
  struct stat status {};
  if (::stat(directory.c_str(), &status) != 0) return io_error("use the directory", directory);
  if (!S_ISDIR(status.st_mode)) return fail(Errc::kIo, directory + " is no directory");
  return {};
}

Result<Descriptor> lock_directory(const std::string& directory) {
  const std::string path = directory + "/.lock";
  Descriptor file(::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600));
  if (!file.is_open()) return io_error("open", path);
  while (::flock(file.get(), LOCK_EX) != 0) {
    if (errno != EINTR) return io_error("lock", path);
  }
  return file;
}

Result<std::optional<std::string>> read_if_present(const std::string& path) {
  const Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (!file.is_open() && errno == ENOENT) return std::optional<std::string>();
  if (!file.is_open()) return io_error("read", path);
  std::string text;
  char bytes[4096];
  for (;;) {
    const ssize_t got = ::read(file.get(), bytes, sizeof bytes);
    if (got == 0) return std::optional(std::move(text));
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return io_error("read", path);
    text.append(bytes, static_cast<std::size_t>(got));
    if (text.size() > kMaxFileBytes) return fail(Errc::kOutOfRange, path + " is larger than any key or certificate");
  }
}

Result<void> replace_file(const std::string& path, std::string_view text, mode_t mode) {
  const std::string beside = path + ".new";
  ::unlink(beside.c_str());
  {
    const Descriptor file(::open(beside.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600));
    if (!file.is_open()) return io_error("write", beside);
    if (!write_all(file.get(), text) || ::fchmod(file.get(), mode) != 0 || ::fsync(file.get()) != 0)
      return io_error("write", beside);
  }
  if (std::rename(beside.c_str(), path.c_str()) != 0) return io_error("replace", path);
  return {};
}

}  // namespace entra::idp::http_server
