#pragma once
// Microsoft's own applications that every tenant knows without listing them.

#include <string_view>
#include <vector>

#include "entra/idp/config.hpp"

namespace entra::idp {

inline constexpr std::string_view kGraphAppId = "00000003-0000-0000-c000-000000000000";
inline constexpr std::string_view kAadGraphAppId = "00000002-0000-0000-c000-000000000000";
inline constexpr std::string_view kResourceManagerAppId = "797f4846-ba00-4fd7-ba43-dac1f8f63013";
inline constexpr std::string_view kKeyVaultAppId = "cfa8b339-82a2-471a-a3c9-0fc0be7a4093";
inline constexpr std::string_view kPartnerCenterAppId = "fa3d9a0c-3fb0-42cc-9193-47c7ecd2edbd";
inline constexpr std::string_view kPartnerApiAppId = "4990cffe-04e8-4e8b-808a-1175604b879f";

/// "https://management.core.…/", the older name of Azure Resource Manager as a resource (Azure PowerShell's
/// environments).
[[nodiscard]] std::string service_management_uri(Cloud cloud);

/// The Microsoft Store submission API. Its real application id is not published (unverified): one is derived.
[[nodiscard]] const AppId& store_app_id();

/// Microsoft Graph, Azure AD Graph, Azure Resource Manager, Key Vault, Partner Center, the Partner API and the Store
/// submission API, with the identifier URIs of the cloud first and those of the public cloud behind them. Their access
/// tokens are version 1.0. Permissions are the commonly used ones, not all of them. Deterministic; thread-safe.
[[nodiscard]] std::vector<Application> well_known_applications(Cloud cloud);

/// Whether a role or scope may be named without being listed: Microsoft's own lists are longer than ours.
[[nodiscard]] bool is_well_known(const AppId& app);

}  // namespace entra::idp
