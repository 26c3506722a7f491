#pragma once
// A directory with everything that policies refer to, and short ways to change policies and people.

#include "fixture.hpp"

namespace entra::idp::testing {

inline constexpr const char* kTerms = "99999999-0006-4000-8000-000000000001";
inline constexpr const char* kGraph = "https://graph.microsoft.com";

/// The text of policy_world.json.
[[nodiscard]] const std::string& policy_world_text();

/// Graph's conditionalAccessPolicy from its members without their nesting, {"includeGroups": […], "operator": "AND"}.
/// What is left out: everybody, every application, a second factor.
[[nodiscard]] Json make_policy(const Json& members);

class PolicyTest : public MockIdpTest {
 protected:
  void SetUp() override { start(policy_world_text()); }

  /// Its id.
  std::string add_policy(const Json& members, const std::string& tenant = kPartner);
  void change_user(const std::string& name, const Json& patch);
  void set_security_defaults(bool is_enabled, const std::string& tenant = kPartner);
  /// v2 refresh of the CSP app.
  Answer refresh_v2(const std::string& refresh_token, const std::string& scope, const std::string& tenant = kPartner);
};

class ConditionalAccess : public PolicyTest {};

}  // namespace entra::idp::testing
