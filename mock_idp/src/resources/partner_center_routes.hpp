#pragma once
// The table of Partner Center's calls: path, credentials and roles of each.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "resources/partner_center_calls.hpp"

namespace entra::idp::partner_center {

enum class Credentials { kAppOrUser, kUserOnly };

/// Who may make a call, as bits.
inline constexpr unsigned kAdmin = 1;
inline constexpr unsigned kHelpdesk = 2;
inline constexpr unsigned kSales = 4;

struct Route {
  std::string_view method;
  std::string_view path;  ///< "{…}" stands for one segment
  Credentials credentials;
  unsigned roles;
  http::Response (*serve)(PartnerCall&);
};

/// The call that a request is, or which methods its path has; neither: there is no such path.
struct Match {
  const Route* route{nullptr};
  std::vector<std::string> ids;  ///< what stands for the placeholders
  std::string allowed;           ///< for 405
};
[[nodiscard]] Match find_route(const ResourceCall& call);

/// Whether a path that is no call's belongs to a part of the real API that is not served here.
[[nodiscard]] bool is_unserved_part(const ResourceCall& call);

/// "Get /v{version}/customers/{customer}", as the report on requests names operations.
[[nodiscard]] std::string operation_name(const ResourceCall& call, const Match& match);

}  // namespace entra::idp::partner_center
