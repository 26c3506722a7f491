#pragma once
// A store's file, opened, changed behind its back and looked at.

#include <gtest/gtest.h>
#include <sqlite3.h>
#include <sys/stat.h>

#include <algorithm>
#include <fstream>
#include <iterator>

#include "records.hpp"

namespace entra::idp::testing {

inline const Instant kNow{std::chrono::sys_days(std::chrono::year(2025) / 3 / 1)};
inline constexpr seconds kDay{86400};

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

}  // namespace entra::idp::testing
