#pragma once
// Under what a call is made that comes after the sign-in.

#include "entra/idp/config.hpp"

namespace entra::idp {

/// The sign-in's circumstances at the caller's address, and what the directory says of the user, which goes before
/// both.
[[nodiscard]] Circumstances current_circumstances(Circumstances of_sign_in, const std::string& ip_address,
                                                  const User& user);

}  // namespace entra::idp
