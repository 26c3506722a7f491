#include "tokens/claims.hpp"

#include <algorithm>

#include "directory/directory.hpp"
#include "directory/role_templates.hpp"
#include "entra/support/base64.hpp"
#include "entra/support/evp.hpp"
#include "entra/support/text.hpp"
#include "tokens/sign_in_handle.hpp"

namespace entra::idp {
namespace {

/// Entra back-dates iat and nbf by the five minutes of skew that it tells validators to allow.
constexpr seconds kBackDating{300};

constexpr std::string_view kGraphAppId = "00000003-0000-0000-c000-000000000000";
constexpr std::string_view kPartnerCenterAppId = "fa3d9a0c-3fb0-42cc-9193-47c7ecd2edbd";
constexpr std::string_view kAppWithoutDirectoryRole = "0997a1d0-0d1d-4acb-b408-d5ca73121e90";
constexpr std::string_view kOrdinaryUser = "b79fbf4d-3ef9-4689-8143-76b194e85509";

bool is_app(const Application& app, std::string_view id) {
  return app.app_id.str() == id;
}

/// An opaque value that is stable for its text, as aio and rh are to their readers.
std::string opaque(std::string_view prefix, const std::string& text, std::size_t length) {
  return std::string(prefix) + base64url_encode(crypto::sha256(text)).substr(0, length);
}

void put_times(OrderedJson& claims, const TokenFacts& facts, seconds lifetime) {
  const std::int64_t issued = to_epoch_seconds(facts.now);
  claims["iat"] = issued - kBackDating.count();
  claims["nbf"] = issued - kBackDating.count();
  claims["exp"] = issued + lifetime.count();
}

OrderedJson directory_roles(const UserFacts& user) {
  OrderedJson ids = OrderedJson::array();
  for (const std::string& role : user.user->directory_roles) {
    if (const auto id = find_role_template(role)) ids.push_back(*id);
  }
  ids.push_back(kOrdinaryUser);
  return ids;
}

bool is_abroad(const TokenFacts& facts, const UserFacts& user) {
  return user.home->id != facts.tenant->id;
}

std::string proof_text(ClientProof proof) {
  return std::to_string(static_cast<int>(proof));
}

bool has_method(const SignIn& sign_in, std::string_view method) {
  return std::find(sign_in.amr.begin(), sign_in.amr.end(), method) != sign_in.amr.end();
}

std::string issuer(const TokenFacts& facts, TokenVersion version) {
  const std::string& tid = facts.tenant->id.str();
  return version == TokenVersion::kV1 ? facts.origin.v1_issuer(tid) : facts.origin.v2_issuer(tid);
}

void put_names(OrderedJson& claims, const User& user) {
  if (!user.surname.empty()) claims["family_name"] = user.surname;
  if (!user.given_name.empty()) claims["given_name"] = user.given_name;
}

}  // namespace

TokenVersion access_token_version(const Application& resource) {
  return resource.requested_access_token_version == 2 ? TokenVersion::kV2 : TokenVersion::kV1;
}

std::string left_half_hash(std::string_view token_or_code) {
  return base64url_encode(crypto::sha256(token_or_code).substr(0, 16));
}

std::string pairwise_subject(const ObjectId& user, const AppId& app) {
  return base64url_encode(crypto::sha256("sub " + user.str() + " " + app.str()));
}

OrderedJson make_jose_header(TokenVersion version, std::string_view kid) {
  OrderedJson header;
  header["typ"] = "JWT";
  header["alg"] = "RS256";
  if (version == TokenVersion::kV1) header["x5t"] = kid;
  header["kid"] = kid;
  return header;
}

std::string make_client_info(const UserFacts& user) {
  OrderedJson info;
  info["uid"] = user.user->id.str();
  info["utid"] = user.home->id.str();
  return base64url_encode(info.dump());
}

OrderedJson make_user_access_claims(const TokenFacts& facts, const ResourceFacts& resource, const UserFacts& user,
                                    bool with_authentication_method) {
  const TokenVersion version = access_token_version(*resource.app);
  const bool is_graph = is_app(*resource.app, kGraphAppId);
  const User& person = *user.user;
  OrderedJson claims;
  claims["aud"] = version == TokenVersion::kV2 ? resource.app->app_id.str() : resource.audience;
  claims["iss"] = issuer(facts, version);
  put_times(claims, facts, facts.lifetime);
  if (is_graph) claims["acct"] = 0;
  if (version == TokenVersion::kV1) claims["acr"] = "1";
  claims["aio"] = make_sign_in_handle(user.sign_in, facts.token_id);
  if (version == TokenVersion::kV1) {
    claims["amr"] = user.sign_in.amr;
    if (is_graph) claims["app_displayname"] = facts.client->display_name;
    claims["appid"] = facts.client->app_id.str();
    claims["appidacr"] = proof_text(facts.proof);
    put_names(claims, person);
    if (is_abroad(facts, user)) claims["idp"] = facts.origin.v1_issuer(user.home->id.str());
    if (is_graph) claims["idtyp"] = "user";
    claims["ipaddr"] = user.sign_in.ip_address;
  } else {
    claims["azp"] = facts.client->app_id.str();
    claims["azpacr"] = proof_text(facts.proof);
  }
  claims["name"] = person.display_name;
  claims["oid"] = person.id.str();
  if (version == TokenVersion::kV2) claims["preferred_username"] = person.user_principal_name;
  claims["rh"] = opaque("0.A", facts.tenant->id.str() + "rh", 30);
  claims["scp"] = join(resource.scopes, " ");
  if (!resource.roles.empty()) claims["roles"] = resource.roles;
  claims["sid"] = user.sign_in.session;
  claims["sub"] = pairwise_subject(person.id, resource.app->app_id);
  if (is_graph || is_app(*resource.app, kPartnerCenterAppId)) claims["tenant_region_scope"] = "WW";
  claims["tid"] = facts.tenant->id.str();
  if (version == TokenVersion::kV1) {
    claims["unique_name"] = person.user_principal_name;
    claims["upn"] = person.user_principal_name;
  }
  claims["uti"] = facts.token_id;
  claims["ver"] = version == TokenVersion::kV1 ? "1.0" : "2.0";
  if (version == TokenVersion::kV1) claims["wids"] = directory_roles(user);
  if (with_authentication_method && is_app(*resource.app, kPartnerCenterAppId)) {
    claims[std::string(kAuthenticationMethodClaim)] = has_method(user.sign_in, "mfa") ? kMultipleAuthn : kPasswordAuthn;
  }
  return claims;
}

OrderedJson make_app_access_claims(const TokenFacts& facts, const ResourceFacts& resource) {
  const TokenVersion version = access_token_version(*resource.app);
  const bool is_graph = is_app(*resource.app, kGraphAppId);
  const std::string principal = Directory::service_principal_id(facts.tenant->id, facts.client->app_id).str();
  OrderedJson claims;
  claims["aud"] = version == TokenVersion::kV2 ? resource.app->app_id.str() : resource.audience;
  claims["iss"] = issuer(facts, version);
  put_times(claims, facts, facts.lifetime);
  claims["aio"] = opaque("k2Bg", facts.token_id + "aio", 32);
  if (is_graph) claims["app_displayname"] = facts.client->display_name;
  claims[version == TokenVersion::kV1 ? "appid" : "azp"] = facts.client->app_id.str();
  claims[version == TokenVersion::kV1 ? "appidacr" : "azpacr"] = proof_text(facts.proof);
  if (version == TokenVersion::kV1) claims["idp"] = issuer(facts, version);
  if (is_graph) claims["idtyp"] = "app";
  claims["oid"] = principal;
  claims["rh"] = opaque("0.A", facts.tenant->id.str() + "rh", 30);
  if (!resource.roles.empty()) claims["roles"] = resource.roles;
  claims["sub"] = principal;
  if (is_graph) claims["tenant_region_scope"] = "WW";
  claims["tid"] = facts.tenant->id.str();
  claims["uti"] = facts.token_id;
  claims["ver"] = version == TokenVersion::kV1 ? "1.0" : "2.0";
  if (is_graph) claims["wids"] = OrderedJson::array({kAppWithoutDirectoryRole});
  return claims;
}

OrderedJson make_id_claims(const TokenFacts& facts, const IdTokenFacts& id, const UserFacts& user) {
  const bool is_v1 = id.version == TokenVersion::kV1;
  const auto asked = [&](std::string_view scope) {
    return std::find(id.scopes.begin(), id.scopes.end(), scope) != id.scopes.end();
  };
  const User& person = *user.user;
  OrderedJson claims;
  claims["aud"] = facts.client->app_id.str();
  claims["iss"] = issuer(facts, id.version);
  put_times(claims, facts, id.lifetime);
  claims["aio"] = opaque("ATQAy/8", facts.token_id + "id", 40);
  if (!id.access_token_hash.empty()) claims["at_hash"] = id.access_token_hash;
  if (id.auth_time) claims["auth_time"] = to_epoch_seconds(*id.auth_time);
  if (!id.code_hash.empty()) claims["c_hash"] = id.code_hash;
  if (is_v1) {
    claims["amr"] = user.sign_in.amr;
    put_names(claims, person);
    if (is_abroad(facts, user)) claims["idp"] = facts.origin.v1_issuer(user.home->id.str());
    claims["ipaddr"] = user.sign_in.ip_address;
  } else if (asked("email") && !person.mail.empty()) {
    claims["email"] = person.mail;
  }
  if (is_v1 || asked("profile")) claims["name"] = person.display_name;
  if (!id.nonce.empty()) claims["nonce"] = id.nonce;
  if (is_v1 || asked("profile")) claims["oid"] = person.id.str();
  if (!is_v1 && asked("profile")) claims["preferred_username"] = person.user_principal_name;
  claims["rh"] = opaque("0.A", facts.tenant->id.str() + "rh", 30);
  claims["sid"] = user.sign_in.session;
  claims["sub"] = pairwise_subject(person.id, facts.client->app_id);
  claims["tid"] = facts.tenant->id.str();
  if (is_v1) {
    claims["unique_name"] = person.user_principal_name;
    claims["upn"] = person.user_principal_name;
  }
  claims["uti"] = facts.token_id;
  claims["ver"] = is_v1 ? "1.0" : "2.0";
  return claims;
}

}  // namespace entra::idp
