#pragma once
// Where tokens come from: "https://login.microsoftonline.com/contoso.onmicrosoft.com" as a checked value.

#include <string>
#include <string_view>

#include "entra/support/result.hpp"

namespace entra::client {

/// Which family of endpoints is called: /oauth2/… (resource) or /oauth2/v2.0/… (scope).
enum class EndpointVersion { kV1, kV2 };

struct AuthorityOptions {
  bool allow_loopback_http{false};  ///< plain http, and only for localhost, 127.0.0.0/8 and [::1]
};

/// An authority that exists is well formed. Immutable; thread-safe.
class Authority {
 public:
  /// "https://host[:port]/{tenant}", where the tenant is a GUID, a domain, common, organizations or consumers.
  /// kMalformed or kUnsupported (plain http) otherwise.
  [[nodiscard]] static Result<Authority> parse(std::string_view text, AuthorityOptions options = {});

  [[nodiscard]] const std::string& origin() const noexcept { return origin_; }  ///< "https://host[:port]"
  [[nodiscard]] const std::string& host() const noexcept { return host_; }      ///< lower case, without the port
  [[nodiscard]] const std::string& tenant() const noexcept { return tenant_; }  ///< lower case
  [[nodiscard]] bool allows_loopback_http() const noexcept { return allow_loopback_http_; }

  /// The same place for another tenant, for example a customer's. kMalformed as for parse.
  [[nodiscard]] Result<Authority> with_tenant(std::string_view tenant) const;

  [[nodiscard]] std::string token_endpoint(EndpointVersion version) const;  ///< absolute URL, as all below
  [[nodiscard]] std::string authorize_endpoint(EndpointVersion version) const;
  [[nodiscard]] std::string device_code_endpoint(EndpointVersion version) const;
  /// The discovery document (OpenID Connect Discovery §4); v1 and v2 name different issuers.
  [[nodiscard]] std::string metadata_url(EndpointVersion version) const;

 private:
  Authority() = default;
  [[nodiscard]] std::string endpoint(EndpointVersion version, std::string_view name) const;
  std::string origin_;
  std::string host_;
  std::string tenant_;
  bool allow_loopback_http_{false};
};

/// True for common, organizations and consumers, in any case: places to sign in, and no tenant's own name.
[[nodiscard]] bool is_any_tenant(std::string_view tenant) noexcept;

/// True for localhost, 127.0.0.0/8 and [::1].
[[nodiscard]] bool is_loopback_host(std::string_view host) noexcept;

}  // namespace entra::client
