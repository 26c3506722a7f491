// The store in a file: what outlives the process, who may read it, what is refused and left as it was.

#include <fcntl.h>
#include <sqlite3.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <fstream>
#include <iterator>

#include "records.hpp"

namespace entra::idp::testing {
namespace {

const Instant kNow{std::chrono::sys_days(std::chrono::year(2025) / 3 / 1)};
constexpr seconds kDay{86400};

class SqliteStoreFile : public ::testing::Test {
 protected:
  std::unique_ptr<Store> open(Instant now = kNow) {
    auto store = make_sqlite_store(file_, TokenLifetimes{}, now);
    EXPECT_TRUE(store) << store.error().message;
    return store ? std::move(*store) : nullptr;
  }
  /// The error of a file that must be refused, and must stay as it was.
  Error refusal() {
    const std::string before = content();
    auto store = make_sqlite_store(file_, TokenLifetimes{}, kNow);
    EXPECT_FALSE(store);
    EXPECT_EQ(content(), before) << "a refused file was touched";
    if (store) return {};
    EXPECT_TRUE(store.error().message.starts_with(file_ + ": ")) << store.error().message;
    EXPECT_EQ(std::count(store.error().message.begin(), store.error().message.end(), '\n'), 0);
    return store.error();
  }
  std::string content() const {
    std::ifstream file(file_, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
  }
  void write(const std::string& text, mode_t mode = 0600) const {
    std::ofstream(file_, std::ios::binary) << text;
    ASSERT_EQ(::chmod(file_.c_str(), mode), 0);
  }
  mode_t mode(const std::string& suffix = "") const {
    struct stat status {};
    EXPECT_EQ(::stat((file_ + suffix).c_str(), &status), 0) << suffix;
    return status.st_mode & 07777;
  }
  /// Behind the store's back.
  void run_sql(const std::string& sql) const {
    sqlite3* database = nullptr;
    ASSERT_EQ(sqlite3_open(file_.c_str(), &database), SQLITE_OK);
    EXPECT_EQ(sqlite3_exec(database, sql.c_str(), nullptr, nullptr, nullptr), SQLITE_OK) << sqlite3_errmsg(database);
    sqlite3_close(database);
    ::chmod(file_.c_str(), 0600);
  }

  TemporaryFolder folder_;
  std::string file_ = folder_.file();
};

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

TEST_F(SqliteStoreFile, TakesAnEmptyFileAsNew) {
  write("", 0644);
  open()->put_text("a", "b");
  EXPECT_EQ(mode(), 0600u);
  EXPECT_EQ(open()->find_text("a"), "b");
}

TEST_F(SqliteStoreFile, ServesOneServerAtATime) {
  auto first = open();
  EXPECT_EQ(refusal().code, Errc::kInUse);
  EXPECT_EQ(refusal().message, file_ + ": in use by another mock_idp; one server at a time");
  first.reset();
  EXPECT_TRUE(open());
}

TEST_F(SqliteStoreFile, RefusesWhatIsNoStore) {
  write("not a database\n");
  EXPECT_EQ(refusal().message, file_ + ": not a store of mock_idp, nor any other SQLite database");
  write(std::string(5000, 'x'));
  EXPECT_EQ(refusal().code, Errc::kUnsupported);
  EXPECT_EQ(check_store_file(file_).error().message, refusal().message);
  std::filesystem::remove(file_);
  run_sql("PRAGMA journal_mode=WAL; CREATE TABLE bookmarks(url TEXT); INSERT INTO bookmarks VALUES('x')");
  EXPECT_EQ(refusal().message, file_ + ": an SQLite database of another program, expected a store of mock_idp");
  EXPECT_FALSE(std::filesystem::exists(file_ + "-wal"));
}

TEST_F(SqliteStoreFile, RefusesANewerVersion) {
  open()->put_text("a", "b");
  run_sql("PRAGMA user_version=2");
  EXPECT_EQ(refusal().message, file_ + ": a store of version 2, this mock_idp knows up to 1");
  EXPECT_EQ(check_store_file(file_).error().message, refusal().message);
  run_sql("PRAGMA user_version=1");
  EXPECT_EQ(open()->find_text("a"), "b");
}

TEST_F(SqliteStoreFile, RefusesOtherTables) {
  open();
  run_sql("ALTER TABLE codes ADD COLUMN more TEXT");
  EXPECT_EQ(refusal().code, Errc::kUnsupported);
}

TEST_F(SqliteStoreFile, RefusesADamagedFile) {
  {
    auto store = open();
    for (int i = 0; i < 300; ++i) store->put_text("name " + std::to_string(i), std::string(200, 'x'));
  }
  const std::string good = content();
  std::string scribbled = good;
  for (std::size_t at = 3 * 4096; at < scribbled.size(); at += 4096)
    scribbled.replace(at, 600, std::string(600, '\x5a'));
  for (const std::string& bad : {scribbled, good.substr(0, good.size() / 2), good.substr(0, 120)}) {
    write(bad);
    const Error error = refusal();
    EXPECT_EQ(error.code, Errc::kMalformed) << error.message;
    EXPECT_NE(error.message.find(": damaged ("), std::string::npos) << error.message;
  }
  write(good);
  EXPECT_TRUE(open()->find_text("name 299"));
}

TEST_F(SqliteStoreFile, NamesTheRowThatCannotBeRead) {
  const std::vector<std::pair<std::string, std::string>> rows = {
      {"UPDATE refresh_tokens SET client='nobody'", "damaged (refresh_tokens, row 1: client: 'nobody' is not a GUID)"},
      {"UPDATE refresh_tokens SET client='', is_spa=2",
       "damaged (refresh_tokens, row 1: is_spa: 2 is neither 0 nor 1)"},
      {"UPDATE refresh_tokens SET is_spa=0, sign_in_amr='9:pwd,'",
       "damaged (refresh_tokens, row 1: sign_in_amr: a list's entry is cut short)"},
      {"UPDATE refresh_tokens SET sign_in_amr='pwd'",
       "damaged (refresh_tokens, row 1: sign_in_amr: a list's entry has no length)"},
      {"UPDATE refresh_tokens SET sign_in_amr='99999999999999999999999:x,'",
       "damaged (refresh_tokens, row 1: sign_in_amr: a list's entry has no length)"},
      {"UPDATE refresh_tokens SET sign_in_amr=''; UPDATE device_codes SET state=7",
       "damaged (device_codes, row 1: state: 7 is no state of a device code)"}};
  RefreshToken token;
  token.issued = kNow;
  DeviceCode device;
  device.issued = kNow;
  {
    auto store = open();
    store->put_refresh_token("r", token);
    store->put_device_code("d", device);
  }
  for (const auto& [sql, expected] : rows) {
    run_sql(sql);
    EXPECT_EQ(refusal().message, file_ + ": " + expected);
  }
}

TEST_F(SqliteStoreFile, RefusesAFileThatOthersMayRead) {
  open()->put_text("a", "b");
  ASSERT_EQ(::chmod(file_.c_str(), 0644), 0);
  EXPECT_EQ(refusal().message, file_ + ": mode 0644 lets others at what it keeps, expected 0600 (chmod 600)");
}

TEST_F(SqliteStoreFile, NamesWhatIsWrongWithThePlace) {
  const auto error_of = [](const std::string& path) {
    auto store = make_sqlite_store(path, TokenLifetimes{}, kNow);
    return store ? "" : store.error().message;
  };
  const std::string missing = folder_.file("none/store.db");
  EXPECT_EQ(error_of(missing), missing + ": its directory " + folder_.file("none") + " does not exist");
  EXPECT_EQ(check_store_file(missing).error().message, error_of(missing));
  EXPECT_EQ(error_of(folder_.file("")), folder_.file("") + ": a directory, expected a file");
  EXPECT_EQ(error_of("/dev/null"), "/dev/null: not a regular file");
  write("");
  EXPECT_EQ(error_of(file_ + "/below"), file_ + "/below: Not a directory");
  EXPECT_TRUE(check_store_file(folder_.file("new.db")));
  EXPECT_FALSE(std::filesystem::exists(folder_.file("new.db"))) << "checking creates nothing";
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
