// The store in an SQLite file (https://www.sqlite.org/wal.html). One connection under one mutex: each call is one
// statement, so what it acknowledges is there whole or not at all.

#include <algorithm>
#include <mutex>
#include <utility>

#include "entra/support/evp.hpp"
#include "store/redeemable_table.hpp"
#include "store/sqlite_columns.hpp"
#include "store/sqlite_schema.hpp"
#include "store/sqlite_statements.hpp"
#include "store/store.hpp"
#include "store/store_file.hpp"

namespace entra::idp {
namespace {

using sqlite::Blob;
using sqlite::Query;
using sqlite::Statement;

/// How long something is remembered after its end, so that it is refused as expired and not as unknown.
constexpr seconds kGrace{86400};
/// Entra's browser sessions last 90 days when the person stays signed in, 24 hours otherwise.
constexpr seconds kLongestSession{90 * 86400};
/// One purge in so many calls: the cost of one is that of a few.
constexpr std::uint64_t kPurgeEvery = 256;

class SqliteStore final : public Store {
 public:
  static Result<std::unique_ptr<Store>> make(StoreFile file, const TokenLifetimes& lifetimes, Instant now) {
    auto database = sqlite::Database::open(file.path());
    if (!database) return tl::unexpected(database.error());
    database->merge_log_when_closed(false);
    auto good = sqlite::prepare_tables(*database);
    if (good) good = sqlite::check_rows(*database);
    if (!good) return tl::unexpected(good.error());
    std::unique_ptr<SqliteStore> store(new SqliteStore(std::move(file), std::move(*database), lifetimes));
    good = store->prepare();
    if (good) good = store->purge_at_start(now);
    if (!good) return tl::unexpected(good.error());
    store->database_.merge_log_when_closed(true);
    return store;
  }

  void put_code(std::string_view code, AuthorizationCode record) override {
    const std::scoped_lock lock(mutex_);
    if (is_purge_due())
      settle(forget(statements_.forget_codes, record.issued - lifetimes_.authorization_code - kGrace));
    settle(codes_.put(code, record));
  }
  std::optional<AuthorizationCode> find_code(std::string_view code) const override {
    const std::scoped_lock lock(mutex_);
    return settle(codes_.find(code));
  }
  Redemption redeem_code(std::string_view code) override {
    const std::scoped_lock lock(mutex_);
    return settle(codes_.redeem(database_, code), Redemption::kUnknown);
  }

  void put_refresh_token(std::string_view token, RefreshToken record) override {
    const std::scoped_lock lock(mutex_);
    settle(refresh_tokens_.put(token, record));
  }
  std::optional<RefreshToken> find_refresh_token(std::string_view token) const override {
    const std::scoped_lock lock(mutex_);
    return settle(refresh_tokens_.find(token));
  }
  Redemption redeem_refresh_token(std::string_view token) override {
    const std::scoped_lock lock(mutex_);
    return settle(refresh_tokens_.redeem(database_, token), Redemption::kUnknown);
  }
  void end_refresh_family(std::string_view family) override {
    const std::scoped_lock lock(mutex_);
    settle(Query(statements_.end_family).bind(family).run());
  }

  void put_device_code(std::string_view device_code, DeviceCode record) override {
    const std::scoped_lock lock(mutex_);
    if (is_purge_due())
      settle(forget(statements_.forget_device_codes, record.issued - lifetimes_.device_code - kGrace));
    settle(device_codes_.put(device_code, record));
  }
  std::optional<DeviceCode> find_device_code(std::string_view device_code) const override {
    const std::scoped_lock lock(mutex_);
    return settle(device_codes_.find(device_code));
  }
  std::optional<DeviceCode> find_user_code(std::string_view user_code) const override {
    const std::scoped_lock lock(mutex_);
    Query query(statements_.find_user_code);
    return settle(sqlite::read_next<DeviceCode>(query.bind(user_code)));
  }
  bool approve_device(std::string_view user_code, const SignIn& sign_in, const TenantId& tenant) override {
    const std::scoped_lock lock(mutex_);
    Query query(statements_.approve);
    sqlite::bind_record(query, sign_in);
    return changes_a_row(query.bind(tenant.str()).bind(user_code));
  }
  bool decline_device(std::string_view user_code) override {
    const std::scoped_lock lock(mutex_);
    return changes_a_row(Query(statements_.decline).bind(user_code));
  }
  Redemption redeem_device_code(std::string_view device_code) override {
    const std::scoped_lock lock(mutex_);
    return settle(device_codes_.redeem(database_, device_code), Redemption::kUnknown);
  }

