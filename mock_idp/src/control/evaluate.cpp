// POST /_mock/policies/evaluate: what conditional access would say, without signing anybody in.

#include <algorithm>

#include "control/circumstances.hpp"
#include "control/findings.hpp"
#include "control/handlers.hpp"
#include "core.hpp"
#include "directory/circumstance_words.hpp"
#include "entra/support/text.hpp"
#include "grants/access.hpp"
#include "policy/current_circumstances.hpp"
#include "policy/methods.hpp"

namespace entra::idp {
namespace {

using Type = ControlBody::Type;

Controlled<const Application*> find_application(const Directory& directory, const ControlBody& body,
                                                std::string_view name) {
  const auto found = directory.find_resource(body.text(name));
  if (!found) return body.fault(name, "no application '" + body.text(name) + "'");
  return found->app;
}

Controlled<void> read_person(const Directory& directory, const ControlBody& body, const Tenant& tenant,
                             AccessAttempt& attempt) {
  if (!body.has("user")) return {};
  attempt.user = directory.find_user(tenant, body.text("user"));
  attempt.home = &tenant;
  // A guest is judged as the guest object; a partner's user keeps his home in a customer's tenant.
  for (const Tenant& other : directory.config().tenants) {
    if (attempt.user != nullptr) break;
    const User* const account = directory.find_user(other, body.text("user"));
    if (account == nullptr) continue;
    const User* const guest = directory.find_guest(tenant, other.id, account->id);
    attempt.user = guest != nullptr ? guest : account;
    attempt.home = &other;
  }
  if (attempt.user == nullptr) return body.fault("user", "no user '" + body.text("user") + "' in any tenant");
  return {};
}

Controlled<void> read_target(const Directory& directory, const ControlBody& body, AccessAttempt& attempt) {
  int targets = 0;
  for (const char* const one : {"resource", "user_action", "authentication_context"}) targets += body.has(one) ? 1 : 0;
  if (targets != 1) {
    return body.fault("resource", "give exactly one of 'resource', 'user_action' and 'authentication_context'");
  }
  attempt.user_action = body.text("user_action");
  attempt.context = body.text("authentication_context");
  if (!body.has("resource")) return {};
  auto resource = find_application(directory, body, "resource");
  if (!resource) return tl::unexpected(resource.error());
  attempt.resource = *resource;
  return {};
}

Controlled<void> read_proof(const ControlBody& body, AccessAttempt& attempt) {
  if (body.has("mfa") && body.has("methods")) return body.fault("mfa", "give 'mfa' or 'methods', not both");
  auto methods = read_methods(body);
  if (!methods) return tl::unexpected(methods.error());
  attempt.methods = std::move(*methods);
  if (attempt.methods.empty()) {
    attempt.methods = {"password"};
    const bool has_own = attempt.user != nullptr && attempt.user->mfa.is_registered();
    if (body.flag("mfa", false)) {
      attempt.methods.push_back(method_mode(has_own ? attempt.user->mfa.methods.front().method : "otp"));
    }
  }
  attempt.amr = amr_of(attempt.methods);
  constexpr std::int64_t kTenYears = 315360000;
  const auto age = body.number_within("signed_in_seconds_ago", 0, kTenYears, 0);
  if (!age) return tl::unexpected(age.error());
  const auto mfa_age = body.number_within("mfa_seconds_ago", 0, kTenYears, *age);
  if (!mfa_age) return tl::unexpected(mfa_age.error());
  attempt.signed_in = attempt.now - seconds(*age);
  if (proves_second_factor(attempt.amr)) attempt.mfa_at = attempt.now - seconds(*mfa_age);
  return {};
}

Controlled<void> read_facts(const ControlBody& body, AccessAttempt& attempt) {
  auto circumstances = read_circumstances(body);
  if (!circumstances) return tl::unexpected(circumstances.error());
  SignIn facts;
  facts.circumstances = std::move(*circumstances);
  if (facts.circumstances.client_app.empty()) facts.circumstances.client_app = "browser";
  const std::string address = facts.circumstances.ip_address.empty() ? "127.0.0.1" : facts.circumstances.ip_address;
  attempt.circumstances = facts.circumstances;
  attempt.circumstances.ip_address = address;
  // What the directory says of the person holds, unless the question says otherwise.
  if (attempt.user != nullptr && !body.has("circumstances")) {
    attempt.circumstances = current_circumstances(facts.circumstances, address, *attempt.user);
  }
  return {};
}

/// The tenant that is named, else the user's own, else the only one.
Controlled<const Tenant*> find_tenant(const Directory& directory, const ControlBody& body) {
  if (body.has("tenant")) {
    const Tenant* const named = directory.find_tenant(body.text("tenant"));
    if (named == nullptr) return body.fault("tenant", "no tenant '" + body.text("tenant") + "'");
    return named;
  }
  for (const Tenant& tenant : directory.config().tenants) {
    if (directory.find_user(tenant, body.text("user")) != nullptr) return &tenant;
  }
  if (body.has("user")) return body.fault("user", "no user '" + body.text("user") + "' in any tenant");
  if (directory.config().tenants.size() == 1) return &directory.config().tenants.front();
  return body.fault("tenant", "'tenant' is required, since there are several");
}

/// Each policy in a line, the ones that stand in the way first.
OrderedJson explain(const AccessDecision& decision) {
  OrderedJson lines = OrderedJson::array();
  const auto add = [&](bool refusing) {
    for (const PolicyFinding& one : decision.findings) {
      if (one.refuses() == refusing) lines.push_back(one.display_name + " " + one.why);
    }
  };
  add(true);
  add(false);
  return lines;
}

http::Response answer(const AccessDecision& decision, const std::string& target) {
  OrderedJson body;
  const bool is_end = decision.need == AccessNeed::kBlocked || decision.need == AccessNeed::kBlockedByDefaults;
  body["decision"] = decision.is_granted() ? "granted" : is_end ? "blocked" : "interactionRequired";
  const int code = access_error_code(decision.need, false);
  body["aadsts"] = code == 0 ? OrderedJson(nullptr) : OrderedJson(code);
  body["error_description"] =
      code == 0 ? OrderedJson(nullptr) : OrderedJson(ProtocolError{code, {target}, ""}.description());
  body["missing"] = decision.missing;
  body["persistentBrowser"] =
      decision.persistent_browser.empty() ? OrderedJson(nullptr) : OrderedJson(decision.persistent_browser);
  body["explanation"] = explain(decision);
  body["policies"] = describe(decision.findings);
  return control_answer(200, body);
}

}  // namespace

http::Response post_evaluate(Core& core, const http::Request& request) {
  const auto body = ControlBody::parse(request, {{"tenant", Type::kString},
                                                 {"user", Type::kString},
                                                 {"client_id", Type::kString},
                                                 {"resource", Type::kString},
                                                 {"user_action", Type::kString},
                                                 {"authentication_context", Type::kString},
                                                 {"mfa", Type::kBool},
                                                 {"methods", Type::kStrings},
                                                 {"signed_in_seconds_ago", Type::kInteger},
                                                 {"mfa_seconds_ago", Type::kInteger},
                                                 {"user_risk", Type::kString},
                                                 {"circumstances", Type::kObject}});
  if (!body) return body.error();
  const auto directory = core.directory.current();
  if (!body->has("user") && !body->has("client_id")) {
    return control_fault(400, "give 'user', or 'client_id' for an application's own access", "/user");
  }
  const auto found = find_tenant(*directory, *body);
  if (!found) return found.error();
  const Tenant* const tenant = *found;
  AccessAttempt attempt;
  attempt.now = scope_now(core, request);
  if (auto person = read_person(*directory, *body, *tenant, attempt); !person) return person.error();
  if (auto target = read_target(*directory, *body, attempt); !target) return target.error();
  if (body->has("client_id")) {
    const auto client = find_application(*directory, *body, "client_id");
    if (!client) return client.error();
    attempt.client = *client;
    attempt.service_principal = Directory::service_principal_id(tenant->id, attempt.client->app_id);
  }
  if (auto proof = read_proof(*body, attempt); !proof) return proof.error();
  if (auto facts = read_facts(*body, attempt); !facts) return facts.error();
  User as_risky;
  if (attempt.user != nullptr && body->has("user_risk")) {
    const std::string risk = body->text("user_risk");
    const auto& known = risk_levels();
    if (std::find(known.begin(), known.end(), risk) == known.end()) {
      return control_fault(400, "'user_risk' must be one of " + join(known, ", "), "/user_risk");
    }
    as_risky = *attempt.user;
    as_risky.risk_level = risk;
    attempt.user = &as_risky;
  }
  const std::string target = attempt.resource == nullptr ? attempt.context : attempt.resource->app_id.str();
  return answer(evaluate_conditional_access(*tenant, attempt), target);
}

}  // namespace entra::idp
