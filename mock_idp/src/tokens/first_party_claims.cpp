#include "tokens/first_party_claims.hpp"

#include "directory/well_known.hpp"
#include "entra/support/evp.hpp"
#include "tokens/membership_claims.hpp"

namespace entra::idp {
namespace {

constexpr std::string_view kAppWithoutDirectoryRole = "0997a1d0-0d1d-4acb-b408-d5ca73121e90";

/// The passport id: 16 hexadecimal digits, stable for a person.
std::string puid(const User& user) {
  constexpr std::string_view kDigits = "0123456789ABCDEF";
  std::string text = "1003";
  for (const char c : crypto::sha256("puid " + user.id.str()).substr(0, 6)) {
    text += kDigits[static_cast<unsigned char>(c) >> 4];
    text += kDigits[static_cast<unsigned char>(c) & 15];
  }
  return text;
}

/// Graph's description of the person and the device.
void put_graph_person(OrderedJson& claims, const TokenFacts& facts, const User& user) {
  const bool is_guest = user.type == UserType::kGuest;
  claims["acct"] = is_guest ? 1 : 0;
  claims["platf"] = "14";  // a device that Entra does not know
  claims["puid"] = puid(user);
  claims["signin_state"] = OrderedJson::array({"kmsi"});
  claims["xms_idrel"] = is_guest ? "5 8" : "1 8";  // the guest's form (unverified)
  claims["xms_st"]["sub"] = pairwise_subject(user.id, facts.client->app_id);
}

}  // namespace

void put_first_party_claims(OrderedJson& claims, const TokenFacts& facts, const Application& resource,
                            const UserFacts* user) {
  const std::string& id = resource.app_id.str();
  const bool is_graph = id == kGraphAppId;
  const bool for_user = user != nullptr;
  if (is_graph || (for_user && id == kPartnerCenterAppId)) claims["tenant_region_scope"] = "WW";
  if (is_graph || (for_user && id == kResourceManagerAppId)) {
    claims["xms_tcdt"] = to_epoch_seconds(facts.tenant->created);
    claims["wids"] = for_user ? directory_role_ids(*user) : OrderedJson::array({kAppWithoutDirectoryRole});
  }
  if (!is_graph) return;
  claims["app_displayname"] = facts.client->display_name;
  claims["idtyp"] = for_user ? "user" : "app";
  if (for_user) {
    put_graph_person(claims, facts, *user->user);
  } else {
    claims["xms_idrel"] = "7 24";
  }
}

}  // namespace entra::idp
