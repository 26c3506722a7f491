#include "persist/file_lock.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <csignal>
#include <cstdint>
#include <optional>
#include <thread>

namespace entra::client {
namespace {

using Steady = std::chrono::steady_clock;
constexpr std::chrono::milliseconds kPause{10};

/// True while the descriptor's file is the one that the path names.
bool is_file_at(const Descriptor& file, const std::string& path) {
  struct stat mine {};
  struct stat named {};
  return ::fstat(file.get(), &mine) == 0 && ::lstat(path.c_str(), &named) == 0 && mine.st_dev == named.st_dev &&
         mine.st_ino == named.st_ino;
}

bool try_flock(const Descriptor& file) {
  return ::flock(file.get(), LOCK_EX | LOCK_NB) == 0;
}

/// The number at the start of the file: Python and Node write their process there, and so do we.
std::optional<pid_t> holder_of(const Descriptor& file) {
  std::array<char, 16> text{};
  const ssize_t size = ::pread(file.get(), text.data(), text.size(), 0);
  pid_t pid = 0;
  if (size <= 0 || std::from_chars(text.data(), text.data() + size, pid).ec != std::errc() || pid <= 0) {
    return std::nullopt;
  }
  return pid;
}

bool is_gone(std::optional<pid_t> pid) {
  return pid && ::kill(*pid, 0) != 0 && errno == ESRCH;
}

void sign(const Descriptor& file) {
  const std::string name = std::to_string(::getpid()) + " entra";
  // Only for people and for `holder_of`: the lock is had without it.
  if (::ftruncate(file.get(), 0) == 0 && ::pwrite(file.get(), name.data(), name.size(), 0) < 0) errno = 0;
}

/// How long somebody else's lock file has been seen unchanged.
class Watch {
 public:
  std::chrono::milliseconds unchanged_for(const Descriptor& file) {
    struct stat status {};
    if (::fstat(file.get(), &status) != 0) return {};
    const Seen seen{status.st_ino, status.st_mtim.tv_sec, status.st_mtim.tv_nsec};
    const auto now = Steady::now();
    if (!since_ || !(seen == seen_)) {
      seen_ = seen;
      since_ = now;
    }
    return std::chrono::duration_cast<std::chrono::milliseconds>(now - *since_);
  }

 private:
  struct Seen {
    ino_t inode{0};
    std::int64_t seconds{0};
    std::int64_t nanoseconds{0};
    friend bool operator==(const Seen&, const Seen&) = default;
  };
  Seen seen_;
  std::optional<Steady::time_point> since_;
};

/// A lock file of our own making, or one that a dead process left; nothing while somebody else holds it.
Result<std::optional<Descriptor>> try_take(const std::string& path, const FileLockOptions& options, Watch& watch) {
  Descriptor made(::open(path.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600));
  if (made) {
    sign(made);
    // A .NET process opens what is there and may have been quicker with its flock; it removes the file itself.
    if (try_flock(made) && is_file_at(made, path)) return made;
    return std::nullopt;
  }
  if (errno != EEXIST) return io_failure(path, "created");
  Descriptor found(::open(path.c_str(), O_RDWR | O_CLOEXEC | O_NOFOLLOW));
  if (!found && errno != ENOENT) return io_failure(path, "opened");
  if (!found) return std::nullopt;
  // The flock is asked for only where the file seems abandoned: a waiter's must not be in a holder's way.
  if (!is_gone(holder_of(found)) && watch.unchanged_for(found) < options.stale_after) return std::nullopt;
  if (!try_flock(found) || !is_file_at(found, path)) return std::nullopt;
  sign(found);
  return found;
}

}  // namespace

Result<FileLock> FileLock::acquire(const std::string& path, FileLockOptions options) {
  const auto deadline = Steady::now() + options.wait;
  Watch watch;
  for (;;) {
    auto taken = try_take(path, options, watch);
    if (!taken) return tl::unexpected(taken.error());
    if (*taken) return FileLock(path, std::move(**taken));
    const auto left = deadline - Steady::now();
    if (left <= Steady::duration::zero()) {
      return fail(Errc::kInUse,
                  path + " is held by another process; waited " + std::to_string(options.wait.count()) + " ms");
    }
    std::this_thread::sleep_for(std::min<Steady::duration>(left, kPause));
  }
}

FileLock::~FileLock() {
  // Removed while the flock is held, so that whoever waits on the file sees that it is no more the named one.
  if (file_) ::unlink(path_.c_str());
}

}  // namespace entra::client
