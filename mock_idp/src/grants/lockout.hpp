#pragma once
// Smart lockout (https://learn.microsoft.com/entra/identity/authentication/howto-password-smart-lockout): a minute
// after ten failures in a row, each kind of proof counted by itself.

#include <string>

#include "grants/grant.hpp"

namespace entra::idp {

class Lockout {
 public:
  /// `kind` names what failed: "password", "second-factor".
  Lockout(const GrantContext& context, std::string_view kind, const User& user);

  [[nodiscard]] bool is_locked() const;
  void note_failure();
  void note_success();

 private:
  Store& store_;
  Instant now_;
  std::string name_;
  std::int64_t count_{0};
  Instant last_{};
};

}  // namespace entra::idp
