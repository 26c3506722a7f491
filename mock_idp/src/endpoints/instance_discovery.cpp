// Which hosts are one authority: what MSALs ask before they trust a host.

#include <algorithm>

#include "endpoints/answers.hpp"
#include "entra/support/text.hpp"

namespace entra::idp {
namespace {

OrderedJson metadata_entry(const std::string& network, const std::string& cache,
                           const std::vector<std::string>& aliases) {
  OrderedJson entry;
  entry["preferred_network"] = network;
  entry["preferred_cache"] = cache;
  entry["aliases"] = aliases;
  return entry;
}

std::string authority_of(const std::string& origin) {
  return origin.substr(origin.find("://") + 3);
}

bool is_known_host(const Exchange& exchange, const Url& endpoint) {
  if (endpoint.origin() == exchange.origin.base || endpoint.host == "localhost" || endpoint.host == "127.0.0.1")
    return true;
  const auto match = find_microsoft_host(endpoint.host);
  return match && match->role == HostRole::kLogin;
}

http::Response refused(Exchange& exchange) {
  const ProtocolError error{50049, {}, ""};
  exchange.context.trace.aadsts = error.code;
  return discovery_answer(exchange, 400, error_body(exchange, error, TokenVersion::kV2));
}

}  // namespace

http::Response serve_instance_discovery(Exchange& exchange) {
  const auto query = Form::parse(exchange.request.query());
  const auto endpoint = parse_url(query ? query->get_or("authorization_endpoint") : "");
  if (!endpoint || !is_known_host(exchange, *endpoint)) return refused(exchange);
  const auto words = split_words(endpoint->path, '/');
  const std::string tenant = words.empty() ? "common" : words.front();
  const bool is_v2 = endpoint->path.find("/v2.0/") != std::string::npos;
  OrderedJson body;
  body["tenant_discovery_endpoint"] =
      endpoint->origin() + "/" + tenant + (is_v2 ? "/v2.0" : "") + "/.well-known/openid-configuration";
  if (query->get_or("api-version") == "1.0") return discovery_answer(exchange, 200, body);
  body["api-version"] = "1.1";
  OrderedJson metadata = OrderedJson::array();
  const std::string own = authority_of(exchange.origin.base);
  if (const auto url = parse_url(exchange.origin.base); url && !find_microsoft_host(url->host)) {
    metadata.push_back(metadata_entry(own, own, {own}));
  }
  for (const Cloud cloud : {Cloud::kPublic, Cloud::kChina, Cloud::kGermany, Cloud::kUsGov}) {
    const CloudFacts& facts = cloud_facts(cloud);
    metadata.push_back(metadata_entry(facts.login_host, facts.cache_host, facts.instance_aliases));
  }
  const std::string us_host(kUsLoginHost);
  metadata.push_back(metadata_entry(us_host, us_host, {us_host}));
  body["metadata"] = std::move(metadata);
  return discovery_answer(exchange, 200, body);
}

}  // namespace entra::idp
