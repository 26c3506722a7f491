#include "endpoints/terms_step.hpp"

#include <algorithm>

#include "entra/support/json_access.hpp"

namespace entra::idp {
namespace {

bool contains(const std::vector<ObjectId>& list, const ObjectId& one) {
  return std::find(list.begin(), list.end(), one) != list.end();
}

/// The agreements of the policies that refuse, less those that were accepted.
std::vector<ObjectId> missing_agreements(const Interruption& at) {
  std::vector<ObjectId> missing;
  for (const PolicyFinding& finding : at.call.exchange.context.trace.policies) {
    if (!finding.refuses()) continue;
    for (const ConditionalAccessPolicy& policy : at.person.tenant->policies) {
      if (policy.id.str() != finding.id) continue;
      for (const ObjectId& one : policy.grant.terms_of_use) {
        if (!contains(at.person.user->accepted_agreements, one) && !contains(missing, one)) missing.push_back(one);
      }
    }
  }
  return missing;
}

std::string name_of(const Tenant& tenant, const ObjectId& id) {
  const auto found = std::find_if(tenant.agreements.begin(), tenant.agreements.end(),
                                  [&](const Agreement& one) { return one.id == id; });
  return found == tenant.agreements.end() ? id.str() : found->display_name;
}

http::Response ask(const Interruption& at, const std::vector<ObjectId>& missing, const std::string& problem) {
  std::vector<std::string> names;
  names.reserve(missing.size());
  for (const ObjectId& one : missing) names.push_back(name_of(*at.person.tenant, one));
  return at.call.show(terms_page(at.call.form(), at.username(), at.person.tenant->display_name, names, problem),
                      at.error.code);
}

}  // namespace

http::Response terms_step(const Interruption& at) {
  const std::string action = at.call.action();
  if (action == "terms-decline") return show_stop(at.call, at.username(), at.error);
  const auto missing = missing_agreements(at);
  if (action != "terms-accept") return ask(at, missing, "");
  OrderedJson patch;
  patch["acceptedAgreements"] = OrderedJson::array();
  for (const ObjectId& one : at.person.user->accepted_agreements) patch["acceptedAgreements"].push_back(one.str());
  for (const ObjectId& one : missing) patch["acceptedAgreements"].push_back(one.str());
  const auto done = at.call.exchange.context.live->change_user(*at.person.tenant, *at.person.user, patch.dump());
  return done ? at.call.resume() : ask(at, missing, done.error().one_line);
}

}  // namespace entra::idp
