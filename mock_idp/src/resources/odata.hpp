#pragma once
// The query options of OData that both Graphs serve: $select, $top, $filter with one comparison, $count, $skiptoken.

#include <optional>
#include <string>
#include <vector>

#include "entra/support/json_access.hpp"
#include "entra/support/url.hpp"

namespace entra::idp {

struct ODataQuery {
  std::vector<std::string> select;  ///< empty: the default properties
  std::size_t top{100};
  bool count{false};
  std::string filter_property;  ///< empty: no filter
  Json filter_value;            ///< a text, true, false or null
  std::string after;            ///< id of the last entity of the page before; empty: the first page
};

/// The error is the service's message; options that are not served here are refused, never ignored.
[[nodiscard]] Result<ODataQuery, std::string> parse_odata_query(const Form& query);

/// The error is the message for a property that the entity does not have.
[[nodiscard]] Result<OrderedJson, std::string> select_properties(const OrderedJson& entity,
                                                                 const std::vector<std::string>& names,
                                                                 const std::string& type);
/// Texts compare without regard to case, as the directory compares them. The error as above.
[[nodiscard]] Result<bool, std::string> matches_filter(const OrderedJson& entity, const ODataQuery& query,
                                                       const std::string& type);

/// One page of a list.
struct ODataPage {
  OrderedJson value = OrderedJson::array();
  std::size_t total{0};    ///< of all pages
  std::string skip_token;  ///< of the next page; empty: this is the last one
};
/// Filters, pages and selects. `defaults`: the properties of an entity that are shown without $select; empty: all.
[[nodiscard]] Result<ODataPage, std::string> make_page(const std::vector<OrderedJson>& entities,
                                                       const ODataQuery& query,
                                                       const std::vector<std::string>& defaults,
                                                       const std::string& type);

}  // namespace entra::idp
