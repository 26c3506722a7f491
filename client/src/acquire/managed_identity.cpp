#include "entra/client/managed_identity.hpp"

#include <algorithm>

#include "acquire/failures.hpp"
#include "acquire/managed_identity_response.hpp"
#include "acquire/token_response.hpp"
#include "entra/client/credential.hpp"
#include "entra/support/url.hpp"

namespace entra::client {
namespace {

using std::chrono::seconds;
using Kind = ManagedIdentityEndpoint::Kind;

constexpr seconds kLongestPause{10};

/// The two services have different words for the same three.
std::string selector_name(ManagedIdentityId::Kind kind, bool is_imds) {
  switch (kind) {
    case ManagedIdentityId::Kind::kDefault:
      break;
    case ManagedIdentityId::Kind::kClientId:
      return "client_id";
    case ManagedIdentityId::Kind::kObjectId:
      return is_imds ? "object_id" : "principal_id";
    case ManagedIdentityId::Kind::kResourceId:
      return is_imds ? "msi_res_id" : "mi_res_id";
  }
  return "";
}

/// How long to wait before the next attempt, or that there is none. `attempts` have been made.
std::optional<seconds> pause_after(const http::Response& response, int attempts, Instant now) {
  constexpr int kAttemptsWhenGone = 7;
  constexpr int kAttempts = 4;
  if (response.status == 410) return attempts < kAttemptsWhenGone ? std::optional(kLongestPause) : std::nullopt;
  const bool is_passing = response.status == 404 || response.status == 429 || response.status >= 500;
  if (!is_passing || attempts >= kAttempts) return std::nullopt;
  const auto pause = std::max(seconds(1 << (attempts - 1)), read_retry_after(response, now).value_or(seconds(0)));
  return pause <= kLongestPause ? std::optional(pause) : std::nullopt;
}

}  // namespace

struct ManagedIdentityClient::Core {
  ManagedIdentityOptions options;
  std::shared_ptr<Transport> transport;
  const Clock& clock;

  [[nodiscard]] bool is_imds() const noexcept { return options.endpoint.kind == Kind::kImds; }
  [[nodiscard]] http::Request make_request(const Url& url, const std::string& resource) const;
  [[nodiscard]] Result<Token, ClientError> fetch(const http::Request& request) const;
};

http::Request ManagedIdentityClient::Core::make_request(const Url& url, const std::string& resource) const {
  Form query{{"api-version", is_imds() ? "2018-02-01" : "2019-08-01"}, {"resource", resource}};
  const std::string selector = selector_name(options.identity.kind, is_imds());
  if (!selector.empty()) query.add(selector, options.identity.value);
  http::Request request;
  request.origin = url.origin();
  request.target = url.target() + (url.query.empty() ? "?" : "&") + query.encode();
  request.headers = {{"Accept", "application/json"}};
  // Neither header can be set by a page or a redirect that a program was tricked into following.
  if (is_imds()) {
    request.headers.add("Metadata", "true");
  } else {
    request.headers.add("X-IDENTITY-HEADER", options.endpoint.header);
  }
  return request;
}

Result<Token, ClientError> ManagedIdentityClient::Core::fetch(const http::Request& request) const {
  for (int attempts = 1;; ++attempts) {
    const Instant now = clock.now();
    const auto response = transport->send(request, options.timeout);
    if (!response) return tl::unexpected(to_client_error(response.error().in("managed identity")));
    const auto pause = pause_after(*response, attempts, now);
    if (!pause || !options.wait(*pause, {})) return read_managed_identity_response(*response, now);
  }
}

ManagedIdentityClient::ManagedIdentityClient(ManagedIdentityOptions options, std::shared_ptr<Transport> transport,
                                             const Clock& clock, std::shared_ptr<TokenCache> cache)
    : cache_(cache ? std::move(cache) : std::make_shared<TokenCache>(clock, options.cache)) {
  core_ = std::make_shared<const Core>(Core{std::move(options), std::move(transport), clock});
}

Result<PreparedRequest, ClientError> ManagedIdentityClient::prepare(const ManagedIdentityRequest& request) const {
  const ManagedIdentityOptions& options = core_->options;
  if (request.resource.empty()) return invalid("the resource is empty");
  if (options.identity.kind != ManagedIdentityId::Kind::kDefault && options.identity.value.empty()) {
    return invalid("the identity is chosen by an id, and that is empty");
  }
  const auto url = parse_url(options.endpoint.url);
  if (!url) return tl::unexpected(to_client_error(url.error().in("managed identity endpoint")));
  const std::string chosen = selector_name(options.identity.kind, core_->is_imds()) + "=" + options.identity.value;
  TokenKey key({.authority_origin = options.endpoint.url,
                .client_id = chosen,
                .credential = fingerprint(std::string_view(options.endpoint.header)),
                .grant = core_->is_imds() ? "managed_identity/imds" : "managed_identity/app_service",
                .resource = request.resource});
  return PreparedRequest{
      std::move(key), [core = core_, wire = core_->make_request(*url, request.resource)] { return core->fetch(wire); }};
}

Result<Acquired, ClientError> ManagedIdentityClient::get(const ManagedIdentityRequest& request) {
  const auto prepared = prepare(request);
  if (!prepared) return tl::unexpected(prepared.error());
  return acquire(*prepared, {.mode = request.force_refresh ? TokenCache::Mode::kFresh : TokenCache::Mode::kCached,
                             .patience = request.patience});
}

}  // namespace entra::client
