#include "acquire/token_sender.hpp"

#include "acquire/failures.hpp"
#include "acquire/token_response.hpp"

namespace entra::client {
namespace {

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
    return add(certificate.make_assertion(endpoint, client_id, now, random));
  }
  Result<void, ClientError> operator()(const ClientAssertion& assertion) const {
    return add(assertion.read({.client_id = client_id, .token_endpoint = endpoint}));
  }
  /// RFC 7523 §2.2.
  Result<void, ClientError> add(Result<std::string> assertion) const {
    if (!assertion) return tl::unexpected(to_client_error(assertion.error()));
    form.add("client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer");
    form.add("client_assertion", std::move(*assertion));
    return {};
  }
};

/// Entries lie under the host itself, as MSAL Python, Go and .NET write it; MSAL Node and Java write the port too.
StoreAuthority store_authority(const Authority& authority, const CloudInstance* instance) {
  StoreAuthority out{.environment = authority.host()};
  const std::string place = authority.origin().substr(authority.origin().find("://") + 3);
  if (place != authority.host()) {
    out.aliases.push_back(place);
    out.origin = authority.origin();
  }
  if (instance == nullptr) return out;
  out.aliases.insert(out.aliases.end(), instance->aliases.begin(), instance->aliases.end());
  return out;
}

std::shared_ptr<KeptTokens> make_kept(const ClientOptions& options, const CloudInstance* instance) {
  if (!options.store) return nullptr;
  return std::make_shared<KeptTokens>(KeptTokens::Options{.store = options.store,
                                                          .on_error = options.on_store_error,
                                                          .authority = store_authority(options.authority, instance),
                                                          .client_id = options.client_id,
                                                          .skew = options.cache.skew});
}

/// What a code was given for is given once: a second request could spend it where only the first one's answer was lost.
http::Repeat repeat_of(const Form& form) {
  return form.has("code") || form.has("device_code") ? http::Repeat::kNo : http::Repeat::kYes;
}

}  // namespace

TokenSender::TokenSender(ClientOptions options, std::shared_ptr<Transport> transport, const Clock& clock,
                         Random& random)
    : options_(std::move(options)),
      credential_name_(fingerprint(options_.credential)),
      check_(std::make_unique<AuthorityCheck>(options_)),
      kept_(make_kept(options_, check_->instance())),
      transport_(std::move(transport)),
      clock_(clock),
      random_(random) {}

Result<Authority, ClientError> TokenSender::authority_of(const std::string& tenant) const {
  if (options_.client_id.empty()) return invalid("the client_id is empty");
  if (tenant.empty()) return options_.authority;
  auto authority = options_.authority.with_tenant(tenant);
  if (!authority) return tl::unexpected(to_client_error(authority.error()));
  return std::move(*authority);
}

Result<Answer, ClientError> TokenSender::post(const Authority& authority, const std::string& target, const Form& form,
                                              const std::string& correlation_id) const {
  if (auto confirmed = check_->confirm(*transport_); !confirmed) return tl::unexpected(std::move(confirmed.error()));
  const std::string id = correlation_id.empty() ? random_.guid() : correlation_id;
  http::Request request;
  request.method = "POST";
  request.origin = authority.origin();
  request.target = target;
  request.headers = {{"Content-Type", "application/x-www-form-urlencoded"},
                     {"Accept", "application/json"},
                     {"client-request-id", id},
                     {"return-client-request-id", "true"}};
  request.body = form.encode();
  request.repeat = repeat_of(form);
  auto response = transport_->send(request, options_.timeout);
  if (!response) {
    ClientError error = to_client_error(response.error());
    error.correlation_id = id;
    return tl::unexpected(std::move(error));
  }
  std::string logged_as = response->headers.get_or("client-request-id");
  if (logged_as.empty()) logged_as = id;
  return Answer{std::move(*response), std::move(logged_as)};
}

Result<Token, ClientError> TokenSender::send(const Authority& authority, Form form, const std::string& claims,
                                             const std::string& correlation_id, KeptTokens::Occasion occasion) const {
  const Instant now = clock_.now();
  const std::string endpoint = authority.token_endpoint(options_.version);
  // Names the account, for the store; Entra answers it for persons only.
  if (kept_ && form.get("grant_type") != "client_credentials") form.add("client_info", "1");
  if (!claims.empty()) form.add("claims", claims);
  form.add("client_id", options_.client_id);
  const auto added = std::visit(AddCredential{form, endpoint, options_.client_id, now, random_}, options_.credential);
  if (!added) return tl::unexpected(added.error());

  auto answer = post(authority, endpoint.substr(authority.origin().size()), form, correlation_id);
  if (!answer) return tl::unexpected(std::move(answer.error()));
  auto token = read_token_response(answer->response, now);
  if (!token) {
    if (token.error().correlation_id.empty()) token.error().correlation_id = std::move(answer->correlation_id);
    return tl::unexpected(std::move(token.error()));
  }
  if (kept_) kept_->keep(authority.tenant(), form, *token, now, occasion);
  token->correlation_id = std::move(answer->correlation_id);
  return token;
}

}  // namespace entra::client
