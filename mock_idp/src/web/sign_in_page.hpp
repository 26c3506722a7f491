#pragma once
// The pages on which a person signs in: who, the password, which account, whether to stay.

#include <string>
#include <vector>

#include "web/page.hpp"

namespace entra::idp {

[[nodiscard]] std::string username_page(const PageForm& form, const std::string& app, const std::string& username,
                                        const std::string& problem);
/// The user name is carried; "back" leads to the page before.
[[nodiscard]] std::string password_page(const PageForm& form, const std::string& app, const std::string& username,
                                        const std::string& problem);

struct PageAccount {
  std::string sid;
  std::string username;
};
/// Which of the accounts that are signed in.
[[nodiscard]] std::string account_page(const PageForm& form, const std::string& app,
                                       const std::vector<PageAccount>& accounts);

/// "Stay signed in?"
[[nodiscard]] std::string keep_page(const PageForm& form, const std::string& username);

/// Old and new password; the user name is carried.
[[nodiscard]] std::string new_password_page(const PageForm& form, const std::string& username,
                                            const std::string& reason, const std::string& problem);

[[nodiscard]] std::string user_code_page(const PageForm& form, const std::string& problem);
/// A sentence under a title, and nothing to do.
[[nodiscard]] std::string message_page(const std::string& title, const std::string& text);

}  // namespace entra::idp
