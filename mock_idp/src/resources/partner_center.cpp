// Partner Center REST API: which call there is, with which credentials and in which role it may be made, and the MFA
// requirement on calls for a user.

#include <algorithm>
#include <array>

#include "directory/well_known.hpp"
#include "entra/support/text.hpp"
#include "resources/mfa_rule.hpp"
#include "resources/partner_center_calls.hpp"

namespace entra::idp {
namespace {

namespace pc = partner_center;

enum class Credentials { kAppOrUser, kUserOnly };
constexpr unsigned kAdmin = 1;
constexpr unsigned kHelpdesk = 2;
constexpr unsigned kSales = 4;
constexpr unsigned kAnyAgent = kAdmin | kHelpdesk | kSales;

struct Row {
  std::string_view method;
  std::string_view path;  ///< "{…}" stands for one segment
  Credentials credentials;
  unsigned roles;
  http::Response (*serve)(pc::PartnerCall&);
};

// Credentials as the article of each call says under "Prerequisites". The articles on subscriptions name no roles, nor
// do those on profiles and on the MFA reports: agents of each kind may read them, the reports admin agents alone
// (unverified).
constexpr Row kCalls[] = {
    {"GET", "/v1/customers", Credentials::kAppOrUser, kAnyAgent, pc::list_customers},
    {"GET", "/v1/customers/{customer}", Credentials::kAppOrUser, kAnyAgent, pc::get_customer},
    {"GET", "/v1/customers/{customer}/users", Credentials::kUserOnly, kAdmin | kHelpdesk, pc::list_users},
    {"GET", "/v1/customers/{customer}/users/{user}", Credentials::kUserOnly, kAdmin | kHelpdesk, pc::get_user},
    {"GET", "/v1/customers/{customer}/subscriptions", Credentials::kAppOrUser, kAnyAgent, pc::list_subscriptions},
    {"GET", "/v1/customers/{customer}/subscriptions/{id}", Credentials::kAppOrUser, kAnyAgent, pc::get_subscription},
    {"GET", "/v1/customers/{customer}/applicationconsents", Credentials::kUserOnly, kAdmin,
     pc::list_application_consents},
    {"POST", "/v1/customers/{customer}/applicationconsents", Credentials::kUserOnly, kAdmin,
     pc::create_application_consent},
    {"DELETE", "/v1/customers/{customer}/applicationconsents/{application}", Credentials::kUserOnly, kAdmin,
     pc::delete_application_consent},
    {"GET", "/v1/profiles/organization", Credentials::kUserOnly, kAnyAgent, pc::get_organization_profile},
    {"GET", "/v1/profiles/legalbusiness", Credentials::kUserOnly, kAnyAgent, pc::get_legal_business_profile},
    {"GET", "/v1/applicationmfaadoptionstatus", Credentials::kUserOnly, kAdmin, pc::list_mfa_adoption},
    {"GET", "/v1/nonMfaCompliantPartnerPrincipals", Credentials::kUserOnly, kAdmin, pc::list_noncompliant_principals},
    {"GET", "/v1/partnerRequests", Credentials::kUserOnly, kAdmin, pc::list_partner_requests},
};

// Parts of the real API that are not served here: 501 rather than 404, so that nobody takes them for empty.
constexpr std::array<std::string_view, 25> kNotServed = {"agreements",
                                                         "analytics",
                                                         "auditrecords",
                                                         "billing",
                                                         "carts",
                                                         "devices",
                                                         "directoryroles",
                                                         "domains",
                                                         "estimates",
                                                         "extensions",
                                                         "invoices",
                                                         "licenses",
                                                         "mpn",
                                                         "offercategories",
                                                         "offers",
                                                         "orders",
                                                         "productupgrades",
                                                         "products",
                                                         "qualification",
                                                         "ratecards",
                                                         "relationships",
                                                         "servicerequests",
                                                         "subscribedskus",
                                                         "support",
                                                         "usagesummary"};

/// The operation that a request is, or which methods its path has; neither: there is no such path.
struct Match {
  const Row* row{nullptr};
  std::vector<std::string> ids;
  std::string allowed;  ///< for 405
};

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

Match find_call(const ResourceCall& call) {
  const std::string method = call.request.method == "HEAD" ? "GET" : call.request.method;
  const auto path = split_words(call.path, '/');
  Match match;
  for (const Row& row : kCalls) {
    auto ids = match_path(row.path, path);
    if (!ids) continue;
    if (row.method == method) return {&row, std::move(*ids), ""};
    match.allowed += (match.allowed.empty() ? "" : ", ") + std::string(row.method == "GET" ? "GET, HEAD" : row.method);
  }
  return match;
}

http::Response refuse_path(ResourceCall& call, const Match& match) {
  if (!match.allowed.empty()) {
    auto response = pc::fault(call, 405, "400", "The requested resource does not support this method");
    response.headers.add("Allow", match.allowed);
    return response;
  }
  call.is_unmatched = true;
  const auto path = split_words(call.path, '/');
  const bool is_known = std::any_of(path.begin(), path.end(), [](const std::string& word) {
    return std::find(kNotServed.begin(), kNotServed.end(), to_lower(word)) != kNotServed.end();
  });
  if (is_known) return pc::fault(call, 501, "0", "Exception not defined", "this part of the API is not served");
  return pc::not_found(call, "there is no such path");
}

http::Response unauthorized(ResourceCall& call, const BearerRefusal& refusal) {
  auto response = refusal.fault == BearerFault::kMissing
                      ? pc::fault(call, 401, "800001", "Partner Token missing in request context")
                      : pc::fault(call, 401, "400", "Access denied");
  response.headers.add("WWW-Authenticate", "Bearer");
  call.refusal += " (" + refusal.detail + ")";
  return response;
}

/// The 2019 status line and the 2026 code together.
http::Response mfa_required(ResourceCall& call, const MfaFinding& finding) {
  auto response = pc::fault(call, 401, "900421", "Unauthorized - MFA required", "MFA required: " + finding.decided_by);
  response.reason = "Unauthorized - MFA required";
  response.headers.add("WWW-Authenticate", "Bearer error=\"invalid_token\"");
  return response;
}

unsigned roles_of(const User& user) {
  unsigned roles = 0;
  for (const std::string& role : user.partner_center_roles) {
    roles |= role == "AdminAgent" ? kAdmin : role == "HelpdeskAgent" ? kHelpdesk : role == "SalesAgent" ? kSales : 0;
  }
  return roles;
}

std::optional<http::Response> refuse_caller(ResourceCall& call, const Caller& caller, const Row& row) {
  if (caller.is_app_only()) {
    if (row.credentials == Credentials::kAppOrUser) return std::nullopt;
    return pc::fault(call, 403, "2032", "This resource can't be accessed by application credentials.");
  }
  const unsigned held = roles_of(*caller.user);
  if ((held & row.roles) != 0) return std::nullopt;
  return pc::fault(call, 403, "2032", "Access denied",
                   caller.user->user_principal_name +
                       (held == 0 ? " has no role in Partner Center" : " has no role that may make this call"));
}

/// MS-RequestId makes a post idempotent: sent again after a lost answer, it gets the answer of the first time.
http::Response serve_once(pc::PartnerCall& at, const Row& row) {
  const auto request_id = at.call.request.headers.get("MS-RequestId");
  if (row.method != "POST" || !request_id) return row.serve(at);
  const std::string post = at.partner.id.str() + " " + at.call.client + " " + at.call.user + " " +
                           to_lower(at.call.path) + " " + to_lower(*request_id);
  if (auto known = at.state.find_answer(post)) {
    if (known->status >= 400) at.call.refusal = "as the first time under this MS-RequestId: " + known->body;
    return std::move(*known);
  }
  http::Response response = row.serve(at);
  at.state.keep_answer(post, response);
  return response;
}

http::Response serve(ResourceCall& call, const Match& match, const Caller& caller, Store& store,
                     PartnerCenterState& state) {
  if (match.row == nullptr) return refuse_path(call, match);
  if (auto refused = refuse_caller(call, caller, *match.row)) return std::move(*refused);
  auto query = Form::parse(call.request.query());
  if (!query) return pc::fault(call, 400, "800002", "Invalid request input: the query is malformed");
  pc::PartnerCall at{call, *caller.tenant, caller, store, state, std::move(*query), match.ids};
  return serve_once(at, *match.row);
}

/// "Get /v{version}/customers/{customer}", as the report on requests names operations.
std::string operation_name(const ResourceCall& call, const Match& match) {
  std::string method = to_lower(match.row == nullptr ? call.request.method : match.row->method);
  if (!method.empty()) method.front() = static_cast<char>(method.front() - 'a' + 'A');
  std::string path = match.row == nullptr ? call.path : std::string(match.row->path);
  if (path.starts_with("/v1")) path.replace(0, 3, "/v{version}");
  return method + " " + path;
}

void note_request(ResourceCall& call, const Caller& caller, const Match& match, bool is_mfa_compliant,
                  const http::Response& response, PartnerCenterState& state) {
  state.note({caller.tenant->id.str(), response.headers.get_or("MS-RequestId"),
              response.headers.get_or("MS-CorrelationId"), operation_name(call, match), call.now,
              call.request.remote_address, caller.user->id.str(), caller.user->user_principal_name,
              caller.app->app_id.str(), caller.app->display_name, is_mfa_compliant});
}

/// The documented app-only flow presents a token for Azure AD Graph; one for a user must be for this API.
bool is_for_aad_graph(const ResourceCall& call, const Caller& caller) {
  const auto graph = call.directory.find_application(kAadGraphAppId);
  return graph && names_resource(*graph->app, get_string(caller.claims, "aud").value_or(""));
}

}  // namespace

http::Response serve_partner_center(ResourceCall& call, Store& store, PartnerCenterState& state) {
  const auto caller = verify_bearer(call, {kPartnerCenterAppId, kAadGraphAppId});
  if (!caller) return unauthorized(call, caller.error());
  const Match match = find_call(call);
  if (caller->is_app_only()) return serve(call, match, *caller, store, state);
  if (is_for_aad_graph(call, *caller)) {
    return unauthorized(call, {BearerFault::kAudience, "a user's token for Azure AD Graph"});
  }
  const MfaFinding finding = check_mfa(caller->claims);
  const bool is_refused = !finding.is_met && is_mfa_enforced(call.directory.config(), call.now);
  auto response = is_refused ? mfa_required(call, finding) : serve(call, match, *caller, store, state);
  if (call.request.headers.get_or("ValidateMfa") == "true") {
    response.headers.add("isMfaCompliant", finding.is_met ? "true" : "false");
  }
  note_request(call, *caller, match, finding.is_met, response, state);
  return response;
}

}  // namespace entra::idp