  void put_session(std::string_view cookie, Session session) override {
    const std::scoped_lock lock(mutex_);
    Query query(statements_.put_session);
    sqlite::bind_record(query, session);
    settle(query.bind(Blob{crypto::sha256(cookie)}).run());
  }
  std::optional<Session> find_session(std::string_view cookie) const override {
    const std::scoped_lock lock(mutex_);
    Query query(statements_.find_session);
    return settle(sqlite::read_next<Session>(query.bind(Blob{crypto::sha256(cookie)})));
  }
  void end_session(std::string_view cookie) override {
    const std::scoped_lock lock(mutex_);
    settle(Query(statements_.end_session).bind(Blob{crypto::sha256(cookie)}).run());
  }

  bool use_assertion_once(std::string_view id, Instant expires, Instant now) override {
    const std::scoped_lock lock(mutex_);
    if (is_purge_due()) settle(forget(statements_.forget_assertions, now));
    Query query(statements_.use_assertion);
    query.bind(Blob{crypto::sha256(id)});
    sqlite::bind_field(query, expires);
    sqlite::bind_field(query, now);
    return changes_a_row(query);
  }

  void add_consent(const Consent& consent) override {
    const std::scoped_lock lock(mutex_);
    Consent merged = consent;
    {
      Query query(statements_.find_consent);
      query.bind(consent.tenant.str()).bind(consent.client.str()).bind(consent.resource.str());
      const auto known = sqlite::read_next<Consent>(query.bind(consent.user.str()));
      if (!known) return settle(tl::unexpected(known.error()));
      if (*known) merged.scopes = (*known)->scopes;
    }
    for (const std::string& scope : consent.scopes) {
      if (std::find(merged.scopes.begin(), merged.scopes.end(), scope) == merged.scopes.end())
        merged.scopes.push_back(scope);
    }
    Query query(statements_.put_consent);
    sqlite::bind_record(query, merged);
    settle(query.run());
  }
  std::vector<std::string> consented_scopes(const TenantId& tenant, const AppId& client, const AppId& resource,
                                            const ObjectId& user) const override {
    const std::scoped_lock lock(mutex_);
    std::vector<std::string> scopes;
    Query query(statements_.find_consents);
    query.bind(tenant.str()).bind(client.str()).bind(resource.str()).bind(user.str());
    while (const auto consent = settle(sqlite::read_next<Consent>(query))) {
      scopes.insert(scopes.end(), consent->scopes.begin(), consent->scopes.end());
    }
    return scopes;
  }
  bool has_consent(const TenantId& tenant, const AppId& client) const override {
    const std::scoped_lock lock(mutex_);
    return settle(Query(statements_.has_consent).bind(tenant.str()).bind(client.str()).next(), false);
  }
  void remove_consents(const TenantId& tenant, const AppId& client) override {
    const std::scoped_lock lock(mutex_);
    settle(Query(statements_.remove_consents).bind(tenant.str()).bind(client.str()).run());
  }

  void revoke_sign_ins(const ObjectId& user, Instant before) override {
    const std::scoped_lock lock(mutex_);
    Query query(statements_.revoke);
    query.bind(user.str());
    sqlite::bind_field(query, before);
    settle(query.run());
  }
  std::optional<Instant> tokens_valid_from(const ObjectId& user) const override {
    const std::scoped_lock lock(mutex_);
    Query query(statements_.find_revocation);
    if (!settle(query.bind(user.str()).next(), false)) return std::nullopt;
    return Instant(milliseconds(query.integer(0)));
  }

