#include "vault/vault_challenge.hpp"

#include "entra/client/claims_challenge.hpp"
#include "entra/support/text.hpp"

namespace entra::client {
namespace {

tl::unexpected<ClientError> bad_challenge(std::string why) {
  ClientError error;
  error.kind = ClientErrorKind::kBadResponse;
  error.status = 401;
  error.description = "the vault's challenge: " + std::move(why);
  return tl::unexpected(std::move(error));
}

/// The first segment of the path; the host is not for us to trust.
std::string tenant_of(const std::string& authorization) {
  const auto url = parse_url(authorization);
  return url ? url->path.substr(1, url->path.find('/', 1) - 1) : "";
}

}  // namespace

Result<VaultTokenRequest, ClientError> read_vault_challenge(const http::Response& response, const Url& vault,
                                                            bool verify) {
  const auto challenges = parse_challenges(response.headers.get_or("WWW-Authenticate"));
  if (!challenges) return bad_challenge(challenges.error().message);
  for (const Challenge& challenge : *challenges) {
    if (!challenge.is("Bearer")) continue;
    const auto either = [&](const char* name, const char* other) {
      return challenge.get(name).value_or(challenge.get(other).value_or(""));
    };
    VaultTokenRequest wanted;
    wanted.resource = either("resource", "scope");
    if (wanted.resource.ends_with("/.default")) wanted.resource.resize(wanted.resource.size() - 9);
    wanted.tenant = tenant_of(either("authorization", "authorization_uri"));
    const auto resource = parse_url(wanted.resource);
    if (!resource) return bad_challenge("resource: " + resource.error().message);
    if (verify && !vault.host.ends_with("." + resource->host)) {
      return bad_challenge("the resource '" + wanted.resource + "' is not the domain of the vault's host " +
                           vault.host);
    }
    return wanted;
  }
  return bad_challenge("no Bearer challenge in the answer");
}

}  // namespace entra::client
