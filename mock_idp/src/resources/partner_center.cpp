// Partner Center REST API: customers, and the MFA requirement on calls for a user.

#include <algorithm>

#include "entra/support/text.hpp"
#include "entra/support/url.hpp"
#include "resources/mfa_rule.hpp"
#include "resources/resource.hpp"

namespace entra::idp {
namespace {

constexpr std::string_view kPartnerCenterAppId = "fa3d9a0c-3fb0-42cc-9193-47c7ecd2edbd";
constexpr std::string_view kAadGraphAppId = "00000002-0000-0000-c000-000000000000";

http::Response answer(ResourceCall& call, int status, const OrderedJson& body) {
  http::Response response;
  response.status = status;
  response.headers.add("Content-Type", "application/json; charset=utf-8");
  const auto echo = [&](const char* name) {
    response.headers.add(name, call.request.headers.get_or(name, call.random.guid()));
  };
  echo("MS-RequestId");
  echo("MS-CorrelationId");
  response.headers.add("MS-CV", call.random.token(12) + ".0");
  response.headers.add("MS-ServerId", "1");
  response.headers.add("Request-Context", "appId=cid-v1:03ce8ca8-8373-4021-8f25-d5dd45c7b12f");
  response.body = body.dump(-1, ' ', false, OrderedJson::error_handler_t::replace);
  return response;
}

http::Response fault(ResourceCall& call, int status, std::string_view code, std::string_view description) {
  call.refusal = std::string(code) + " " + std::string(description);
  OrderedJson body;
  body["code"] = code;
  body["description"] = description;
  body["data"] = OrderedJson::array();
  body["source"] = "PartnerCenter";
  return answer(call, status, body);
}

http::Response unauthorized(ResourceCall& call, const BearerRefusal& refusal) {
  auto response = refusal.fault == BearerFault::kMissing
                      ? fault(call, 401, "800001", "Partner Token missing in request context")
                      : fault(call, 401, "400", "Access denied");
  response.headers.add("WWW-Authenticate", "Bearer");
  call.refusal += " (" + refusal.detail + ")";
  return response;
}

/// The 2019 status line and the 2026 code together.
http::Response mfa_required(ResourceCall& call, const MfaFinding& finding) {
  auto response = fault(call, 401, "900421", "Unauthorized - MFA required");
  response.reason = "Unauthorized - MFA required";
  response.headers.add("WWW-Authenticate", "Bearer error=\"invalid_token\"");
  call.refusal = "900421 MFA required: " + finding.decided_by;
  return response;
}

OrderedJson attributes(std::string_view type) {
  OrderedJson object;
  object["objectType"] = type;
  return object;
}

OrderedJson company_profile(const ResourceCall& call, const Customer& customer) {
  const Tenant* const tenant = call.directory.find_tenant(customer.tenant.str());
  OrderedJson profile;
  profile["tenantId"] = customer.tenant.str();
  profile["domain"] = tenant != nullptr && !tenant->domains.empty() ? tenant->domains.front() : "";
  profile["companyName"] = customer.company_name;
  profile["attributes"] = attributes("CustomerCompanyProfile");
  return profile;
}

OrderedJson list_entry(const ResourceCall& call, const Customer& customer) {
  OrderedJson entry;
  entry["id"] = customer.tenant.str();
  entry["companyProfile"] = company_profile(call, customer);
  entry["relationshipToPartner"] = "reseller";
  entry["attributes"] = attributes("Customer");
  return entry;
}

OrderedJson customer_document(const ResourceCall& call, const Customer& customer) {
  const Tenant* const tenant = call.directory.find_tenant(customer.tenant.str());
  OrderedJson document;
  document["id"] = customer.tenant.str();
  document["commerceId"] = derive_guid("commerce " + customer.tenant.str());
  document["companyProfile"] = company_profile(call, customer);
  document["relationshipToPartner"] = "reseller";
  document["allowDelegatedAccess"] = true;
  document["customDomains"] = tenant == nullptr ? OrderedJson::array() : OrderedJson(tenant->domains);
  document["attributes"] = attributes("Customer");
  return document;
}

http::Response list_customers(ResourceCall& call, const Tenant& partner) {
  const auto query = Form::parse(call.request.query());
  std::size_t size = partner.customers.size();
  if (const auto text = query ? query->get("size") : std::nullopt) {
    const bool is_number = !text->empty() && text->size() < 5 &&
                           std::all_of(text->begin(), text->end(), [](char c) { return c >= '0' && c <= '9'; });
    if (!is_number || *text == "0") return fault(call, 400, "2000", "size must be a whole number from 1 to 9999");
    size = std::min(size, static_cast<std::size_t>(std::stoul(*text)));
  }
  OrderedJson items = OrderedJson::array();
  for (std::size_t i = 0; i < size; ++i) items.push_back(list_entry(call, partner.customers[i]));
  OrderedJson self;
  self["uri"] =
      "/v1/customers" + std::string(call.request.query().empty() ? "" : "?") + std::string(call.request.query());
  self["method"] = "GET";
  self["headers"] = OrderedJson::array();
  OrderedJson body;
  body["totalCount"] = partner.customers.size();
  body["items"] = std::move(items);
  body["links"]["self"] = std::move(self);
  body["attributes"] = attributes("Collection");
  return answer(call, 200, body);
}

http::Response find_customer(ResourceCall& call, const Tenant& partner, std::string_view id) {
  for (const Customer& customer : partner.customers) {
    if (equals_ignoring_case(customer.tenant.str(), id)) return answer(call, 200, customer_document(call, customer));
  }
  return fault(call, 404, "1000", "Not found");
}

http::Response no_route(ResourceCall& call) {
  call.is_unmatched = true;
  return fault(call, 404, "1000", "Not found");
}

http::Response route(ResourceCall& call, const Tenant& partner) {
  constexpr std::string_view kCustomers = "/v1/customers";
  if (!call.path.starts_with(kCustomers)) return no_route(call);
  if (call.request.method != "GET" && call.request.method != "HEAD") {
    auto response = fault(call, 405, "400", "The requested resource does not support this method");
    response.headers.add("Allow", "GET, HEAD");
    return response;
  }
  const std::string_view rest = std::string_view(call.path).substr(kCustomers.size());
  if (rest.empty() || rest == "/") return list_customers(call, partner);
  if (rest.front() != '/' || rest.find('/', 1) != std::string_view::npos) return no_route(call);
  return find_customer(call, partner, rest.substr(1));
}

}  // namespace

http::Response serve_partner_center(ResourceCall& call) {
  const auto caller = verify_bearer(call, {kPartnerCenterAppId, kAadGraphAppId});
  if (!caller) return unauthorized(call, caller.error());
  if (caller->is_app_only()) return route(call, *caller->tenant);

  // The documented app-only flow presents a token for Azure AD Graph; one for a user must be for this API.
  const auto graph = call.directory.find_application(kAadGraphAppId);
  const std::string audience = get_string(caller->claims, "aud").value_or("");
  const auto named = call.directory.find_resource(audience);
  if (named && graph && named->app->app_id == graph->app->app_id) {
    return unauthorized(call, {BearerFault::kAudience, "a user's token for Azure AD Graph"});
  }
  const MfaFinding finding = check_mfa(caller->claims);
  const auto with_verdict = [&](http::Response response) {
    if (call.request.headers.get_or("ValidateMfa") == "true") {
      response.headers.add("isMfaCompliant", finding.is_met ? "true" : "false");
    }
    return response;
  };
  if (!finding.is_met && call.directory.config().enforce_mfa) return with_verdict(mfa_required(call, finding));
  if (caller->user->partner_center_roles.empty()) return with_verdict(fault(call, 403, "2032", "Access denied"));
  return with_verdict(route(call, *caller->tenant));
}

}  // namespace entra::idp
