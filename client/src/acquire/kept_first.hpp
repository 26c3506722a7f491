#pragma once
// Grants whose tokens may be in the store already: it is asked before the network.

#include "acquire/token_sender.hpp"

namespace entra::client {

/// The application's own token that is kept, or a new one.
[[nodiscard]] Result<Token, ClientError> get_kept_or_send(const TokenSender& sender, const Authority& authority,
                                                          const std::string& claims,
                                                          const ClientCredentialsRequest& request,
                                                          TokenCache::Reason reason);
/// The person's token that is kept, or a new one for a refresh token that is. One refresh token after the other is
/// tried while the authority refuses them; none is dropped, for what one resource asks more of the person another may
/// not.
[[nodiscard]] Result<Token, ClientError> get_kept_or_send(const TokenSender& sender, const Authority& authority,
                                                          const std::string& claims, const SilentRequest& request,
                                                          TokenCache::Reason reason);

}  // namespace entra::client
