#include "persist/file_lock.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/wait.h>

#include "persist/testing/store_fixture.hpp"

namespace entra::client {
namespace {

using namespace testing;
using std::chrono::milliseconds;

class FileLockTest : public StoreTest {
 protected:
  const std::string lock_ = directory_ + "/tokens.json.lockfile";
  const FileLockOptions at_once_{.wait = milliseconds(0)};
};

TEST_F(FileLockTest, IsAFileThatOthersCannotCreateAndThatGoesWithIt) {
  {
    const auto held = FileLock::acquire(lock_, at_once_);
    ASSERT_TRUE(held);
    EXPECT_EQ(mode_of(lock_), 0600u);
    EXPECT_EQ(read_text(lock_), std::to_string(::getpid()) + " entra");
    // As msal-extensions of Python and Node try it,
    EXPECT_LT(::open(lock_.c_str(), O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, 0600), 0);
    // and as .NET and portalocker do.
    const Descriptor other(::open(lock_.c_str(), O_RDWR | O_CLOEXEC));
    EXPECT_NE(::flock(other.get(), LOCK_EX | LOCK_NB), 0);
    const auto second = FileLock::acquire(lock_, at_once_);
    ASSERT_FALSE(second);
    EXPECT_EQ(second.error().code, Errc::kInUse);
  }
  EXPECT_FALSE(std::filesystem::exists(lock_));
  EXPECT_TRUE(FileLock::acquire(lock_, at_once_));
}

TEST_F(FileLockTest, RespectsALockThatAnotherLibraryMade) {
  write_text(lock_, std::to_string(::getpid()) + " /usr/bin/python3");  // alive, and without a flock
  EXPECT_EQ(FileLock::acquire(lock_, at_once_).error().code, Errc::kInUse);
  EXPECT_TRUE(std::filesystem::exists(lock_));
}

TEST_F(FileLockTest, RespectsAFlockOnAFileOfUnknownOrigin) {
  const Descriptor other(::open(lock_.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600));
  ASSERT_EQ(::flock(other.get(), LOCK_EX), 0);
  EXPECT_EQ(FileLock::acquire(lock_, {.wait = milliseconds(0), .stale_after = milliseconds(0)}).error().code,
            Errc::kInUse);
}

TEST_F(FileLockTest, TakesOverWhatADeadProcessLeft) {
  const pid_t child = ::fork();
  if (child == 0) ::_exit(0);
  int status = 0;
  ASSERT_EQ(::waitpid(child, &status, 0), child);
  write_text(lock_, std::to_string(child) + " dead");
  EXPECT_TRUE(FileLock::acquire(lock_, at_once_));
}

TEST_F(FileLockTest, TakesOverAFileThatNobodyChangesOrLocks) {
  write_text(lock_, "");
  EXPECT_FALSE(FileLock::acquire(lock_, at_once_));
  EXPECT_TRUE(FileLock::acquire(lock_, {.wait = milliseconds(0), .stale_after = milliseconds(0)}));
}

TEST_F(FileLockTest, SaysWhereItCannotBeMade) {
  const auto held = FileLock::acquire(directory_ + "/missing/lock", at_once_);
  ASSERT_FALSE(held);
  EXPECT_EQ(held.error().code, Errc::kIo);
  EXPECT_NE(held.error().message.find("/missing/lock cannot be created"), std::string::npos) << held.error().message;
}

}  // namespace
}  // namespace entra::client
