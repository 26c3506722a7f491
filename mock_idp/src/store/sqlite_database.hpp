#pragma once
// SQLite behind values: a connection, prepared statements, one execution of a statement. Knows no record.

#include <sqlite3.h>

#include <cstdint>
#include <initializer_list>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "entra/support/result.hpp"

namespace entra::idp::sqlite {

struct CloseDatabase {
  void operator()(sqlite3* database) const noexcept { sqlite3_close_v2(database); }
};
struct Finalize {
  void operator()(sqlite3_stmt* statement) const noexcept { sqlite3_finalize(statement); }
};
using Statement = std::unique_ptr<sqlite3_stmt, Finalize>;

/// Bytes, where a string_view is text.
struct Blob {
  std::string_view bytes;
};

/// One execution of a prepared statement. Ends it when destroyed: an open one would hold up the checkpoints.
class Query {
 public:
  explicit Query(const Statement& statement) : statement_(statement.get()) {}
  ~Query();
  Query(const Query&) = delete;
  Query& operator=(const Query&) = delete;

  /// Parameters in their order.
  Query& bind(std::int64_t value);
  Query& bind(std::string_view text);
  Query& bind(Blob blob);

  /// True: there is a row to read; false: done.
  [[nodiscard]] Result<bool> next();
  [[nodiscard]] Result<void> run();  ///< for a statement without rows
  [[nodiscard]] std::int64_t integer(int column) const;
  [[nodiscard]] std::string text(int column) const;

 private:
  sqlite3_stmt* statement_;
  int bound_{0};
  int fault_{SQLITE_OK};
};

/// One connection; for one thread at a time. Errors: kMalformed for a damaged file, kInUse for a held one, else kIo.
class Database {
 public:
  [[nodiscard]] static Result<Database> open(const std::string& absolute_path);

  [[nodiscard]] Result<void> execute(const std::string& sql);  ///< statements whose rows do not matter
  [[nodiscard]] Result<Statement> prepare(const std::string& sql) const;
  [[nodiscard]] Result<void> prepare_all(std::initializer_list<std::pair<Statement*, std::string>> statements) const;
  /// Every value of the first column, one a line.
  [[nodiscard]] Result<std::string> ask(const std::string& sql) const;
  /// Rows that the last statement inserted, changed or deleted.
  [[nodiscard]] std::int64_t changes() const;
  /// Whether closing brings the log into the file. Off: closing changes nothing.
  void merge_log_when_closed(bool merge);

 private:
  explicit Database(sqlite3* handle) : handle_(handle) {}
  std::unique_ptr<sqlite3, CloseDatabase> handle_;
};

}  // namespace entra::idp::sqlite
