#include "tokens/optional_claims.hpp"

#include <algorithm>

#include "entra/support/base64.hpp"
#include "entra/support/text.hpp"
#include "tokens/membership_claims.hpp"

namespace entra::idp {
namespace {

struct Wish {
  OrderedJson& claims;
  const TokenFacts& facts;
  const Application& app;
  const OptionalClaim& claim;
  const UserFacts& user;

  void put(const OrderedJson& value) const { claims[claim.name] = value; }
  void put_text(const std::string& text) const {
    if (!text.empty()) claims[claim.name] = text;
  }
};

/// Members have one; guests only on demand, in the form that their object in this tenant bears.
void put_upn(const Wish& wish) {
  std::string upn = wish.user.user->user_principal_name;
  if (wish.user.user->type == UserType::kGuest) {
    if (wish.claim.has_property("include_externally_authenticated_upn_without_hash")) {
      std::replace(upn.begin(), upn.end(), '#', '_');
    } else if (!wish.claim.has_property("include_externally_authenticated_upn")) {
      return;
    }
  }
  wish.put_text(upn);
}

void put_email_verdict(const Wish& wish) {
  const std::string& mail = wish.user.user->mail;
  const std::string domain = to_lower(mail.substr(mail.find('@') + 1));
  const auto& verified = wish.facts.tenant->domains;
  if (!mail.empty()) wish.put(std::find(verified.begin(), verified.end(), domain) != verified.end());
}

struct Row {
  std::string_view name;
  void (*put)(const Wish&);
};
constexpr Row kRows[] = {
    {"acct", [](const Wish& w) { w.put(w.user.user->type == UserType::kGuest ? 1 : 0); }},
    {"aud",
     [](const Wish& w) {
       if (w.claim.has_property("use_guid")) w.put(w.app.app_id.str());
     }},
    {"auth_time", [](const Wish& w) { w.put(to_epoch_seconds(w.user.sign_in.at)); }},
    {"email", [](const Wish& w) { w.put_text(w.user.user->mail); }},
    {"family_name", [](const Wish& w) { w.put_text(w.user.user->surname); }},
    {"given_name", [](const Wish& w) { w.put_text(w.user.user->given_name); }},
    {"idtyp",
     [](const Wish& w) {
       if (w.claim.has_property("include_user_token")) w.put("user");
     }},
    {"ipaddr", [](const Wish& w) { w.put_text(w.user.sign_in.ip_address); }},
    {"login_hint", [](const Wish& w) { w.put("O." + base64url_encode(sign_in_name(w.user))); }},
    {"preferred_username", [](const Wish& w) { w.put_text(sign_in_name(w.user)); }},
    {"sid", [](const Wish& w) { w.put_text(w.user.sign_in.session); }},
    {"tenant_region_scope", [](const Wish& w) { w.put("WW"); }},
    {"upn", put_upn},
    {"verified_primary_email",
     [](const Wish& w) {
       if (!w.user.user->mail.empty()) w.put(OrderedJson::array({w.user.user->mail}));
     }},
    {"wids", [](const Wish& w) { w.put(directory_role_ids(w.user)); }},
    {"xms_edov", put_email_verdict},
};

}  // namespace

const OptionalClaim* find_optional_claim(const std::vector<OptionalClaim>& wanted, std::string_view name) {
  const auto found =
      std::find_if(wanted.begin(), wanted.end(), [&](const OptionalClaim& claim) { return claim.name == name; });
  return found == wanted.end() ? nullptr : &*found;
}

void put_optional_user_claims(OrderedJson& claims, const TokenFacts& facts, const Application& app,
                              const std::vector<OptionalClaim>& wanted, const UserFacts& user) {
  if (wanted.empty()) return;
  for (const Row& row : kRows) {
    if (const OptionalClaim* const claim = find_optional_claim(wanted, row.name)) {
      row.put({claims, facts, app, *claim, user});
    }
  }
}

void put_optional_app_claims(OrderedJson& claims, const Application& app) {
  const auto& wanted = app.access_token_claims;
  if (find_optional_claim(wanted, "idtyp") != nullptr) claims["idtyp"] = "app";
  if (find_optional_claim(wanted, "tenant_region_scope") != nullptr) claims["tenant_region_scope"] = "WW";
  const OptionalClaim* const audience = find_optional_claim(wanted, "aud");
  if (audience != nullptr && audience->has_property("use_guid")) claims["aud"] = app.app_id.str();
}

}  // namespace entra::idp
