// Consent of a customer to a partner's or control panel vendor's application, given for the customer by the partner
// (https://learn.microsoft.com/partner-center/developer/control-panel-vendor-apis).

#include <algorithm>

#include "directory/delegated_administration.hpp"
#include "directory/role_templates.hpp"
#include "directory/well_known.hpp"
#include "entra/support/text.hpp"
#include "resources/partner_center_calls.hpp"
#include "store/application_consents.hpp"

namespace entra::idp::partner_center {
namespace {

struct Grant {
  const Application* resource{nullptr};
  std::vector<std::string> scopes;
};

struct Wish {
  std::string application;
  std::string display_name;
  std::vector<Grant> grants;
};

tl::unexpected<http::Response> refuse(http::Response response) {
  return tl::unexpected<http::Response>(std::move(response));
}

tl::unexpected<http::Response> refuse_input(PartnerCall& at, const std::string& what) {
  return refuse(fault(at.call, 400, "800002", "Invalid request input: " + what));
}

/// Names as permissions have them. Microsoft's own lists are longer than ours, so theirs are not looked up.
bool has_scope(const Application& resource, const std::string& scope) {
  if (is_well_known(resource.app_id)) {
    return std::all_of(scope.begin(), scope.end(), [](unsigned char c) {
      return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '.' || c == '_' ||
             c == '-';
    });
  }
  return std::any_of(resource.scopes.begin(), resource.scopes.end(),
                     [&](const PermissionScope& known) { return equals_ignoring_case(known.value, scope); });
}

Result<Grant, http::Response> read_grant(PartnerCall& at, const Tenant& customer, const Json& json) {
  const auto id = json.is_object() ? get_string(json, "enterpriseApplicationId") : std::nullopt;
  const auto scope = json.is_object() ? get_string(json, "scope") : std::nullopt;
  if (!id || !scope) return refuse_input(at, "a grant has an enterpriseApplicationId and a scope");
  const auto resource = at.call.directory.find_application(*id);
  const bool is_reachable = resource && (resource->home == nullptr || resource->home->id == customer.id ||
                                         resource->app->sign_in_audience != SignInAudience::kMyOrg);
  if (!is_reachable) return refuse_input(at, "no enterprise application '" + *id + "' in the customer's tenant");
  Grant grant{resource->app, {}};
  for (const std::string& part : split_words(*scope, ',')) {
    const auto words = split_words(part);  // blanks around commas mean nothing
    if (words.size() != 1 || !has_scope(*resource->app, words.front())) {
      return refuse_input(at, "'" + part + "' is no permission of " + resource->app->display_name +
                                  "; scope is a comma separated list");
    }
    grant.scopes.push_back(words.front());
  }
  if (grant.scopes.empty()) return refuse_input(at, "scope names no permission");
  return grant;
}

Result<Wish, http::Response> read_wish(PartnerCall& at, const Tenant& customer) {
  const auto json = parse_json(at.call.request.body);
  if (!json || !json->is_object()) return refuse_input(at, "the body must be a JSON object");
  const auto application = get_string(*json, "applicationId");
  const Json* const grants = find_member(*json, "applicationGrants");
  if (!application || !is_guid(*application)) return refuse_input(at, "applicationId must be a GUID");
  if (grants == nullptr || !grants->is_array() || grants->empty()) {
    return refuse_input(at, "applicationGrants must be an array of at least one grant");
  }
  Wish wish{to_lower(*application), get_string(*json, "displayName").value_or(""), {}};
  for (const Json& one : *grants) {
    auto grant = read_grant(at, customer, one);
    if (!grant) return refuse(std::move(grant.error()));
    wish.grants.push_back(std::move(*grant));
  }
  return wish;
}

OrderedJson consent_document(const std::string& application, const std::string& name,
                             const std::vector<Grant>& grants) {
  OrderedJson document;
  document["displayName"] = name;
  document["applicationId"] = application;
  document["applicationGrants"] = OrderedJson::array();
  for (const Grant& grant : grants) {
    OrderedJson one;
    one["enterpriseApplicationId"] = grant.resource->app_id.str();
    one["scope"] = join(grant.scopes, ",");
    document["applicationGrants"].push_back(std::move(one));
  }
  document["attributes"] = attributes("ApplicationConsent");
  return document;
}

/// The customer, for somebody who may consent there: members of AdminAgents under a reseller relationship, and under
/// GDAP those whose delegated roles say so.
Result<CustomerEntry, http::Response> find_customer_to_consent(PartnerCall& at) {
  auto entry = find_served_customer(at);
  if (!entry) return entry;
  const auto roles = delegated_roles(at.partner, *at.caller.user, *entry->tenant, at.call.now);
  const auto deny = [&](const std::string& why) { return refuse(fault(at.call, 403, "2032", "Access denied", why)); };
  if (!roles) return deny(roles.error());
  if (!std::any_of(roles->begin(), roles->end(), is_consent_role)) {
    return deny(at.caller.user->user_principal_name + " was delegated no role that may consent to applications");
  }
  return entry;
}

/// An application sees to its own consents, never to another's.
std::optional<http::Response> refuse_other_application(PartnerCall& at, const std::string& application) {
  if (equals_ignoring_case(application, at.caller.app->app_id.str())) return std::nullopt;
  return fault(at.call, 403, "2032", "Access denied",
               "the token is of application " + at.caller.app->app_id.str() + ", not of " + application);
}

/// What the calling application was granted in the tenant for everybody there, whoever granted it.
std::vector<Grant> held_grants(const PartnerCall& at, const Tenant& tenant) {
  const AppId& client = at.caller.app->app_id;
  const bool is_void = is_withdrawn(at.call.store, tenant, client);
  std::vector<Grant> grants;
  const auto add = [&](const Application& named) {
    const Application* const resource = at.call.directory.find_application(named.app_id.str())->app;
    Grant grant{resource, at.call.store.consented_scopes(tenant.id, client, resource->app_id, ObjectId())};
    for (const PermissionGrant& one : tenant.permission_grants) {
      const auto target = at.call.directory.find_resource(one.resource);
      const bool is_of_pair = one.client == client && target && target->app == resource;
      if (is_void || !one.all_principals || !is_of_pair) continue;
      for (std::string& scope : split_words(one.scope)) {
        const bool is_known = std::find(grant.scopes.begin(), grant.scopes.end(), scope) != grant.scopes.end();
        if (!is_known) grant.scopes.push_back(std::move(scope));
      }
    }
    if (!grant.scopes.empty()) grants.push_back(std::move(grant));
  };
  for (const Application& app : well_known_applications(at.call.directory.config().cloud)) add(app);
  for (const Tenant& owner : at.call.directory.config().tenants) {
    for (const Application& app : owner.applications) add(app);
  }
  return grants;
}

}  // namespace

http::Response list_application_consents(PartnerCall& at) {
  const auto entry = find_customer_to_consent(at);
  if (!entry) return entry.error();
  const Application& app = *at.caller.app;
  const std::size_t count = is_consented(at.call.store, *entry->tenant, app.app_id) ? 1 : 0;
  return answer_page(at, count, [&](std::size_t) {
    return consent_document(app.app_id.str(), app.display_name, held_grants(at, *entry->tenant));
  });
}

http::Response create_application_consent(PartnerCall& at) {
  const auto entry = find_customer_to_consent(at);
  if (!entry) return entry.error();
  const auto wish = read_wish(at, *entry->tenant);
  if (!wish) return wish.error();
  if (auto refused = refuse_other_application(at, wish->application)) return *refused;
  const Application& app = *at.caller.app;
  if (app.sign_in_audience == SignInAudience::kMyOrg) {
    return refuse_input(at, "'" + app.display_name + "' is not a multi-tenant application").value();
  }
  if (is_consented(at.call.store, *entry->tenant, app.app_id)) {
    return fault(at.call, 409, "409", "Conflict", app.display_name + " has a consent in this tenant already");
  }
  for (const Grant& grant : wish->grants) {
    at.call.store.add_consent({entry->tenant->id, app.app_id, grant.resource->app_id, {}, grant.scopes});
  }
  const std::string& name = wish->display_name.empty() ? app.display_name : wish->display_name;
  return answer(at.call, 201, consent_document(wish->application, name, wish->grants));
}

http::Response delete_application_consent(PartnerCall& at) {
  const auto entry = find_customer_to_consent(at);
  if (!entry) return entry.error();
  if (auto refused = refuse_other_application(at, at.ids.at(1))) return *refused;
  const Application& app = *at.caller.app;
  if (!is_consented(at.call.store, *entry->tenant, app.app_id)) {
    return not_found(at.call, app.display_name + " has no consent in this tenant");
  }
  withdraw_consents(at.call.store, *entry->tenant, app.app_id);
  return answer_nothing(at.call, 204);
}

}  // namespace entra::idp::partner_center
