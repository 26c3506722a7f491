#pragma once
// What a browser says about the device that it runs on.

#include <string>

#include "entra/support/http_message.hpp"

namespace entra::idp {

/// Graph's word (windows, macOS, linux, android, iOS, windowsPhone) for the User-Agent header; empty: it says nothing.
[[nodiscard]] std::string platform_of(const http::Request& request);

}  // namespace entra::idp
