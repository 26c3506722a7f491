#pragma once
// The tables of a persistent store.

#include "store/sqlite_database.hpp"

namespace entra::idp::sqlite {

/// Settings of the connection, then the tables: made in an empty file, compared in a filled one. kMalformed: damaged;
/// kUnsupported: other tables than this program's.
[[nodiscard]] Result<void> prepare_tables(Database& database);

/// Every row of every record is readable; the error names table, row and column.
[[nodiscard]] Result<void> check_rows(const Database& database);

}  // namespace entra::idp::sqlite
