#include "directory/role_templates.hpp"

#include <algorithm>
#include <array>

#include "entra/support/guid.hpp"
#include "entra/support/text.hpp"

namespace entra::idp {
namespace {

struct Row {
  const char* name;
  const char* id;
};

// Microsoft Entra built-in roles (permissions-reference).
constexpr Row kRoles[] = {
    {"Application Administrator", "9b895d92-2cd3-44c7-9d02-a6ac2d5ea5c3"},
    {"Application Developer", "cf1c38e5-3621-4004-a7cb-879624dced7c"},
    {"Authentication Administrator", "c4e39bd9-1100-46d3-8c65-fb160da0071f"},
    {"Authentication Policy Administrator", "0526716b-113d-4c15-b2c8-68e3c22b9f80"},
    {"Billing Administrator", "b0f54661-2d74-4c50-afa3-1ec803f12efe"},
    {"Cloud Application Administrator", "158c047a-c907-4556-b7ef-446551a6b5f7"},
    {"Compliance Administrator", "17315797-102d-40b4-93e0-432062caca18"},
    {"Conditional Access Administrator", "b1be1c3e-b65d-4f19-8427-f6fa0d97feb9"},
    {"Directory Readers", "88d8e3e3-8f55-4a1e-953a-9b9898b8876b"},
    {"Directory Writers", "9360feb5-f418-4baa-8175-e2a00bac4301"},
    {"Domain Name Administrator", "8329153b-31d0-4727-b945-749eb3bc5f31"},
    {"Exchange Administrator", "29232cdf-9323-42fd-ade2-1d097af3e4de"},
    {"Global Administrator", "62e90394-69f5-4237-9190-012177145e10"},
    {"Global Reader", "f2ef992c-3afb-46b9-b7cf-a126ee74c451"},
    {"Groups Administrator", "fdd7a751-b60b-444a-984c-02652fe8fa1c"},
    {"Guest Inviter", "95e79109-95c0-4d8e-aee3-d01accf2d47b"},
    {"Helpdesk Administrator", "729827e3-9c14-49f7-bb1b-9608f156bbb8"},
    {"Identity Governance Administrator", "45d8d3c5-c802-45c6-b32a-1d70b5e1e86e"},
    {"Intune Administrator", "3a2c62db-5318-420d-8d74-23affee5d9d5"},
    {"License Administrator", "4d6ac14f-3453-41d0-bef9-a3e0c569773a"},
    {"Partner Tier1 Support", "4ba39ca4-527c-499a-b93d-d9b492c50246"},
    {"Partner Tier2 Support", "e00e864a-17c5-4a4b-9c06-f5b95a8d5bd8"},
    {"Password Administrator", "966707d0-3269-4727-9be2-8c3a10f19b9d"},
    {"Privileged Authentication Administrator", "7be44c8a-adaf-4e2a-84d6-ab2649e08a13"},
    {"Privileged Role Administrator", "e8611ab8-c189-46e8-94e1-60213ab1f814"},
    {"Reports Reader", "4a5d8f65-41da-4de4-8968-e035b65339cf"},
    {"Security Administrator", "194ae4cb-b126-40b2-bd5b-6091b380977d"},
    {"Security Operator", "5f2222b1-57c3-48ba-8ad5-d4759f1fde6f"},
    {"Security Reader", "5d6b6bb7-de71-4623-b4af-96380a352509"},
    {"Service Support Administrator", "f023fd81-a637-4b56-95fd-791ac0226033"},
    {"SharePoint Administrator", "f28a1f50-f6e7-4571-818b-6a12f2af6b6c"},
    {"Teams Administrator", "69091246-20e8-4a56-aa4d-066075b2a7a8"},
    {"User Administrator", "fe930be7-5e62-47db-91af-98c3a49a38b1"},
};

}  // namespace

std::optional<std::string> find_role_template(std::string_view name_or_id) {
  if (is_guid(name_or_id)) return to_lower(name_or_id);
  for (const Row& row : kRoles)
    if (name_or_id == row.name) return row.id;
  return std::nullopt;
}

bool is_consent_role(std::string_view name_or_id) {
  constexpr std::array<std::string_view, 4> kRoles = {"Global Administrator", "Privileged Role Administrator",
                                                      "Cloud Application Administrator", "Application Administrator"};
  const auto held = find_role_template(name_or_id);
  return held && std::any_of(kRoles.begin(), kRoles.end(),
                             [&](std::string_view role) { return find_role_template(role) == held; });
}

std::vector<std::string> role_template_names() {
  std::vector<std::string> names;
  for (const Row& row : kRoles) names.emplace_back(row.name);
  return names;
}

}  // namespace entra::idp
