// Partner Center REST API: whose call is served, and the MFA requirement on calls for a user.

#include "directory/well_known.hpp"
#include "entra/support/text.hpp"
#include "resources/mfa_rule.hpp"
#include "resources/partner_center_routes.hpp"

namespace entra::idp {
namespace {

namespace pc = partner_center;

http::Response refuse_path(ResourceCall& call, const pc::Match& match) {
  if (!match.allowed.empty()) {
    auto response = pc::fault(call, 405, "400", "The requested resource does not support this method");
    response.headers.add("Allow", match.allowed);
    return response;
  }
  call.is_unmatched = true;
  if (pc::is_unserved_part(call)) {
    return pc::fault(call, 501, "0", "Exception not defined", "this part of the API is not served");
  }
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
    roles |= role == "AdminAgent"      ? pc::kAdmin
             : role == "HelpdeskAgent" ? pc::kHelpdesk
             : role == "SalesAgent"    ? pc::kSales
                                       : 0;
  }
  return roles;
}

std::optional<http::Response> refuse_caller(ResourceCall& call, const Caller& caller, const pc::Route& route) {
  if (caller.is_app_only()) {
    if (route.credentials == pc::Credentials::kAppOrUser) return std::nullopt;
    return pc::fault(call, 403, "2032", "This resource can't be accessed by application credentials.");
  }
  const unsigned held = roles_of(*caller.user);
  if ((held & route.roles) != 0) return std::nullopt;
  return pc::fault(call, 403, "2032", "Access denied",
                   caller.user->user_principal_name +
                       (held == 0 ? " has no role in Partner Center" : " has no role that may make this call"));
}

/// MS-RequestId makes a post idempotent: sent again after a lost answer, it gets the answer of the first time.
http::Response serve_once(pc::PartnerCall& at, const pc::Route& route) {
  const auto request_id = at.call.request.headers.get("MS-RequestId");
  if (route.method != "POST" || !request_id) return route.serve(at);
  const std::string post = at.partner.id.str() + " " + at.call.client + " " + at.call.user + " " +
                           to_lower(at.call.path) + " " + to_lower(*request_id);
  const auto lock = at.state.lock_posts();
  if (auto known = at.state.find_answer(post)) {
    if (known->status >= 400) at.call.refusal = "as the first time under this MS-RequestId: " + known->body;
    return std::move(*known);
  }
  http::Response response = route.serve(at);
  at.state.keep_answer(post, response);
  return response;
}

http::Response serve(ResourceCall& call, const pc::Match& match, const Caller& caller, PartnerCenterState& state) {
  if (match.route == nullptr) return refuse_path(call, match);
  if (auto refused = refuse_caller(call, caller, *match.route)) return std::move(*refused);
  auto query = Form::parse(call.request.query());
  if (!query) return pc::fault(call, 400, "800002", "Invalid request input: the query is malformed");
  pc::PartnerCall at{call, *caller.tenant, caller, state, std::move(*query), match.ids};
  return serve_once(at, *match.route);
}

void note_request(ResourceCall& call, const Caller& caller, const pc::Match& match, bool is_mfa_compliant,
                  const http::Response& response, PartnerCenterState& state) {
  state.note({caller.tenant->id.str(), response.headers.get_or("MS-RequestId"),
              response.headers.get_or("MS-CorrelationId"), pc::operation_name(call, match), call.now, call.ip_address,
              caller.user->id.str(), caller.user->user_principal_name, caller.app->app_id.str(),
              caller.app->display_name, is_mfa_compliant});
}

/// The documented app-only flow presents a token for Azure AD Graph; one for a user must be for this API.
bool is_for_aad_graph(const ResourceCall& call, const Caller& caller) {
  const auto graph = call.directory.find_application(kAadGraphAppId);
  return graph && names_resource(*graph->app, get_string(caller.claims, "aud").value_or(""));
}

}  // namespace

http::Response serve_partner_center(ResourceCall& call, PartnerCenterState& state) {
  const auto caller = verify_bearer(call, {kPartnerCenterAppId, kAadGraphAppId});
  if (!caller) return unauthorized(call, caller.error());
  const pc::Match match = pc::find_route(call);
  if (caller->is_app_only()) return serve(call, match, *caller, state);
  if (is_for_aad_graph(call, *caller)) {
    return unauthorized(call, {BearerFault::kAudience, "a user's token for Azure AD Graph"});
  }
  const MfaFinding finding = check_mfa(caller->claims);
  const bool is_refused = !finding.is_met && is_mfa_enforced(call.directory.config(), call.now);
  auto response = is_refused ? mfa_required(call, finding) : serve(call, match, *caller, state);
  // .NET writes True.
  if (equals_ignoring_case(call.request.headers.get_or("ValidateMfa"), "true")) {
    response.headers.add("isMfaCompliant", finding.is_met ? "true" : "false");
  }
  note_request(call, *caller, match, finding.is_met, response, state);
  return response;
}

}  // namespace entra::idp
