#include "entra/client/key_provider.hpp"

#include <utility>

#include "entra/client/jwks_cache.hpp"

namespace entra::client {
namespace {

constexpr std::uint64_t kOnlyEpoch = 1;  // they never change

}  // namespace

Result<FoundKey, ClientError> StaticKeys::find_key(std::string_view kid, EndpointVersion) {
  return FoundKey{.key = keys_.find(kid), .issuer = issuer_, .epoch = kOnlyEpoch};
}

std::uint64_t StaticKeys::epoch(EndpointVersion) {
  return kOnlyEpoch;
}

AuthorityKeys::AuthorityKeys(const Authority& authority, std::shared_ptr<Transport> transport, const Clock& clock,
                             JwksOptions options)
    : v1_(authority.metadata_url(EndpointVersion::kV1), transport, clock, options),
      v2_(authority.metadata_url(EndpointVersion::kV2), std::move(transport), clock, options) {}

Result<FoundKey, ClientError> AuthorityKeys::find_key(std::string_view kid, EndpointVersion version) {
  return version == EndpointVersion::kV1 ? v1_.find(kid) : v2_.find(kid);
}

std::uint64_t AuthorityKeys::epoch(EndpointVersion version) {
  return version == EndpointVersion::kV1 ? v1_.epoch() : v2_.epoch();
}

}  // namespace entra::client
