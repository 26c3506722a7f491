#include "store/sqlite_schema.hpp"

#include "store/sqlite_columns.hpp"
#include "store/store_file.hpp"

namespace entra::idp::sqlite {
namespace {

/// Secrets appear as `hash` only. STRICT keeps every column to its type.
std::string schema_text() {
  const std::string by_hash = "(hash BLOB NOT NULL PRIMARY KEY, ";
  const std::string redeemable = ", redeemed INTEGER NOT NULL DEFAULT 0) STRICT\n";
  return "CREATE TABLE codes" + by_hash + column_definitions<AuthorizationCode>() + redeemable +
         "CREATE INDEX codes_issued ON codes(issued)\n"
         "CREATE TABLE refresh_tokens" +
         by_hash + column_definitions<RefreshToken>() + redeemable +
         "CREATE INDEX refresh_tokens_family ON refresh_tokens(family)\n"
         "CREATE TABLE device_codes" +
         by_hash + column_definitions<DeviceCode>() + redeemable +
         "CREATE INDEX device_codes_user_code ON device_codes(user_code)\n"
         "CREATE INDEX device_codes_issued ON device_codes(issued)\n"
         "CREATE TABLE sessions" +
         by_hash + column_definitions<Session>() +
         ") STRICT\n"
         "CREATE TABLE assertions(hash BLOB NOT NULL PRIMARY KEY, expires INTEGER NOT NULL) STRICT\n"
         "CREATE INDEX assertions_expires ON assertions(expires)\n"
         "CREATE TABLE consents(" +
         column_definitions<Consent>() +
         ", UNIQUE(tenant, client, resource, user)) STRICT\n"
         "CREATE TABLE revocations(user TEXT NOT NULL PRIMARY KEY, valid_from INTEGER NOT NULL) STRICT\n"
         "CREATE TABLE texts(name TEXT NOT NULL PRIMARY KEY, text TEXT NOT NULL) STRICT";
}

/// One statement a line, as sqlite_schema keeps them.
std::string as_script(std::string lines) {
  for (std::size_t at = 0; (at = lines.find('\n', at)) != std::string::npos; at += 2) lines.insert(at, ";");
  return lines + ";";
}

/// In one transaction of the classic journal, so that the header in the file itself holds both numbers: the log is
/// switched on afterwards. A process killed in between leaves a file that SQLite rolls back to an empty one.
Result<void> create(Database& database) {
  auto made = database.execute("BEGIN IMMEDIATE; PRAGMA application_id=" + std::to_string(kStoreApplicationId) +
                               "; PRAGMA user_version=" + std::to_string(kStoreVersion) + "; " +
                               as_script(schema_text()) + " COMMIT;");
  if (!made) (void)database.execute("ROLLBACK");
  return made;
}

Result<void> compare(const Database& database) {
  const auto found = database.ask("SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY rowid");
  if (!found) return tl::unexpected(found.error());
  if (*found == schema_text()) return {};
  return fail(Errc::kUnsupported, "its tables are not those of this mock_idp; remove the file to start afresh");
}

template <class R>
Result<void> check_rows_of(const Database& database, const std::string& table) {
  const auto statement = database.prepare("SELECT " + column_names<R>() + ", rowid FROM " + table);
  if (!statement) return tl::unexpected(statement.error());
  Query query(*statement);
  const int row_number = sqlite3_column_count(statement->get()) - 1;
  for (;;) {
    const auto row = query.next();
    if (!row) return tl::unexpected(row.error());
    if (!*row) return {};
    const auto record = read_record<R>(query);
    if (!record) {
      const Error error = record.error().in(table + ", row " + std::to_string(query.integer(row_number)));
      return fail(Errc::kMalformed, "damaged (" + error.message + ")");
    }
  }
}

}  // namespace

Result<void> prepare_tables(Database& database) {
  // The log lives in this process alone, no shared memory beside it. What COMMIT acknowledged has been handed to the
  // kernel and outlives SIGKILL. NORMAL syncs at checkpoints only: a power failure may undo the last moments, never
  // corrupt the file. FULL would make every grant wait for the disk, to guard a test server against power cuts.
  auto ready = database.execute("PRAGMA locking_mode=EXCLUSIVE; PRAGMA synchronous=NORMAL;");
  if (!ready) return ready;
  const auto version = database.ask("PRAGMA user_version");
  if (!version) return tl::unexpected(version.error());
  if (*version == "0") {
    if (auto made = create(database); !made) return made;
  }
  const auto health = database.ask("PRAGMA quick_check(1)");
  if (!health) return tl::unexpected(health.error());
  if (*health != "ok") return fail(Errc::kMalformed, "damaged (" + health->substr(0, health->find('\n')) + ")");
  if (auto same = compare(database); !same) return same;
  const auto mode = database.ask("PRAGMA journal_mode=WAL");
  if (!mode) return tl::unexpected(mode.error());
  if (*mode != "wal") return fail(Errc::kIo, "SQLite cannot keep a write-ahead log here");
  return {};
}

Result<void> check_rows(const Database& database) {
  if (auto good = check_rows_of<AuthorizationCode>(database, "codes"); !good) return good;
  if (auto good = check_rows_of<RefreshToken>(database, "refresh_tokens"); !good) return good;
  if (auto good = check_rows_of<DeviceCode>(database, "device_codes"); !good) return good;
  if (auto good = check_rows_of<Session>(database, "sessions"); !good) return good;
  return check_rows_of<Consent>(database, "consents");
}

}  // namespace entra::idp::sqlite
