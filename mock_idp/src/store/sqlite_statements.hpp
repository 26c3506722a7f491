#pragma once
// What the store asks of its tables beside putting, finding and redeeming codes and tokens; prepared once.

#include "store/sqlite_database.hpp"

namespace entra::idp::sqlite {

struct Statements {
  [[nodiscard]] Result<void> prepare(const Database& database);

  /// Parameter: the moment before which a row is over.
  Statement forget_codes, forget_refresh_tokens, forget_device_codes, forget_sessions, forget_assertions;
  Statement end_family;                 ///< family
  Statement find_user_code;             ///< user code
  Statement approve;                    ///< the sign-in's columns, tenant, user code
  Statement decline;                    ///< user code
  Statement put_session;                ///< the session's columns, hash
  Statement find_session, end_session;  ///< hash
  Statement use_assertion;              ///< hash, expiry, now; changes a row when it may be used
  Statement put_consent;                ///< the consent's columns
  Statement find_consent;               ///< tenant, client, resource, user
  Statement find_consents;              ///< the same; those for all users too
  Statement has_consent;                ///< tenant, client
  Statement remove_consents;            ///< tenant, client
  Statement revoke;                     ///< user, moment
  Statement find_revocation;            ///< user
  Statement put_text;                   ///< name, text
  Statement find_text, end_text;        ///< name
};

}  // namespace entra::idp::sqlite
