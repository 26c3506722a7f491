#include "entra/client/authority.hpp"

#include "entra/support/text.hpp"
#include "entra/support/url.hpp"

namespace entra::client {
namespace {

Result<std::string> parse_tenant(std::string_view text) {
  const std::string tenant = to_lower(text);
  bool well_formed = !tenant.empty() && tenant.size() <= 253 && tenant.front() != '.' && tenant.back() != '.';
  for (const char c : tenant) {
    const bool allowed = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '.' || c == '_';
    well_formed = well_formed && allowed;
  }
  if (!well_formed) {
    return fail(Errc::kMalformed, "'" + std::string(text) +
                                      "' is no tenant: expected a GUID, a domain, common, organizations or consumers");
  }
  return tenant;
}

}  // namespace

bool is_any_tenant(std::string_view tenant) noexcept {
  return equals_ignoring_case(tenant, "common") || equals_ignoring_case(tenant, "organizations") ||
         equals_ignoring_case(tenant, "consumers");
}

bool is_loopback_host(std::string_view host) noexcept {
  if (host == "localhost" || host == "[::1]") return true;
  if (!host.starts_with("127.")) return false;
  int dots = 0;
  for (const char c : host) {
    if (c == '.') {
      ++dots;
    } else if (c < '0' || c > '9') {
      return false;  // a name such as 127.example.com
    }
  }
  return dots == 3 && host.back() != '.';
}

Result<Authority> Authority::parse(std::string_view text, AuthorityOptions options) {
  const auto url = parse_url(text);
  if (!url) return tl::unexpected(url.error().in("authority"));
  if (url->scheme != "https" && !(options.allow_loopback_http && is_loopback_host(url->host))) {
    return fail(Errc::kUnsupported, "authority '" + std::string(text) + "': https is required");
  }
  if (!url->query.empty())
    return fail(Errc::kMalformed, "authority '" + std::string(text) + "': a query is not allowed");
  std::string_view path = url->path;
  path.remove_prefix(1);
  if (path.ends_with('/')) path.remove_suffix(1);
  if (path.empty() || path.find('/') != std::string_view::npos) {
    return fail(Errc::kMalformed,
                "authority '" + std::string(text) + "': expected https://host[:port]/{tenant} and nothing behind it");
  }
  auto tenant = parse_tenant(path);
  if (!tenant) return tl::unexpected(tenant.error().in("authority"));

  Authority authority;
  authority.origin_ = url->origin();
  authority.host_ = url->host;
  authority.tenant_ = std::move(*tenant);
  authority.allow_loopback_http_ = options.allow_loopback_http;
  return authority;
}

Result<Authority> Authority::with_tenant(std::string_view tenant) const {
  auto parsed = parse_tenant(tenant);
  if (!parsed) return tl::unexpected(parsed.error());
  Authority other = *this;
  other.tenant_ = std::move(*parsed);
  return other;
}

std::string Authority::endpoint(EndpointVersion version, std::string_view name) const {
  std::string out = origin_ + "/" + tenant_ + (version == EndpointVersion::kV1 ? "/oauth2/" : "/oauth2/v2.0/");
  return out.append(name);
}

std::string Authority::token_endpoint(EndpointVersion version) const {
  return endpoint(version, "token");
}
std::string Authority::authorize_endpoint(EndpointVersion version) const {
  return endpoint(version, "authorize");
}
std::string Authority::device_code_endpoint(EndpointVersion version) const {
  return endpoint(version, "devicecode");
}

std::string Authority::metadata_url(EndpointVersion version) const {
  return origin_ + "/" + tenant_ + (version == EndpointVersion::kV1 ? "" : "/v2.0") +
         "/.well-known/openid-configuration";
}

}  // namespace entra::client
