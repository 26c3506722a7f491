// Customers, and what is behind each: users and subscriptions
// (https://learn.microsoft.com/partner-center/developer/customer-resources, user-resources, subscription-resources).

#include <algorithm>

#include "directory/delegated_administration.hpp"
#include "entra/support/text.hpp"
#include "resources/partner_center_calls.hpp"

namespace entra::idp::partner_center {
namespace {

const std::string& first_domain(const Tenant& tenant) {
  return tenant.domains.front();
}

OrderedJson company_profile(const CustomerEntry& entry) {
  OrderedJson profile;
  profile["tenantId"] = entry.customer->tenant.str();
  profile["domain"] = first_domain(*entry.tenant);
  profile["companyName"] = entry.customer->company_name;
  profile["attributes"] = attributes("CustomerCompanyProfile");
  return profile;
}

std::string_view relationship(const Customer& customer) {
  return customer.relationship == PartnerRelationship::kNone ? "none" : "reseller";
}

OrderedJson list_entry(const CustomerEntry& entry) {
  OrderedJson object;
  object["id"] = entry.customer->tenant.str();
  object["companyProfile"] = company_profile(entry);
  object["relationshipToPartner"] = relationship(*entry.customer);
  object["attributes"] = attributes("Customer");
  return object;
}

OrderedJson customer_document(const CustomerEntry& entry) {
  OrderedJson document;
  document["id"] = entry.customer->tenant.str();
  document["commerceId"] = derive_guid("commerce " + entry.customer->tenant.str());
  document["companyProfile"] = company_profile(entry);
  document["relationshipToPartner"] = relationship(*entry.customer);
  // Of delegated administration privileges: the granular ones are told by Graph.
  document["allowDelegatedAccess"] = entry.customer->relationship == PartnerRelationship::kReseller;
  document["customDomains"] = entry.tenant->domains;
  document["attributes"] = attributes("Customer");
  return document;
}

/// The SDK's SimpleFieldFilter: {"Field":"CompanyName","Value":"cont","Operator":"starts_with"}.
struct CustomerFilter {
  bool is_by_domain{false};
  std::string prefix;

