#pragma once
// Whether a request makes sense, where it goes, and what it shares with others.

#include "acquire/token_sender.hpp"
#include "entra/client/token_key.hpp"

namespace entra::client {

struct CheckedRequest {
  Authority authority;
  TokenKey key;
};

/// kInvalidArgument, in words, for what an authority would refuse anyway.
[[nodiscard]] Result<CheckedRequest, ClientError> check_request(const TokenSender& sender,
                                                                const ClientCredentialsRequest& request);
[[nodiscard]] Result<CheckedRequest, ClientError> check_request(const TokenSender& sender,
                                                                const RefreshRequest& request);

}  // namespace entra::client
