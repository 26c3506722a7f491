#pragma once
// Whether a request makes sense, where it goes, and what it shares with others.

#include <string>

#include "acquire/token_sender.hpp"
#include "entra/client/token_key.hpp"

namespace entra::client {

struct CheckedRequest {
  Authority authority;
  std::string claims;  ///< the request's with the client's capabilities
  TokenKey key;
};

/// kInvalidArgument, in words, for what an authority would refuse anyway.
[[nodiscard]] Result<CheckedRequest, ClientError> check_request(const TokenSender& sender,
                                                                const ClientCredentialsRequest& request);
[[nodiscard]] Result<CheckedRequest, ClientError> check_request(const TokenSender& sender, const CodeRequest& request);
[[nodiscard]] Result<CheckedRequest, ClientError> check_request(const TokenSender& sender,
                                                                const RefreshRequest& request);
[[nodiscard]] Result<CheckedRequest, ClientError> check_request(const TokenSender& sender,
                                                                const SilentRequest& request);
[[nodiscard]] Result<CheckedRequest, ClientError> check_request(const TokenSender& sender,
                                                                const OnBehalfOfRequest& request);
[[nodiscard]] Result<CheckedRequest, ClientError> check_request(const TokenSender& sender,
                                                                const PasswordRequest& request);
[[nodiscard]] Result<CheckedRequest, ClientError> check_request(const TokenSender& sender,
                                                                const DeviceCodeRequest& request);
[[nodiscard]] Result<CheckedRequest, ClientError> check_request(const TokenSender& sender,
                                                                const AuthorizationRequest& request);

}  // namespace entra::client
