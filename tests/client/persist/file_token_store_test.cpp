#include "entra/client/file_token_store.hpp"

#include <sys/wait.h>

#include <atomic>
#include <csignal>
#include <thread>

#include "persist/private_file.hpp"
#include "persist/testing/store_fixture.hpp"

namespace entra::client {
namespace {

using namespace testing;

TokenStoreCipher cipher_of(char key, Random& random) {
  return make_aes256_gcm_cipher([key]() -> Result<std::string> { return std::string(32, key); }, random);
}

TEST_F(StoreTest, AnotherStoreFindsWhatOneWrote) {
  const auto writer = open();
  const auto reader = open();
  EXPECT_EQ(reader->find_access_token(app_query()).value(), std::nullopt) << "no file yet";
  ASSERT_TRUE(writer->write(app_answer("AT")));
  EXPECT_EQ((*reader->find_access_token(app_query()))->secret, "AT");
  ASSERT_TRUE(reader->write(user_answer("UT", {"User.Read"})));
  EXPECT_EQ((*writer->find_access_token(user_query({"User.Read"})))->secret, "UT");
  EXPECT_EQ((*writer->accounts(public_cloud())).size(), 1u);
  EXPECT_EQ(writer->remove_access_token("AT"), 2u);
  EXPECT_EQ(reader->find_access_token(app_query()).value(), std::nullopt);
  EXPECT_EQ(names(), std::vector<std::string>{"tokens.json"}) << "no lock and no copy is left";
  EXPECT_TRUE(repairs_.empty());
}

TEST_F(StoreTest, TheFileIsItsOwnersOnlyAndSoIsANewDirectory) {
  const auto mask = ::umask(0);
  path_ = directory_ + "/a/b/tokens.json";
  ASSERT_TRUE(open()->write(app_answer("AT")));
  ::umask(mask);
  EXPECT_EQ(mode_of(path_), 0600u);
  EXPECT_EQ(mode_of(directory_ + "/a"), 0700u);
  EXPECT_EQ(mode_of(directory_ + "/a/b"), 0700u);
}

TEST_F(StoreTest, AFileThatOthersCouldReadIsTightenedAndTold) {
  write_text(path_, golden("msal_node.json"));
  std::filesystem::permissions(path_, std::filesystem::perms(0644));
  const auto store = open();
  EXPECT_TRUE(*store->find_access_token(app_query()));
  EXPECT_EQ(mode_of(path_), 0600u);
  ASSERT_EQ(repairs_.size(), 1u);
  EXPECT_EQ(repairs_[0], path_ + " could be read by others; its mode is 0600 now");
}

TEST_F(StoreTest, ALinkAFolderAndAnOversizedFileAreRefused) {
  const auto code_of = [&](std::size_t max_bytes = 1000) {
    const auto found = open({.max_file_bytes = max_bytes})->accounts(public_cloud());
    return found ? std::string("none") : std::string(to_string(found.error().code));
  };
  std::filesystem::create_symlink(directory_ + "/elsewhere", path_);
  EXPECT_EQ(code_of(), "unsupported");
  std::filesystem::remove(path_);
  std::filesystem::create_directory(path_);
  EXPECT_EQ(code_of(), "unsupported");
  std::filesystem::remove(path_);
  write_text(path_, golden("msal_node.json"));
  EXPECT_EQ(code_of(1000), "out_of_range");
  EXPECT_EQ(code_of(10'000), "none");
  EXPECT_EQ(open({.max_file_bytes = 4'100})->write(app_answer("AT")).error().code, Errc::kOutOfRange);
  EXPECT_EQ(read_text(path_), golden("msal_node.json")) << "left as it was";
}

TEST_F(StoreTest, ADamagedFileIsSetAsideAndNotFatal) {
  write_text(path_, "{\"AccessToken\": {\"half");
  const auto store = open();
  EXPECT_EQ(store->find_access_token(app_query()).value(), std::nullopt);
  ASSERT_EQ(repairs_.size(), 1u);
  EXPECT_NE(repairs_[0].find("damaged"), std::string::npos) << repairs_[0];
  EXPECT_EQ(repairs_[0].find("half"), std::string::npos) << "nothing of its content is told";
  ASSERT_TRUE(store->write(app_answer("AT")));
  ASSERT_EQ(names().size(), 2u);
  EXPECT_EQ(names()[1].find("tokens.json.corrupt-"), 0u);
  EXPECT_EQ(read_text(directory_ + "/" + names()[1]), "{\"AccessToken\": {\"half");
  EXPECT_EQ((*store->find_access_token(app_query()))->secret, "AT");
}

TEST_F(StoreTest, WhatAnotherLibraryWritesInPlaceIsSeen) {
  const auto store = open();
  ASSERT_TRUE(store->write(app_answer("ours")));
  EXPECT_EQ((*store->find_access_token(app_query()))->secret, "ours");
  write_text(path_, golden("msal_python.json"));
  EXPECT_EQ((*store->find_access_token(app_query()))->secret, "app-token");
  std::filesystem::remove(path_);
  EXPECT_EQ(store->find_access_token(app_query()).value(), std::nullopt);
}

TEST_F(StoreTest, ALockThatIsNotHadInTimeIsAnErrorOfWritesOnly) {
  const auto store = open({.lock_wait = std::chrono::milliseconds(0)});
  ASSERT_TRUE(store->write(app_answer("AT")));
  write_text(path_ + ".lockfile", std::to_string(::getpid()) + " somebody");
  EXPECT_EQ(store->write(app_answer("AT2")).error().code, Errc::kInUse);
  EXPECT_EQ(store->remove_access_token("AT").error().code, Errc::kInUse);
  EXPECT_EQ(store->remove_access_token("unknown"), 0u) << "nothing to remove needs no lock";
  EXPECT_EQ((*store->find_access_token(app_query()))->secret, "AT");
}

TEST_F(StoreTest, NothingIsLostWhenThreadsWriteAtOnce) {
  constexpr int kThreads = 4;
  constexpr int kEach = 8;
  std::atomic<int> failures{0};
  std::vector<std::thread> threads;
  for (int t = 0; t < kThreads; ++t) {
    threads.emplace_back([&, t] {
      const auto store = open_file_token_store({.path = path_, .lock_wait = std::chrono::seconds(30)}).value();
      for (int i = 0; i < kEach; ++i) {
        const std::string name = std::to_string(t) + "-" + std::to_string(i);
        if (!store->write(app_answer(name, "api://" + name + "/.default"))) ++failures;
      }
    });
  }
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(failures, 0);
  EXPECT_EQ(file()["AccessToken"].size(), 2u * kThreads * kEach);
}

TEST_F(StoreTest, NothingIsLostWhenProcessesWriteAtOnce) {
  constexpr int kProcesses = 4;
  constexpr int kEach = 8;
  std::vector<pid_t> children;
  for (int p = 0; p < kProcesses; ++p) {
    const pid_t child = ::fork();
    ASSERT_GE(child, 0);
    if (child == 0) {
      const auto store = open_file_token_store({.path = path_, .lock_wait = std::chrono::seconds(30)}).value();
      int failed = 0;
      for (int i = 0; i < kEach; ++i) {
        const std::string name = std::to_string(p) + "-" + std::to_string(i);
        if (!store->write(app_answer(name, "api://" + name + "/.default"))) failed = 1;
      }
      ::_exit(failed);
    }
    children.push_back(child);
  }
  for (const pid_t child : children) {
    int status = 0;
    ASSERT_EQ(::waitpid(child, &status, 0), child);
    EXPECT_EQ(status, 0);
  }
  EXPECT_EQ(file()["AccessToken"].size(), 2u * kProcesses * kEach);
  EXPECT_EQ(names(), std::vector<std::string>{"tokens.json"});
}

TEST_F(StoreTest, AProcessKilledInMidWriteLeavesTheOldFile) {
  ASSERT_TRUE(open()->write(app_answer("old")));
  const pid_t child = ::fork();
  ASSERT_GE(child, 0);
  if (child == 0) {
    // The death comes while the new bytes are being made, with the lock held.
    TokenStoreCipher deadly;
    deadly.open = [](std::string_view bytes) -> Result<std::string> { return std::string(bytes); };
    deadly.seal = [&](std::string_view) -> Result<std::string> {
      write_text(path_ + ".new", "half of the new fi");
      ::kill(::getpid(), SIGKILL);
      return std::string();
    };
    (void)open_file_token_store({.path = path_, .cipher = deadly}).value()->write(app_answer("new"));
    ::_exit(1);
  }
  int status = 0;
  ASSERT_EQ(::waitpid(child, &status, 0), child);
  ASSERT_TRUE(WIFSIGNALED(status));
  ASSERT_EQ(names(), (std::vector<std::string>{"tokens.json", "tokens.json.lockfile", "tokens.json.new"}));
  const auto store = open({.lock_wait = std::chrono::milliseconds(0)});
  EXPECT_EQ((*store->find_access_token(app_query()))->secret, "old");
  ASSERT_TRUE(store->write(app_answer("newer"))) << "its lock is known to be nobody's";
  EXPECT_EQ((*store->find_access_token(app_query()))->secret, "newer");
  EXPECT_EQ(names(), std::vector<std::string>{"tokens.json"});
}

TEST_F(StoreTest, AnEncryptedFileNeedsItsKey) {
  SeededRandom random(1);
  const auto store = open({.cipher = cipher_of('k', random)});
  ASSERT_TRUE(store->write(app_answer("AT")));
  const std::string sealed = read_text(path_);
  EXPECT_EQ(sealed.find("AccessToken"), std::string::npos);
  EXPECT_EQ((*open({.cipher = cipher_of('k', random)})->find_access_token(app_query()))->secret, "AT");

  const auto wrong = open({.cipher = cipher_of('w', random)});
  EXPECT_EQ(wrong->find_access_token(app_query()).error().code, Errc::kCrypto);
  EXPECT_EQ(wrong->write(app_answer("AT2")).error().code, Errc::kCrypto);
  const auto without = open();
  EXPECT_EQ(without->find_access_token(app_query()).error().code, Errc::kUnsupported);
  EXPECT_EQ(without->write(app_answer("AT2")).error().code, Errc::kUnsupported);
  EXPECT_EQ(read_text(path_), sealed) << "a file is not lost to whoever lacks the key";
  EXPECT_EQ(names(), std::vector<std::string>{"tokens.json"});
}

TEST_F(StoreTest, AForgedFileIsSetAside) {
  SeededRandom random(1);
  const auto store = open({.cipher = cipher_of('k', random)});
  ASSERT_TRUE(store->write(app_answer("AT")));
  std::string sealed = read_text(path_);
  sealed.back() = static_cast<char>(sealed.back() ^ 1);
  write_text(path_, sealed);
  EXPECT_EQ(store->find_access_token(app_query()).value(), std::nullopt);
  EXPECT_EQ(repairs_.size(), 1u);
  EXPECT_EQ(names().size(), 1u);
  EXPECT_EQ(names()[0].find("tokens.json.corrupt-"), 0u);
}

TEST_F(StoreTest, APlainFileIsNotTakenForAnEncryptedOne) {
  write_text(path_, golden("msal_python.json"));
  SeededRandom random(1);
  const auto store = open({.cipher = cipher_of('k', random)});
  EXPECT_EQ(store->find_access_token(app_query()).error().code, Errc::kUnsupported)
      << "whoever can write the file must not be able to hand us tokens";
  EXPECT_EQ(read_text(path_), golden("msal_python.json"));
}

TEST(FileTokenStore, NeedsAPath) {
  EXPECT_EQ(open_file_token_store({}).error().code, Errc::kMissing);
}

}  // namespace
}  // namespace entra::client
