// Partner Center's side of a directory: its own switches, and a partner's customers with their delegations and
// subscriptions (Graph's delegatedAdminRelationship, Partner Center's Subscription).

#include <algorithm>

#include "directory/config_sections.hpp"
#include "directory/role_templates.hpp"
#include "entra/support/text.hpp"

namespace entra::idp {
namespace {

/// accessDetails.unifiedRoles: role template ids, or the roles' display names.
std::vector<std::string> read_unified_roles(Loading& loading, ObjectReader& holder) {
  std::vector<std::string> roles;
  const auto details = holder.member("accessDetails");
  if (!details) {
    if (holder.is_object()) holder.missing("accessDetails", "an object with unifiedRoles");
    return roles;
  }
  ObjectReader reader(loading, *details, "delegatedAdminAccessDetails");
  reader.each("unifiedRoles", [&](const Value& at) {
    ObjectReader role(loading, at, "unifiedRole");
    const std::string name = role.required_text("roleDefinitionId", "a role template's id or display name");
    if (const auto id = find_role_template(name)) {
      roles.push_back(*id);
    } else if (!name.empty()) {
      const auto near = nearest(name, role_template_names());
      loading.refuse(*role.member("roleDefinitionId"),
                     "unknown directory role \"" + name + "\"" + (near ? "; did you mean \"" + *near + "\"?" : ""));
    }
    role.done();
  });
  if (roles.empty() && reader.is_object()) reader.missing_or_empty("unifiedRoles", "an array of at least one role");
  reader.done();
  return roles;
}

DelegatedAccessAssignment read_assignment(Loading& loading, const Value& value,
                                          const std::vector<std::string>& offered) {
  ObjectReader reader(loading, value, "delegatedAdminAccessAssignment");
  DelegatedAccessAssignment assignment;
  if (const auto container = reader.member("accessContainer")) {
    ObjectReader group(loading, *container, "accessContainer");
    assignment.group = read_id<ObjectId>(loading, group, "accessContainerId");
    (void)group.word<bool>("accessContainerType", true, {{"securityGroup", true}});
    group.done();
  } else if (reader.is_object()) {
    reader.missing("accessContainer", "an object with the accessContainerId of a security group");
  }
  assignment.roles = read_unified_roles(loading, reader);
  const bool is_covered = std::all_of(assignment.roles.begin(), assignment.roles.end(), [&](const std::string& role) {
    return std::find(offered.begin(), offered.end(), role) != offered.end();
  });
  if (!is_covered) loading.refuse(*reader.member("accessDetails"), "a role that the relationship does not have");
  reader.done();
  return assignment;
}

DelegatedAdminRelationship read_delegation(Loading& loading, const Value& value, const TenantId& customer) {
  ObjectReader reader(loading, value, "delegatedAdminRelationship");
  DelegatedAdminRelationship delegation;
  delegation.display_name = reader.required_text("displayName", "the relationship's name");
  const std::string seed = customer.str() + " " + delegation.display_name;
  // Graph's ids are two GUIDs in one text.
  delegation.id =
      reader.text("id").value_or(derive_guid("relationship " + seed) + "-" + derive_guid("customer " + seed));
  using Status = DelegationStatus;
  delegation.status = reader.word<Status>("status", Status::kActive,
                                          {{"created", Status::kApprovalPending},
                                           {"approvalPending", Status::kApprovalPending},
                                           {"approved", Status::kApprovalPending},
                                           {"activating", Status::kApprovalPending},
                                           {"active", Status::kActive},
                                           {"expiring", Status::kActive},
                                           {"terminationRequested", Status::kActive},
                                           {"expired", Status::kExpired},
                                           {"terminating", Status::kTerminated},
                                           {"terminated", Status::kTerminated}});
  delegation.end = read_time(loading, reader, "endDateTime");
  delegation.roles = read_unified_roles(loading, reader);
  reader.each("accessAssignments", [&](const Value& at) {
    delegation.assignments.push_back(read_assignment(loading, at, delegation.roles));
  });
  reader.done();
  return delegation;
}

CustomerSubscription read_customer_subscription(Loading& loading, const Value& value, const TenantId& customer) {
  ObjectReader reader(loading, value, "customerSubscription");
  CustomerSubscription subscription;
  subscription.offer_id = reader.required_text("offerId", "an offer's id");
  subscription.offer_name = reader.text("offerName").value_or(subscription.offer_id);
  subscription.friendly_name = reader.text("friendlyName").value_or(subscription.offer_name);
  const std::string seed = customer.str() + " " + subscription.friendly_name;
  subscription.id = read_or_derive_id<ObjectId>(loading, reader, "id", "customer subscription " + seed).str();
  subscription.order_id = reader.text("orderId").value_or(derive_guid("order " + seed));
  subscription.quantity = reader.integer("quantity", 1, 1000000).value_or(1);
  const auto one_of = [&](std::string_view name, const std::string& otherwise, const std::vector<std::string>& words) {
    std::vector<std::pair<std::string, std::string>> known;
    for (const std::string& word : words) known.emplace_back(word, word);
    return reader.word<std::string>(name, otherwise, known);
  };
  subscription.status =
      one_of("status", "active", {"none", "active", "suspended", "deleted", "expired", "pending", "disabled"});
  subscription.billing_cycle =
      one_of("billingCycle", "monthly", {"unknown", "monthly", "annual", "triennial", "none", "one_time"});
  subscription.auto_renews = reader.flag("autoRenewEnabled", true);
  subscription.effective_start = read_time(loading, reader, "effectiveStartDate").value_or(Tenant{}.created);
  subscription.commitment_end = read_time(loading, reader, "commitmentEndDate");
  reader.done();
  return subscription;
}

}  // namespace

Customer read_customer(Loading& loading, const Value& value) {
  ObjectReader reader(loading, value, "customer");
  Customer customer;
  customer.tenant = read_id<TenantId>(loading, reader, "tenantId");
  customer.company_name = reader.text("companyName").value_or("");
  reader.each("delegatedAdminRelationships",
              [&](const Value& at) { customer.delegations.push_back(read_delegation(loading, at, customer.tenant)); });
  using Relationship = PartnerRelationship;
  const auto otherwise = customer.delegations.empty() ? Relationship::kReseller : Relationship::kGdap;
  customer.relationship = reader.word<Relationship>(
      "relationship", otherwise,
      {{"reseller", Relationship::kReseller}, {"gdap", Relationship::kGdap}, {"none", Relationship::kNone}});
  if (!customer.delegations.empty() && customer.relationship != Relationship::kGdap)
    loading.refuse(*reader.member("relationship"), "delegatedAdminRelationships go with \"gdap\" only");
  reader.each("subscriptions", [&](const Value& at) {
    customer.subscriptions.push_back(read_customer_subscription(loading, at, customer.tenant));
  });
  reader.done();
  return customer;
}

void read_partner_center(Loading& loading, const Value& value, Config& config) {
  ObjectReader reader(loading, value, "partnerCenter");
  const auto enforced = reader.member("enforceMfa");
  if (enforced && enforced->json->kind == LocatedJson::Kind::kString) {
    config.enforce_mfa_from = read_time(loading, reader, "enforceMfa");
  } else {
    config.enforce_mfa = reader.flag("enforceMfa", true);
  }
  config.authentication_method_claim = reader.flag("authenticationMethodClaim", true);
  reader.done();
}

std::vector<std::string> read_partner_center_roles(ObjectReader& reader, const std::vector<std::string>& others) {
  std::vector<std::string> known{"AdminAgent",  "HelpdeskAgent",  "SalesAgent",
                                 "AdminAgents", "HelpdeskAgents", "SalesAgents"};
  known.insert(known.end(), others.begin(), others.end());
  auto roles = read_words(reader, "partnerCenterRoles", known);
  // The security groups bear the plural, the roles of the portal the singular.
  for (std::string& role : roles)
    if (role.ends_with("Agents")) role.pop_back();
  return roles;
}

}  // namespace entra::idp
