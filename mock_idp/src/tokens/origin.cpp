#include "tokens/origin.hpp"

#include "entra/support/url.hpp"

namespace entra::idp {

std::string Origin::v1_issuer(std::string_view tid) const {
  const std::string host = issuer_mode == IssuerMode::kEntra ? "https://" + cloud_facts(cloud).sts_host : base;
  return host + "/" + std::string(tid) + "/";
}

std::string Origin::v2_issuer(std::string_view tid) const {
  const std::string host = issuer_mode == IssuerMode::kEntra ? "https://" + cloud_facts(cloud).login_host : base;
  return host + "/" + std::string(tid) + "/v2.0";
}

std::string Origin::directory_graph() const {
  const auto url = parse_url(base);
  const bool is_microsoft_host = url && find_microsoft_host(url->host);
  if (issuer_mode == IssuerMode::kLocal && !is_microsoft_host) return base + "/graph";
  return "https://" + cloud_facts(cloud).aad_graph_host;
}

}  // namespace entra::idp
