#include "entra/client/proxy.hpp"

#include <algorithm>
#include <cstdlib>

#include "entra/support/text.hpp"
#include "http/dial.hpp"

namespace entra::client {
namespace {

constexpr std::string_view kLoopback = "localhost,127.0.0.0/8,::1/128";
constexpr std::string_view kExpected = "expected [http://][user:password@]host[:port]";

Result<Proxy> parse_proxy(std::string_view text) {
  const auto malformed = [] { return fail(Errc::kMalformed, std::string(kExpected)); };
  if (const std::size_t colon = text.find("://"); colon != std::string_view::npos) {
    if (!equals_ignoring_case(text.substr(0, colon), "http")) {
      return fail(Errc::kUnsupported,
                  "only proxies that are spoken to in plain HTTP are served: " + std::string(kExpected));
    }
    text.remove_prefix(colon + 3);
  }
  while (text.ends_with('/')) text.remove_suffix(1);
  Proxy proxy;
  if (const std::size_t at = text.rfind('@'); at != std::string_view::npos) {
    const auto credentials = percent_decode(text.substr(0, at));
    if (!credentials || credentials->empty()) return malformed();
    // RFC 7617 §2: a colon ends the user's name; without a password it stands at the end.
    proxy.credentials = text.substr(0, at).find(':') == std::string_view::npos ? *credentials + ":" : *credentials;
    text.remove_prefix(at + 1);
  }
  const auto url = parse_url("http://" + std::string(text));
  if (!url || url->path != "/" || !url->query.empty()) return malformed();
  proxy.host = bare_host(*url);
  proxy.port = url->port;
  return proxy;
}

std::optional<std::uint16_t> parse_port(std::string_view text) {
  const auto url = parse_url("http://port:" + std::string(text));
  return url && url->path == "/" ? std::optional(url->port) : std::nullopt;
}

std::vector<std::string> split_list(std::string_view text) {
  std::string commas(text);
  std::replace_if(
      commas.begin(), commas.end(), [](char c) { return c == ' ' || c == '\t'; }, ',');
  return split_words(commas, ',');
}

}  // namespace

std::string Proxy::origin() const {
  const bool is_v6 = host.find(':') != std::string::npos;
  return "http://" + (is_v6 ? "[" + host + "]" : host) + ":" + std::to_string(port);
}

bool ProxySettings::Exception::covers(const Url& origin) const {
  if (port && *port != origin.port) return false;
  if (range) {
    const auto address = IpAddress::parse(bare_host(origin));
    return address && range->contains(*address);
  }
  if (origin.host == name) return true;
  return origin.host.size() > name.size() && origin.host.ends_with(name) &&
         origin.host[origin.host.size() - name.size() - 1] == '.';
}

/// Nothing for what covers no host.
std::optional<ProxySettings::Exception> ProxySettings::parse_exception(std::string_view text) {
  Exception exception;
  const std::size_t bracket = text.rfind(']');
  const std::size_t colon = text.find(':', bracket == std::string_view::npos ? 0 : bracket);
  // Two colons without brackets are an IPv6 address without a port.
  if (colon != std::string_view::npos && text.find(':', colon + 1) == std::string_view::npos) {
    exception.port = parse_port(text.substr(colon + 1));
    if (!exception.port) return std::nullopt;
    text = text.substr(0, colon);
  }
  if (text.starts_with('[') && text.ends_with(']')) text = text.substr(1, text.size() - 2);
  if (text.find('/') != std::string_view::npos) {
    auto range = IpRange::parse(text);
    if (!range) return std::nullopt;
    exception.range = *range;
    return exception;
  }
  if (const auto address = IpAddress::parse(text)) {
    exception.range = *IpRange::parse(std::string(text) + (text.find(':') == std::string_view::npos ? "/32" : "/128"));
    return exception;
  }
  if (text.starts_with('.')) text.remove_prefix(1);
  if (text.empty()) return std::nullopt;
  exception.name = to_lower(text);
  return exception;
}

Result<ProxySettings> ProxySettings::parse(const ProxyTexts& texts) {
  ProxySettings settings;
  const auto read = [](const std::string& text, const char* what, std::optional<Proxy>& into) -> Result<void> {
    if (text.empty()) return {};
    auto proxy = parse_proxy(text);
    if (!proxy) return tl::unexpected(proxy.error().in(what));
    into = std::move(*proxy);
    return {};
  };
  if (auto done = read(texts.for_https, "the proxy for https", settings.for_https_); !done)
    return tl::unexpected(done.error());
  if (auto done = read(texts.for_http, "the proxy for http", settings.for_http_); !done)
    return tl::unexpected(done.error());
  std::vector<std::string> bypass = split_list(texts.bypass);
  if (!texts.loopback_too) {
    for (std::string& own : split_list(kLoopback)) bypass.push_back(std::move(own));
  }
  for (const std::string& one : bypass) {
    settings.bypasses_all_ = settings.bypasses_all_ || one == "*";
    if (auto exception = parse_exception(one)) settings.exceptions_.push_back(std::move(*exception));
  }
  return settings;
}

const Proxy* ProxySettings::find(const Url& origin) const {
  const std::optional<Proxy>& proxy = origin.scheme == "https" ? for_https_ : for_http_;
  if (!proxy || bypasses_all_) return nullptr;
  const bool is_direct = std::any_of(exceptions_.begin(), exceptions_.end(),
                                     [&](const Exception& exception) { return exception.covers(origin); });
  return is_direct ? nullptr : &*proxy;
}

Result<ProxySettings> proxy_from_environment(const EnvironmentLookup& lookup) {
  std::string name;
  const auto first_of = [&](std::initializer_list<const char*> names) {
    for (const char* const candidate : names) {
      name = candidate;
      auto value = lookup(name);
      if (value && !value->empty()) return *value;
    }
    return std::string();
  };
  ProxyTexts texts;
  // One by one, so that an error can name the variable.
  texts.for_https = first_of({"https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"});
  if (auto alone = ProxySettings::parse({.for_https = texts.for_https}); !alone)
    return fail(alone.error().code, name + ": " + alone.error().message);
  texts.for_http = first_of({"http_proxy", "all_proxy", "ALL_PROXY"});
  if (auto alone = ProxySettings::parse({.for_http = texts.for_http}); !alone)
    return fail(alone.error().code, name + ": " + alone.error().message);
  texts.bypass = first_of({"no_proxy", "NO_PROXY"});
  return ProxySettings::parse(texts);
}

Result<ProxySettings> proxy_from_environment() {
  return proxy_from_environment([](const std::string& name) {
    const char* const value = std::getenv(name.c_str());
    return value == nullptr ? std::nullopt : std::optional<std::string>(value);
  });
}

}  // namespace entra::client
