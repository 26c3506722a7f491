#include "entra/idp/load_config.hpp"

namespace entra::idp {

const std::string& demo_config_text() {
  static const std::string text = R"json({
  // The built-in demo directory: a Cloud Solution Provider, its customer, and a tenant without relationship to it.
  // Passwords, codes and secrets here protect nothing; they are as memorable as possible on purpose.
  "cloud": "public",
  "issuer": "local",
  "signIn": "interactive",
  "partnerCenter": { "enforceMfa": true, "authenticationMethodClaim": true },
  "tenants": [
    {
      "id": "11111111-1111-4111-8111-111111111111",
      "displayName": "Contoso Partner",
      "domains": ["contoso.onmicrosoft.com", "contoso.com"],
      "users": [
        {
          "id": "11111111-aaaa-4111-8111-000000000001",
          "userPrincipalName": "ada@contoso.onmicrosoft.com",
          "displayName": "Ada Admin",
          "password": "Passw0rd!ada",
          "mfa": { "registered": true, "method": "otp", "code": "123456" },
          "directoryRoles": ["Privileged Role Administrator", "Global Administrator"],
          "partnerCenterRoles": ["AdminAgent"]
        },
        {
          // Has not registered a second factor: every sign-in of his is password only.
          "id": "11111111-aaaa-4111-8111-000000000002",
          "userPrincipalName": "bob@contoso.onmicrosoft.com",
          "displayName": "Bob Builder",
          "password": "Passw0rd!bob",
          "mfa": { "registered": false },
          "partnerCenterRoles": ["AdminAgent"]
        },
        {
          "id": "11111111-aaaa-4111-8111-000000000003",
          "userPrincipalName": "dora@contoso.onmicrosoft.com",
          "displayName": "Dora Disabled",
          "password": "Passw0rd!dora",
          "accountEnabled": false
        }
      ],
      "applications": [
        {
          // The partner's web app of the Secure Application Model.
          "appId": "aaaaaaaa-0001-4000-8000-000000000001",
          "displayName": "Contoso CSP",
          "signInAudience": "AzureADMultipleOrgs",
          "identifierUris": ["api://contoso-csp"],
          "passwordCredentials": [
            { "secretText": "csp-app-secret", "displayName": "demo", "endDateTime": "2099-01-01T00:00:00Z" }
          ],
          "web": { "redirectUris": ["http://localhost:3000/cb", "https://localhost:44395/"] },
          "api": { "oauth2PermissionScopes": [{ "value": "user_impersonation" }] },
          "requiredResourceAccess": [
            { "resource": "https://api.partnercenter.microsoft.com", "delegated": ["user_impersonation"] },
            { "resource": "https://graph.microsoft.com", "delegated": ["User.Read", "openid", "profile", "offline_access"] },
            { "resource": "https://graph.windows.net", "delegated": ["User.Read", "Directory.AccessAsUser.All"] },
            { "resource": "https://vault.azure.net", "delegated": ["user_impersonation"] }
          ],
          "partnerCenterRoles": ["AdminAgent"]
        },
        {
          // Publishes to the Microsoft Store from a build server, as itself.
          "appId": "aaaaaaaa-0002-4000-8000-000000000002",
          "displayName": "Contoso Store publisher",
          "passwordCredentials": [
            { "secretText": "store-app-secret", "displayName": "in use", "endDateTime": "2099-01-01T00:00:00Z" },
            { "secretText": "store-app-expired-secret", "displayName": "expired", "startDateTime": "2019-01-01T00:00:00Z",
              "endDateTime": "2020-01-01T00:00:00Z" }
          ],
          "partnerCenterRoles": ["Developer"]
        },
        {
          // A daemon: no user, no redirect, application roles only.
          "appId": "aaaaaaaa-0003-4000-8000-000000000003",
          "displayName": "Contoso nightly job",
          "passwordCredentials": [{ "secretText": "nightly-job-secret", "endDateTime": "2099-01-01T00:00:00Z" }],
          "requiredResourceAccess": [
            { "resource": "https://graph.microsoft.com", "application": ["User.Read.All", "Directory.Read.All"] },
            { "resource": "api://orders", "application": ["Orders.Read.All"] }
          ]
        },
        {
          // An API of one's own whose access tokens are version 2.0.
          "appId": "aaaaaaaa-0004-4000-8000-000000000004",
          "displayName": "Contoso Orders API",
          "identifierUris": ["api://orders"],
          "api": {
            "requestedAccessTokenVersion": 2,
            "oauth2PermissionScopes": [{ "value": "access_as_user", "type": "User" }]
          },
          "appRoles": [{ "value": "Orders.Read.All" }]
        },
        {
          // A desktop or command line program: no secret, signs users in with PKCE.
          "appId": "aaaaaaaa-0005-4000-8000-000000000005",
          "displayName": "Contoso desktop",
          "publicClient": {
            "redirectUris": ["http://localhost", "https://login.microsoftonline.com/common/oauth2/nativeclient"]
          },
          "isFallbackPublicClient": true,
          "requiredResourceAccess": [
            { "resource": "https://graph.microsoft.com", "delegated": ["User.Read", "offline_access"] },
            { "resource": "api://orders", "delegated": ["access_as_user"] }
          ]
        }
      ],
      "oauth2PermissionGrants": [
        { "clientAppId": "aaaaaaaa-0001-4000-8000-000000000001", "resource": "https://api.partnercenter.microsoft.com",
          "scope": "user_impersonation", "consentType": "AllPrincipals" },
        { "clientAppId": "aaaaaaaa-0001-4000-8000-000000000001", "resource": "https://graph.microsoft.com",
          "scope": "User.Read openid profile email offline_access", "consentType": "AllPrincipals" },
        { "clientAppId": "aaaaaaaa-0001-4000-8000-000000000001", "resource": "https://graph.windows.net",
          "scope": "User.Read Directory.AccessAsUser.All", "consentType": "AllPrincipals" },
        { "clientAppId": "aaaaaaaa-0001-4000-8000-000000000001", "resource": "https://vault.azure.net",
          "scope": "user_impersonation", "consentType": "AllPrincipals" },
        { "clientAppId": "aaaaaaaa-0005-4000-8000-000000000005", "resource": "https://graph.microsoft.com",
          "scope": "User.Read openid profile email offline_access", "consentType": "AllPrincipals" },
        { "clientAppId": "aaaaaaaa-0005-4000-8000-000000000005", "resource": "api://orders",
          "scope": "access_as_user", "consentType": "AllPrincipals" }
      ],
      "appRoleAssignments": [
        { "clientAppId": "aaaaaaaa-0003-4000-8000-000000000003", "resource": "https://graph.microsoft.com",
          "appRole": "User.Read.All" },
        { "clientAppId": "aaaaaaaa-0003-4000-8000-000000000003", "resource": "https://graph.microsoft.com",
          "appRole": "Directory.Read.All" },
        { "clientAppId": "aaaaaaaa-0003-4000-8000-000000000003", "resource": "api://orders",
          "appRole": "Orders.Read.All" }
      ],
      "namedLocations": [
        { "displayName": "Headquarters", "ipRanges": ["10.0.0.0/8", "2001:db8:1::/48"], "isTrusted": true }
      ],
      "conditionalAccessPolicies": [
        {
          // Switch it to "enabled" to see sign-ins outside the headquarters asked for a second factor.
          "displayName": "MFA for Partner Center",
          "state": "disabled",
          "conditions": {
            "users": { "includeUsers": ["All"] },
            "applications": { "includeApplications": ["https://api.partnercenter.microsoft.com"] },
            "locations": { "includeLocations": ["All"], "excludeLocations": ["AllTrusted"] }
          },
          "grantControls": { "operator": "OR", "builtInControls": ["mfa"] }
        }
      ],
      "customers": [{ "tenantId": "22222222-2222-4222-8222-222222222222", "companyName": "Fabrikam" }],
      "vaults": [
        {
          // Where the Secure Application Model keeps its refresh tokens.
          "name": "contoso-vault",
          "secrets": {},
          "accessPolicies": [
            { "appId": "aaaaaaaa-0001-4000-8000-000000000001", "secrets": ["get", "set"] },
            { "appId": "aaaaaaaa-0006-4000-8000-000000000006", "secrets": ["get", "list"] }
          ]
        }
      ],
      "storeApplications": [{ "id": "9NBLGGH4R315", "primaryName": "Contoso Paint" }],
      "subscriptions": [
        { "subscriptionId": "11111111-bbbb-4111-8111-000000000001", "displayName": "Contoso production" }
      ],
      "managedIdentities": [
        {
          // Answers at /metadata/identity/oauth2/token and /msi/token whoever names no other identity.
          "displayName": "contoso-build-vm",
          "clientId": "aaaaaaaa-0006-4000-8000-000000000006",
          "principalId": "11111111-cccc-4111-8111-000000000001",
          "resourceId": "/subscriptions/11111111-bbbb-4111-8111-000000000001/resourceGroups/build/providers/Microsoft.Compute/virtualMachines/contoso-build-vm"
        }
      ]
    },
    {
      // A customer of the partner above, which has consented to the partner's app.
      "id": "22222222-2222-4222-8222-222222222222",
      "displayName": "Fabrikam",
      "domains": ["fabrikam.onmicrosoft.com"],
      "users": [
        {
          "id": "22222222-aaaa-4222-8222-000000000001",
          "userPrincipalName": "fran@fabrikam.onmicrosoft.com",
          "displayName": "Fran Fabrikam",
          "password": "Passw0rd!fran",
          "mfa": { "registered": true, "method": "otp", "code": "654321" },
          "directoryRoles": ["Global Administrator"]
        }
      ],
      "oauth2PermissionGrants": [
        { "clientAppId": "aaaaaaaa-0001-4000-8000-000000000001", "resource": "https://graph.microsoft.com",
          "scope": "User.Read Directory.AccessAsUser.All", "consentType": "AllPrincipals" },
        { "clientAppId": "aaaaaaaa-0001-4000-8000-000000000001", "resource": "https://graph.windows.net",
          "scope": "User.Read Directory.AccessAsUser.All", "consentType": "AllPrincipals" }
      ]
    },
    {
      // Nobody's customer here: the partner's app is not known in it.
      "id": "33333333-3333-4333-8333-333333333333",
      "displayName": "Adventure Works",
      "domains": ["adventureworks.onmicrosoft.com"],
      "users": [
        {
          "id": "33333333-aaaa-4333-8333-000000000001",
          "userPrincipalName": "walt@adventureworks.onmicrosoft.com",
          "displayName": "Walt Works",
          "password": "Passw0rd!walt",
          "mfa": { "registered": true, "method": "otp", "code": "111222" }
        }
      ]
    }
  ]
}
)json";
  return text;
}

}  // namespace entra::idp
