#include "entra/client/token_client.hpp"

#include "acquire/checked_request.hpp"
#include "acquire/failures.hpp"
#include "acquire/request_form.hpp"
#include "acquire/token_sender.hpp"

namespace entra::client {
namespace {

using SenderPtr = std::shared_ptr<const TokenSender>;

/// The form is written when it is sent, never for a hit.
template <class Request>
Result<Token, ClientError> send(const TokenSender& sender, const Authority& authority, const Request& request) {
  return sender.send(authority, request_form(request, sender.options().version));
}

Result<Token, ClientError> send(const TokenSender& sender, const Authority& authority, const RefreshRequest& request) {
  auto token = sender.send(authority, request_form(request, sender.options().version));
  // The old refresh token stays good; an answer without one means that it is still the one to keep.
  if (token && token->refresh_token.empty()) token->refresh_token = request.refresh_token;
  return token;
}

template <class Request>
PreparedRequest prepared(const SenderPtr& sender, CheckedRequest checked, const Request& request) {
  return {std::move(checked.key),
          [sender, authority = std::move(checked.authority), request] { return send(*sender, authority, request); }};
}

template <class Request>
Result<PreparedRequest, ClientError> check_and_prepare(const SenderPtr& sender, const Request& request) {
  auto checked = check_request(*sender, request);
  if (!checked) return tl::unexpected(std::move(checked.error()));
  return prepared(sender, std::move(*checked), request);
}

}  // namespace

TokenClient::TokenClient(ClientOptions options, std::shared_ptr<Transport> transport, const Clock& clock,
                         Random& random, std::shared_ptr<TokenCache> cache)
    : cache_(cache ? std::move(cache) : std::make_shared<TokenCache>(clock, options.cache)) {
  sender_ = std::make_shared<const TokenSender>(std::move(options), std::move(transport), clock, random);
}

const ClientOptions& TokenClient::options() const noexcept {
  return sender_->options();
}

/// Prepare and acquire; a hit costs the key and no more.
template <class Request>
Result<Acquired, ClientError> TokenClient::get(const Request& request) {
  auto checked = check_request(*sender_, request);
  if (!checked) return tl::unexpected(std::move(checked.error()));
  if (!request.force_refresh) {
    if (auto token = cache_->find_fresh(checked->key)) return Acquired{std::move(token), TokenSource::kCache};
  }
  return acquire(prepared(sender_, std::move(*checked), request),
                 {.mode = request.force_refresh ? TokenCache::Mode::kFresh : TokenCache::Mode::kCached,
                  .patience = request.patience});
}

Result<Acquired, ClientError> TokenClient::client_credentials(const ClientCredentialsRequest& request) {
  return get(request);
}

Result<Acquired, ClientError> TokenClient::refresh(const RefreshRequest& request) {
  return get(request);
}

Result<PreparedRequest, ClientError> TokenClient::prepare(const ClientCredentialsRequest& request) const {
  return check_and_prepare(sender_, request);
}

Result<PreparedRequest, ClientError> TokenClient::prepare(const RefreshRequest& request) const {
  return check_and_prepare(sender_, request);
}

Result<Acquired, ClientError> TokenClient::redeem_code(const CodeRequest& request) {
  const auto authority = sender_->authority_of(request.tenant);
  if (!authority) return tl::unexpected(authority.error());
  if (request.code.empty()) return invalid("the code is empty");
  auto token = send(*sender_, *authority, request);
  if (!token) return tl::unexpected(std::move(token.error()));
  return Acquired{std::make_shared<const Token>(std::move(*token)), TokenSource::kNetwork};
}

std::size_t TokenClient::forget(std::string_view refresh_token) {
  return cache_->clear_account(fingerprint(refresh_token));
}

}  // namespace entra::client
