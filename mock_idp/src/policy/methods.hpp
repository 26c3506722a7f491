#pragma once
// How a person proved to be who he says: Graph's names of methods, what tokens say of them, and how strong they are.

#include <string>
#include <string_view>
#include <vector>

#include "entra/idp/config.hpp"

namespace entra::idp {

/// Graph's authenticationMethodModes of a registered method: "otp" is softwareOath, "push" microsoftAuthenticatorPush.
[[nodiscard]] std::string method_mode(std::string_view registered_method);
/// Whether it is one of Graph's authenticationMethodModes.
[[nodiscard]] bool is_method_mode(std::string_view word);
/// The `amr` that Entra writes: "pwd" beside "mfa", "fido" and "mfa", "rsa" and "mfa"
/// (https://learn.microsoft.com/entra/identity-platform/access-token-claims-reference).
[[nodiscard]] std::vector<std::string> amr_of(const std::vector<std::string>& modes);
/// Whether amr speaks of a second factor: "mfa", and "ngcmfa" while a strong credential is being set up.
[[nodiscard]] bool proves_second_factor(const std::vector<std::string>& amr);

/// The strength of that id: one of the tenant's, or a built-in one; null when there is none.
[[nodiscard]] const AuthenticationStrength* find_strength(const Tenant& tenant, const ObjectId& id);
/// Whether the methods of a sign-in hold one of the allowed combinations.
[[nodiscard]] bool is_strong_enough(const AuthenticationStrength& strength, const std::vector<std::string>& modes);
/// Whether the person could satisfy it with what is registered.
[[nodiscard]] bool can_be_strong_enough(const AuthenticationStrength& strength, const User& user);

}  // namespace entra::idp
