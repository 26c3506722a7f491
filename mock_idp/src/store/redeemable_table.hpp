#pragma once
// One table of secrets that are known by their hash and can be redeemed once.

#include <optional>

#include "entra/support/evp.hpp"
#include "store/sqlite_columns.hpp"

namespace entra::idp::sqlite {

template <class R>
class RedeemableTable {
 public:
  /// Before anything else.
  [[nodiscard]] Result<void> prepare(const Database& database, const std::string& name) {
    const std::string where = " WHERE hash=?";
    return database.prepare_all({{&put_, "INSERT OR REPLACE INTO " + name + "(" + column_names<R>() +
                                             ", hash) VALUES(" + column_marks<R>() + ", ?)"},
                                 {&find_, "SELECT " + column_names<R>() + " FROM " + name + where},
                                 {&redeem_, "UPDATE " + name + " SET redeemed=1" + where + " AND redeemed=0"},
                                 {&is_known_, "SELECT 1 FROM " + name + where}});
  }

  [[nodiscard]] Result<void> put(std::string_view secret, const R& record) {
    const std::string hash = crypto::sha256(secret);
    Query query(put_);
    bind_record(query, record);
    return query.bind(Blob{hash}).run();
  }

  [[nodiscard]] Result<std::optional<R>> find(std::string_view secret) const {
    const std::string hash = crypto::sha256(secret);
    Query query(find_);
    return read_next<R>(query.bind(Blob{hash}));
  }

  /// The one statement that changes the row decides who was first.
  [[nodiscard]] Result<Redemption> redeem(const Database& database, std::string_view secret) {
    const std::string hash = crypto::sha256(secret);
    const auto done = Query(redeem_).bind(Blob{hash}).next();
    if (!done) return tl::unexpected(done.error());
    if (database.changes() == 1) return Redemption::kFirst;
    const auto known = Query(is_known_).bind(Blob{hash}).next();
    if (!known) return tl::unexpected(known.error());
    return *known ? Redemption::kAgain : Redemption::kUnknown;
  }

 private:
  Statement put_, find_, redeem_, is_known_;
};

}  // namespace entra::idp::sqlite
