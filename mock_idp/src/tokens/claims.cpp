#include "tokens/claims.hpp"

#include <algorithm>

#include "directory/directory.hpp"
#include "directory/well_known.hpp"
#include "entra/support/base64.hpp"
#include "entra/support/evp.hpp"
#include "entra/support/text.hpp"
#include "tokens/first_party_claims.hpp"
#include "tokens/membership_claims.hpp"
#include "tokens/optional_claims.hpp"
#include "tokens/sign_in_handle.hpp"

namespace entra::idp {
namespace {

/// Entra back-dates iat and nbf by the five minutes of skew that it tells validators to allow.
constexpr seconds kBackDating{300};

bool has(const std::vector<std::string>& list, std::string_view value) {
  return std::find(list.begin(), list.end(), value) != list.end();
}

/// An opaque value that is stable for its text, as aio and rh are to their readers.
std::string opaque(std::string_view prefix, const std::string& text) {
  return std::string(prefix) + base64url_encode(text);
}

/// Most tokens have between twenty and thirty claims; growing step by step would move each of them several times.
constexpr std::size_t kUsualClaims = 32;

std::string issuer(const TokenFacts& facts, TokenVersion version) {
  const std::string& tid = facts.tenant->id.str();
  return version == TokenVersion::kV1 ? facts.origin.v1_issuer(tid) : facts.origin.v2_issuer(tid);
}

/// What every token of either kind and version has.
OrderedJson start_claims(const TokenFacts& facts, TokenVersion version, const std::string& audience, seconds lifetime) {
  const std::int64_t issued = to_epoch_seconds(facts.now);
  OrderedJson claims = OrderedJson::object();
  claims.get_ref<OrderedJson::object_t&>().reserve(kUsualClaims);
  claims["aud"] = audience;
  claims["iss"] = issuer(facts, version);
  claims["iat"] = issued - kBackDating.count();
  claims["nbf"] = issued - kBackDating.count();
  claims["exp"] = issued + lifetime.count();
  claims["aio"] = opaque("AUQAu/8", facts.token_id);
  claims["rh"] = opaque("0.A", facts.tenant->id.str());
  claims["tid"] = facts.tenant->id.str();
  claims["uti"] = facts.token_id;
  claims["ver"] = version == TokenVersion::kV1 ? "1.0" : "2.0";
  return claims;
}

/// An access token's beginning: v2 names the resource by its id, v1 as the client did.
OrderedJson start_access_claims(const TokenFacts& facts, const ResourceFacts& resource) {
  const TokenVersion version = access_token_version(*resource.app);
  const bool is_v1 = version == TokenVersion::kV1;
  OrderedJson claims =
      start_claims(facts, version, is_v1 ? resource.audience : resource.app->app_id.str(), facts.lifetime);
  claims[is_v1 ? "appid" : "azp"] = facts.client->app_id.str();
  claims[is_v1 ? "appidacr" : "azpacr"] = std::to_string(static_cast<int>(facts.proof));
  if (!resource.roles.empty()) claims["roles"] = resource.roles;
  if (!resource.contexts.empty()) claims["acrs"] = resource.contexts;
  if (facts.is_cae) claims["xms_cc"] = OrderedJson::array({"CP1"});
  return claims;
}

bool is_abroad(const TokenFacts& facts, const UserFacts& user) {
  return user.home->id != facts.tenant->id;
}

bool is_guest(const UserFacts& user) {
  return user.user->type == UserType::kGuest;
}

void put_names(OrderedJson& claims, const User& user) {
  if (!user.surname.empty()) claims["family_name"] = user.surname;
  if (!user.given_name.empty()) claims["given_name"] = user.given_name;
}

/// How v1 tokens, access and id alike, describe a person.
void put_v1_person(OrderedJson& claims, const TokenFacts& facts, const UserFacts& user) {
  const User& person = *user.user;
  claims["amr"] = user.sign_in.amr;
  put_names(claims, person);
  claims["ipaddr"] = user.sign_in.ip_address;
  claims["name"] = person.display_name;
  claims["oid"] = person.id.str();
  claims["unique_name"] = sign_in_name(user);
  if (is_guest(user)) {
    if (!person.mail.empty()) claims["email"] = person.mail;
  } else {
    claims["upn"] = person.user_principal_name;
  }
  if (is_abroad(facts, user)) claims["idp"] = facts.origin.v1_issuer(user.home->id.str());
}

void put_v2_person(OrderedJson& claims, const TokenFacts& facts, const UserFacts& user, bool with_profile) {
  if (with_profile) {
    claims["name"] = user.user->display_name;
    claims["preferred_username"] = sign_in_name(user);
  }
  if (is_abroad(facts, user)) claims["idp"] = facts.origin.v1_issuer(user.home->id.str());
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

const std::string& sign_in_name(const UserFacts& user) {
  return (user.account == nullptr ? user.user : user.account)->user_principal_name;
}

std::string make_client_info(const UserFacts& user) {
  OrderedJson info;
  info["uid"] = (user.account == nullptr ? user.user : user.account)->id.str();
  info["utid"] = user.home->id.str();
  return base64url_encode(info.dump());
}

OrderedJson make_user_access_claims(const TokenFacts& facts, const ResourceFacts& resource, const UserFacts& user,
                                    bool with_authentication_method) {
  OrderedJson claims = start_access_claims(facts, resource);
  claims["aio"] = make_sign_in_handle(user.sign_in, facts.token_id);
  if (access_token_version(*resource.app) == TokenVersion::kV1) {
    claims["acr"] = "1";
    put_v1_person(claims, facts, user);
  } else {
    put_v2_person(claims, facts, user, resource.with_profile);
    claims["oid"] = user.user->id.str();
  }
  claims["scp"] = join(resource.scopes, " ");
  claims["sid"] = user.sign_in.session;
  claims["sub"] = pairwise_subject(user.user->id, resource.app->app_id);
  put_first_party_claims(claims, facts, *resource.app, &user);
  put_memberships(claims, facts, *resource.app, resource.app->access_token_claims, user);
  put_optional_user_claims(claims, facts, *resource.app, resource.app->access_token_claims, user);
  if (with_authentication_method && resource.app->app_id.str() == kPartnerCenterAppId) {
    claims[std::string(kAuthenticationMethodClaim)] = has(user.sign_in.amr, "mfa") ? kMultipleAuthn : kPasswordAuthn;
  }
  return claims;
}

OrderedJson make_app_access_claims(const TokenFacts& facts, const ResourceFacts& resource) {
  OrderedJson claims = start_access_claims(facts, resource);
  const std::string principal = facts.identity == nullptr
                                    ? Directory::service_principal_id(facts.tenant->id, facts.client->app_id).str()
                                    : facts.identity->principal_id.str();
  const TokenVersion version = access_token_version(*resource.app);
  if (version == TokenVersion::kV1) claims["idp"] = issuer(facts, version);
  claims["oid"] = principal;
  claims["sub"] = principal;
  put_first_party_claims(claims, facts, *resource.app, nullptr);
  if (facts.identity != nullptr) claims["xms_mirid"] = facts.identity->resource_id;
  put_optional_app_claims(claims, *resource.app);
  return claims;
}

OrderedJson make_id_claims(const TokenFacts& facts, const IdTokenFacts& id, const UserFacts& user) {
  const bool is_v1 = id.version == TokenVersion::kV1;
  const bool with_profile = has(id.scopes, "profile");
  OrderedJson claims = start_claims(facts, id.version, facts.client->app_id.str(), id.lifetime);
  if (!id.access_token_hash.empty()) claims["at_hash"] = id.access_token_hash;
  if (id.auth_time) claims["auth_time"] = to_epoch_seconds(*id.auth_time);
  if (!id.code_hash.empty()) claims["c_hash"] = id.code_hash;
  if (is_v1) {
    put_v1_person(claims, facts, user);
  } else {
    put_v2_person(claims, facts, user, with_profile);
    if (with_profile) claims["oid"] = user.user->id.str();
  }
  if (has(id.scopes, "email") && !user.user->mail.empty()) claims["email"] = user.user->mail;
  if (!id.nonce.empty()) claims["nonce"] = id.nonce;
  if (!id.roles.empty()) claims["roles"] = id.roles;
  claims["sid"] = user.sign_in.session;
  claims["sub"] = pairwise_subject(user.user->id, facts.client->app_id);
  put_memberships(claims, facts, *facts.client, facts.client->id_token_claims, user);
  put_optional_user_claims(claims, facts, *facts.client, facts.client->id_token_claims, user);
  return claims;
}

}  // namespace entra::idp
