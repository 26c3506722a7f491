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

TokenClient::TokenClient(ClientOptions options, std::shared_ptr<Transport> transport, const Clock& clock,
                         Random& random, std::shared_ptr<TokenCache> cache)
    : options_(std::move(options)),
      fingerprint_(fingerprint(options_.credential)),
      transport_(std::move(transport)),
      clock_(clock),
      random_(random),
      cache_(cache ? std::move(cache) : std::make_shared<TokenCache>(clock, options_.cache)) {}

Result<Authority, ClientError> TokenClient::authority_of(const std::string& tenant) const {
  if (options_.client_id.empty()) return invalid("the client_id is empty");
  if (tenant.empty()) return options_.authority;
  auto authority = options_.authority.with_tenant(tenant);
  if (!authority) return tl::unexpected(to_client_error(authority.error()));
  return std::move(*authority);
}

Result<Token, ClientError> TokenClient::send(const Authority& authority, Form form) const {
  const Instant now = clock_.now();
  const std::string endpoint = authority.token_endpoint(options_.version);
  form.add("client_id", options_.client_id);
  const auto added = std::visit(AddCredential{form, endpoint, options_.client_id, now, random_}, options_.credential);
  if (!added) return tl::unexpected(added.error());

  const std::string correlation_id = random_.guid();
  http::Request request;
  request.method = "POST";
  request.origin = authority.origin();
  request.target = endpoint.substr(authority.origin().size());
  request.headers = {{"Content-Type", "application/x-www-form-urlencoded"},
                     {"Accept", "application/json"},
                     {"client-request-id", correlation_id},
                     {"return-client-request-id", "true"}};
  request.body = form.encode();

  const auto response = transport_->send(request, options_.timeout);
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

Result<Acquired, ClientError> TokenClient::client_credentials(const ClientCredentialsRequest& request) {
  const auto authority = authority_of(request.tenant);
  if (!authority) return tl::unexpected(authority.error());
  if (std::holds_alternative<NoCredential>(options_.credential)) {
    return invalid("client credentials need a secret or a certificate");
  }
  if (options_.version == EndpointVersion::kV1 ? request.target.resource.empty()
                                               : request.target.resource.empty() && request.target.scopes.empty()) {
    return invalid(options_.version == EndpointVersion::kV1 ? "v1 client credentials need a resource"
                                                            : "v2 client credentials need a scope");
  }
  Form form = target_form(request.target, options_.version);
  form.add("grant_type", "client_credentials");
  if (!request.claims.empty()) form.add("claims", request.claims);

  const TokenKey key(
      {.authority_origin = authority->origin(),
       .tenant = authority->tenant(),
       .client_id = options_.client_id,
       .credential = fingerprint_,
       .grant = options_.version == EndpointVersion::kV1 ? "client_credentials/v1" : "client_credentials/v2",
       .resource = request.target.resource,
       .scopes = request.target.scopes,
       .claims = request.claims});
  return cache_->get_or_fetch(
      key, [&] { return send(*authority, form); },
      request.force_refresh ? TokenCache::Mode::kFresh : TokenCache::Mode::kCached);
}

Result<Acquired, ClientError> TokenClient::redeem_code(const CodeRequest& request) {
  const auto authority = authority_of(request.tenant);
  if (!authority) return tl::unexpected(authority.error());
  if (request.code.empty()) return invalid("the code is empty");
  Form form = target_form(request.target, options_.version);
  form.add("grant_type", "authorization_code");
  form.add("code", request.code);
  form.add("redirect_uri", request.redirect_uri);
  if (!request.code_verifier.empty()) form.add("code_verifier", request.code_verifier);
  auto token = send(*authority, std::move(form));
  if (!token) return tl::unexpected(token.error());
  return Acquired{std::make_shared<const Token>(std::move(*token)), TokenSource::kNetwork};
}

Result<Acquired, ClientError> TokenClient::refresh(const RefreshRequest& request) {
  const auto authority = authority_of(request.tenant);
  if (!authority) return tl::unexpected(authority.error());
  if (request.refresh_token.empty()) return invalid("the refresh token is empty");
  Form form = target_form(request.target, options_.version);
  form.add("grant_type", "refresh_token");
  form.add("refresh_token", request.refresh_token);
  if (!request.claims.empty()) form.add("claims", request.claims);

  const std::string account = fingerprint(std::string_view(request.refresh_token));
  const TokenKey key({.authority_origin = authority->origin(),
                      .tenant = authority->tenant(),
                      .client_id = options_.client_id,
                      .credential = fingerprint_,
                      .grant = options_.version == EndpointVersion::kV1 ? "refresh_token/v1" : "refresh_token/v2",
                      .resource = request.target.resource,
                      .scopes = request.target.scopes,
                      .account = account,
                      .claims = request.claims});
  const auto fetch = [&]() -> Result<Token, ClientError> {
    auto token = send(*authority, form);
    // The old refresh token stays good; an answer without one means that it is still the one to keep.
    if (token && token->refresh_token.empty()) token->refresh_token = request.refresh_token;
    return token;
  };
  return cache_->get_or_fetch(key, fetch, request.force_refresh ? TokenCache::Mode::kFresh : TokenCache::Mode::kCached);
}

}  // namespace entra::client
