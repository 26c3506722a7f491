// What conditional access asks for beside a second factor: a device, terms of use, another password.

#include "core.hpp"
#include "grants/access.hpp"
#include "policy_fixture.hpp"

namespace entra::idp::testing {
namespace {

const Json kUnknownDevice = Json::object();
const Json kKnownDevice = {{"deviceId", "d1"}, {"trustType", "AzureAd"}};

Json under(const Json& circumstances) {
  return {{"circumstances", circumstances}};
}

void expect_refused_for_good(const Json& body) {
  EXPECT_EQ(get_string(body, "error"), "interaction_required") << body;
  EXPECT_EQ(get_string(body, "suberror"), "message_only");
}

/// AADSTS530003: nobody knows the device, so that compliance cannot even be asked for.
TEST_F(ConditionalAccess, UnknownDeviceMustBeManaged) {
  add_policy({{"builtInControls", {"compliantDevice"}}});
  const Answer answer = sign_in(true, under(kUnknownDevice));
  EXPECT_EQ(answer.code(), 530003);
  expect_refused_for_good(answer.body);
}

TEST_F(ConditionalAccess, KnownDeviceMustBeCompliant) {
  const std::string token = refresh_token(true);
  add_policy({{"builtInControls", {"compliantDevice"}}});
  const Answer answer = sign_in(true, under(kKnownDevice));
  EXPECT_EQ(answer.code(), 53000);
  expect_refused_for_good(answer.body);
  Json compliant = kKnownDevice;
  compliant["isCompliant"] = true;
  const Answer entered = sign_in(true, under(compliant));
  ASSERT_EQ(entered.response.status, 200) << entered.response.body;
  EXPECT_EQ(redeem(entered.text("code")).response.status, 200) << "the code keeps what was known of the device";
  EXPECT_EQ(refresh(token, kPartnerCenter).code(), 530003) << "the sign-in before came from no known device";
  change_user("ada@contoso.onmicrosoft.com", under(compliant));
  EXPECT_EQ(refresh(token, kPartnerCenter).response.status, 200);
}

TEST_F(ConditionalAccess, DeviceMustBeDomainJoined) {
  add_policy({{"builtInControls", {"domainJoinedDevice"}}});
  const Answer joined_in_the_cloud = sign_in(true, under(kKnownDevice));
  EXPECT_EQ(joined_in_the_cloud.code(), 53001);
  expect_refused_for_good(joined_in_the_cloud.body);
  EXPECT_EQ(sign_in(true, under({{"trustType", "ServerAd"}})).response.status, 200);
}

TEST_F(ConditionalAccess, TermsOfUseAreAcceptedOnce) {
  const std::string token = refresh_token(true);
  add_policy({{"termsOfUse", {kTerms}}});
  const Answer answer = refresh(token, kPartnerCenter);
  EXPECT_EQ(answer.code(), 50158);
  EXPECT_EQ(answer.text("error"), "interaction_required");
  EXPECT_EQ(sign_in(true).code(), 50158);
  change_user("ada@contoso.onmicrosoft.com", {{"acceptedAgreements", {kTerms}}});
  EXPECT_EQ(refresh(token, kPartnerCenter).response.status, 200);
  advance(seconds(365 * 86400));
  EXPECT_EQ(sign_in(true).response.status, 200);
}

/// A user at risk proves a second factor first; then nothing but another password helps, and it lowers the risk.
TEST_F(ConditionalAccess, RiskyUserChangesThePassword) {
  add_policy({{"userRiskLevels", {"high"}}, {"operator", "AND"}, {"builtInControls", {"mfa", "passwordChange"}}});
  EXPECT_EQ(sign_in(false).response.status, 200) << "no risk was found";
  change_user("ada@contoso.onmicrosoft.com", {{"riskLevel", "high"}});
  EXPECT_EQ(sign_in(false).code(), 50076);
  const Answer answer = sign_in(true);
  EXPECT_EQ(answer.code(), 50142);
  EXPECT_EQ(answer.text("suberror"), "user_password_expired");
  change_user("ada@contoso.onmicrosoft.com", {{"riskLevel", "none"}, {"password", "another"}});
  advance(seconds(1));
  EXPECT_EQ(sign_in(true, {{"password", "another"}}).response.status, 200);
}

/// urn:user:registersecurityinfo: a policy says from where second factors may be set up, AADSTS53010.
TEST_F(ConditionalAccess, RegistrationIsAUserAction) {
  Config config = *parse_config("test", policy_world_text(), ".");
  Core core(std::move(config), clock_, random_, make_memory_store());
  core.keys = std::move(*KeyRing::make(shared_keys(), clock_.now()));
  const auto tenant_of = [](const Directory& directory) { return directory.find_tenant(kPartner); };
  const auto attempt = [&](const std::string& name, const std::string& address) {
    const auto directory = core.directory.current();
    Trace trace;
    GrantContext context{*directory, *core.store, *core.keys, core.random, clock_.now(), trace};
    const Tenant* const tenant = tenant_of(*directory);
    PersonAccess access;
    access.tenant = tenant;
    access.person.user = directory->find_user(*tenant, name);
    access.person.home = tenant;
    access.person.sign_in.amr = access.person.sign_in.methods = {"password"};
    access.person.sign_in.at = clock_.now();
    access.ip_address = address;
    const auto done = require_user_action(context, access, "urn:user:registersecurityinfo");
    return done ? 0 : done.error().code;
  };
  EXPECT_EQ(attempt("tom@contoso.onmicrosoft.com", "203.0.113.7"), 0);
  const Json guard = make_policy({{"includeUserActions", {"urn:user:registersecurityinfo"}},
                                  {"includeLocations", {"All"}},
                                  {"excludeLocations", {"AllTrusted"}},
                                  {"builtInControls", {"block"}}});
  const auto put = core.directory.put_policy(*tenant_of(*core.directory.current()), guard.dump());
  ASSERT_TRUE(put) << put.error().one_line;
  EXPECT_EQ(attempt("tom@contoso.onmicrosoft.com", "203.0.113.7"), 53010);
  EXPECT_EQ(attempt("tom@contoso.onmicrosoft.com", "10.1.2.3"), 0);
  EXPECT_EQ(attempt("bob@contoso.onmicrosoft.com", "203.0.113.7"), 53010) << "the first method is set up under it too";
}

}  // namespace
}  // namespace entra::idp::testing
