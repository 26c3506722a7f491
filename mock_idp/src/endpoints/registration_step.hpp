#pragma once
// A second factor that a policy demands, and that the person registers now. Its first proof is one of this sign-in,
// too.

#include "endpoints/interruption.hpp"

namespace entra::idp {

/// AADSTS53010 ends it when policies guard the registration itself (urn:user:registersecurityinfo).
[[nodiscard]] http::Response registration_step(const Interruption& at);

}  // namespace entra::idp
