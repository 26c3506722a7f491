// The store in a file: what outlives the process, who may read it, what is purged.

#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>

#include "sqlite_file.hpp"

namespace entra::idp::testing {
namespace {

TEST_F(SqliteStoreFile, HasEverythingWhenReopened) {
  OddValues odd;
  const auto code = odd.make<AuthorizationCode>();
  auto token = odd.make<RefreshToken>();
  auto device = odd.make<DeviceCode>();
  auto session = odd.make<Session>();
  const auto consent = odd.make<Consent>();
  token.issued = device.issued = session.sign_in.at = kNow;
  auto recent_code = code;
  recent_code.issued = kNow;
  const auto ada = *ObjectId::parse(derive_guid("ada"));
  {
    auto store = open();
    store->put_code("c", recent_code);
    store->put_code("used", recent_code);
    EXPECT_EQ(store->redeem_code("used"), Redemption::kFirst);
    store->put_refresh_token("r", token);
    store->put_device_code("d", device);
    store->put_session("s", session);
    store->add_consent(consent);
    store->revoke_sign_ins(ada, kNow);
    store->put_text("name", "text");
    EXPECT_TRUE(store->use_assertion_once("jti", kNow + seconds(60), kNow));
  }
  auto store = open();
  EXPECT_TRUE(same(store->find_code("c"), recent_code));
  EXPECT_EQ(store->redeem_code("c"), Redemption::kFirst);
  EXPECT_EQ(store->redeem_code("used"), Redemption::kAgain);
  EXPECT_TRUE(same(store->find_refresh_token("r"), token));
  EXPECT_TRUE(same(store->find_device_code("d"), device));
  EXPECT_TRUE(same(store->find_session("s"), session));
  EXPECT_EQ(store->consented_scopes(consent.tenant, consent.client, consent.resource, consent.user), consent.scopes);
  EXPECT_EQ(store->tokens_valid_from(ada), kNow);
  EXPECT_EQ(store->find_text("name"), "text");
  EXPECT_FALSE(store->use_assertion_once("jti", kNow + seconds(60), kNow));
}

/// A process that is killed after each call returned: nothing of it is lost.
TEST_F(SqliteStoreFile, LosesNothingToAKill) {
  const pid_t child = ::fork();
  if (child == 0) {
    auto store = make_sqlite_store(file_, TokenLifetimes{}, kNow);
    if (!store) ::_exit(1);
    RefreshToken token;
    token.issued = kNow;
    AuthorizationCode code;
    code.issued = kNow;
    for (int i = 0; i < 500; ++i) (*store)->put_refresh_token(std::to_string(i), token);
    (*store)->put_code("code", code);
    if ((*store)->redeem_code("code") != Redemption::kFirst) ::_exit(1);
    ::raise(SIGKILL);
  }
  int status = 0;
  ASSERT_EQ(::waitpid(child, &status, 0), child);
  ASSERT_TRUE(WIFSIGNALED(status));
  EXPECT_EQ(mode("-wal"), 0600u) << "the kill left the log, which holds everything";
  auto store = open();
  for (int i = 0; i < 500; ++i) EXPECT_TRUE(store->find_refresh_token(std::to_string(i))) << i;
  EXPECT_EQ(store->redeem_code("code"), Redemption::kAgain);
}

TEST_F(SqliteStoreFile, IsPrivateWhateverTheUmask) {
  for (const mode_t mask : {mode_t{0}, mode_t{0777}}) {
    const mode_t before = ::umask(mask);
    {
      auto store = open();
      store->put_text("a", "b");
      EXPECT_EQ(mode(), 0600u);
      EXPECT_EQ(mode("-wal"), 0600u);
      EXPECT_FALSE(std::filesystem::exists(file_ + "-shm"));
    }
    ::umask(before);
    EXPECT_FALSE(std::filesystem::exists(file_ + "-wal")) << "a clean end leaves one file";
    std::filesystem::remove(file_);
  }
}

TEST_F(SqliteStoreFile, HoldsSecretsByHashOnly) {
  auto store = open();
  store->put_refresh_token("0.A-the-refresh-token", {});
  store->put_code("the-code", {});
  store->put_session("the-cookie", {});
  store->put_device_code("the-device-code", {});
  std::ifstream log(file_ + "-wal", std::ios::binary);
  const std::string bytes = content() + std::string(std::istreambuf_iterator<char>(log), {});
  EXPECT_GT(bytes.size(), 10000u);
  for (const char* secret : {"the-refresh-token", "the-code", "the-cookie", "the-device-code"})
    EXPECT_EQ(bytes.find(secret), std::string::npos) << secret;
}

TEST_F(SqliteStoreFile, PurgesWhatIsLongOver) {
  AuthorizationCode code;
  code.issued = kNow;
  RefreshToken token;
  token.issued = kNow;
  Session session;
  session.sign_in.at = kNow;
  const seconds life = TokenLifetimes{}.refresh_token;
  {
    auto store = open();
    store->put_code("old", code);
    store->put_refresh_token("old", token);
    store->put_session("old", session);
    code.issued = kNow + kDay + TokenLifetimes{}.authorization_code;
    for (int i = 0; i < 600; ++i) store->put_code(std::to_string(i), code);
    EXPECT_TRUE(store->find_code("old")) << "over for a day, but not longer";
    code.issued += milliseconds(1);
    for (int i = 0; i < 600; ++i) store->put_code(std::to_string(i), code);
    EXPECT_FALSE(store->find_code("old"));
    EXPECT_TRUE(store->find_code("0"));
  }
  EXPECT_TRUE(open(kNow + life + kDay)->find_refresh_token("old"));
  auto store = open(kNow + life + kDay + milliseconds(1));
  EXPECT_FALSE(store->find_refresh_token("old"));
  EXPECT_FALSE(store->find_session("old"));
  EXPECT_FALSE(store->find_code("0"));
}

/// A file that cannot grow: the call says so through failures(), and what was kept before stays.
TEST_F(SqliteStoreFile, CountsCallsThatItCouldNotCarryOut) {
  auto store = open();
  store->put_text("small", "kept");
  EXPECT_EQ(store->failures(), 0u);
  const auto signal_before = ::signal(SIGXFSZ, SIG_IGN);
  rlimit before{};
  ASSERT_EQ(::getrlimit(RLIMIT_FSIZE, &before), 0);
  const rlimit full{200'000, before.rlim_max};
  ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &full), 0);
  store->put_text("large", std::string(1'000'000, 'x'));
  const auto failures = store->failures();
  ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &before), 0);
  ::signal(SIGXFSZ, signal_before);
  EXPECT_EQ(failures, 1u);
  EXPECT_TRUE(store->last_failure().starts_with(file_ + ": ")) << store->last_failure();
  EXPECT_FALSE(store->find_text("large"));
  EXPECT_EQ(store->find_text("small"), "kept");
  store->put_text("large", std::string(1'000'000, 'x'));
  EXPECT_EQ(store->failures(), 1u) << "room again: it goes on";
  EXPECT_EQ(store->find_text("large")->size(), 1'000'000u);
}

}  // namespace
}  // namespace entra::idp::testing
