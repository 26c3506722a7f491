#include "acquire/kept_first.hpp"

#include "acquire/request_form.hpp"

namespace entra::client {
namespace {

template <class Request>
std::optional<Token> find_kept(const TokenSender& sender, const Authority& authority, const Request& request,
                               const std::string& home_account_id, TokenCache::Reason reason) {
  // A claims challenge says that what was got without it will not do.
  if (!sender.kept() || !request.claims.empty()) return std::nullopt;
  return sender.kept()->find({.realm = authority.tenant(),
                              .home_account_id = home_account_id,
                              .scopes = stored_scopes(request.target.resource, request.target.scopes)},
                             sender.clock().now(), reason);
}

ClientError nothing_kept() {
  ClientError error;
  error.kind = ClientErrorKind::kNeedsPerson;
  error.description = "the store has no refresh token of this account: the person must sign in";
  error.needs_person = true;
  return error;
}

}  // namespace

Result<Token, ClientError> get_kept_or_send(const TokenSender& sender, const Authority& authority,
                                            const std::string& claims, const ClientCredentialsRequest& request,
                                            TokenCache::Reason reason) {
  if (auto kept = find_kept(sender, authority, request, "", reason)) return std::move(*kept);
  return sender.send(authority, request_form(request, sender.options().version), claims, request.correlation_id);
}

Result<Token, ClientError> get_kept_or_send(const TokenSender& sender, const Authority& authority,
                                            const std::string& claims, const SilentRequest& request,
                                            TokenCache::Reason reason) {
  if (auto kept = find_kept(sender, authority, request, request.home_account_id, reason)) return std::move(*kept);
  ClientError refusal = nothing_kept();
  for (const std::string& refresh_token : sender.kept()->refresh_tokens(request.home_account_id)) {
    auto token = sender.send(authority, request_form(request, refresh_token, sender.options().version), claims,
                             request.correlation_id, KeptTokens::Occasion::kRenewal);
    if (token || token.error().kind != ClientErrorKind::kRefused) return token;
    refusal = std::move(token.error());
  }
  return tl::unexpected(std::move(refusal));
}

}  // namespace entra::client
