// An authority's address from a config file or a command line.

#include <string>

#include "entra/client/authority.hpp"
#include "entra/support/url.hpp"
#include "require.hpp"

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace entra;
  using fuzz::require;
  const std::string_view text = fuzz::as_text(data, size);
  const auto authority = client::Authority::parse(text, {.allow_loopback_http = true});
  if (!authority) return 0;
  const std::string& origin = authority->origin();
  require(origin.starts_with("https://") || client::is_loopback_host(authority->host()), "plain http is loopback's");
  const auto again = client::Authority::parse(origin + "/" + authority->tenant(), {.allow_loopback_http = true});
  require(again && again->origin() == origin && again->tenant() == authority->tenant() &&
              again->host() == authority->host(),
          "an authority is written and read back alike");
  for (const auto version : {client::EndpointVersion::kV1, client::EndpointVersion::kV2}) {
    const auto endpoint = parse_url(authority->token_endpoint(version));
    require(endpoint && endpoint->origin() == origin, "the token endpoint is on the authority's host");
  }
  return 0;
}
