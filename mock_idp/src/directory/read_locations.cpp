// What policies refer to beside users and applications: places, strengths of authentication, terms of use.

#include <algorithm>

#include "directory/config_sections.hpp"
#include "entra/support/ip_range.hpp"
#include "entra/support/text.hpp"

namespace entra::idp {
namespace {

/// "10.0.0.0/8", or Graph's {"@odata.type", "cidrAddress"}.
std::optional<std::string> range_text(Loading& loading, const Value& value) {
  if (value.json->kind == LocatedJson::Kind::kString) return value.json->scalar.get<std::string>();
  ObjectReader reader(loading, value, "ipRange");
  (void)reader.text("@odata.type");
  const std::string text = reader.required_text("cidrAddress", "an address range in CIDR form");
  reader.done();
  return text.empty() ? std::nullopt : std::optional(text);
}

std::vector<std::string> read_ranges(Loading& loading, ObjectReader& reader) {
  std::vector<std::string> ranges;
  reader.each("ipRanges", [&](const Value& at) {
    const auto text = range_text(loading, at);
    if (!text) return;
    if (const auto range = IpRange::parse(*text); !range) return loading.refuse(at, range.error().message);
    ranges.push_back(*text);
  });
  return ranges;
}

const std::vector<std::string>& method_modes() {
  static const std::vector<std::string> modes = {"windowsHelloForBusiness",
                                                 "fido2",
                                                 "x509CertificateMultiFactor",
                                                 "x509CertificateSingleFactor",
                                                 "deviceBasedPush",
                                                 "temporaryAccessPassOneTime",
                                                 "temporaryAccessPassMultiUse",
                                                 "password",
                                                 "microsoftAuthenticatorPush",
                                                 "softwareOath",
                                                 "hardwareOath",
                                                 "sms",
                                                 "voice",
                                                 "federatedMultiFactor",
                                                 "federatedSingleFactor",
                                                 "qrCodePin"};
  return modes;
}

}  // namespace

NamedLocation read_named_location(Loading& loading, const Value& value, const TenantId& tenant) {
  ObjectReader reader(loading, value, "namedLocation");
  NamedLocation location;
  for (const char* const ignored : {"@odata.type", "createdDateTime", "modifiedDateTime", "countryLookupMethod"}) {
    (void)reader.text(ignored);
  }
  location.display_name = reader.required_text("displayName", "the location's name");
  location.id =
      read_or_derive_id<ObjectId>(loading, reader, "id", "location " + tenant.str() + " " + location.display_name);
  if (location.display_name == "All" || location.display_name == "AllTrusted")
    loading.refuse(*reader.member("displayName"), "\"" + location.display_name + "\" is a reserved word of policies");
  location.ip_ranges = read_ranges(loading, reader);
  location.trusted = reader.flag("isTrusted", false);
  reader.each_text("countriesAndRegions", [&](const Value& at, const std::string& country) {
    const bool is_code = country.size() == 2 && country.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZ") == country.npos;
    if (!is_code) loading.refuse(at, "expected a country's two letters (ISO 3166-1), such as \"DE\"");
    location.countries.push_back(country);
  });
  location.include_unknown_countries = reader.flag("includeUnknownCountriesAndRegions", false);
  reader.done();
  return location;
}

AuthenticationStrength read_authentication_strength(Loading& loading, const Value& value, const TenantId& tenant) {
  ObjectReader reader(loading, value, "authenticationStrengthPolicy");
  AuthenticationStrength strength;
  strength.display_name = reader.required_text("displayName", "the strength's name");
  strength.id =
      read_or_derive_id<ObjectId>(loading, reader, "id", "strength " + tenant.str() + " " + strength.display_name);
  for (const char* const ignored : {"description", "policyType", "requirementsSatisfied"}) (void)reader.text(ignored);
  reader.each_text("allowedCombinations", [&](const Value& at, const std::string& combination) {
    for (const std::string& mode : split_words(combination, ',')) {
      const auto& known = method_modes();
      if (std::find(known.begin(), known.end(), mode) == known.end()) reader.refuse_word(at, mode, known);
    }
    strength.allowed_combinations.push_back(combination);
  });
  if (strength.allowed_combinations.empty()) {
    reader.missing_or_empty("allowedCombinations", "[\"password,softwareOath\"] or others");
  }
  reader.done();
  return strength;
}

Agreement read_agreement(Loading& loading, const Value& value, const TenantId& tenant) {
  ObjectReader reader(loading, value, "agreement");
  Agreement agreement;
  agreement.display_name = reader.required_text("displayName", "the name of the terms of use");
  agreement.id =
      read_or_derive_id<ObjectId>(loading, reader, "id", "agreement " + tenant.str() + " " + agreement.display_name);
  reader.done();
  return agreement;
}

}  // namespace entra::idp
