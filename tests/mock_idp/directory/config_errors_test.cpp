#include <gtest/gtest.h>

#include <ostream>

#include "entra/idp/load_config.hpp"
#include "sample_config.hpp"

namespace entra::idp {
namespace {

/// One change to the sample, and the whole error line that it must give.
struct Row {
  const char* name;
  const char* from;
  const char* to;
  const char* error;
};

/// In a failure's text, and in ctest's list, a row is its error.
void PrintTo(const Row& row, std::ostream* out) {
  *out << row.error;
}

class ConfigErrors : public testing::TestWithParam<Row> {};

TEST_P(ConfigErrors, PointAtThePlace) {
  const std::string text = sample_with(GetParam().from, GetParam().to);
  ASSERT_FALSE(text.empty()) << "the sample has not exactly one " << GetParam().from;
  const auto config = parse_config("c.json", text);
  ASSERT_FALSE(config) << "accepted";
  EXPECT_EQ(config.error().one_line, GetParam().error);
  EXPECT_EQ(config.error().with_excerpt.find(GetParam().error), 0u);
  EXPECT_NE(config.error().with_excerpt.find("^"), std::string::npos);
}

constexpr const char* kUser = "\"userPrincipalName\": \"ben@elsewhere.example\"";

INSTANTIATE_TEST_SUITE_P(
    Form, ConfigErrors,
    testing::Values(
        Row{"Syntax", "\"issuer\": \"entra\",", "\"issuer\": \"entra\",,",
            "c.json:3:39: expected a member name in double quotes, found ','"},
        Row{"UnknownTopLevel", "\"signIn\"", "\"signin\"",
            "c.json:3:40: unknown field \"signin\"; did you mean \"signIn\"? (at /signin)"},
        Row{"UnknownWithoutNearMiss", "\"password\": \"pw\"", "\"xyzzyplugh\": 1",
            "c.json:10:75: unknown field \"xyzzyplugh\"; known here: acceptedAgreements, accountEnabled, "
            "circumstances, "
            "directoryRoles, displayName, givenName, groups, id, identities, mail, mfa, partnerCenterRoles, password, "
            "passwordProfile, riskLevel, surname, userPrincipalName, userType (at /tenants/0/users/0/xyzzyplugh)"},
        Row{"UnknownWord", "\"usgov\"", "\"usgove\"",
            "c.json:3:12: unknown value \"usgove\"; did you mean \"usgov\"? expected one of public, usgov, china, "
            "germany (at /cloud)"},
        Row{"WrongKind", "\"accountEnabled\": false,\n      \"mfa\"", "\"accountEnabled\": \"no\",\n      \"mfa\"",
            "c.json:10:111: expected true or false, found a string (at /tenants/0/users/0/accountEnabled)"},
        Row{"WrongKindOfArray", "\"domains\": [\"two.example\"]", "\"domains\": \"two.example\"",
            "c.json:47:87: expected an array of strings, found a string (at /tenants/1/domains)"},
        Row{"LifetimeZero", "\"accessToken\": 1", "\"accessToken\": 0",
            "c.json:4:38: expected a whole number from 1 to 86400, found 0 (at /tokenLifetimes/accessToken)"},
        Row{"LifetimeLong", "\"accessToken\": 1", "\"accessToken\": 86401",
            "c.json:4:38: expected a whole number from 1 to 86400, found 86401 (at /tokenLifetimes/accessToken)"},
        Row{"LifetimeFraction", "\"idToken\": 2", "\"idToken\": 2.5",
            "c.json:4:52: expected a whole number from 1 to 315360000, found 2.5 (at /tokenLifetimes/idToken)"},
        Row{"LifetimeHuge", "\"refreshToken\": 3", "\"refreshToken\": 18446744073709551615",
            "c.json:4:71: expected a whole number from 1 to 315360000, found 18446744073709551615 (at "
            "/tokenLifetimes/refreshToken)"},
        Row{"Guid", "\"id\": \"11111111-AAAA-4111-8111-000000000001\"", "\"id\": \"11111111-AAAA-4111\"",
            "c.json:9:13: '11111111-AAAA-4111' is not a GUID (at /tenants/0/users/0/id)"},
        Row{"TenantIdMissing", "{ \"id\": \"22222222-2222-4222-8222-222222222222\",", "{",
            "c.json:47:6: \"id\" is missing; expected a GUID (at /tenants/1)"},
        Row{"MisspeltBeforeMissing", kUser, "\"userPrincipalname\": \"ben@elsewhere.example\"",
            "c.json:15:7: unknown field \"userPrincipalname\"; did you mean \"userPrincipalName\"? (at "
            "/tenants/0/users/1/userPrincipalname)"},
        Row{"Domain", "\"two.example\"", "\"two_example\"",
            "c.json:47:88: 'two_example' is not a domain name; expected one such as contoso.onmicrosoft.com (at "
            "/tenants/1/domains/0)"},
        Row{"PrincipalName", kUser, "\"userPrincipalName\": \"ben\"",
            "c.json:15:28: 'ben' is not a user principal name; expected name@domain (at "
            "/tenants/0/users/1/userPrincipalName)"},
        Row{"MfaBoth", "\"totpSecret\": \"jbsw y3dp ehpk 3pxp\"",
            "\"code\": \"1234\", \"totpSecret\": \"jbsw y3dp ehpk 3pxp\"",
            "c.json:15:138: give either \"code\" or \"totpSecret\", not both (at "
            "/tenants/0/users/1/mfa/methods/0/totpSecret)"},
        Row{"MfaCode", "\"code\": \"123456\"", "\"code\": \"12\"",
            "c.json:11:61: expected a code of 4 to 10 digits (at /tenants/0/users/0/mfa/code)"},
        Row{"TotpSecret", "jbsw y3dp ehpk 3pxp", "not base32!",
            "c.json:15:122: not a TOTP secret; expected at least 16 base32 characters (A-Z, 2-7) (at "
            "/tenants/0/users/1/mfa/methods/0/totpSecret)"},
        Row{"DirectoryRole", "\"Global Administrator\"", "\"Global Adminstrator\"",
            "c.json:12:26: unknown directory role \"Global Adminstrator\"; did you mean \"Global Administrator\"? (at "
            "/tenants/0/users/0/directoryRoles/0)"},
        Row{"KeySet", "{ \"keys\": [] }", "{ \"keys\": 1 }",
            "c.json:5:212: not a JSON Web Key Set: expected an object with an array \"keys\" (at "
            "/trustedIssuers/0/jwks)"},
        Row{"Time", "2021-01-01T01:00:00+01:00", "2021-13-01",
            "c.json:21:48: '2021-13-01' is not a time; expected one such as 2030-01-01T00:00:00Z (at "
            "/tenants/0/applications/0/passwordCredentials/0/endDateTime)"},
        Row{"EndsBeforeStart", "2021-01-01T01:00:00+01:00", "2019-01-01T00:00:00Z",
            "c.json:21:48: ends before it starts (at /tenants/0/applications/0/passwordCredentials/0/endDateTime)"},
        Row{"RedirectWithoutScheme", "\"http://localhost:3000/cb\"", "\"localhost/cb\"",
            "c.json:24:33: 'localhost/cb' is no redirect URI: it has no scheme, such as https: (at "
            "/tenants/0/applications/0/web/redirectUris/0)"},
        Row{"RedirectFragment", "\"http://localhost:3000/cb\"", "\"http://localhost:3000/#cb\"",
            "c.json:24:33: 'http://localhost:3000/#cb' is no redirect URI: a fragment is not allowed (at "
            "/tenants/0/applications/0/web/redirectUris/0)"},
        Row{"RedirectWildcard", "\"http://localhost:3000/cb\"", "\"https://*.example/cb\"",
            "c.json:24:33: 'https://*.example/cb' is no redirect URI: wildcards are not allowed (at "
            "/tenants/0/applications/0/web/redirectUris/0)"},
        Row{"KeyWithoutPem", "\"keyCredentials\": []", "\"keyCredentials\": [{}]",
            "c.json:22:26: \"pemFile\" is missing; expected a certificate's file, or its text as \"pem\" (at "
            "/tenants/0/applications/0/keyCredentials/0)"},
        Row{"Version", "\"requestedAccessTokenVersion\": 2", "\"requestedAccessTokenVersion\": 3",
            "c.json:27:47: expected a whole number from 1 to 2, found 3 (at "
            "/tenants/0/applications/0/api/requestedAccessTokenVersion)"},
        Row{"Cidr", "\"10.0.0.0/8\"", "\"10.0.0.0/33\"",
            "c.json:37:60: '10.0.0.0/33' has a prefix length over 32 (at /tenants/0/namedLocations/0/ipRanges/0)"},
        Row{"CidrWithoutPrefix", "\"10.0.0.0/8\"", "\"10.0.0.1\"",
            "c.json:37:60: '10.0.0.1' has no prefix length; a range looks like 10.0.0.0/8 or 2001:db8::/32 (at "
            "/tenants/0/namedLocations/0/ipRanges/0)"},
        Row{"Control", "\"builtInControls\": [\"mfa\"]", "\"builtInControls\": [\"mfaa\"]",
            "c.json:43:65: unknown value \"mfaa\"; did you mean \"mfa\"? expected one of block, mfa, compliantDevice, "
            "domainJoinedDevice, passwordChange (at "
            "/tenants/0/conditionalAccessPolicies/0/grantControls/builtInControls/0)"},
        Row{"MfaAndBlock", "\"builtInControls\": [\"mfa\"]", "\"builtInControls\": [\"mfa\", \"block\"]",
            "c.json:43:64: \"block\" stands alone: what is blocked needs no other control (at "
            "/tenants/0/conditionalAccessPolicies/0/grantControls/builtInControls)"},
        Row{"NoControl", "\"builtInControls\": [\"mfa\"]", "\"builtInControls\": []",
            "c.json:43:64: must not be empty; expected [\"mfa\"] or [\"block\"] (at "
            "/tenants/0/conditionalAccessPolicies/0/grantControls/builtInControls)"},
        Row{"Operator", "\"AND\"", "\"and\"",
            "c.json:43:38: unknown value \"and\"; did you mean \"AND\"? expected one of OR, AND (at "
            "/tenants/0/conditionalAccessPolicies/0/grantControls/operator)"},
        Row{"VaultName", "\"one-vault\"", "\"1-vault\"",
            "c.json:45:26: '1-vault' is not a vault name; expected 3 to 24 letters, digits and single hyphens, a "
            "letter first (at /tenants/0/vaults/0/name)"},
        Row{"SecretName", "{ \"name\": \"value\" }", "{ \"a/b\": \"value\" }",
            "c.json:45:59: 'a/b' is not a secret's name; expected 1 to 127 letters, digits and hyphens (at "
            "/tenants/0/vaults/0/secrets/a~1b)"},
        Row{"SecretKind", "{ \"name\": \"value\" }", "{ \"name\": 1 }",
            "c.json:45:60: expected a string or an object, found a number (at /tenants/0/vaults/0/secrets/name)"}),
    [](const auto& row) { return row.param.name; });

INSTANTIATE_TEST_SUITE_P(
    References, ConfigErrors,
    testing::Values(
        Row{"DomainTwice", "\"two.example\"", "\"ONE.onmicrosoft.com\"",
            "c.json:47:88: the domain \"one.onmicrosoft.com\" is already taken at c.json:7:104 (at "
            "/tenants/1/domains/0)"},
        Row{"UserTwice", "\"Ann@one.example.com\"", "\"BEN@elsewhere.example\"",
            "c.json:15:28: the user principal name \"ben@elsewhere.example\" is already taken at c.json:9:74 (at "
            "/tenants/0/users/1/userPrincipalName)"},
        Row{"MicrosoftsAppId", "AAAAAAAA-0001-4000-8000-000000000001", "00000003-0000-0000-c000-000000000000",
            "c.json:18:16: this application id is Microsoft's own (at /tenants/0/applications/0/appId)"},
        Row{"MicrosoftsUri", "\"https://app.example/\"", "\"https://graph.microsoft.com/\"",
            "c.json:19:64: this identifier URI is Microsoft's own (at /tenants/0/applications/0/identifierUris/1)"},
        Row{"UriTwice", "\"https://app.example/\"", "\"API://app/\"",
            "c.json:19:64: the identifier URI \"API://app/\" is already taken at c.json:19:51 (at "
            "/tenants/0/applications/0/identifierUris/1)"},
        Row{"ScopeTwice", "{ \"value\": \"write\" }", "{ \"value\": \"read\" }",
            "c.json:28:127: the permission \"read\" is already taken at c.json:28:43 (at "
            "/tenants/0/applications/0/api/oauth2PermissionScopes/1)"},
        Row{"UnknownResource", "\"https://graph.microsoft.us\"", "\"https://graph.example\"",
            "c.json:30:48: no resource \"https://graph.example\"; expected an application id or identifier URI of an "
            "application in this file or of a Microsoft service (at "
            "/tenants/0/applications/0/requiredResourceAccess/0/resource)"},
        Row{"UnknownClient", "\"oauth2PermissionGrants\": [\n      { \"clientAppId\": \"aaaaaaaa-0001",
            "\"oauth2PermissionGrants\": [\n      { \"clientAppId\": \"aaaaaaaa-0009",
            "c.json:34:24: no application \"aaaaaaaa-0009-4000-8000-000000000001\" in this file (at "
            "/tenants/0/oauth2PermissionGrants/0/clientAppId)"},
        Row{"UnknownScope", "\"read  write\"", "\"read rite\"",
            "c.json:34:99: \"App\" has no delegated permission \"rite\"; did you mean \"write\"? (at "
            "/tenants/0/oauth2PermissionGrants/0/scope)"},
        Row{"UnknownRole", "\"appRole\": \"Tasks.Read\"", "\"appRole\": \"Tasks.Reed\"",
            "c.json:36:121: \"App\" has no app role \"Tasks.Reed\"; did you mean \"Tasks.Read\"? (at "
            "/tenants/0/appRoleAssignments/0/appRole)"},
        Row{"PrincipalMissing", ", \"principalId\": \"ben@elsewhere.example\"", "",
            "c.json:34:7: \"principalId\" is missing; expected a user's object id or principal name (at "
            "/tenants/0/oauth2PermissionGrants/0)"},
        Row{"PrincipalUnknown", "\"principalId\": \"ben@elsewhere.example\"",
            "\"principalId\": \"bea@elsewhere.example\"",
            "c.json:35:52: no user \"bea@elsewhere.example\" in this tenant (at "
            "/tenants/0/oauth2PermissionGrants/0/principalId)"},
        Row{"PrincipalForAll", "\"consentType\": \"Principal\"", "\"consentType\": \"AllPrincipals\"",
            "c.json:35:56: goes with \"consentType\": \"Principal\" only (at "
            "/tenants/0/oauth2PermissionGrants/0/principalId)"},
        Row{"PolicyUser", "\"excludeUsers\": [\"ann@one.example.com\"]",
            "\"excludeUsers\": [\"nobody@one.example.com\"]",
            "c.json:40:76: no user \"nobody@one.example.com\" in this file; expected \"All\", \"None\", an object id "
            "or principal name (at /tenants/0/conditionalAccessPolicies/0/conditions/users/excludeUsers/0)"},
        Row{"PolicyApplication", "\"excludeApplications\": [\"api://app\"]",
            "\"excludeApplications\": [\"api://nothing\"]",
            "c.json:41:97: no resource \"api://nothing\"; expected an application id or identifier URI of an "
            "application in this file or of a Microsoft service (at "
            "/tenants/0/conditionalAccessPolicies/0/conditions/applications/excludeApplications/0)"},
        Row{"PolicyLocation", "[\"HQ\", \"AllTrusted\"]", "[\"HQ\", \"AllTrust\"]",
            "c.json:42:94: no named location \"AllTrust\" in this tenant; did you mean \"AllTrusted\"? (at "
            "/tenants/0/conditionalAccessPolicies/0/conditions/locations/excludeLocations/1)"},
        Row{"CustomerUnknown", "\"customers\": [{ \"tenantId\": \"22222222",
            "\"customers\": [{ \"tenantId\": \"32222222",
            "c.json:44:33: no tenant \"32222222-2222-4222-8222-222222222222\" in this file (at "
            "/tenants/0/customers/0/tenantId)"},
        Row{"CustomerItself", "\"tenantId\": \"11111111-1111-4111-8111-111111111111\"",
            "\"tenantId\": \"22222222-2222-4222-8222-222222222222\"",
            "c.json:48:36: a tenant is not its own customer (at /tenants/1/customers/0/tenantId)"},
        Row{"VaultClient", "\"accessPolicies\": [{ \"appId\": \"aaaaaaaa-0001",
            "\"accessPolicies\": [{ \"appId\": \"aaaaaaaa-0009",
            "c.json:46:48: no application \"aaaaaaaa-0009-4000-8000-000000000001\" in this file (at "
            "/tenants/0/vaults/0/accessPolicies/0/appId)"}),
    [](const auto& row) { return row.param.name; });

TEST(ConfigErrors, TakeTheFirstOfSeveralInTheFile) {
  const auto config = parse_config("c.json", R"({
  "cloud": "mars",
  "tenants": [{ "id": "x", "domains": ["y"] }]
})");
  ASSERT_FALSE(config);
  EXPECT_EQ(config.error().one_line,
            "c.json:2:12: unknown value \"mars\"; expected one of public, usgov, china, germany (at /cloud)");
}

TEST(ConfigErrors, TenantIdsAreUnique) {
  const auto config = parse_config("c.json", R"({ "tenants": [
  { "id": "11111111-1111-4111-8111-111111111111", "domains": ["a.example"] },
  { "id": "11111111-1111-4111-8111-111111111111", "domains": ["b.example"] }] })");
  ASSERT_FALSE(config);
  EXPECT_EQ(config.error().one_line,
            "c.json:3:11: the tenant id \"11111111-1111-4111-8111-111111111111\" is already taken at c.json:2:11 "
            "(at /tenants/1/id)");
}

TEST(ConfigErrors, AskForAtLeastOneTenant) {
  const auto config = parse_config("c.json", "{}");
  ASSERT_FALSE(config);
  EXPECT_EQ(config.error().one_line,
            "c.json:1:1: \"tenants\" is missing; expected an array of at least one tenant (at the root)");
}

TEST(ConfigErrors, NeverShowASecret) {
  const auto config = parse_config("c.json", sample_with("jbsw y3dp ehpk 3pxp", "topsecret!"));
  ASSERT_FALSE(config);
  EXPECT_EQ(config.error().one_line.find("topsecret"), std::string::npos);
}

TEST(ConfigErrors, CitePointersWithEscapes) {
  const auto config = parse_config("c.json", R"({"a/b~c": 1, "tenants": []})");
  ASSERT_FALSE(config);
  EXPECT_NE(config.error().one_line.find("(at /a~1b~0c)"), std::string::npos) << config.error().one_line;
}

}  // namespace
}  // namespace entra::idp
