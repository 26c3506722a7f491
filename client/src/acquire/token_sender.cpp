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
  std::string echoed = response->headers.get_or("client-request-id");
  return Answer{std::move(*response), echoed.empty() ? id : std::move(echoed)};
}

Result<Token, ClientError> TokenSender::send(const Authority& authority, Form form, const std::string& claims,
                                             const std::string& correlation_id) const {
  const Instant now = clock_.now();
  const std::string endpoint = authority.token_endpoint(options_.version);
  if (!claims.empty()) form.add("claims", claims);
  form.add("client_id", options_.client_id);
  const auto added = std::visit(AddCredential{form, endpoint, options_.client_id, now, random_}, options_.credential);
  if (!added) return tl::unexpected(added.error());

  auto answer = post(authority, endpoint.substr(authority.origin().size()), form, correlation_id);
  if (!answer) return tl::unexpected(std::move(answer.error()));
  auto token = read_token_response(answer->response, now);
  if (!token) {
    if (token.error().correlation_id.empty()) token.error().correlation_id = std::move(answer->correlation_id);
    return token;
  }
  token->correlation_id = std::move(answer->correlation_id);
  return token;
}

}  // namespace entra::client
