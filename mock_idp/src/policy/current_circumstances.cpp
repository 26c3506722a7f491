#include "policy/current_circumstances.hpp"

namespace entra::idp {

Circumstances current_circumstances(Circumstances of_sign_in, const std::string& ip_address, const User& user) {
  Circumstances facts = std::move(of_sign_in);
  facts.ip_address = ip_address;
  const Circumstances& said = user.circumstances;
  const auto put = [](std::string& one, const std::string& by) {
    if (!by.empty()) one = by;
  };
  put(facts.ip_address, said.ip_address);
  put(facts.country, said.country);
  put(facts.client_app, said.client_app);
  put(facts.device_platform, said.device_platform);
  put(facts.sign_in_risk, said.sign_in_risk);
  if (said.has_device()) {
    facts.device_id = said.device_id;
    facts.trust_type = said.trust_type;
    facts.is_compliant = said.is_compliant;
  }
  return facts;
}

}  // namespace entra::idp
