#pragma once
// /metadata/endpoints of Azure Resource Manager: from it az, Terraform and Azure PowerShell learn a cloud's addresses.

#include "resources/resource.hpp"

namespace entra::idp {

/// The form follows api-version: until 2018 the few members of Azure Stack, from 2019-05-01 on a list of clouds, from
/// 2022-09-01 on one cloud. On the server's own origin sign-in and Resource Manager are the server's. None when the
/// version is none of these.
[[nodiscard]] std::optional<OrderedJson> make_arm_metadata(const ResourceCall& call, const std::string& api_version);

}  // namespace entra::idp
