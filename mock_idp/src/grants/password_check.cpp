#include "grants/password_check.hpp"

#include "entra/support/text.hpp"
#include "grants/lockout.hpp"

namespace entra::idp {

Checked<void> check_password(const GrantContext& context, const User& user, const std::string& password) {
  Lockout lockout(context, "password", user);
  if (lockout.is_locked()) return refuse(50053);
  if (user.password.empty()) return refuse(50056);
  if (!equals_in_constant_time(password, user.password)) {
    lockout.note_failure();
    return refuse(50126);
  }
  lockout.note_success();
  if (user.password_expired) return refuse(50055);
  return {};
}

}  // namespace entra::idp
