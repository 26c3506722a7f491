#pragma once
// The pages on which a person registers a second factor for the first time.

#include <string>
#include <vector>

#include "web/second_factor_page.hpp"

namespace entra::idp {

/// "More information required".
[[nodiscard]] std::string more_information_page(const PageForm& form, const std::string& username);
[[nodiscard]] std::string method_choice_page(const PageForm& form, const std::string& username,
                                             const std::vector<FactorChoice>& choices);
/// `uri` is what the QR code says; `secret` the same for typing; it is carried, the first code proves it.
[[nodiscard]] std::string authenticator_page(const FactorView& view, const std::string& uri, const std::string& secret);
[[nodiscard]] std::string phone_page(const FactorView& view, const std::string& number);
[[nodiscard]] std::string registered_page(const PageForm& form, const std::string& username, const std::string& method);

}  // namespace entra::idp
