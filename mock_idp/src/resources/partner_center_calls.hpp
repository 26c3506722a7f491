#pragma once
// The calls of the Partner Center API, one function each; partner_center.cpp says which path leads to which.

#include "resources/partner_center_answers.hpp"

namespace entra::idp::partner_center {

[[nodiscard]] http::Response list_customers(PartnerCall& at);
[[nodiscard]] http::Response get_customer(PartnerCall& at);
[[nodiscard]] http::Response list_users(PartnerCall& at);
[[nodiscard]] http::Response get_user(PartnerCall& at);
[[nodiscard]] http::Response list_subscriptions(PartnerCall& at);
[[nodiscard]] http::Response get_subscription(PartnerCall& at);

[[nodiscard]] http::Response get_organization_profile(PartnerCall& at);
[[nodiscard]] http::Response get_legal_business_profile(PartnerCall& at);

[[nodiscard]] http::Response list_application_consents(PartnerCall& at);
[[nodiscard]] http::Response create_application_consent(PartnerCall& at);
[[nodiscard]] http::Response delete_application_consent(PartnerCall& at);

[[nodiscard]] http::Response list_mfa_adoption(PartnerCall& at);
[[nodiscard]] http::Response list_noncompliant_principals(PartnerCall& at);
[[nodiscard]] http::Response list_partner_requests(PartnerCall& at);

/// A customer of the calling partner, with the directory's tenant.
struct CustomerEntry {
  const Customer* customer{nullptr};
  const Tenant* tenant{nullptr};
};
/// The one that the path names; the answer to give when the partner has no such customer.
[[nodiscard]] Result<CustomerEntry, http::Response> find_customer_of(PartnerCall& at);
/// Likewise, and the partner still sells to it: what is behind a customer ends with the relationship.
[[nodiscard]] Result<CustomerEntry, http::Response> find_served_customer(PartnerCall& at);

}  // namespace entra::idp::partner_center
