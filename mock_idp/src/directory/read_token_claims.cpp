// optionalClaims and groupMembershipClaims: what an application wants in tokens beyond the usual
// (https://learn.microsoft.com/entra/identity-platform/optional-claims-reference).

#include <array>

#include "directory/config_sections.hpp"
#include "entra/support/text.hpp"

namespace entra::idp {
namespace {

/// Entra's list. Those that this directory has no attribute for are accepted and stay out of tokens, as they do in
/// Entra for users without the attribute.
const std::vector<std::string>& known_claims() {
  static const std::vector<std::string> names = {"acct",
                                                 "acrs",
                                                 "aud",
                                                 "auth_time",
                                                 "ctry",
                                                 "email",
                                                 "family_name",
                                                 "fwd",
                                                 "given_name",
                                                 "groups",
                                                 "idtyp",
                                                 "in_corp",
                                                 "ipaddr",
                                                 "login_hint",
                                                 "nickname",
                                                 "onprem_sid",
                                                 "preferred_username",
                                                 "pwd_exp",
                                                 "pwd_url",
                                                 "sid",
                                                 "tenant_ctry",
                                                 "tenant_region_scope",
                                                 "upn",
                                                 "verified_primary_email",
                                                 "verified_secondary_email",
                                                 "vnet",
                                                 "wids",
                                                 "xms_cc",
                                                 "xms_edov",
                                                 "xms_pdl",
                                                 "xms_pl",
                                                 "xms_tpl",
                                                 "ztdid"};
  return names;
}

const std::vector<std::string>& known_properties() {
  static const std::vector<std::string> names = {"cloud_displayname",
                                                 "dns_domain_and_sam_account_name",
                                                 "emit_as_roles",
                                                 "include_externally_authenticated_upn",
                                                 "include_externally_authenticated_upn_without_hash",
                                                 "include_user_token",
                                                 "max_size_limit",
                                                 "netbios_domain_and_sam_account_name",
                                                 "sam_account_name",
                                                 "use_guid"};
  return names;
}

OptionalClaim read_optional_claim(Loading& loading, const Value& value) {
  ObjectReader reader(loading, value, "optionalClaim");
  OptionalClaim claim;
  claim.name = reader.required_text("name", "the name of an optional claim");
  if (const auto at = reader.member("name");
      at && !claim.name.empty() &&
      std::find(known_claims().begin(), known_claims().end(), claim.name) == known_claims().end()) {
    reader.refuse_word(*at, claim.name, known_claims());
  }
  if (const auto source = reader.text("source"); source && *source != "user")
    loading.refuse(*reader.member("source"), "expected null or \"user\"");
  (void)reader.flag("essential", false);  // no effect on whether the claim is sent, in Entra neither
  claim.additional_properties = read_words(reader, "additionalProperties", known_properties());
  reader.done();
  return claim;
}

std::vector<OptionalClaim> read_list(Loading& loading, ObjectReader& reader, std::string_view name) {
  std::vector<OptionalClaim> claims;
  reader.each(name, [&](const Value& at) { claims.push_back(read_optional_claim(loading, at)); });
  return claims;
}

/// One word, or several with commas: "SecurityGroup, DirectoryRole".
GroupMembershipClaims read_groups(ObjectReader& reader) {
  GroupMembershipClaims wanted;
  const auto text = reader.text("groupMembershipClaims");
  if (!text) return wanted;
  for (const std::string& part : split_words(*text, ',')) {
    const std::string word = join(split_words(part), " ");
    const bool all = word == "All";
    wanted.security_groups |= all || word == "SecurityGroup";
    wanted.directory_roles |= all || word == "DirectoryRole";
    wanted.application_groups |= word == "ApplicationGroup";
    const std::vector<std::string> known = {"None", "SecurityGroup", "DirectoryRole", "ApplicationGroup", "All"};
    if (std::find(known.begin(), known.end(), word) == known.end())
      reader.refuse_word(*reader.member("groupMembershipClaims"), word, known);
  }
  return wanted;
}

}  // namespace

void read_token_claims(Loading& loading, ObjectReader& application, Application& app) {
  app.group_membership_claims = read_groups(application);
  const auto found = application.member("optionalClaims");
  if (!found) return;
  ObjectReader reader(loading, *found, "optionalClaims");
  app.access_token_claims = read_list(loading, reader, "accessToken");
  app.id_token_claims = read_list(loading, reader, "idToken");
  (void)read_list(loading, reader, "saml2Token");  // manifests have it; no SAML tokens are issued here
  reader.done();
}

}  // namespace entra::idp
