#pragma once
// The facts of a sign-in inside an access token's opaque `aio` claim, so that an on-behalf-of exchange finds them again
// without the server remembering every token (Entra uses the claim for purposes of its own as well; nobody parses it).

#include <optional>
#include <string>
#include <string_view>

#include "store/store.hpp"

namespace entra::idp {

/// Text for `aio`. `salt` makes it differ from token to token.
[[nodiscard]] std::string make_sign_in_handle(const SignIn& sign_in, std::string_view salt);
/// None when the text was not made by this server's code. Only that of a token whose signature held may be believed.
[[nodiscard]] std::optional<SignIn> parse_sign_in_handle(std::string_view handle);

}  // namespace entra::idp
