#pragma once
// Cross-origin resource sharing (WHATWG Fetch §3.2): which answers a web page of another origin may read.

#include "endpoints/endpoint.hpp"

namespace entra::idp {

enum class Sharing {
  kNone,
  kEverybody,  ///< public documents: discovery, keys, instances
  kSpa,        ///< origins of registered single-page applications: the token endpoint
};

/// The answer to a pre-flight OPTIONS.
[[nodiscard]] http::Response answer_preflight(const Exchange& exchange, std::string_view methods, Sharing sharing);
/// Lets the calling page read the answer, where it may.
void share(const Exchange& exchange, Sharing sharing, http::Response& response);

}  // namespace entra::idp
