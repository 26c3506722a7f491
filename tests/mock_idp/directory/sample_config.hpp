#pragma once
// A config with every field that the loader knows, for tests.

#include <string>

namespace entra::idp {

inline constexpr const char* kSampleConfig = R"json({
  "$schema": "./config.schema.json",
  "cloud": "usgov", "issuer": "entra", "signIn": "automatic", "signingKeys": "perTenant",
  "tokenLifetimes": { "accessToken": 1, "idToken": 2, "refreshToken": 3, "authorizationCode": 4, "deviceCode": 5 },
  "partnerCenter": { "enforceMfa": false, "authenticationMethodClaim": false }, "refreshTokenRotation": "strict", "clientAssertionReplay": "refused", "trustedIssuers": [{ "issuer": "https://ci.example", "jwks": { "keys": [] } }],
  "tenants": [{
    "id": "11111111-1111-4111-8111-111111111111", "displayName": "One", "domains": ["One.Example.com", "one.onmicrosoft.com"],
    "users": [{
      "id": "11111111-AAAA-4111-8111-000000000001", "userPrincipalName": "Ann@one.example.com", "displayName": "Ann Mary Other",
      "givenName": "Ann", "surname": "Other", "mail": "ann@mail.example", "password": "pw", "accountEnabled": false,
      "mfa": { "registered": true, "method": "sms", "code": "123456", "phoneNumber": "+1 555 0100" },
      "directoryRoles": ["Global Administrator", "0997a1d0-0d1d-4acb-b408-d5ca73121e90"],
      "partnerCenterRoles": ["SalesAgent"], "groups": ["99999999-0000-4000-8000-000000000000"], "passwordProfile": { "forceChangePasswordNextSignIn": true }, "riskLevel": "low", "acceptedAgreements": ["99999999-0006-4000-8000-000000000000"], "circumstances": { "ipAddress": "203.0.113.7", "country": "DE", "clientAppType": "browser", "devicePlatform": "iOS", "deviceId": "d", "isCompliant": true, "trustType": "AzureAd", "signInRiskLevel": "medium" }
    }, {
      "userPrincipalName": "ben@elsewhere.example", "displayName": "Ben Mc Second", "mfa": { "methods": [{ "totpSecret": "jbsw y3dp ehpk 3pxp" }, { "method": "tel", "code": "4711", "phoneNumber": "+49 30 123456" }], "perUserMfaState": "enforced" }
    }],
    "applications": [{
      "appId": "AAAAAAAA-0001-4000-8000-000000000001", "displayName": "App", "signInAudience": "AzureADMultipleOrgs",
      "accountEnabled": false, "identifierUris": ["api://app", "https://app.example/"],
      "passwordCredentials": [{ "secretText": "s", "displayName": "d", "startDateTime": "2020-01-01T00:00:00Z",
                                "endDateTime": "2021-01-01T01:00:00+01:00" }],
      "keyCredentials": [],
      "federatedIdentityCredentials": [{ "issuer": "https://idp.example", "subject": "sub", "audiences": ["aud"] }, { "issuer": "i", "subject": "s" }],
      "web": { "redirectUris": ["http://localhost:3000/cb"], "logoutUrl": "https://app.example/out", "implicitGrantSettings": { "enableIdTokenIssuance": true, "enableAccessTokenIssuance": true } },
      "spa": { "redirectUris": ["https://spa.example/"] },
      "publicClient": { "redirectUris": ["urn:ietf:wg:oauth:2.0:oob"] }, "isFallbackPublicClient": true,
      "api": { "requestedAccessTokenVersion": 2,
               "oauth2PermissionScopes": [{ "id": "99999999-0001-4000-8000-000000000000", "value": "read", "type": "Admin" }, { "value": "write" }] },
      "appRoles": [{ "id": "99999999-0002-4000-8000-000000000000", "value": "Tasks.Read" }],
      "requiredResourceAccess": [{ "resource": "https://graph.microsoft.us", "delegated": ["User.Read"], "application": ["User.Read.All"] }],
      "partnerCenterRoles": ["Developer"], "groupMembershipClaims": "SecurityGroup, DirectoryRole", "appRoleAssignmentRequired": true, "optionalClaims": { "accessToken": [{ "name": "aud", "source": null, "essential": false, "additionalProperties": ["use_guid"] }], "idToken": [{ "name": "email" }], "saml2Token": [] }, "memberOf": ["AdminAgents"]
    }],
    "oauth2PermissionGrants": [
      { "clientAppId": "aaaaaaaa-0001-4000-8000-000000000001", "resource": "api://app/", "scope": "read  write",
        "consentType": "Principal", "principalId": "ben@elsewhere.example" }],
    "appRoleAssignments": [{ "clientAppId": "aaaaaaaa-0001-4000-8000-000000000001", "resource": "api://app", "appRole": "Tasks.Read" }, { "principalId": "99999999-0000-4000-8000-000000000000", "principalType": "Group", "resource": "api://app" }],
    "namedLocations": [{ "displayName": "HQ", "ipRanges": ["10.0.0.0/8", "2001:db8::/32"], "isTrusted": true }, { "@odata.type": "#microsoft.graph.ipNamedLocation", "id": "99999999-0007-4000-8000-000000000000", "displayName": "Lab", "createdDateTime": null, "modifiedDateTime": null, "ipRanges": [{ "@odata.type": "#microsoft.graph.iPv4CidrRange", "cidrAddress": "192.0.2.0/24" }], "countriesAndRegions": ["DE"], "includeUnknownCountriesAndRegions": true, "countryLookupMethod": "clientIpAddress" }], "agreements": [{ "id": "99999999-0006-4000-8000-000000000000", "displayName": "Terms" }], "identitySecurityDefaultsEnforcementPolicy": { "isEnabled": false }, "authenticationContextClassReferences": [{ "id": "c1", "displayName": "Trusted", "description": "d", "isAvailable": true }], "authenticationStrengthPolicies": [{ "id": "99999999-0008-4000-8000-000000000000", "displayName": "Strong", "description": "d", "policyType": "custom", "requirementsSatisfied": "mfa", "allowedCombinations": ["fido2", "password,softwareOath"] }],
    "conditionalAccessPolicies": [{
      "id": "99999999-0003-4000-8000-000000000000", "displayName": "P", "state": "enabledForReportingButNotEnforced",
      "conditions": { "users": { "includeUsers": ["All"], "excludeUsers": ["ann@one.example.com"] },
                      "applications": { "includeApplications": ["All"], "excludeApplications": ["api://app"] },
                      "locations": { "includeLocations": ["All"], "excludeLocations": ["HQ", "AllTrusted"] } },
      "grantControls": { "operator": "AND", "builtInControls": ["mfa"] } }, { "@odata.context": null, "id": "99999999-0009-4000-8000-000000000000", "templateId": null, "createdDateTime": null, "modifiedDateTime": null, "displayName": "Full", "conditions": { "users": { "includeUsers": ["GuestsOrExternalUsers"], "excludeUsers": [], "includeGroups": ["99999999-0000-4000-8000-000000000000"], "excludeGroups": [], "includeRoles": ["Global Reader"], "excludeRoles": [], "includeGuestsOrExternalUsers": { "@odata.type": null, "guestOrExternalUserTypes": "internalGuest,serviceProvider", "externalTenants": { "@odata.type": "#microsoft.graph.conditionalAccessEnumeratedExternalTenants", "membershipKind": "enumerated", "members": ["22222222-2222-4222-8222-222222222222"] } }, "excludeGuestsOrExternalUsers": null }, "applications": { "includeApplications": ["Office365"], "excludeApplications": [], "includeUserActions": ["urn:user:registersecurityinfo"], "includeAuthenticationContextClassReferences": ["c1"] }, "clientApplications": { "includeServicePrincipals": [], "excludeServicePrincipals": [] }, "clientAppTypes": ["browser"], "platforms": { "includePlatforms": ["all"], "excludePlatforms": ["iOS"] }, "userRiskLevels": ["high"], "signInRiskLevels": ["low"], "servicePrincipalRiskLevels": [], "insiderRiskLevels": null, "devices": null, "deviceStates": null, "authenticationFlows": { "transferMethods": "deviceCodeFlow,authenticationTransfer" } }, "grantControls": { "operator": "OR", "builtInControls": ["compliantDevice"], "customAuthenticationFactors": [], "termsOfUse": ["99999999-0006-4000-8000-000000000000"], "authenticationStrength": { "id": "99999999-0008-4000-8000-000000000000" }, "authenticationStrength@odata.context": null }, "sessionControls": { "signInFrequency": { "isEnabled": true, "value": 4, "type": "hours", "frequencyInterval": "timeBased", "authenticationType": "secondaryAuthentication" }, "persistentBrowser": { "isEnabled": true, "mode": "never" }, "continuousAccessEvaluation": { "mode": "strictLocation" } } }],
    "customers": [{ "tenantId": "22222222-2222-4222-8222-222222222222", "relationship": "gdap", "delegatedAdminRelationships": [{ "id": "r-1", "displayName": "Help", "status": "expiring", "endDateTime": "2026-01-01T00:00:00Z", "accessDetails": { "unifiedRoles": [{ "roleDefinitionId": "Helpdesk Administrator" }, { "roleDefinitionId": "88d8e3e3-8f55-4a1e-953a-9b9898b8876b" }] }, "accessAssignments": [{ "accessContainer": { "accessContainerId": "99999999-0000-4000-8000-000000000000", "accessContainerType": "securityGroup" }, "accessDetails": { "unifiedRoles": [{ "roleDefinitionId": "Directory Readers" }] } }] }], "subscriptions": [{ "id": "99999999-0006-4000-8000-000000000000", "offerId": "MS-AZR-0145P", "offerName": "Azure", "friendlyName": "Azure Plan", "orderId": "o-1", "quantity": 3, "status": "suspended", "billingCycle": "annual", "autoRenewEnabled": false, "effectiveStartDate": "2024-01-01T00:00:00Z", "commitmentEndDate": "2025-01-01T00:00:00Z" }] }],
    "vaults": [{ "name": "one-vault", "secrets": { "name": "value" },
                 "accessPolicies": [{ "appId": "aaaaaaaa-0001-4000-8000-000000000001", "secrets": ["get"] }] }], "storeApplications": [{ "id": "9NBLGGH4R315", "primaryName": "Paint" }], "createdDateTime": "2019-05-06T07:08:09Z", "groups": [{ "id": "99999999-0000-4000-8000-000000000000", "displayName": "Staff" }], "subscriptions": [{ "subscriptionId": "99999999-0004-4000-8000-000000000000", "displayName": "Sub", "state": "Warned" }], "managedIdentities": [{ "resourceId": "/subscriptions/99999999-0004-4000-8000-000000000000/resourceGroups/g/providers/Microsoft.Compute/virtualMachines/vm", "displayName": "vm", "clientId": "AAAAAAAA-0002-4000-8000-000000000002", "principalId": "99999999-0005-4000-8000-000000000000", "identityHeader": "h" }]
  }, { "id": "22222222-2222-4222-8222-222222222222", "displayName": "Two", "domains": ["two.example"], "users": [{ "userPrincipalName": "ann_one.example.com#EXT#@two.example", "userType": "Guest", "identities": [{ "signInType": "federated", "issuer": "One.Example.com", "issuerAssignedId": "BEN@elsewhere.example" }] }],
       "customers": [{ "tenantId": "11111111-1111-4111-8111-111111111111", "companyName": "Uno" }],
       "vaults": [{ "name": "two-vault", "enablePurgeProtection": true, "secrets": { "card": { "value": "1234", "contentType": "text/plain", "tags": { "env": "test" } } },
                    "accessPolicies": [{ "objectId": "ann_one.example.com#EXT#@two.example", "secrets": ["recover", "purge"] }] }] }]
})json";

/// The sample with its only occurrence of `from` replaced; empty when there is not exactly one.
inline std::string sample_with(const std::string& from, const std::string& to) {
  std::string text = kSampleConfig;
  const auto at = text.find(from);
  if (at == std::string::npos || text.find(from, at + 1) != std::string::npos) return "";
  return text.replace(at, from.size(), to);
}

}  // namespace entra::idp
