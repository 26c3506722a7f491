#include "resources/partner_center_routes.hpp"

#include <algorithm>

#include "entra/support/text.hpp"

namespace entra::idp::partner_center {
namespace {

constexpr unsigned kAnyAgent = kAdmin | kHelpdesk | kSales;

// Credentials as the article of each call says under "Prerequisites". The articles on subscriptions name no roles, nor
// do those on profiles and on the MFA reports: agents of each kind may read them, the reports admin agents alone
// (unverified).
constexpr Route kCalls[] = {
    {"GET", "/v1/customers", Credentials::kAppOrUser, kAnyAgent, list_customers},
    {"GET", "/v1/customers/{customer}", Credentials::kAppOrUser, kAnyAgent, get_customer},
    {"GET", "/v1/customers/{customer}/users", Credentials::kUserOnly, kAdmin | kHelpdesk, list_users},
    {"GET", "/v1/customers/{customer}/users/{user}", Credentials::kUserOnly, kAdmin | kHelpdesk, get_user},
    {"GET", "/v1/customers/{customer}/subscriptions", Credentials::kAppOrUser, kAnyAgent, list_subscriptions},
    {"GET", "/v1/customers/{customer}/subscriptions/{id}", Credentials::kAppOrUser, kAnyAgent, get_subscription},
    {"GET", "/v1/customers/{customer}/applicationconsents", Credentials::kUserOnly, kAdmin, list_application_consents},
    {"POST", "/v1/customers/{customer}/applicationconsents", Credentials::kUserOnly, kAdmin,
     create_application_consent},
    {"DELETE", "/v1/customers/{customer}/applicationconsents/{application}", Credentials::kUserOnly, kAdmin,
     delete_application_consent},
    {"GET", "/v1/profiles/organization", Credentials::kUserOnly, kAnyAgent, get_organization_profile},
    {"GET", "/v1/profiles/legalbusiness", Credentials::kUserOnly, kAnyAgent, get_legal_business_profile},
    {"GET", "/v1/applicationmfaadoptionstatus", Credentials::kUserOnly, kAdmin, list_mfa_adoption},
    {"GET", "/v1/nonMfaCompliantPartnerPrincipals", Credentials::kUserOnly, kAdmin, list_noncompliant_principals},
    {"GET", "/v1/partnerRequests", Credentials::kUserOnly, kAdmin, list_partner_requests},
};

// 501 rather than 404 for these, so that nobody takes them for empty.
constexpr std::string_view kNotServed =
    "agreements analytics auditrecords billing carts devices directoryroles domains estimates extensions invoices "
    "licenses mpn offercategories offers orders productupgrades products qualification ratecards relationships "
    "servicerequests subscribedskus support usagesummary";

bool is_placeholder(std::string_view word) {
  return word.starts_with('{');
}

std::optional<std::vector<std::string>> match_path(std::string_view pattern, const std::vector<std::string>& path) {
  const auto words = split_words(pattern, '/');
  if (words.size() != path.size()) return std::nullopt;
  std::vector<std::string> ids;
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (is_placeholder(words[i])) {
      ids.push_back(path[i]);
    } else if (!equals_ignoring_case(words[i], path[i])) {
      return std::nullopt;
    }
  }
  return ids;
}

}  // namespace

Match find_route(const ResourceCall& call) {
  const std::string method = call.request.method == "HEAD" ? "GET" : call.request.method;
  const auto path = split_words(call.path, '/');
  Match match;
  for (const Route& route : kCalls) {
    auto ids = match_path(route.path, path);
    if (!ids) continue;
    if (route.method == method) return {&route, std::move(*ids), ""};
    match.allowed +=
        (match.allowed.empty() ? "" : ", ") + std::string(route.method == "GET" ? "GET, HEAD" : route.method);
  }
  return match;
}

bool is_unserved_part(const ResourceCall& call) {
  const auto parts = split_words(kNotServed);
  const auto path = split_words(call.path, '/');
  return std::any_of(path.begin(), path.end(), [&](const std::string& word) {
    return std::find(parts.begin(), parts.end(), to_lower(word)) != parts.end();
  });
}

std::string operation_name(const ResourceCall& call, const Match& match) {
  std::string method = to_lower(match.route == nullptr ? call.request.method : match.route->method);
  if (!method.empty() && method.front() >= 'a' && method.front() <= 'z') {
    method.front() = static_cast<char>(method.front() - 'a' + 'A');
  }
  std::string path = match.route == nullptr ? call.path : std::string(match.route->path);
  if (path.starts_with("/v1")) path.replace(0, 3, "/v{version}");
  return method + " " + path;
}

}  // namespace entra::idp::partner_center
