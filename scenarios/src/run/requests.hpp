#pragma once
// http and control steps: from filled objects to requests.

#include "run/session.hpp"

namespace entra::scenarios {

/// The request of an http step (model/vocabulary.hpp, http_keys). A `url` keeps its host: the mock answers for it.
[[nodiscard]] Result<http::Request> make_http_request(const Json& filled, const std::string& mock_origin);
[[nodiscard]] Result<http::Request> make_control_request(const Json& filled);

}  // namespace entra::scenarios
