#pragma once
// What a request says about itself before anything is checked: enough to choose faults and scopes by.

#include <string>

#include "directory/directory.hpp"
#include "entra/support/http_message.hpp"
#include "entra/support/url.hpp"

namespace entra::idp {

struct RequestFacts {
  std::string method;
  std::string path;
  std::string tenant;  ///< GUID of the path's or the bearer token's tenant, common and its like as they stand; or empty
  std::string client_id;
  std::string grant_type;
};

/// `parameters`: query and form. `on_login_host`: the path's first segment names the tenant.
[[nodiscard]] RequestFacts read_facts(const http::Request& request, const Form& parameters, bool on_login_host,
                                      const Directory& directory);

/// The GUID of a tenant named by GUID or domain; other text in lower case.
[[nodiscard]] std::string normalize_tenant(const Directory& directory, std::string_view name);

}  // namespace entra::idp
