#include <algorithm>

#include "entra/support/text.hpp"
#include "resources/resource.hpp"
#include "tokens/jws.hpp"

namespace entra::idp {
namespace {

tl::unexpected<BearerRefusal> refuse(BearerFault fault, std::string detail) {
  return tl::unexpected<BearerRefusal>(BearerRefusal{fault, std::move(detail), ""});
}

/// The issuer of the token's own version: v1 and v2 have one each.
bool is_own_issuer(const ResourceCall& call, std::string_view issuer, const std::string& tid, bool is_v2) {
  if (call.origin.issuer_mode == IssuerMode::kEntra) {
    return issuer == (is_v2 ? call.origin.v2_issuer(tid) : call.origin.v1_issuer(tid));
  }
  const std::string tail = "/" + tid + (is_v2 ? "/v2.0" : "/");
  return issuer.ends_with(tail) && call.is_own_origin(issuer.substr(0, issuer.size() - tail.size()));
}

const User* find_subject(const Directory& directory, const Tenant& tenant, const std::string& oid) {
  if (const User* user = directory.find_user(tenant, oid)) return user;
  // A partner's user keeps his own object id in a customer's tenant.
  for (const Tenant& other : directory.config().tenants) {
    if (const User* user = directory.find_user(other, oid)) return user;
  }
  return nullptr;
}

Result<std::string, BearerRefusal> read_bearer(const http::Request& request) {
  const std::string header = request.headers.get_or("Authorization");
  if (!equals_ignoring_case(std::string_view(header).substr(0, 7), "bearer ")) {
    return refuse(BearerFault::kMissing, "no bearer token");
  }
  std::string token = header.substr(7);
  if (token.empty()) return refuse(BearerFault::kMissing, "an empty bearer token");
  return token;
}

}  // namespace

Result<Caller, BearerRefusal> verify_bearer(ResourceCall& call, const std::vector<std::string_view>& accepted_app_ids) {
  const auto token = read_bearer(call.request);
  if (!token) return tl::unexpected(token.error());
  auto jws = verify_jws(*token, call.keys, call.now);
  if (!jws) {
    const bool is_form = jws.error().code == Errc::kMalformed;
    return refuse(is_form ? BearerFault::kMalformed : BearerFault::kSignature, jws.error().message);
  }
  Caller caller;
  caller.claims = std::move(jws->claims);
  const Json& claims = caller.claims;
  const std::string tid = get_string(claims, "tid").value_or("");
  caller.tenant = call.directory.find_tenant(tid);
  const std::string version = get_string(claims, "ver").value_or("");
  if (caller.tenant == nullptr || !is_own_issuer(call, get_string(claims, "iss").value_or(""), tid, version == "2.0")) {
    return refuse(BearerFault::kIssuer, "iss is not of this server, or tid names no tenant");
  }
  call.tenant = tid;
  const auto key = call.keys.find(get_string(jws->header, "kid").value_or(""), call.now);
  if (key != nullptr && !key->tenant.empty() && key->tenant != tid) {
    return refuse(BearerFault::kIssuer, "the key belongs to another tenant's issuer");
  }
  const auto expiry = get_integer(claims, "exp");
  const auto start = get_integer(claims, "nbf");
  const std::int64_t now = to_epoch_seconds(call.now);
  if (!expiry) return refuse(BearerFault::kTime, "exp is missing or no number");
  if (now >= *expiry) return refuse(BearerFault::kTime, "the token has expired");
  if (!start) return refuse(BearerFault::kTime, "nbf is missing or no number");
  if (now < *start) return refuse(BearerFault::kTime, "the token is not valid yet");

  const std::string audience = get_string(claims, "aud").value_or("");
  const auto addressed = std::find_if(accepted_app_ids.begin(), accepted_app_ids.end(), [&](std::string_view id) {
    const auto app = call.directory.find_application(id);
    return app && names_resource(*app->app, audience);
  });
  if (addressed == accepted_app_ids.end()) {
    const std::string why = audience.empty() ? "aud is missing" : "aud '" + audience + "' is another resource's";
    return tl::unexpected<BearerRefusal>(BearerRefusal{BearerFault::kAudience, why, audience});
  }
  const bool takes_v2 = call.directory.find_application(*addressed)->app->requested_access_token_version == 2;
  if (version != (takes_v2 ? "2.0" : "1.0")) {
    return refuse(BearerFault::kAudience, "ver is '" + version + "': this API takes tokens of the other version");
  }

  call.client = get_string(claims, "appid").value_or(get_string(claims, "azp").value_or(""));
  const auto app = call.directory.find_application(call.client);
  if (!app) return refuse(BearerFault::kSubject, "the client is unknown");
  caller.app = app->app;
  caller.roles = get_strings(claims, "roles").value_or(std::vector<std::string>{});
  const auto scopes = get_string(claims, "scp");
  if (!scopes) return caller;  // scp stands in tokens for users only
  caller.scopes = split_words(*scopes);
  caller.user = find_subject(call.directory, *caller.tenant, get_string(claims, "oid").value_or(""));
  if (caller.user == nullptr) return refuse(BearerFault::kSubject, "the user is unknown");
  call.user = caller.user->user_principal_name;
  return caller;
}

}  // namespace entra::idp
