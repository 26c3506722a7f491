#include "store/sqlite_database.hpp"

namespace entra::idp::sqlite {
namespace {

Error describe(sqlite3* database, int code) {
  const std::string text = database == nullptr ? sqlite3_errstr(code) : sqlite3_errmsg(database);
  switch (code & 0xff) {  // the primary code of an extended one
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
      return {Errc::kMalformed, "damaged (" + text + ")"};
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return {Errc::kInUse, "in use by another program (" + text + ")"};
    default:
      return {Errc::kIo, text};
  }
}

}  // namespace

Query::~Query() {
  sqlite3_reset(statement_);
  sqlite3_clear_bindings(statement_);
}

Query& Query::bind(std::int64_t value) {
  if (fault_ == SQLITE_OK) fault_ = sqlite3_bind_int64(statement_, ++bound_, value);
  return *this;
}

Query& Query::bind(std::string_view text) {
  // A null pointer would bind NULL, and an empty view may hold one.
  const char* const bytes = text.empty() ? "" : text.data();
  if (fault_ == SQLITE_OK)
    fault_ = sqlite3_bind_text64(statement_, ++bound_, bytes, text.size(), SQLITE_TRANSIENT, SQLITE_UTF8);
  return *this;
}

Query& Query::bind(Blob blob) {
  if (fault_ == SQLITE_OK)
    fault_ = sqlite3_bind_blob64(statement_, ++bound_, blob.bytes.data(), blob.bytes.size(), SQLITE_TRANSIENT);
  return *this;
}

Result<bool> Query::next() {
  if (fault_ != SQLITE_OK) return tl::unexpected(describe(sqlite3_db_handle(statement_), fault_));
  const int code = sqlite3_step(statement_);
  if (code == SQLITE_ROW) return true;
  if (code == SQLITE_DONE) return false;
  return tl::unexpected(describe(sqlite3_db_handle(statement_), code));
}

Result<void> Query::run() {
  return next().map([](bool) {});
}

std::int64_t Query::integer(int column) const {
  return sqlite3_column_int64(statement_, column);
}

std::string Query::text(int column) const {
  const auto* const bytes = reinterpret_cast<const char*>(sqlite3_column_text(statement_, column));
  if (bytes == nullptr) return {};
  return {bytes, static_cast<std::size_t>(sqlite3_column_bytes(statement_, column))};
}

Result<Database> Database::open(const std::string& absolute_path) {
  sqlite3* handle = nullptr;
  // The owner serialises: SQLite's own mutex would be a second one.
  const int code =
      sqlite3_open_v2(absolute_path.c_str(), &handle, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, nullptr);
  Database database(handle);
  if (code != SQLITE_OK) return tl::unexpected(describe(handle, code));
  return database;
}

Result<void> Database::execute(const std::string& sql) {
  const int code = sqlite3_exec(handle_.get(), sql.c_str(), nullptr, nullptr, nullptr);
  if (code != SQLITE_OK) return tl::unexpected(describe(handle_.get(), code));
  return {};
}

Result<Statement> Database::prepare(const std::string& sql) const {
  sqlite3_stmt* statement = nullptr;
  const int code = sqlite3_prepare_v3(handle_.get(), sql.c_str(), static_cast<int>(sql.size()),
                                      SQLITE_PREPARE_PERSISTENT, &statement, nullptr);
  if (code != SQLITE_OK) return tl::unexpected(describe(handle_.get(), code));
  return Statement(statement);
}

Result<void> Database::prepare_all(std::initializer_list<std::pair<Statement*, std::string>> statements) const {
  for (const auto& [into, sql] : statements) {
    auto statement = prepare(sql);
    if (!statement) return tl::unexpected(statement.error());
    *into = std::move(*statement);
  }
  return {};
}

Result<std::string> Database::ask(const std::string& sql) const {
  const auto statement = prepare(sql);
  if (!statement) return tl::unexpected(statement.error());
  Query query(*statement);
  std::string lines;
  for (;;) {
    const auto row = query.next();
    if (!row) return tl::unexpected(row.error());
    if (!*row) return lines;
    lines += (lines.empty() ? "" : "\n") + query.text(0);
  }
}

std::int64_t Database::changes() const {
  return sqlite3_changes64(handle_.get());
}

void Database::merge_log_when_closed(bool merge) {
  sqlite3_db_config(handle_.get(), SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, merge ? 0 : 1, nullptr);
}

}  // namespace entra::idp::sqlite
