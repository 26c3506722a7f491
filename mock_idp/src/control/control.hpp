#pragma once
// The control plane under /_mock/: JSON in, JSON out, closed to other hosts and to web pages of other origins.

#include "entra/support/http_message.hpp"

namespace entra::idp {

struct Core;

[[nodiscard]] http::Response serve_control(Core& core, const http::Request& request);

}  // namespace entra::idp
