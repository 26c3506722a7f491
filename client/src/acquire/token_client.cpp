#include "entra/client/token_client.hpp"

#include "acquire/token_response.hpp"
#include "entra/support/text.hpp"
#include "entra/support/url.hpp"

namespace entra::client {
namespace {

tl::unexpected<ClientError> invalid(std::string description) {
  ClientError error;
  error.kind = ClientErrorKind::kInvalidArgument;
  error.description = std::move(description);
  return tl::unexpected(std::move(error));
}

/// Says the target in the words of the endpoint: "resource" on v1, "scope" on v2.
Form target_form(const Target& target, EndpointVersion version) {
  Form form;
  if (version == EndpointVersion::kV1) {
    if (!target.resource.empty()) form.add("resource", target.resource);
    // v1 knows scopes only as the wish for an id_token ("openid").
    if (!target.scopes.empty()) form.add("scope", join(target.scopes, " "));
    return form;
  }
  std::vector<std::string> scopes = target.scopes;
  // A resource that ends in a slash is asked for with two of them.
  if (!target.resource.empty()) scopes.push_back(target.resource + "/.default");
  if (!scopes.empty()) form.add("scope", join(scopes, " "));
  return form;
}

struct AddCredential {
  Form& form;
  const std::string& endpoint;
  const std::string& client_id;
  Instant now;
  Random& random;

  Result<void, ClientError> operator()(const NoCredential&) const { return {}; }
  Result<void, ClientError> operator()(const ClientSecret& secret) const {
    form.add("client_secret", secret.value);
    return {};
  }
  Result<void, ClientError> operator()(const ClientCertificate& certificate) const {
    auto assertion = certificate.make_assertion(endpoint, client_id, now, random);
    if (!assertion) return tl::unexpected(to_client_error(assertion.error()));
    form.add("client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer");
    form.add("client_assertion", std::move(*assertion));
    return {};
  }
};

}  // namespace

/// What requests need, shared with the renewals that outlive the call they began in.
struct TokenClient::Core {
  ClientOptions options;
  std::string fingerprint;
  std::shared_ptr<Transport> transport;
  const Clock& clock;
  Random& random;

