#include "entra/client/managed_identity_endpoint.hpp"

#include "entra/support/url.hpp"

namespace entra::client {
namespace {

constexpr const char* kImdsOrigin = "http://169.254.169.254";
constexpr const char* kImdsPath = "/metadata/identity/oauth2/token";

Result<ManagedIdentityEndpoint> imds_at(std::string origin, const char* named_by) {
  while (origin.ends_with('/')) origin.pop_back();
  if (const auto url = parse_url(origin); !url) return tl::unexpected(url.error().in(named_by));
  return ManagedIdentityEndpoint{ManagedIdentityEndpoint::Kind::kImds, origin + kImdsPath, ""};
}

tl::unexpected<Error> unsupported(const std::string& what) {
  return fail(Errc::kUnsupported, "managed identity of " + what + " is not supported: App Service or IMDS is expected");
}

}  // namespace

Result<ManagedIdentityEndpoint> find_managed_identity_endpoint(const Environment& environment) {
  const auto variable = [&](const char* name) { return environment(name).value_or(""); };
  const std::string endpoint = variable("IDENTITY_ENDPOINT");
  const std::string header = variable("IDENTITY_HEADER");
  if (!endpoint.empty() && !header.empty()) {
    if (!variable("IDENTITY_SERVER_THUMBPRINT").empty()) return unsupported("Service Fabric");
    if (const auto url = parse_url(endpoint); !url) return tl::unexpected(url.error().in("IDENTITY_ENDPOINT"));
    return ManagedIdentityEndpoint{ManagedIdentityEndpoint::Kind::kAppService, endpoint, header};
  }
  if (!endpoint.empty()) return unsupported("Azure Arc (IDENTITY_ENDPOINT without IDENTITY_HEADER)");
  if (!variable("MSI_ENDPOINT").empty()) return unsupported("Cloud Shell or App Service of 2017 (MSI_ENDPOINT)");
  const std::string host = variable("AZURE_POD_IDENTITY_AUTHORITY_HOST");
  return host.empty() ? imds_at(kImdsOrigin, "IMDS") : imds_at(host, "AZURE_POD_IDENTITY_AUTHORITY_HOST");
}

}  // namespace entra::client
