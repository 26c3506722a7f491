#pragma once
// The second factor: which method, its page, its proof.

#include "endpoints/interruption.hpp"
#include "web/second_factor_page.hpp"

namespace entra::idp {

[[nodiscard]] http::Response second_factor_step(const Interruption& at);

/// What was sent to the person's phone for this sign-in: the message that is open, or a new one. `again` sends another
/// in any case.
[[nodiscard]] InboxMessage reach_phone(const Interruption& at, const std::string& method, const std::string& number,
                                       bool again);

}  // namespace entra::idp
