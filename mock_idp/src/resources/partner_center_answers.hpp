#pragma once
// How Partner Center answers: its headers, faults, resources and collections
// (https://learn.microsoft.com/partner-center/developer/headers, error-codes).

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "entra/support/url.hpp"
#include "resources/partner_center_state.hpp"
#include "resources/resource.hpp"

namespace entra::idp::partner_center {

/// A call whose token and rights were found in order. References outlive it.
struct PartnerCall {
  ResourceCall& call;
  const Tenant& partner;
  const Caller& caller;
  PartnerCenterState& state;
  Form query;
  std::vector<std::string> ids;  ///< what stands in the path for "{customer}" and the like, in order
};

[[nodiscard]] http::Response answer(ResourceCall& call, int status, const OrderedJson& body);
[[nodiscard]] http::Response answer_nothing(ResourceCall& call, int status);
/// `reason` is for the journal alone; it says what the description may not.
[[nodiscard]] http::Response fault(ResourceCall& call, int status, std::string_view code, std::string_view description,
                                   const std::string& reason = "");
[[nodiscard]] http::Response not_found(ResourceCall& call, const std::string& reason);

/// {"objectType": type}
[[nodiscard]] OrderedJson attributes(std::string_view type);
/// {"uri", "method": "GET", "headers": []}
[[nodiscard]] OrderedJson link(const std::string& uri);

/// One page of a collection of `count` items. Query: size (1 to 9999; all when absent) and seekOperation=Next with the
/// MS-ContinuationToken of the page before; 400 for anything else.
[[nodiscard]] http::Response answer_page(PartnerCall& at, std::size_t count,
                                         const std::function<OrderedJson(std::size_t)>& item);

/// One resource with its ETag, in the header and among its attributes; 304 for If-None-Match with that one, 412 for
/// If-Match with another (RFC 9110 §13).
[[nodiscard]] http::Response answer_tagged(ResourceCall& call, OrderedJson body);

}  // namespace entra::idp::partner_center
