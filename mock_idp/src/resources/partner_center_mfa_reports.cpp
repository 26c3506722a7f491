// How far a partner has come with multifactor authentication, from the calls that were made for its users
// (https://learn.microsoft.com/partner-center/developer/mfa-resources).

#include <map>
#include <set>

#include "resources/partner_center_calls.hpp"

namespace entra::idp::partner_center {
namespace {

std::string date_of(Instant at) {
  return format_rfc3339(at).substr(0, 10);
}

}  // namespace

http::Response list_mfa_adoption(PartnerCall& at) {
  struct Count {
    std::int64_t compliant{0};
    std::int64_t total{0};
    std::string name;
  };
  std::map<std::pair<std::string, std::string>, Count> counts;  // by day and application
  for (const PartnerRequest& request : at.state.recent(at.partner.id.str(), at.call.now)) {
    Count& count = counts[{date_of(request.at), request.application}];
    count.compliant += request.is_mfa_compliant ? 1 : 0;
    ++count.total;
    count.name = request.application_name;
  }
  OrderedJson body = OrderedJson::array();
  for (const auto& [key, count] : counts) {
    OrderedJson entry;
    entry["loginDate"] = key.first;
    entry["mfaCompliantRequestCount"] = count.compliant;
    entry["totalRequestCount"] = count.total;
    entry["applicationId"] = key.second;
    entry["applicationName"] = count.name;
    body.push_back(std::move(entry));
  }
  return answer(at.call, 200, body);
}

http::Response list_noncompliant_principals(PartnerCall& at) {
  std::vector<PartnerRequest> last;
  std::set<std::string> seen;
  for (PartnerRequest& request : at.state.recent(at.partner.id.str(), at.call.now)) {
    if (!request.is_mfa_compliant && seen.insert(request.user).second) last.push_back(std::move(request));
  }
  return answer_page(at, last.size(), [&](std::size_t i) {
    OrderedJson principal;
    principal["objectId"] = last[i].user;
    principal["tenantId"] = last[i].partner;
    principal["upn"] = last[i].user_principal_name;
    principal["lastNonMfaCompliantLoginDateTime"] = format_rfc3339(last[i].at);
    return principal;
  });
}

http::Response list_partner_requests(PartnerCall& at) {
  const auto requests = at.state.recent(at.partner.id.str(), at.call.now);
  return answer_page(at, requests.size(), [&](std::size_t i) {
    const PartnerRequest& request = requests[i];
    OrderedJson entry;
    entry["requestId"] = request.request_id;
    entry["correlationId"] = request.correlation_id;
    entry["operationName"] = request.operation;
    entry["requestDateTime"] = format_rfc3339(request.at);
    entry["sourceIpAddress"] = request.ip_address;
    entry["objectId"] = request.user;
    entry["tenantId"] = request.partner;
    entry["upn"] = request.user_principal_name;
    entry["applicationId"] = request.application;
    entry["mfaCompliant"] = request.is_mfa_compliant;
    return entry;
  });
}

}  // namespace entra::idp::partner_center