  void put_text(std::string_view name, std::string text) override {
    const std::scoped_lock lock(mutex_);
    settle(text.empty() ? Query(statements_.end_text).bind(name).run()
                        : Query(statements_.put_text).bind(name).bind(text).run());
  }
  std::optional<std::string> find_text(std::string_view name) const override {
    const std::scoped_lock lock(mutex_);
    Query query(statements_.find_text);
    if (!settle(query.bind(name).next(), false)) return std::nullopt;
    return query.text(0);
  }

  void clear() override {
    const std::scoped_lock lock(mutex_);
    const auto done = database_.execute(
        "BEGIN IMMEDIATE; DELETE FROM codes; DELETE FROM refresh_tokens; DELETE FROM device_codes;"
        "DELETE FROM sessions; DELETE FROM assertions; DELETE FROM consents; DELETE FROM revocations;"
        "DELETE FROM texts; COMMIT;");
    if (!done) (void)database_.execute("ROLLBACK");
    settle(done);
  }

  std::uint64_t failures() const override {
    const std::scoped_lock lock(mutex_);
    return failures_;
  }
  std::string last_failure() const override {
    const std::scoped_lock lock(mutex_);
    return last_failure_;
  }

 private:
  SqliteStore(StoreFile file, sqlite::Database database, const TokenLifetimes& lifetimes)
      : file_(std::move(file)), database_(std::move(database)), lifetimes_(lifetimes) {}

  Result<void> prepare() {
    auto done = codes_.prepare(database_, "codes");
    if (done) done = refresh_tokens_.prepare(database_, "refresh_tokens");
    if (done) done = device_codes_.prepare(database_, "device_codes");
    if (done) done = statements_.prepare(database_);
    return done;
  }

  /// What the lifetimes ended; refresh tokens here only, since a clock that was moved ahead may come back.
  Result<void> purge_at_start(Instant now) {
    auto done = forget(statements_.forget_codes, now - lifetimes_.authorization_code - kGrace);
    if (done) done = forget(statements_.forget_device_codes, now - lifetimes_.device_code - kGrace);
    if (done) done = forget(statements_.forget_refresh_tokens, now - lifetimes_.refresh_token - kGrace);
    if (done) done = forget(statements_.forget_sessions, now - kLongestSession - kGrace);
    if (done) done = forget(statements_.forget_assertions, now);
    return done;
  }
  static Result<void> forget(const Statement& statement, Instant before) {
    Query query(statement);
    sqlite::bind_field(query, before);
    return query.run();
  }
  bool is_purge_due() { return ++calls_ % kPurgeEvery == 0; }

  bool changes_a_row(Query& query) {
    const auto done = query.run();
    settle(done);
    return done && database_.changes() == 1;
  }

  void note(const Error& error) const {
    ++failures_;
    last_failure_ = file_.path() + ": " + error.message;
  }
  void settle(const Result<void>& done) const {
    if (!done) note(done.error());
  }
  template <class T>
  T settle(Result<T> found, T otherwise = {}) const {
    if (found) return std::move(*found);
    note(found.error());
    return otherwise;
  }

  StoreFile file_;
  sqlite::Database database_;
  TokenLifetimes lifetimes_;
  mutable std::mutex mutex_;
  mutable std::uint64_t failures_{0};
  mutable std::string last_failure_;
  std::uint64_t calls_{0};
  sqlite::RedeemableTable<AuthorizationCode> codes_;
  sqlite::RedeemableTable<RefreshToken> refresh_tokens_;
  sqlite::RedeemableTable<DeviceCode> device_codes_;
  sqlite::Statements statements_;
};

}  // namespace

Result<std::unique_ptr<Store>> make_sqlite_store(const std::string& file, const TokenLifetimes& lifetimes,
                                                 Instant now) {
  auto opened = StoreFile::open(file);
  auto store = opened ? SqliteStore::make(std::move(*opened), lifetimes, now)
                      : Result<std::unique_ptr<Store>>(tl::unexpected(opened.error()));
  return std::move(store).map_error([&](const Error& error) { return error.in(file); });
}

}  // namespace entra::idp
