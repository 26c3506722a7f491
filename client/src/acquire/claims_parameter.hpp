#pragma once
// The "claims" of a request: what the client can handle, and what an API or a policy asked for.

#include <string>
#include <string_view>
#include <vector>

#include "entra/client/errors.hpp"

namespace entra::client {

/// Capabilities as access_token/xms_cc beside what a challenge asks; without capabilities the challenge as it is, and
/// empty without either. kInvalidArgument for a challenge that is no JSON object
/// (https://learn.microsoft.com/entra/identity-platform/claims-challenge, "Client capabilities").
[[nodiscard]] Result<std::string, ClientError> merge_claims(const std::vector<std::string>& capabilities,
                                                            std::string_view challenge);

}  // namespace entra::client
