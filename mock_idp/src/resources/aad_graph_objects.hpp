#pragma once
// Directory objects as Azure AD Graph describes them (OData v3, "odata=minimalmetadata").

#include "resources/resource.hpp"

namespace entra::idp {

[[nodiscard]] OrderedJson describe_directory_user(const Tenant& tenant, const User& user);
[[nodiscard]] OrderedJson describe_tenant_detail(const Tenant& tenant);
[[nodiscard]] OrderedJson describe_directory_domain(const Tenant& tenant, const std::string& name);

}  // namespace entra::idp
