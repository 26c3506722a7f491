#include "jwks/metadata.hpp"

#include <charconv>

#include "entra/client/authority.hpp"
#include "entra/support/json_access.hpp"
#include "entra/support/text.hpp"
#include "entra/support/url.hpp"

namespace entra::client {
namespace {

tl::unexpected<ClientError> bad_document(std::string description) {
  ClientError error;
  error.kind = ClientErrorKind::kBadResponse;
  error.description = std::move(description);
  return tl::unexpected(std::move(error));
}

Result<Url> parse_trusted_url(const std::string& text, const FetchRules& rules) {
  auto url = parse_url(text);
  if (!url) return url;
  if (url->scheme != "https" && !(rules.allow_loopback_http && is_loopback_host(url->host))) {
    return fail(Errc::kUnsupported, "'" + text + "': https is required");
  }
  return url;
}

Result<http::Response, ClientError> get_document(Transport& transport, const std::string& address,
                                                 const FetchRules& rules) {
  const auto url = parse_trusted_url(address, rules);
  if (!url) return tl::unexpected(to_client_error(url.error()));
  http::Request request;
  request.origin = url->origin();
  request.target = url->target();
  request.headers = {{"Accept", "application/json"}};
  auto response = transport.send(request, rules.timeout);
  if (!response) return tl::unexpected(to_client_error(response.error().in(address)));
  if (response->status != 200) {
    ClientError error;
    error.kind = response->status >= 500 ? ClientErrorKind::kServerError : ClientErrorKind::kBadResponse;
    error.status = response->status;
    error.description = address + " did not answer with a document";
    return tl::unexpected(std::move(error));
  }
  return std::move(*response);
}

/// The first max-age; a directive that is no number of seconds is as if it were not there.
std::optional<std::chrono::seconds> read_max_age(const http::Headers& headers) {
  constexpr std::string_view kName = "max-age=";
  const std::string value = headers.get_or("Cache-Control");
  for (const std::string& part : split_words(value, ',')) {
    const std::size_t begin = part.find_first_not_of(" \t");
    if (begin == std::string::npos || !equals_ignoring_case(part.substr(begin, kName.size()), kName)) continue;
    std::uint32_t seconds = 0;
    const char* const from = part.data() + begin + kName.size();
    if (std::from_chars(from, part.data() + part.size(), seconds).ec != std::errc()) return std::nullopt;
    return std::chrono::seconds(seconds);
  }
  return std::nullopt;
}

}  // namespace

Result<Metadata, ClientError> fetch_metadata(Transport& transport, const std::string& url, const FetchRules& rules) {
  const auto response = get_document(transport, url, rules);
  if (!response) return tl::unexpected(response.error());
  const auto json = parse_json(response->body);
  if (!json || !json->is_object()) return bad_document(url + ": not a JSON object");
  Metadata metadata{get_string(*json, "issuer").value_or(""), get_string(*json, "jwks_uri").value_or("")};
  if (metadata.issuer.empty()) return bad_document(url + ": no issuer");
  const auto jwks = parse_trusted_url(metadata.jwks_uri, rules);
  if (!jwks) return bad_document(url + ": jwks_uri: " + jwks.error().message);

  // A document that sends us elsewhere for keys is not believed. Braces of "{tenantid}" stand in the path only.
  const auto own = parse_url(url);
  const auto issuer = parse_url(metadata.issuer);
  const bool same_host = (own && jwks->host == own->host) || (issuer && jwks->host == issuer->host);
  if (!same_host) return bad_document(url + ": jwks_uri is on another host, " + jwks->host);
  return metadata;
}

Result<FetchedKeys, ClientError> fetch_keys(Transport& transport, const std::string& jwks_uri,
                                            const FetchRules& rules) {
  const auto response = get_document(transport, jwks_uri, rules);
  if (!response) return tl::unexpected(response.error());
  auto keys = KeySet::parse(response->body);
  if (!keys) return bad_document(jwks_uri + ": " + keys.error().message);
  return FetchedKeys{std::move(*keys), read_max_age(response->headers)};
}

}  // namespace entra::client
