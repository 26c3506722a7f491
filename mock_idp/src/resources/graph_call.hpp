#pragma once
// What Microsoft Graph's operations share: the call, and how answers and refusals look.

#include <string>
#include <string_view>
#include <vector>

#include "resources/odata.hpp"
#include "resources/resource.hpp"

namespace entra::idp {

/// A call whose caller holds one of the permissions that it needs.
struct GraphCall {
  ResourceCall& call;
  const Caller& caller;
  ODataQuery query;
  std::vector<std::string> words;  ///< the path below the version, decoded

  [[nodiscard]] bool holds_any(std::string_view permissions) const;  ///< names with blanks between them
};

/// Names of a type: "users", "microsoft.graph.user", and the properties that are shown without $select (empty: all).
struct GraphType {
  std::string set;
  std::string type;
  std::vector<std::string> defaults;
};

[[nodiscard]] bool holds_any(const Caller& caller, std::string_view permissions);
[[nodiscard]] http::Response graph_answer(ResourceCall& call, int status, const OrderedJson& body);
[[nodiscard]] http::Response graph_no_content(ResourceCall& call);
[[nodiscard]] http::Response graph_fault(ResourceCall& call, int status, std::string_view code,
                                         std::string_view message);
/// Authorization_RequestDenied; `needed` goes into the journal.
[[nodiscard]] http::Response graph_denied(ResourceCall& call, std::string_view needed);
[[nodiscard]] http::Response graph_not_found(ResourceCall& call, std::string_view name);
/// A list as the query asks for it, with @odata.nextLink.
[[nodiscard]] http::Response graph_list(GraphCall& at, const GraphType& type, const std::vector<OrderedJson>& all);
[[nodiscard]] http::Response graph_entity(GraphCall& at, const GraphType& type, const OrderedJson& entity);

[[nodiscard]] http::Response serve_me(GraphCall& at);
[[nodiscard]] http::Response list_users(GraphCall& at);
[[nodiscard]] http::Response serve_user(GraphCall& at);
[[nodiscard]] http::Response revoke_my_sessions(GraphCall& at);
[[nodiscard]] http::Response revoke_user_sessions(GraphCall& at);
[[nodiscard]] http::Response update_user(GraphCall& at);
[[nodiscard]] http::Response change_my_password(GraphCall& at);
[[nodiscard]] http::Response list_access_policies(GraphCall& at);
[[nodiscard]] http::Response serve_access_policy(GraphCall& at);
[[nodiscard]] http::Response create_access_policy(GraphCall& at);
[[nodiscard]] http::Response update_access_policy(GraphCall& at);
[[nodiscard]] http::Response delete_access_policy(GraphCall& at);
[[nodiscard]] http::Response list_named_locations(GraphCall& at);
[[nodiscard]] http::Response serve_named_location(GraphCall& at);
[[nodiscard]] http::Response list_organization(GraphCall& at);
[[nodiscard]] http::Response serve_one_organization(GraphCall& at);
[[nodiscard]] http::Response list_domains(GraphCall& at);
[[nodiscard]] http::Response serve_domain(GraphCall& at);
[[nodiscard]] http::Response list_applications(GraphCall& at);
[[nodiscard]] http::Response serve_application(GraphCall& at);
[[nodiscard]] http::Response list_service_principals(GraphCall& at);
[[nodiscard]] http::Response serve_service_principal(GraphCall& at);

}  // namespace entra::idp
