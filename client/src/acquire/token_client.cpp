#include "entra/client/token_client.hpp"

#include "acquire/checked_request.hpp"
#include "acquire/kept_first.hpp"
#include "acquire/request_form.hpp"
#include "acquire/token_sender.hpp"
#include "entra/support/text.hpp"

namespace entra::client {
namespace {

using SenderPtr = std::shared_ptr<const TokenSender>;

/// The form is written when it is sent, never for a hit.
template <class Request>
Result<Token, ClientError> send(const TokenSender& sender, const Authority& authority, const std::string& claims,
                                const Request& request) {
  return sender.send(authority, request_form(request, sender.options().version), claims, request.correlation_id);
}

Result<Token, ClientError> send(const TokenSender& sender, const Authority& authority, const std::string& claims,
                                const RefreshRequest& request) {
  auto token = send<RefreshRequest>(sender, authority, claims, request);
  // The old refresh token stays good; an answer without one means that it is still the one to keep.
  if (token && token->refresh_token.empty()) token->refresh_token = request.refresh_token;
  return token;
}

/// Only where a store may have the token does the reason matter.
template <class Request>
Result<Token, ClientError> get_kept_or_send(const TokenSender& sender, const Authority& authority,
                                            const std::string& claims, const Request& request, TokenCache::Reason) {
  return send(sender, authority, claims, request);
}

template <class Request>
PreparedRequest prepared(const SenderPtr& sender, CheckedRequest checked, const Request& request) {
  return {std::move(checked.key),
          [sender, authority = std::move(checked.authority), claims = std::move(checked.claims), request](
              TokenCache::Reason reason) { return get_kept_or_send(*sender, authority, claims, request, reason); }};
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
  if (sender_->kept()) cache_->listen(KeptTokens::listener_of(sender_->kept()));
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
                  .patience = request.patience,
                  .stop = request.stop});
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

Result<Acquired, ClientError> TokenClient::on_behalf_of(const OnBehalfOfRequest& request) {
  return get(request);
}

Result<Acquired, ClientError> TokenClient::username_password(const PasswordRequest& request) {
  return get(request);
}

Result<PreparedRequest, ClientError> TokenClient::prepare(const OnBehalfOfRequest& request) const {
  return check_and_prepare(sender_, request);
}

Result<PreparedRequest, ClientError> TokenClient::prepare(const PasswordRequest& request) const {
  return check_and_prepare(sender_, request);
}

Result<Acquired, ClientError> TokenClient::redeem_code(const CodeRequest& request) {
  const auto checked = check_request(*sender_, request);
  if (!checked) return tl::unexpected(checked.error());
  auto token = send(*sender_, checked->authority, checked->claims, request);
  if (!token) return tl::unexpected(std::move(token.error()));
  return Acquired{std::make_shared<const Token>(std::move(*token)), TokenSource::kNetwork};
}

Result<DeviceCodeFlow, ClientError> TokenClient::start_device_code(const DeviceCodeRequest& request) const {
  auto checked = check_request(*sender_, request);
  if (!checked) return tl::unexpected(std::move(checked.error()));
  return DeviceCodeFlow::begin({sender_, std::move(checked->authority), std::move(checked->claims), request});
}

Result<AuthorizationStart, ClientError> TokenClient::start_authorization(const AuthorizationRequest& request) const {
  const auto checked = check_request(*sender_, request);
  if (!checked) return tl::unexpected(checked.error());
  constexpr std::size_t kRandomBytes = 16;
  AuthorizationStart start;
  start.state = request.state.empty() ? sender_->random().token(kRandomBytes) : request.state;
  start.nonce = sender_->random().token(kRandomBytes);
  start.pkce = make_pkce(sender_->random());
  Form query = request_form(request, options().version);
  query.add("client_id", options().client_id);
  query.add("state", start.state);
  query.add("nonce", start.nonce);
  query.add("code_challenge", start.pkce.challenge);
  query.add("code_challenge_method", start.pkce.method);
  if (!checked->claims.empty()) query.add("claims", checked->claims);
  start.url = checked->authority.authorize_endpoint(options().version) + "?" + query.encode();
  return start;
}

Result<PreparedRequest, ClientError> TokenClient::prepare(const SilentRequest& request) const {
  return check_and_prepare(sender_, request);
}

Result<Acquired, ClientError> TokenClient::acquire_silent(const SilentRequest& request) {
  return get(request);
}

Result<std::vector<StoredAccount>> TokenClient::accounts() const {
  if (!sender_->kept()) return fail(Errc::kMissing, "the client has no store of tokens");
  return sender_->kept()->accounts();
}

Result<std::size_t> TokenClient::remove_account(const std::string& home_account_id) {
  cache_->clear_account(to_lower(home_account_id));
  if (!sender_->kept()) return fail(Errc::kMissing, "the client has no store of tokens");
  return sender_->kept()->remove_account(home_account_id);
}

void TokenClient::clear() {
  cache_->clear();
  if (!sender_->kept()) return;
  sender_->kept()->clear();
}

std::size_t TokenClient::forget(std::string_view grant) {
  if (sender_->kept()) sender_->kept()->forget(grant);
  return cache_->clear_account(fingerprint(grant));
}

}  // namespace entra::client
