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
    auto assertion = certificate.make_assertion(endpoint, client_id, now, random);
    if (!assertion) return tl::unexpected(to_client_error(assertion.error()));
    form.add("client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer");
    form.add("client_assertion", std::move(*assertion));
    return {};
  }
};

}  // namespace

TokenSender::TokenSender(ClientOptions options, std::shared_ptr<Transport> transport, const Clock& clock,
                         Random& random)
    : options_(std::move(options)),
      credential_name_(fingerprint(options_.credential)),
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

Result<Token, ClientError> TokenSender::send(const Authority& authority, Form form) const {
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

}  // namespace entra::client
