#pragma once
// Another password: the old one expired, or a policy demands it.

#include "endpoints/interruption.hpp"

namespace entra::idp {

/// AADSTS50142: a policy for risky users. The change takes the risk from the user.
[[nodiscard]] http::Response password_step(const Interruption& at);
/// AADSTS50055, met while signing in: nobody is signed in yet.
[[nodiscard]] http::Response expired_password_step(PageCall& call, const AccountWish& wish);

}  // namespace entra::idp
