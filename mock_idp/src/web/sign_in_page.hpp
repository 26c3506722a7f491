#pragma once
// The pages on which a person signs in and decides. They work without a script; every value is escaped.

#include <string>
#include <vector>

#include "web/page.hpp"

namespace entra::idp {

/// User name and password; a verification code may be given at once.
[[nodiscard]] std::string sign_in_page(const PageForm& form, const std::string& app, const std::string& username,
                                       const std::string& problem);

struct PageAccount {
  std::string sid;
  std::string username;
};
/// Which of the accounts that are signed in.
[[nodiscard]] std::string account_page(const PageForm& form, const std::string& app,
                                       const std::vector<PageAccount>& accounts);

[[nodiscard]] std::string second_factor_page(const PageForm& form, const std::string& app, const std::string& username,
                                             const std::string& problem);

/// What is asked for, one resource after the other.
struct PagePermissions {
  std::string resource;
  std::vector<std::string> scopes;
  std::vector<std::string> roles;  ///< of the application itself, without a person
};
struct ConsentView {
  std::string app;
  std::string username;
  std::string organization;
  std::vector<PagePermissions> permissions;
  bool for_everybody{false};  ///< an administrator decides for the organization
  bool is_device{false};
};
[[nodiscard]] std::string consent_page(const PageForm& form, const ConsentView& view);

/// Nothing that the person could do here helps; the one button leads back to the application.
[[nodiscard]] std::string stop_page(const PageForm& form, const std::string& app, const std::string& problem);

[[nodiscard]] std::string user_code_page(const PageForm& form, const std::string& problem);
/// A sentence under a title, and nothing to do.
[[nodiscard]] std::string message_page(const std::string& title, const std::string& text);

}  // namespace entra::idp