  [[nodiscard]] Result<Authority, ClientError> authority_of(const std::string& tenant) const;
  [[nodiscard]] Result<Token, ClientError> send(const Authority& authority, Form form) const;
  [[nodiscard]] bool is_v1() const noexcept { return options.version == EndpointVersion::kV1; }
};

/// A request that was found to make sense, before its form is written.
struct TokenClient::Wanted {
  Authority authority;
  TokenKey key;
};

TokenClient::TokenClient(ClientOptions options, std::shared_ptr<Transport> transport, const Clock& clock,
                         Random& random, std::shared_ptr<TokenCache> cache)
    : cache_(cache ? std::move(cache) : std::make_shared<TokenCache>(clock, options.cache)) {
  std::string name = fingerprint(options.credential);
  core_ = std::make_shared<const Core>(Core{std::move(options), std::move(name), std::move(transport), clock, random});
}

const ClientOptions& TokenClient::options() const noexcept {
  return core_->options;
}

Result<Authority, ClientError> TokenClient::Core::authority_of(const std::string& tenant) const {
  if (options.client_id.empty()) return invalid("the client_id is empty");
  if (tenant.empty()) return options.authority;
  auto authority = options.authority.with_tenant(tenant);
  if (!authority) return tl::unexpected(to_client_error(authority.error()));
  return std::move(*authority);
}

Result<Token, ClientError> TokenClient::Core::send(const Authority& authority, Form form) const {
  const Instant now = clock.now();
  const std::string endpoint = authority.token_endpoint(options.version);
  form.add("client_id", options.client_id);
  const auto added = std::visit(AddCredential{form, endpoint, options.client_id, now, random}, options.credential);
  if (!added) return tl::unexpected(added.error());

  const std::string correlation_id = random.guid();
  http::Request request;
  request.method = "POST";
  request.origin = authority.origin();
  request.target = endpoint.substr(authority.origin().size());
  request.headers = {{"Content-Type", "application/x-www-form-urlencoded"},
                     {"Accept", "application/json"},
                     {"client-request-id", correlation_id},
                     {"return-client-request-id", "true"}};
  request.body = form.encode();

  const auto response = transport->send(request, options.timeout);
  if (!response) {
    ClientError error = to_client_error(response.error());
    error.correlation_id = correlation_id;
    return tl::unexpected(std::move(error));
  }
  auto token = read_token_response(*response, now);
  if (!token) {
    ClientError error = token.error();
    if (error.correlation_id.empty()) error.correlation_id = correlation_id;
    return tl::unexpected(std::move(error));
  }
  token->correlation_id = correlation_id;
  return token;
}

Result<TokenClient::Wanted, ClientError> TokenClient::wanted(const ClientCredentialsRequest& request) const {
  auto authority = core_->authority_of(request.tenant);
  if (!authority) return tl::unexpected(std::move(authority.error()));
  if (std::holds_alternative<NoCredential>(core_->options.credential)) {
    return invalid("client credentials need a secret or a certificate");
  }
  if (core_->is_v1() ? request.target.resource.empty()
                     : request.target.resource.empty() && request.target.scopes.empty()) {
    return invalid(core_->is_v1() ? "v1 client credentials need a resource" : "v2 client credentials need a scope");
  }
  TokenKey key({.authority_origin = authority->origin(),
                .tenant = authority->tenant(),
                .client_id = core_->options.client_id,
                .credential = core_->fingerprint,
                .grant = core_->is_v1() ? "client_credentials/v1" : "client_credentials/v2",
                .resource = request.target.resource,
                .scopes = request.target.scopes,
                .claims = request.claims});
  return Wanted{std::move(*authority), std::move(key)};
}

namespace {

Form client_credentials_form(const ClientCredentialsRequest& request, EndpointVersion version) {
  Form form = target_form(request.target, version);
  form.add("grant_type", "client_credentials");
  if (!request.claims.empty()) form.add("claims", request.claims);
  return form;
}

TokenCache::Asking asking(bool force_refresh, std::optional<std::chrono::milliseconds> patience) {
  return {.mode = force_refresh ? TokenCache::Mode::kFresh : TokenCache::Mode::kCached, .patience = patience};
}

}  // namespace

Result<Acquired, ClientError> TokenClient::client_credentials(const ClientCredentialsRequest& request) {
  auto wish = wanted(request);
  if (!wish) return tl::unexpected(std::move(wish.error()));
  // A hit writes no form.
  if (!request.force_refresh) {
    if (auto token = cache_->find_fresh(wish->key)) return Acquired{std::move(token), TokenSource::kCache};
  }
  const auto fetch = [core = core_, authority = std::move(wish->authority),
                      form = client_credentials_form(request, core_->options.version)] {
    return core->send(authority, form);
  };
  return cache_->get_or_fetch(wish->key, fetch, asking(request.force_refresh, request.patience));
}

Result<TokenHandle, ClientError> TokenClient::client_credentials_handle(const ClientCredentialsRequest& request) {
  auto wish = wanted(request);
  if (!wish) return tl::unexpected(std::move(wish.error()));
  auto fetch = [core = core_, authority = std::move(wish->authority),
                form = client_credentials_form(request, core_->options.version)] {
    return core->send(authority, form);
  };
  return TokenHandle(cache_, std::move(wish->key), std::move(fetch));
}

Result<Acquired, ClientError> TokenClient::redeem_code(const CodeRequest& request) {
  const auto authority = core_->authority_of(request.tenant);
  if (!authority) return tl::unexpected(authority.error());
  if (request.code.empty()) return invalid("the code is empty");
  Form form = target_form(request.target, core_->options.version);
  form.add("grant_type", "authorization_code");
  form.add("code", request.code);
  form.add("redirect_uri", request.redirect_uri);
  if (!request.code_verifier.empty()) form.add("code_verifier", request.code_verifier);
  auto token = core_->send(*authority, std::move(form));
  if (!token) return tl::unexpected(token.error());
  return Acquired{std::make_shared<const Token>(std::move(*token)), TokenSource::kNetwork};
}

Result<Acquired, ClientError> TokenClient::refresh(const RefreshRequest& request) {
  const auto authority = core_->authority_of(request.tenant);
  if (!authority) return tl::unexpected(authority.error());
  if (request.refresh_token.empty()) return invalid("the refresh token is empty");
  Form form = target_form(request.target, core_->options.version);
  form.add("grant_type", "refresh_token");
  form.add("refresh_token", request.refresh_token);
  if (!request.claims.empty()) form.add("claims", request.claims);

  const std::string account = fingerprint(std::string_view(request.refresh_token));
  const TokenKey key({.authority_origin = authority->origin(),
                      .tenant = authority->tenant(),
                      .client_id = core_->options.client_id,
                      .credential = core_->fingerprint,
                      .grant = core_->is_v1() ? "refresh_token/v1" : "refresh_token/v2",
                      .resource = request.target.resource,
                      .scopes = request.target.scopes,
                      .account = account,
                      .claims = request.claims});
  if (!request.force_refresh) {
    if (auto token = cache_->find_fresh(key)) return Acquired{std::move(token), TokenSource::kCache};
  }
  const auto fetch = [core = core_, authority = *authority, form = std::move(form),
                      sent = request.refresh_token]() -> Result<Token, ClientError> {
    auto token = core->send(authority, form);
    // The old refresh token stays good; an answer without one means that it is still the one to keep.
    if (token && token->refresh_token.empty()) token->refresh_token = sent;
    return token;
  };
  return cache_->get_or_fetch(key, fetch, asking(request.force_refresh, request.patience));
}

std::size_t TokenClient::forget(std::string_view refresh_token) {
  return cache_->clear_account(fingerprint(refresh_token));
}

}  // namespace entra::client
