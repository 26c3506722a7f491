// A discovery document from somebody else.

#include <string>

#include "canned_transport.hpp"
#include "entra/support/url.hpp"
#include "jwks/metadata.hpp"
#include "require.hpp"

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace entra;
  using fuzz::require;
  http::Response answer;
  answer.body = std::string(fuzz::as_text(data, size));
  fuzz::CannedTransport transport(answer);
  const auto metadata =
      fetch_metadata(transport, "https://login.example/t/.well-known/openid-configuration",
                     client::FetchRules{.timeout = std::chrono::seconds(1), .allow_loopback_http = false});
  if (!metadata) return 0;
  require(!metadata->issuer.empty(), "an accepted document names its issuer");
  const auto url = parse_url(metadata->jwks_uri);
  require(url && url->scheme == "https", "keys come over https");
  const auto issuer = parse_url(metadata->issuer);
  require(url->host == "login.example" || (issuer && issuer->host == url->host), "keys come from the document's host");
  return 0;
}
