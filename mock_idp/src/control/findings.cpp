#include "control/findings.hpp"

namespace entra::idp {

OrderedJson describe(const PolicyFinding& finding) {
  OrderedJson entry;
  entry["id"] = finding.id;
  entry["displayName"] = finding.display_name;
  entry["result"] = finding.result();
  entry["applies"] = finding.applies;
  entry["satisfied"] = finding.satisfied;
  entry["why"] = finding.why;
  entry["enforcedGrantControls"] = finding.controls;
  entry["missing"] = finding.missing;
  entry["conditionsSatisfied"] = finding.conditions_met;
  entry["conditionsNotSatisfied"] = finding.conditions_unmet;
  return entry;
}

OrderedJson describe(const std::vector<PolicyFinding>& findings) {
  OrderedJson list = OrderedJson::array();
  for (const PolicyFinding& finding : findings) list.push_back(describe(finding));
  return list;
}

}  // namespace entra::idp
