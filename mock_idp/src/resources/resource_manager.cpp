// Azure Resource Manager: the cloud's addresses, and the subscriptions and tenants that a caller may see
// (https://learn.microsoft.com/rest/api/resources/subscriptions/list, …/tenants/list).

#include "directory/well_known.hpp"
#include "entra/support/text.hpp"
#include "entra/support/url.hpp"
#include "resources/arm_metadata.hpp"

namespace entra::idp {
namespace {

http::Response answer(ResourceCall& call, int status, const OrderedJson& body) {
  http::Response response;
  response.status = status;
  response.headers.add("Content-Type", "application/json; charset=utf-8");
  response.headers.add("Cache-Control", "no-cache");
  response.headers.add("x-ms-request-id", call.random.guid());
  response.body = body.dump(-1, ' ', false, OrderedJson::error_handler_t::replace);
  return response;
}

http::Response fault(ResourceCall& call, int status, std::string_view code, const std::string& message) {
  call.refusal = std::string(code) + ": " + message;
  OrderedJson body;
  body["error"]["code"] = code;
  body["error"]["message"] = message;
  return answer(call, status, body);
}

http::Response unauthorized(ResourceCall& call, const BearerRefusal& refusal) {
  struct Words {
    const char* code;
    const char* message;
  };
  const Words words = [&]() -> Words {
    switch (refusal.fault) {
      case BearerFault::kMissing:
        return {"AuthenticationFailed", "Authentication failed. The 'Authorization' header is missing."};
      case BearerFault::kTime:
        return {"ExpiredAuthenticationToken", "The access token has expired."};
      case BearerFault::kAudience:
        return {"InvalidAuthenticationTokenAudience",
                "The access token has been obtained for wrong audience or resource."};
      case BearerFault::kIssuer:
        return {"InvalidAuthenticationTokenTenant", "The access token is from the wrong issuer."};
      default:
        return {"InvalidAuthenticationToken", "The access token is invalid."};
    }
  }();
  auto response = fault(call, 401, words.code, words.message);
  response.headers.add("WWW-Authenticate", "Bearer authorization_uri=\"" + call.login_base +
                                               "/common\", error=\"invalid_token\", error_description=\"" +
                                               words.message + "\"");
  call.refusal += " (" + refusal.detail + ")";
  return response;
}

OrderedJson describe(const Subscription& subscription, const Tenant& tenant) {
  OrderedJson entry;
  entry["id"] = "/subscriptions/" + subscription.id;
  entry["authorizationSource"] = "RoleBased";
  entry["managedByTenants"] = OrderedJson::array();
  entry["subscriptionId"] = subscription.id;
  entry["tenantId"] = tenant.id.str();
  entry["displayName"] = subscription.display_name;
  entry["state"] = subscription.state;
  entry["subscriptionPolicies"]["locationPlacementId"] = "Public_2014-09-01";
  entry["subscriptionPolicies"]["quotaId"] = "PayAsYouGo_2014-09-01";
  entry["subscriptionPolicies"]["spendingLimit"] = "Off";
  return entry;
}

http::Response serve_subscriptions(ResourceCall& call, const Tenant& tenant) {
  OrderedJson body;
  body["value"] = OrderedJson::array();
  for (const Subscription& subscription : tenant.subscriptions) body["value"].push_back(describe(subscription, tenant));
  body["count"]["type"] = "Total";
  body["count"]["value"] = tenant.subscriptions.size();
  return answer(call, 200, body);
}

http::Response serve_subscription(ResourceCall& call, const Tenant& tenant, const std::string& id) {
  for (const Subscription& subscription : tenant.subscriptions) {
    if (equals_ignoring_case(subscription.id, id)) return answer(call, 200, describe(subscription, tenant));
  }
  return fault(call, 404, "SubscriptionNotFound", "The subscription '" + id + "' could not be found.");
}

/// The tenant of the token, the account's home, and every tenant that has invited the account.
bool is_member(const ResourceCall& call, const Caller& caller, const Tenant& tenant) {
  if (caller.tenant == &tenant) return true;
  if (caller.is_app_only()) return false;
  const bool is_guest = caller.user->type == UserType::kGuest;
  const TenantId& home = is_guest ? caller.user->home_tenant : caller.tenant->id;
  const ObjectId& account = is_guest ? caller.user->home_id : caller.user->id;
  return home == tenant.id || call.directory.find_guest(tenant, home, account) != nullptr;
}

http::Response serve_tenants(ResourceCall& call, const Caller& caller) {
  OrderedJson body;
  body["value"] = OrderedJson::array();
  for (const Tenant& tenant : call.directory.config().tenants) {
    if (!is_member(call, caller, tenant)) continue;
    OrderedJson entry;
    entry["id"] = "/tenants/" + tenant.id.str();
    entry["tenantId"] = tenant.id.str();
    entry["countryCode"] = "US";
    entry["displayName"] = tenant.display_name;
    entry["domains"] = tenant.domains;
    entry["tenantCategory"] = "Home";
    entry["defaultDomain"] = tenant.domains.front();
    entry["tenantType"] = "AAD";
    body["value"].push_back(std::move(entry));
  }
  return answer(call, 200, body);
}

}  // namespace

http::Response serve_resource_manager(ResourceCall& call) {
  const bool is_read = call.request.method == "GET" || call.request.method == "HEAD";
  if (!is_read) {
    return fault(call, 405, "MethodNotAllowed", "The method '" + call.request.method + "' is not allowed here.");
  }
  const auto query = Form::parse(call.request.query());
  const std::string version = query ? query->get_or("api-version") : "";
  if (version.empty()) {
    return fault(call, 400, "MissingApiVersionParameter",
                 "The api-version query parameter (?api-version=) is required for all requests.");
  }
  if (call.path == "/metadata/endpoints") {
    const auto metadata = make_arm_metadata(call, version);
    if (!metadata)
      return fault(call, 400, "InvalidApiVersionParameter", "The api-version '" + version + "' is invalid.");
    return answer(call, 200, *metadata);
  }
  const auto caller = verify_bearer(call, {kResourceManagerAppId});
  if (!caller) return unauthorized(call, caller.error());
  constexpr std::string_view kSubscription = "/subscriptions/";
  if (call.path == "/subscriptions") return serve_subscriptions(call, *caller->tenant);
  if (call.path == "/tenants") return serve_tenants(call, *caller);
  if (call.path.starts_with(kSubscription) && call.path.find('/', kSubscription.size()) == std::string::npos) {
    return serve_subscription(call, *caller->tenant, call.path.substr(kSubscription.size()));
  }
  return fault(call, 404, "NotFound", "Nothing is served at '" + call.path + "'.");
}

}  // namespace entra::idp
