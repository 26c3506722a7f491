#pragma once
// Terms of use that policies want accepted, once.

#include "endpoints/interruption.hpp"

namespace entra::idp {

[[nodiscard]] http::Response terms_step(const Interruption& at);

}  // namespace entra::idp
