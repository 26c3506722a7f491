#pragma once
// Which requests go through an HTTP proxy. There is no standard for the environment variables: this is curl's reading
// of them (https://everything.curl.dev/usingcurl/proxies/env.html).

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "entra/support/ip_range.hpp"
#include "entra/support/result.hpp"
#include "entra/support/url.hpp"

namespace entra::client {

/// A proxy that is spoken to in plain HTTP, whatever goes through it.
struct Proxy {
  std::string host = {};  ///< lower case; IPv6 without brackets
  std::uint16_t port{80};
  std::string credentials = {};  ///< "user:password", decoded; a secret; empty: none

  /// "http://host:port", without the credentials: what may be shown.
  [[nodiscard]] std::string origin() const;
};

/// As people write it.
struct ProxyTexts {
  std::string for_https = {};  ///< "[http://][user:password@]host[:port]"; empty: none
  std::string for_http = {};
  /// Hosts that are reached directly, separated by commas or blanks: "*" (all of them), a name (its subdomains too, a
  /// dot in front makes no difference), an address, a range such as 10.0.0.0/8; each may end in ":port".
  std::string bypass = {};
  bool loopback_too{false};  ///< false: localhost, 127.0.0.0/8 and ::1 are reached directly
};

/// An immutable value; thread-safe.
class ProxySettings {
 public:
  ProxySettings() = default;  ///< no proxy
  /// kMalformed or kUnsupported (a proxy that is not spoken to in plain HTTP). The message never shows the text of a
  /// proxy, which may hold a password.
  [[nodiscard]] static Result<ProxySettings> parse(const ProxyTexts& texts);
  /// The proxy for requests to that origin; null: directly. Lives as long as the settings.
  [[nodiscard]] const Proxy* find(const Url& origin) const;

 private:
  struct Exception {
    std::string name;  ///< lower case, without a dot in front; empty when `range` counts
    std::optional<IpRange> range;
    std::optional<std::uint16_t> port;
    [[nodiscard]] bool covers(const Url& origin) const;
  };
  static std::optional<Exception> parse_exception(std::string_view text);

  std::optional<Proxy> for_https_;
  std::optional<Proxy> for_http_;
  std::vector<Exception> exceptions_;
  bool bypasses_all_{false};
};

/// The value of a variable; empty when it is not set.
using EnvironmentLookup = std::function<std::optional<std::string>(const std::string& name)>;

/// https_proxy and HTTPS_PROXY, http_proxy (not HTTP_PROXY, which a CGI program's clients can set), all_proxy and
/// ALL_PROXY for both, no_proxy and NO_PROXY; the lower case wins. Errors name the variable, never its value.
[[nodiscard]] Result<ProxySettings> proxy_from_environment(const EnvironmentLookup& lookup);
/// The same from the environment of this process. Not while another thread changes it.
[[nodiscard]] Result<ProxySettings> proxy_from_environment();

}  // namespace entra::client
