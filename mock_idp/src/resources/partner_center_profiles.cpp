// The partner's own profiles (https://learn.microsoft.com/partner-center/developer/get-an-organization-profile).

#include "resources/partner_center_calls.hpp"

namespace entra::idp::partner_center {
namespace {

OrderedJson begin_profile(const PartnerCall& at) {
  OrderedJson profile;
  profile["id"] = derive_guid("organization " + at.partner.id.str());
  profile["companyName"] = at.partner.display_name;
  return profile;
}

http::Response finish_profile(PartnerCall& at, OrderedJson profile, std::string_view type) {
  profile["links"]["self"] = link(at.call.path);
  profile["attributes"] = attributes(type);
  return answer_tagged(at.call, std::move(profile));
}

/// No street is configured for a tenant: the country is what every address has.
OrderedJson address() {
  OrderedJson object;
  object["country"] = "US";
  return object;
}

}  // namespace

http::Response get_organization_profile(PartnerCall& at) {
  OrderedJson profile = begin_profile(at);
  profile["defaultAddress"] = address();
  profile["tenantId"] = at.partner.id.str();
  profile["domain"] = at.partner.domains.front();
  profile["email"] = at.caller.user->mail;
  profile["language"] = "en";
  profile["culture"] = "en-US";
  return finish_profile(at, std::move(profile), "OrganizationProfile");
}

http::Response get_legal_business_profile(PartnerCall& at) {
  OrderedJson profile = begin_profile(at);
  profile["address"] = address();
  profile["vettingStatus"] = "authorized";
  return finish_profile(at, std::move(profile), "LegalBusinessProfile");
}

}  // namespace entra::idp::partner_center
