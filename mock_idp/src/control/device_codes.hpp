#pragma once
// The person of a waiting device, without a browser.

#include "entra/support/http_message.hpp"

namespace entra::idp {

struct Core;

/// POST /_mock/device-codes {"user_code","user","mfa"?,"password"?,"consent"?,"ip_address"?} approves,
/// {"user_code","decline":true} declines.
[[nodiscard]] http::Response post_device_code(Core& core, const http::Request& request);

}  // namespace entra::idp