  [[nodiscard]] bool admits(const CustomerEntry& entry) const {
    const auto begins = [&](const std::string& text) {
      return equals_ignoring_case(std::string_view(text).substr(0, prefix.size()), prefix);
    };
    if (!is_by_domain) return begins(entry.customer->company_name);
    const auto& domains = entry.tenant->domains;
    return std::any_of(domains.begin(), domains.end(), begins);
  }
};

Result<CustomerFilter, std::string> read_filter(const std::string& text) {
  if (text.empty()) return CustomerFilter{};
  const auto json = parse_json(text);
  if (!json || !json->is_object()) return tl::unexpected<std::string>("filter must be a JSON object");
  const std::string field = to_lower(get_string(*json, "Field").value_or(""));
  const auto value = get_string(*json, "Value");
  if (field != "companyname" && field != "domain")
    return tl::unexpected<std::string>("Field must be CompanyName or Domain");
  if (!equals_ignoring_case(get_string(*json, "Operator").value_or(""), "starts_with")) {
    return tl::unexpected<std::string>("Operator must be starts_with");
  }
  if (!value) return tl::unexpected<std::string>("Value must be a string");
  return CustomerFilter{field == "domain", *value};
}

OrderedJson user_document(const CustomerEntry& entry, const User& user) {
  OrderedJson document;
  document["usageLocation"] = "US";
  document["id"] = user.id.str();
  document["userPrincipalName"] = user.user_principal_name;
  document["firstName"] = user.given_name;
  document["lastName"] = user.surname;
  document["displayName"] = user.display_name;
  document["userDomainType"] = "managed";
  document["state"] = "active";  // "inactive" is for deleted users
  document["links"]["self"] = link("/v1/customers/" + entry.tenant->id.str() + "/users/" + user.id.str());
  document["attributes"] = attributes("CustomerUser");
  return document;
}

OrderedJson subscription_document(const CustomerEntry& entry, const CustomerSubscription& subscription) {
  OrderedJson document;
  document["id"] = subscription.id;
  document["offerId"] = subscription.offer_id;
  document["offerName"] = subscription.offer_name;
  document["friendlyName"] = subscription.friendly_name;
  document["quantity"] = subscription.quantity;
  document["unitType"] = "Licenses";
  document["creationDate"] = format_rfc3339(subscription.effective_start);
  document["effectiveStartDate"] = format_rfc3339(subscription.effective_start);
  if (subscription.commitment_end) document["commitmentEndDate"] = format_rfc3339(*subscription.commitment_end);
  document["status"] = subscription.status;
  document["autoRenewEnabled"] = subscription.auto_renews;
  document["billingType"] = "license";
  document["billingCycle"] = subscription.billing_cycle;
  document["contractType"] = "subscription";
  document["orderId"] = subscription.order_id;
  document["links"]["self"] = link("/v1/customers/" + entry.tenant->id.str() + "/subscriptions/" + subscription.id);
  document["attributes"] = attributes("Subscription");
  return document;
}

/// The users of a customer under GDAP are seen by those who got a role there.
Result<CustomerEntry, http::Response> find_customer_with_users(PartnerCall& at) {
  auto entry = find_served_customer(at);
  if (!entry || entry->customer->relationship != PartnerRelationship::kGdap) return entry;
  const auto roles = delegated_roles(at.partner, *at.caller.user, *entry->tenant, at.call.now);
  if (!roles) return tl::unexpected(fault(at.call, 403, "2032", "Access denied", roles.error()));
  return entry;
}

}  // namespace

Result<CustomerEntry, http::Response> find_customer_of(PartnerCall& at) {
  const Customer* const customer = find_customer(at.partner, at.ids.front());
  if (customer == nullptr) {
    return tl::unexpected(not_found(at.call, at.partner.display_name + " has no customer '" + at.ids.front() + "'"));
  }
  return CustomerEntry{customer, at.call.directory.find_tenant(customer->tenant.str())};
}

Result<CustomerEntry, http::Response> find_served_customer(PartnerCall& at) {
  auto entry = find_customer_of(at);
  if (entry && entry->customer->relationship == PartnerRelationship::kNone) {
    return tl::unexpected(fault(at.call, 403, "20002", "This partner has no commerce relationship with the customer"));
  }
  return entry;
}

http::Response list_customers(PartnerCall& at) {
  const auto filter = read_filter(at.query.get_or("filter"));
  if (!filter) return fault(at.call, 400, "800002", "Invalid request input: " + filter.error());
  std::vector<CustomerEntry> found;
  for (const Customer& customer : at.partner.customers) {
    const CustomerEntry entry{&customer, at.call.directory.find_tenant(customer.tenant.str())};
    if (filter->admits(entry)) found.push_back(entry);
  }
  return answer_page(at, found.size(), [&](std::size_t i) { return list_entry(found[i]); });
}

http::Response get_customer(PartnerCall& at) {
  auto entry = find_customer_of(at);
  return entry ? answer(at.call, 200, customer_document(*entry)) : std::move(entry.error());
}

http::Response list_users(PartnerCall& at) {
  auto entry = find_customer_with_users(at);
  if (!entry) return std::move(entry.error());
  const auto& users = entry->tenant->users;
  return answer_page(at, users.size(), [&](std::size_t i) { return user_document(*entry, users[i]); });
}

http::Response get_user(PartnerCall& at) {
  auto entry = find_customer_with_users(at);
  if (!entry) return std::move(entry.error());
  const User* const user = at.call.directory.find_user(*entry->tenant, at.ids.at(1));
  if (user == nullptr) return fault(at.call, 404, "60002", "User object Id is not found");
  return answer(at.call, 200, user_document(*entry, *user));
}

http::Response list_subscriptions(PartnerCall& at) {
  auto entry = find_served_customer(at);
  if (!entry) return std::move(entry.error());
  const auto& all = entry->customer->subscriptions;
  return answer_page(at, all.size(), [&](std::size_t i) { return subscription_document(*entry, all[i]); });
}

http::Response get_subscription(PartnerCall& at) {
  auto entry = find_served_customer(at);
  if (!entry) return std::move(entry.error());
  for (const CustomerSubscription& one : entry->customer->subscriptions) {
    if (equals_ignoring_case(one.id, at.ids.at(1))) {
      return answer_tagged(at.call, subscription_document(*entry, one));
    }
  }
  return fault(at.call, 404, "20003", "This subscription is not found");
}

}  // namespace entra::idp::partner_center
