#include "acquire/authority_check.hpp"

#include <algorithm>

#include "acquire/error_response.hpp"
#include "acquire/failures.hpp"
#include "entra/support/json_access.hpp"
#include "entra/support/url.hpp"

namespace entra::client {
namespace {

constexpr const char* kDiscoveryOrigin = "https://login.microsoftonline.com";
constexpr std::chrono::milliseconds kLongestTimeout{10'000};  // as MSAL.NET

const CloudInstance* find_instance(const ClientOptions& options) {
  const std::string& host = options.authority.host();
  const CloudInstance* own = options.instances ? options.instances->find(host) : nullptr;
  return own != nullptr ? own : InstanceMetadata::known_clouds().find(host);
}

std::string make_cache_origin(const Authority& authority, const CloudInstance* instance) {
  std::string origin = authority.origin();
  if (instance != nullptr) origin.replace(origin.find("://") + 3, authority.host().size(), instance->preferred_cache);
  return origin;
}

}  // namespace

AuthorityCheck::AuthorityCheck(const ClientOptions& options)
    : authority_(options.authority),
      timeout_(std::min(options.timeout, kLongestTimeout)),
      instance_(find_instance(options)),
      cache_origin_(make_cache_origin(options.authority, instance_)),
      is_settled_(options.instance_discovery == InstanceDiscovery::kOff || instance_ != nullptr ||
                  is_loopback_host(options.authority.host())) {
  // Whoever brings metadata has said everything that is to be known.
  if (is_settled_ || !options.instances) return;
  is_settled_ = true;
  verdict_ = invalid("the host '" + authority_.host() + "' is not in the instance metadata that was given");
}

Result<void, ClientError> AuthorityCheck::confirm(Transport& transport) {
  std::unique_lock lock(mutex_, std::try_to_lock);
  const bool has_waited = !lock.owns_lock();
  if (has_waited) lock.lock();
  // A failure that came while this caller waited is its outcome too.
  if (is_settled_ || (has_waited && attempts_ > 0)) return verdict_;
  ++attempts_;
  verdict_ = ask(transport);
  is_settled_ = verdict_.has_value() || verdict_.error().kind == ClientErrorKind::kInvalidArgument;
  return verdict_;
}

Result<void, ClientError> AuthorityCheck::ask(Transport& transport) {
  const std::string authorize = authority_.origin() + "/" + authority_.tenant() + "/oauth2/v2.0/authorize";
  http::Request request;
  request.origin = kDiscoveryOrigin;
  request.target =
      "/common/discovery/instance?" + Form{{"api-version", "1.1"}, {"authorization_endpoint", authorize}}.encode();
  request.headers = {{"Accept", "application/json"}};
  const auto response = transport.send(request, timeout_);
  if (!response) return tl::unexpected(to_client_error(response.error().in("instance discovery")));
  if (response->status == 200) {
    const auto body = parse_json(response->body);
    if (body && body->is_object() && find_member(*body, "tenant_discovery_endpoint") != nullptr) return {};
    return bad_response(200, "instance discovery: the answer holds no tenant_discovery_endpoint");
  }
  ClientError error = read_error_response(*response, Instant());
  if (error.error == "invalid_instance") {
    error.kind = ClientErrorKind::kInvalidArgument;
    error.description = "'" + authority_.host() + "' is no authority that " + kDiscoveryOrigin +
                        " knows; nothing was sent to it: " + error.description;
  } else {
    error.description = "instance discovery: " + error.description;
  }
  return tl::unexpected(std::move(error));
}

}  // namespace entra::client
