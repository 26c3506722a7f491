#include "tokens/origin.hpp"

namespace entra::idp {

std::string Origin::v1_issuer(std::string_view tid) const {
  const std::string host = issuer_mode == IssuerMode::kEntra ? "https://" + cloud_facts(cloud).sts_host : base;
  return host + "/" + std::string(tid) + "/";
}

std::string Origin::v2_issuer(std::string_view tid) const {
  const std::string host = issuer_mode == IssuerMode::kEntra ? "https://" + cloud_facts(cloud).login_host : base;
  return host + "/" + std::string(tid) + "/v2.0";
}

}  // namespace entra::idp
