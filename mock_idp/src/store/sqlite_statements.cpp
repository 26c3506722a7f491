#include "store/sqlite_statements.hpp"

#include "store/sqlite_columns.hpp"

namespace entra::idp::sqlite {
namespace {

/// "sign_in_tenant=?, …"
std::string sign_in_assignments() {
  std::string text;
  const SignIn sign_in{};
  each_column(sign_in, [&](const std::string& name, const auto&) { text += ", sign_in_" + name + "=?"; });
  return text.substr(2);
}

/// The newest device that shows the user code, while its person has not decided.
std::string decide(DeviceCodeState state, const std::string& more) {
  return "UPDATE device_codes SET " + more + "state=" + std::to_string(static_cast<int>(state)) +
         " WHERE rowid=(SELECT max(rowid) FROM device_codes WHERE user_code=?) AND state=" +
         std::to_string(static_cast<int>(DeviceCodeState::kPending));
}

}  // namespace

Result<void> Statements::prepare(const Database& database) {
  const std::string consents =
      "SELECT " + column_names<Consent>() + " FROM consents WHERE tenant=? AND client=? AND resource=?";
  return database.prepare_all(
      {{&forget_codes, "DELETE FROM codes WHERE issued<?"},
       {&forget_refresh_tokens, "DELETE FROM refresh_tokens WHERE issued<?"},
       {&forget_device_codes, "DELETE FROM device_codes WHERE issued<?"},
       {&forget_sessions, "DELETE FROM sessions WHERE sign_in_at<?"},
       {&forget_assertions, "DELETE FROM assertions WHERE expires<=?"},
       {&end_family, "DELETE FROM refresh_tokens WHERE family=?"},
       {&find_user_code,
        "SELECT " + column_names<DeviceCode>() + " FROM device_codes WHERE user_code=? ORDER BY rowid DESC LIMIT 1"},
       {&approve, decide(DeviceCodeState::kApproved, "sign_in=1, " + sign_in_assignments() + ", approved_tenant=?, ")},
       {&decline, decide(DeviceCodeState::kDeclined, "")},
       {&put_session, "INSERT OR REPLACE INTO sessions(" + column_names<Session>() + ", hash) VALUES(" +
                          column_marks<Session>() + ", ?)"},
       {&find_session, "SELECT " + column_names<Session>() + " FROM sessions WHERE hash=?"},
       {&end_session, "DELETE FROM sessions WHERE hash=?"},
       {&use_assertion,
        "INSERT INTO assertions(hash, expires) VALUES(?, ?) "
        "ON CONFLICT(hash) DO UPDATE SET expires=excluded.expires WHERE assertions.expires<=?"},
       {&put_consent, "INSERT INTO consents(" + column_names<Consent>() + ") VALUES(" + column_marks<Consent>() +
                          ") ON CONFLICT(tenant, client, resource, user) DO UPDATE SET scopes=excluded.scopes"},
       {&find_consent, consents + " AND user=?"},
       {&find_consents, consents + " AND (user='' OR user=?) ORDER BY rowid"},
       {&has_consent, "SELECT 1 FROM consents WHERE tenant=? AND client=? LIMIT 1"},
       {&remove_consents, "DELETE FROM consents WHERE tenant=? AND client=?"},
       {&revoke, "INSERT OR REPLACE INTO revocations(user, valid_from) VALUES(?, ?)"},
       {&find_revocation, "SELECT valid_from FROM revocations WHERE user=?"},
       {&put_text, "INSERT OR REPLACE INTO texts(name, text) VALUES(?, ?)"},
       {&find_text, "SELECT text FROM texts WHERE name=?"},
       {&end_text, "DELETE FROM texts WHERE name=?"}});
}

}  // namespace entra::idp::sqlite
