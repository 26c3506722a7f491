// Which files are taken as a store; the others are refused with the reason and left as they were.

#include "sqlite_file.hpp"

namespace entra::idp::testing {
namespace {

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
  run_sql("PRAGMA user_version=3");
  EXPECT_EQ(refusal().message, file_ + ": a store of version 3, this mock_idp knows up to 2");
  EXPECT_EQ(check_store_file(file_).error().message, refusal().message);
  run_sql("PRAGMA user_version=2");
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

}  // namespace
}  // namespace entra::idp::testing
