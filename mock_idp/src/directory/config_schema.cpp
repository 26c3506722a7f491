#include "entra/idp/load_config.hpp"

namespace entra::idp {

const std::string& config_schema_text() {
  static const std::string text = R"json({
  "$schema": "https://json-schema.org/draft/2020-12/schema",
  "title": "Entra Harness: directory and behaviour of mock_idp",
  "$ref": "#/$defs/config",
  "$defs": {
    "config": {
      "type": "object",
      "description": "Field names are those of Microsoft Graph's resource types.",
      "properties": {
        "$schema": { "type": "string", "description": "Where this schema is, for editors." },
        "cloud": { "enum": ["public", "usgov", "china", "germany"], "default": "public", "description": "Issuer and well-known hosts." },
        "issuer": { "enum": ["local", "entra"], "default": "local", "description": "local: tokens are issued by the origin that was asked; entra: by the real hosts' names." },
        "signIn": { "enum": ["interactive", "automatic"], "default": "interactive", "description": "automatic: /authorize answers at once for login_hint." },
        "signingKeys": { "enum": ["shared", "perTenant"], "default": "shared", "description": "perTenant: each tenant's tokens are signed by keys of its own." },
        "tokenLifetimes": { "$ref": "#/$defs/tokenLifetimes" },
        "partnerCenter": { "$ref": "#/$defs/partnerCenter" },
        "refreshTokenRotation": { "enum": ["none", "strict"], "default": "none", "description": "none: as Entra does, a used refresh token lives on; strict: each is redeemed once, and a second use ends its whole family." },
        "clientAssertionReplay": { "enum": ["same", "refused"], "default": "same", "description": "same: as Entra does, one assertion may be presented again until it expires, but no other may have its jti; refused: each once." },
        "trustedIssuers": { "type": "array", "items": { "$ref": "#/$defs/trustedIssuer" }, "description": "Keys of other token services whose assertions federatedIdentityCredentials name. Issuers on this machine are asked for theirs." },
        "tenants": { "type": "array", "minItems": 1, "items": { "$ref": "#/$defs/tenant" } }
      },
      "required": ["tenants"],
      "additionalProperties": false
    },
    "guid": { "type": "string", "pattern": "^[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}$" },
    "domain": { "type": "string", "pattern": "^[0-9A-Za-z]([-0-9A-Za-z]*[0-9A-Za-z])?(\\.[0-9A-Za-z]([-0-9A-Za-z]*[0-9A-Za-z])?)+$" },
    "name": { "type": "string", "minLength": 1 },
    "names": { "type": "array", "items": { "$ref": "#/$defs/name" } },
    "redirectUris": { "type": "array", "items": { "type": "string", "pattern": "^[A-Za-z][-+.0-9A-Za-z]*:[^\\s#*]+$" } },
    "tokenLifetimes": {
      "type": "object",
      "description": "Seconds.",
      "properties": {
        "accessToken": { "type": ["integer", "null"], "minimum": 1, "maximum": 86400, "description": "Left out: as Entra does, 3599 s for applications and 60 to 90 minutes for users. Entra allows 600 to 86400; shorter ones are for tests." },
        "idToken": { "type": ["integer", "null"], "minimum": 1, "maximum": 315360000, "default": 3600 },
        "refreshToken": { "type": ["integer", "null"], "minimum": 1, "maximum": 315360000, "default": 7776000 },
        "authorizationCode": { "type": ["integer", "null"], "minimum": 1, "maximum": 315360000, "default": 600 },
        "deviceCode": { "type": ["integer", "null"], "minimum": 1, "maximum": 315360000, "default": 900 }
      },
      "additionalProperties": false
    },
    "partnerCenter": {
      "type": "object",
      "properties": {
        "enforceMfa": { "type": ["boolean", "string", "null"], "format": "date-time", "default": true, "description": "Refuse calls for users who signed in without a second factor; a time: from then on, by this server's clock." },
        "authenticationMethodClaim": { "type": "boolean", "default": true, "description": "Put the authenticationmethod claim beside amr into tokens for Partner Center." }
      },
      "additionalProperties": false
    },
    "trustedIssuer": {
      "type": "object",
      "properties": {
        "issuer": { "$ref": "#/$defs/name", "description": "The iss claim, character by character." },
        "jwks": { "type": "object", "description": "Its JSON Web Key Set." },
        "jwksFile": { "type": "string", "description": "The key set's file, relative to this file's folder." }
      },
      "required": ["issuer"],
      "additionalProperties": false
    },
    "tenant": {
      "type": "object",
      "properties": {
        "id": { "$ref": "#/$defs/guid" },
        "displayName": { "type": "string", "description": "Default: the first domain." },
        "domains": { "type": "array", "minItems": 1, "items": { "$ref": "#/$defs/domain" }, "description": "Verified domains; unique among all tenants. The first is the initial one." },
        "users": { "type": "array", "items": { "$ref": "#/$defs/user" } },
        "applications": { "type": "array", "items": { "$ref": "#/$defs/application" } },
        "oauth2PermissionGrants": { "type": "array", "items": { "$ref": "#/$defs/oauth2PermissionGrant" } },
        "appRoleAssignments": { "type": "array", "items": { "$ref": "#/$defs/appRoleAssignment" } },
        "namedLocations": { "type": "array", "items": { "$ref": "#/$defs/namedLocation" } },
        "conditionalAccessPolicies": { "type": "array", "items": { "$ref": "#/$defs/conditionalAccessPolicy" } },
        "authenticationStrengthPolicies": { "type": "array", "items": { "$ref": "#/$defs/authenticationStrengthPolicy" }, "description": "Beside the built-in ones." },
        "authenticationContextClassReferences": { "type": "array", "items": { "$ref": "#/$defs/authenticationContext" } },
        "agreements": { "type": "array", "items": { "$ref": "#/$defs/agreement" }, "description": "Terms of use." },
        "identitySecurityDefaultsEnforcementPolicy": { "$ref": "#/$defs/identitySecurityDefaultsEnforcementPolicy" },
        "customers": { "type": "array", "items": { "$ref": "#/$defs/customer" }, "description": "Partner relationships (CSP, GDAP)." },
        "vaults": { "type": "array", "items": { "$ref": "#/$defs/vault" } },
        "storeApplications": { "type": "array", "items": { "$ref": "#/$defs/storeApplication" }, "description": "Products that the Store submission API lists." },
        "createdDateTime": { "type": ["string", "null"], "format": "date-time", "default": "2020-01-01T00:00:00Z" },
        "groups": { "type": "array", "items": { "$ref": "#/$defs/group" }, "description": "Names for groups; users may be members of groups that are not listed." },
        "subscriptions": { "type": "array", "items": { "$ref": "#/$defs/subscription" }, "description": "What Azure Resource Manager lists." },
        "managedIdentities": { "type": "array", "items": { "$ref": "#/$defs/managedIdentity" }, "description": "The first system-assigned one answers where none is named." }
      },
      "required": ["id", "domains"],
      "additionalProperties": false
    },
    "user": {
      "type": "object",
      "properties": {
        "id": { "$ref": "#/$defs/guid", "description": "Default: derived from tenant and principal name." },
        "userPrincipalName": { "type": "string", "pattern": "^[^@\\s]+@[^@\\s]+$" },
        "displayName": { "type": "string", "description": "Default: what stands before the @." },
        "givenName": { "type": "string", "description": "Default: displayName without its last word." },
        "surname": { "type": "string", "description": "Default: the last word of displayName." },
        "mail": { "type": "string", "description": "Default: userPrincipalName." },
        "password": { "type": "string" },
        "passwordProfile": { "$ref": "#/$defs/passwordProfile" },
        "accountEnabled": { "type": "boolean", "default": true },
        "mfa": { "$ref": "#/$defs/mfa" },
        "riskLevel": { "$ref": "#/$defs/riskLevel", "description": "The user's risk." },
        "circumstances": { "$ref": "#/$defs/circumstances", "description": "What to believe of this person's sign-ins and calls." },
        "acceptedAgreements": { "type": "array", "items": { "$ref": "#/$defs/guid" }, "description": "Terms of use that the person accepted." },
        "directoryRoles": { "$ref": "#/$defs/names", "description": "Display names of built-in roles, or role template ids." },
        "partnerCenterRoles": { "type": "array", "items": { "enum": ["AdminAgent", "HelpdeskAgent", "SalesAgent", "AdminAgents", "HelpdeskAgents", "SalesAgents"] } },
        "groups": { "type": "array", "items": { "$ref": "#/$defs/guid" } },
        "userType": { "enum": ["Member", "Guest"], "default": "Member" },
        "identities": { "type": "array", "items": { "$ref": "#/$defs/objectIdentity" }, "description": "A guest's home account." }
      },
      "required": ["userPrincipalName"],
      "additionalProperties": false
    },
    "objectIdentity": {
      "type": "object",
      "properties": {
        "signInType": { "enum": ["federated"], "default": "federated" },
        "issuer": { "$ref": "#/$defs/name", "description": "The home tenant's id or domain." },
        "issuerAssignedId": { "$ref": "#/$defs/name", "description": "The account's principal name or object id there." }
      },
      "required": ["issuer", "issuerAssignedId"],
      "additionalProperties": false
    },
    "passwordProfile": {
      "type": "object",
      "properties": { "forceChangePasswordNextSignIn": { "type": "boolean", "default": false } },
      "additionalProperties": false
    },
    "mfa": {
      "type": "object",
      "description": "One method, or several in methods.",
      "properties": {
        "registered": { "type": "boolean", "default": true },
        "method": { "$ref": "#/$defs/mfaMethodName" },
        "code": { "type": "string", "pattern": "^[0-9]{4,10}$", "description": "A fixed code; or totpSecret." },
        "totpSecret": { "type": "string", "description": "Base32 key of RFC 6238 codes; or code." },
        "phoneNumber": { "type": "string", "description": "Where codes go by text or call." },
        "methods": { "type": "array", "items": { "$ref": "#/$defs/mfaMethod" } },
        "perUserMfaState": { "enum": ["disabled", "enabled", "enforced"], "default": "disabled" }
      },
      "additionalProperties": false
    },
    "mfaMethodName": { "enum": ["otp", "sms", "tel", "push", "fido"], "default": "otp" },
    "mfaMethod": {
      "type": "object",
      "properties": {
        "method": { "$ref": "#/$defs/mfaMethodName" },
        "code": { "type": "string", "pattern": "^[0-9]{4,10}$" },
        "totpSecret": { "type": "string" },
        "phoneNumber": { "type": "string" }
      },
      "additionalProperties": false
    },
    "riskLevel": { "enum": ["none", "low", "medium", "high"] },
    "riskLevels": { "type": "array", "items": { "$ref": "#/$defs/riskLevel" } },
    "circumstances": {
      "type": "object",
      "properties": {
        "ipAddress": { "type": "string" },
        "country": { "type": "string", "pattern": "^[A-Z]{2}$" },
        "clientAppType": { "enum": ["browser", "mobileAppsAndDesktopClients", "exchangeActiveSync", "other"] },
        "devicePlatform": { "enum": ["android", "iOS", "windows", "windowsPhone", "macOS", "linux"] },
        "deviceId": { "type": "string" },
        "isCompliant": { "type": "boolean", "default": false },
        "trustType": { "enum": ["AzureAd", "ServerAd", "Workplace"] },
        "signInRiskLevel": { "$ref": "#/$defs/riskLevel" }
      },
      "additionalProperties": false
    },
    "application": {
      "type": "object",
      "properties": {
        "appId": { "$ref": "#/$defs/guid", "description": "Unique in the file." },
        "displayName": { "type": "string" },
        "signInAudience": { "enum": ["AzureADMyOrg", "AzureADMultipleOrgs", "AzureADandPersonalMicrosoftAccount", "PersonalMicrosoftAccount"], "default": "AzureADMyOrg" },
        "accountEnabled": { "type": "boolean", "default": true },
        "identifierUris": { "type": "array", "items": { "type": "string", "pattern": "^[A-Za-z][-+.0-9A-Za-z]*:\\S+$" }, "description": "Unique in the file, a trailing slash notwithstanding." },
        "passwordCredentials": { "type": "array", "items": { "$ref": "#/$defs/passwordCredential" } },
        "keyCredentials": { "type": "array", "items": { "$ref": "#/$defs/keyCredential" } },
        "federatedIdentityCredentials": { "type": "array", "items": { "$ref": "#/$defs/federatedIdentityCredential" } },
        "web": { "$ref": "#/$defs/web" },
        "spa": { "$ref": "#/$defs/spa" },
        "publicClient": { "$ref": "#/$defs/publicClient" },
        "isFallbackPublicClient": { "type": ["boolean", "null"], "default": false },
        "api": { "$ref": "#/$defs/api" },
        "appRoles": { "type": "array", "items": { "$ref": "#/$defs/appRole" } },
        "requiredResourceAccess": { "type": "array", "items": { "$ref": "#/$defs/requiredResourceAccess" } },
        "partnerCenterRoles": { "type": "array", "items": { "enum": ["AdminAgent", "HelpdeskAgent", "SalesAgent", "AdminAgents", "HelpdeskAgents", "SalesAgents", "Manager", "Developer", "BusinessContributor", "FinanceContributor", "Marketer"] } },
        "memberOf": { "type": "array", "items": { "enum": ["AdminAgents"] }, "description": "AdminAgents: the tenant's customers under a reseller relationship consented to the application beforehand (CSP pre-consent)." },
        "optionalClaims": { "$ref": "#/$defs/optionalClaims" },
        "groupMembershipClaims": { "type": ["string", "null"], "description": "None, SecurityGroup, DirectoryRole, ApplicationGroup or All; several with commas." },
        "appRoleAssignmentRequired": { "type": "boolean", "default": false, "description": "Only users and applications with an appRoleAssignment get in." }
      },
      "required": ["appId"],
      "additionalProperties": false
    },
    "optionalClaims": {
      "type": "object",
      "properties": {
        "accessToken": { "type": "array", "items": { "$ref": "#/$defs/optionalClaim" }, "description": "Of access tokens for this application as a resource." },
        "idToken": { "type": "array", "items": { "$ref": "#/$defs/optionalClaim" } },
        "saml2Token": { "type": "array", "items": { "$ref": "#/$defs/optionalClaim" } }
      },
      "additionalProperties": false
    },
    "optionalClaim": {
      "type": "object",
      "properties": {
        "name": { "$ref": "#/$defs/name", "description": "Of Entra's optional claims: email, upn, groups, idtyp, xms_cc, …" },
        "source": { "enum": ["user", null] },
        "essential": { "type": "boolean", "default": false },
        "additionalProperties": { "$ref": "#/$defs/names", "description": "use_guid (aud), include_user_token (idtyp), include_externally_authenticated_upn (upn), emit_as_roles (groups), …" }
      },
      "required": ["name"],
      "additionalProperties": false
    },
    "passwordCredential": {
      "type": "object",
      "properties": {
        "secretText": { "$ref": "#/$defs/name" },
        "displayName": { "type": ["string", "null"] },
        "startDateTime": { "type": ["string", "null"], "format": "date-time" },
        "endDateTime": { "type": ["string", "null"], "format": "date-time", "description": "Left out: never expires." }
      },
      "required": ["secretText"],
      "additionalProperties": false
    },
    "keyCredential": {
      "type": "object",
      "properties": {
        "pem": { "type": "string", "description": "The certificate's text." },
        "pemFile": { "type": "string", "description": "The certificate's file, relative to this file's folder." }
      },
      "oneOf": [{ "required": ["pem"] }, { "required": ["pemFile"] }],
      "additionalProperties": false
    },
    "federatedIdentityCredential": {
      "type": "object",
      "properties": {
        "issuer": { "$ref": "#/$defs/name" },
        "subject": { "$ref": "#/$defs/name" },
        "audiences": { "$ref": "#/$defs/names", "default": ["api://AzureADTokenExchange"] }
      },
      "required": ["issuer", "subject"],
      "additionalProperties": false
    },
    "web": {
      "type": "object",
      "properties": {
        "redirectUris": { "$ref": "#/$defs/redirectUris" },
        "logoutUrl": { "type": ["string", "null"], "description": "Called in a frame at the sign-out, with sid and iss." },
        "implicitGrantSettings": { "$ref": "#/$defs/implicitGrantSettings" }
      },
      "additionalProperties": false
    },
    "implicitGrantSettings": {
      "type": "object",
      "description": "Tokens that the authorization endpoint itself may answer with.",
      "properties": {
        "enableIdTokenIssuance": { "type": "boolean", "default": false },
        "enableAccessTokenIssuance": { "type": "boolean", "default": false }
      },
      "additionalProperties": false
    },
    "spa": {
      "type": "object",
      "properties": { "redirectUris": { "$ref": "#/$defs/redirectUris" } },
      "additionalProperties": false
    },
    "publicClient": {
      "type": "object",
      "properties": { "redirectUris": { "$ref": "#/$defs/redirectUris" } },
      "additionalProperties": false
    },
    "api": {
      "type": "object",
      "properties": {
        "requestedAccessTokenVersion": { "enum": [1, 2, null], "default": 1, "description": "Version of the access tokens for this application as a resource." },
        "oauth2PermissionScopes": { "type": "array", "items": { "$ref": "#/$defs/oauth2PermissionScope" } }
      },
      "additionalProperties": false
    },
    "oauth2PermissionScope": {
      "type": "object",
      "properties": {
        "id": { "$ref": "#/$defs/guid" },
        "value": { "type": "string", "pattern": "^[^ ]+$" },
        "type": { "enum": ["User", "Admin"], "default": "User", "description": "Admin: a user alone cannot consent." }
      },
      "required": ["value"],
      "additionalProperties": false
    },
    "appRole": {
      "type": "object",
      "properties": {
        "id": { "$ref": "#/$defs/guid" },
        "value": { "$ref": "#/$defs/name" }
      },
      "required": ["value"],
      "additionalProperties": false
    },
    "requiredResourceAccess": {
      "type": "object",
      "properties": {
        "resource": { "$ref": "#/$defs/name", "description": "Application id or identifier URI." },
        "delegated": { "$ref": "#/$defs/names" },
        "application": { "$ref": "#/$defs/names" }
      },
      "required": ["resource"],
      "additionalProperties": false
    },
    "oauth2PermissionGrant": {
      "type": "object",
      "properties": {
        "clientAppId": { "$ref": "#/$defs/guid" },
        "resource": { "$ref": "#/$defs/name" },
        "scope": { "$ref": "#/$defs/name", "description": "Delegated permissions with blanks between them." },
        "consentType": { "enum": ["AllPrincipals", "Principal"], "default": "AllPrincipals" },
        "principalId": { "$ref": "#/$defs/name", "description": "With consentType Principal: the user's object id or principal name." }
      },
      "required": ["clientAppId", "resource", "scope"],
      "additionalProperties": false
    },
    "appRoleAssignment": {
      "type": "object",
      "properties": {
        "clientAppId": { "$ref": "#/$defs/guid", "description": "The holder, when it is an application." },
        "principalId": { "$ref": "#/$defs/name", "description": "The holder: object id of a user or group, or a user's principal name." },
        "principalType": { "enum": ["User", "Group", "ServicePrincipal"], "description": "Default: User with principalId, else ServicePrincipal." },
        "resource": { "$ref": "#/$defs/name" },
        "appRole": { "type": ["string", "null"], "description": "Left out for users and groups: access without a role." }
      },
      "required": ["resource"],
      "additionalProperties": false
    },
    "namedLocation": {
      "type": "object",
      "properties": {
        "@odata.type": { "type": ["string", "null"] },
        "id": { "$ref": "#/$defs/guid" },
        "createdDateTime": { "type": ["string", "null"] },
        "modifiedDateTime": { "type": ["string", "null"] },
        "displayName": { "$ref": "#/$defs/name" },
        "ipRanges": { "type": "array", "items": { "anyOf": [{ "type": "string", "pattern": "/[0-9]{1,3}$" }, { "$ref": "#/$defs/ipRange" }] }, "description": "CIDR, IPv4 or IPv6." },
        "isTrusted": { "type": "boolean", "default": false },
        "countriesAndRegions": { "type": "array", "items": { "type": "string", "pattern": "^[A-Z]{2}$" } },
        "includeUnknownCountriesAndRegions": { "type": "boolean", "default": false },
        "countryLookupMethod": { "type": "string" }
      },
      "required": ["displayName"],
      "additionalProperties": false
    },
    "ipRange": {
      "type": "object",
      "properties": { "@odata.type": { "type": ["string", "null"] }, "cidrAddress": { "type": "string" } },
      "required": ["cidrAddress"],
      "additionalProperties": false
    },
    "authenticationStrengthPolicy": {
      "type": "object",
      "properties": {
        "id": { "$ref": "#/$defs/guid" },
        "displayName": { "$ref": "#/$defs/name" },
        "description": { "type": "string" },
        "policyType": { "type": "string" },
        "requirementsSatisfied": { "type": "string" },
        "allowedCombinations": { "type": "array", "minItems": 1, "items": { "type": "string" }, "description": "password,softwareOath and the like." }
      },
      "required": ["displayName", "allowedCombinations"],
      "additionalProperties": false
    },
    "authenticationContext": {
      "type": "object",
      "properties": {
        "id": { "type": "string", "pattern": "^c[1-9][0-9]?$" },
        "displayName": { "type": "string" },
        "description": { "type": "string" },
        "isAvailable": { "type": "boolean", "default": true }
      },
      "required": ["id"],
      "additionalProperties": false
    },
    "agreement": {
      "type": "object",
      "properties": { "id": { "$ref": "#/$defs/guid" }, "displayName": { "$ref": "#/$defs/name" } },
      "required": ["displayName"],
      "additionalProperties": false
    },
    "identitySecurityDefaultsEnforcementPolicy": {
      "type": "object",
      "properties": { "isEnabled": { "type": "boolean", "default": false } },
      "additionalProperties": false
    },
    "unused": { "type": ["array", "null"], "maxItems": 0, "description": "Graph's exports have it; it is not judged here." },
    "conditionalAccessPolicy": {
      "type": "object",
      "properties": {
        "@odata.context": { "type": ["string", "null"] },
        "id": { "$ref": "#/$defs/guid" },
        "templateId": { "type": ["string", "null"] },
        "createdDateTime": { "type": ["string", "null"] },
        "modifiedDateTime": { "type": ["string", "null"] },
        "deletedDateTime": { "type": ["string", "null"] },
        "partialEnablementStrategy": { "$ref": "#/$defs/unused" },
        "displayName": { "$ref": "#/$defs/name" },
        "state": { "enum": ["enabled", "disabled", "enabledForReportingButNotEnforced"], "default": "enabled" },
        "conditions": { "$ref": "#/$defs/conditions" },
        "grantControls": { "anyOf": [{ "$ref": "#/$defs/grantControls" }, { "type": "null" }] },
        "sessionControls": { "anyOf": [{ "$ref": "#/$defs/sessionControls" }, { "type": "null" }] }
      },
      "required": ["displayName", "conditions"],
      "additionalProperties": false
    },
    "conditions": {
      "type": "object",
      "properties": {
        "users": { "$ref": "#/$defs/conditionUsers" },
        "applications": { "$ref": "#/$defs/conditionApplications" },
        "clientApplications": { "anyOf": [{ "$ref": "#/$defs/conditionClientApplications" }, { "type": "null" }] },
        "locations": { "anyOf": [{ "$ref": "#/$defs/conditionLocations" }, { "type": "null" }] },
        "clientAppTypes": { "type": "array", "items": { "enum": ["all", "browser", "mobileAppsAndDesktopClients", "exchangeActiveSync", "easSupported", "other"] } },
        "platforms": { "anyOf": [{ "$ref": "#/$defs/conditionPlatforms" }, { "type": "null" }] },
        "userRiskLevels": { "$ref": "#/$defs/riskLevels" },
        "signInRiskLevels": { "$ref": "#/$defs/riskLevels" },
        "servicePrincipalRiskLevels": { "$ref": "#/$defs/unused" },
        "insiderRiskLevels": { "$ref": "#/$defs/unused" },
        "devices": { "$ref": "#/$defs/unused" },
        "deviceStates": { "$ref": "#/$defs/unused" },
        "authenticationFlows": { "anyOf": [{ "$ref": "#/$defs/authenticationFlows" }, { "type": "null" }] }
      },
      "required": ["applications"],
      "additionalProperties": false
    },
    "conditionUsers": {
      "type": "object",
      "description": "All, None, GuestsOrExternalUsers, object ids or principal names; groups by id, roles by name or template id.",
      "properties": {
        "includeUsers": { "$ref": "#/$defs/names" }, "excludeUsers": { "$ref": "#/$defs/names" },
        "includeGroups": { "$ref": "#/$defs/names" }, "excludeGroups": { "$ref": "#/$defs/names" },
        "includeRoles": { "$ref": "#/$defs/names" }, "excludeRoles": { "$ref": "#/$defs/names" },
        "includeGuestsOrExternalUsers": { "anyOf": [{ "$ref": "#/$defs/conditionGuests" }, { "type": "null" }] },
        "excludeGuestsOrExternalUsers": { "anyOf": [{ "$ref": "#/$defs/conditionGuests" }, { "type": "null" }] }
      },
      "additionalProperties": false
    },
    "conditionGuests": {
      "type": "object",
      "properties": {
        "@odata.type": { "type": ["string", "null"] },
        "guestOrExternalUserTypes": { "type": "string", "description": "internalGuest, b2bCollaborationGuest, b2bCollaborationMember, b2bDirectConnectUser, otherExternalUser, serviceProvider; several with commas." },
        "externalTenants": { "anyOf": [{ "$ref": "#/$defs/externalTenants" }, { "type": "null" }] }
      },
      "required": ["guestOrExternalUserTypes"],
      "additionalProperties": false
    },
    "externalTenants": {
      "type": "object",
      "properties": {
        "@odata.type": { "type": ["string", "null"] },
        "membershipKind": { "enum": ["all", "enumerated"], "default": "all" },
        "members": { "$ref": "#/$defs/names" }
      },
      "additionalProperties": false
    },
    "conditionApplications": {
      "type": "object",
      "description": "All, None, Office365, MicrosoftAdminPortals, application ids or identifier URIs.",
      "properties": {
        "includeApplications": { "$ref": "#/$defs/names" }, "excludeApplications": { "$ref": "#/$defs/names" },
        "includeUserActions": { "type": "array", "items": { "enum": ["urn:user:registersecurityinfo", "urn:user:registerdevice"] } },
        "includeAuthenticationContextClassReferences": { "type": "array", "items": { "type": "string", "pattern": "^c[1-9][0-9]?$" } },
        "applicationFilter": { "$ref": "#/$defs/unused" },
        "networkAccess": { "$ref": "#/$defs/unused" },
        "globalSecureAccess": { "$ref": "#/$defs/unused" }
      },
      "additionalProperties": false
    },
    "conditionClientApplications": {
      "type": "object",
      "description": "Workload identities: ServicePrincipalsInMyTenant, application ids or service principals' object ids.",
      "properties": { "includeServicePrincipals": { "$ref": "#/$defs/names" }, "excludeServicePrincipals": { "$ref": "#/$defs/names" }, "servicePrincipalFilter": { "$ref": "#/$defs/unused" } },
      "additionalProperties": false
    },
    "conditionLocations": {
      "type": "object",
      "description": "All, AllTrusted, ids or names of named locations; without includeLocations everywhere.",
      "properties": { "includeLocations": { "$ref": "#/$defs/names" }, "excludeLocations": { "$ref": "#/$defs/names" } },
      "additionalProperties": false
    },
    "conditionPlatforms": {
      "type": "object",
      "properties": {
        "includePlatforms": { "type": "array", "items": { "enum": ["all", "android", "iOS", "windows", "windowsPhone", "macOS", "linux"] } },
        "excludePlatforms": { "type": "array", "items": { "enum": ["all", "android", "iOS", "windows", "windowsPhone", "macOS", "linux"] } }
      },
      "additionalProperties": false
    },
    "authenticationFlows": {
      "type": "object",
      "properties": { "transferMethods": { "type": ["string", "null"], "description": "deviceCodeFlow, authenticationTransfer; several with commas." } },
      "additionalProperties": false
    },
    "grantControls": {
      "type": "object",
      "properties": {
        "operator": { "enum": ["OR", "AND"], "default": "OR" },
        "builtInControls": { "type": "array", "items": { "enum": ["block", "mfa", "compliantDevice", "domainJoinedDevice", "passwordChange"] } },
        "customAuthenticationFactors": { "$ref": "#/$defs/unused" },
        "termsOfUse": { "type": "array", "items": { "$ref": "#/$defs/guid" }, "description": "Ids of agreements." },
        "authenticationStrength": { "anyOf": [{ "$ref": "#/$defs/authenticationStrengthReference" }, { "type": "null" }] },
        "authenticationStrength@odata.context": { "type": ["string", "null"] }
      },
      "additionalProperties": false
    },
    "authenticationStrengthReference": {
      "type": "object",
      "properties": { "id": { "$ref": "#/$defs/guid" } },
      "required": ["id"],
      "additionalProperties": false
    },
    "sessionControls": {
      "type": "object",
      "properties": {
        "signInFrequency": { "anyOf": [{ "$ref": "#/$defs/signInFrequency" }, { "type": "null" }] },
        "persistentBrowser": { "anyOf": [{ "$ref": "#/$defs/persistentBrowser" }, { "type": "null" }] },
        "continuousAccessEvaluation": { "anyOf": [{ "$ref": "#/$defs/continuousAccessEvaluation" }, { "type": "null" }] },
        "applicationEnforcedRestrictions": { "$ref": "#/$defs/unused" },
        "cloudAppSecurity": { "$ref": "#/$defs/unused" },
        "disableResilienceDefaults": { "$ref": "#/$defs/unused" },
        "secureSignInSession": { "$ref": "#/$defs/unused" }
      },
      "additionalProperties": false
    },
    "signInFrequency": {
      "type": "object",
      "properties": {
        "isEnabled": { "type": "boolean", "default": true },
        "value": { "type": ["integer", "null"], "minimum": 1, "maximum": 365 },
        "type": { "enum": ["hours", "days", null], "default": "hours" },
        "frequencyInterval": { "enum": ["timeBased", "everyTime"], "default": "timeBased" },
        "authenticationType": { "enum": ["primaryAndSecondaryAuthentication", "secondaryAuthentication"], "default": "primaryAndSecondaryAuthentication" }
      },
      "additionalProperties": false
    },
    "persistentBrowser": {
      "type": "object",
      "properties": { "isEnabled": { "type": "boolean", "default": true }, "mode": { "enum": ["always", "never"] } },
      "required": ["mode"],
      "additionalProperties": false
    },
    "continuousAccessEvaluation": {
      "type": "object",
      "properties": { "mode": { "enum": ["disabled", "strictLocation", "strictEnforcement"] } },
      "additionalProperties": false
    },
    "customer": {
      "type": "object",
      "properties": {
        "tenantId": { "$ref": "#/$defs/guid", "description": "Another tenant of this file." },
        "companyName": { "type": "string", "description": "Default: that tenant's displayName." },
        "relationship": { "enum": ["reseller", "gdap", "none"], "description": "How the partner administers the tenant: reseller by its admin agents, gdap by delegatedAdminRelationships, none not at all. Default: gdap where there are such, else reseller." },
        "delegatedAdminRelationships": { "type": "array", "items": { "$ref": "#/$defs/delegatedAdminRelationship" } },
        "subscriptions": { "type": "array", "items": { "$ref": "#/$defs/customerSubscription" } }
      },
      "required": ["tenantId"],
      "additionalProperties": false
    },
    "delegatedAdminRelationship": {
      "type": "object",
      "properties": {
        "id": { "$ref": "#/$defs/name", "description": "Default: derived from customer and displayName." },
        "displayName": { "$ref": "#/$defs/name" },
        "status": { "enum": ["created", "approvalPending", "approved", "activating", "active", "expiring", "terminationRequested", "expired", "terminating", "terminated"], "default": "active" },
        "endDateTime": { "type": ["string", "null"], "format": "date-time", "description": "Expired from then on, by this server's clock. Left out: never." },
        "accessDetails": { "$ref": "#/$defs/delegatedAdminAccessDetails" },
        "accessAssignments": { "type": "array", "items": { "$ref": "#/$defs/delegatedAdminAccessAssignment" } }
      },
      "required": ["displayName", "accessDetails"],
      "additionalProperties": false
    },
    "delegatedAdminAccessDetails": {
      "type": "object",
      "properties": { "unifiedRoles": { "type": "array", "minItems": 1, "items": { "$ref": "#/$defs/unifiedRole" } } },
      "required": ["unifiedRoles"],
      "additionalProperties": false
    },
    "unifiedRole": {
      "type": "object",
      "properties": { "roleDefinitionId": { "$ref": "#/$defs/name", "description": "A role template's id or display name." } },
      "required": ["roleDefinitionId"],
      "additionalProperties": false
    },
    "delegatedAdminAccessAssignment": {
      "type": "object",
      "properties": {
        "accessContainer": { "$ref": "#/$defs/accessContainer" },
        "accessDetails": { "$ref": "#/$defs/delegatedAdminAccessDetails", "description": "Of the relationship's roles." }
      },
      "required": ["accessContainer", "accessDetails"],
      "additionalProperties": false
    },
    "accessContainer": {
      "type": "object",
      "properties": {
        "accessContainerId": { "$ref": "#/$defs/guid", "description": "A security group of the partner's." },
        "accessContainerType": { "enum": ["securityGroup"], "default": "securityGroup" }
      },
      "required": ["accessContainerId"],
      "additionalProperties": false
    },
    "customerSubscription": {
      "type": "object",
      "description": "As Partner Center lists it.",
      "properties": {
        "id": { "$ref": "#/$defs/guid", "description": "Default: derived from customer and friendlyName; likewise orderId." },
        "offerId": { "$ref": "#/$defs/name" },
        "offerName": { "type": "string", "description": "Default: offerId." },
        "friendlyName": { "type": "string", "description": "Default: offerName." },
        "orderId": { "type": "string" },
        "quantity": { "type": ["integer", "null"], "minimum": 1, "maximum": 1000000, "default": 1 },
        "status": { "enum": ["none", "active", "suspended", "deleted", "expired", "pending", "disabled"], "default": "active" },
        "billingCycle": { "enum": ["unknown", "monthly", "annual", "triennial", "none", "one_time"], "default": "monthly" },
        "autoRenewEnabled": { "type": "boolean", "default": true },
        "effectiveStartDate": { "type": ["string", "null"], "format": "date-time", "default": "2020-01-01T00:00:00Z" },
        "commitmentEndDate": { "type": ["string", "null"], "format": "date-time" }
      },
      "required": ["offerId"],
      "additionalProperties": false
    },
    "vault": {
      "type": "object",
      "properties": {
        "name": { "type": "string", "pattern": "^[A-Za-z](-?[0-9A-Za-z]){2,23}$" },
        "secrets": { "type": "object", "propertyNames": { "pattern": "^[-0-9A-Za-z]{1,127}$" },
          "additionalProperties": { "anyOf": [{ "type": "string" }, { "$ref": "#/$defs/vaultSecret" }] } },
        "accessPolicies": { "type": "array", "items": { "$ref": "#/$defs/vaultAccessPolicy" } },
        "enablePurgeProtection": { "type": "boolean", "default": false, "description": "Deleted secrets cannot be purged." }
      },
      "required": ["name"],
      "additionalProperties": false
    },
    "storeApplication": {
      "type": "object",
      "properties": {
        "id": { "type": "string", "description": "Store ID." },
        "primaryName": { "type": "string" }
      },
      "required": ["id", "primaryName"],
      "additionalProperties": false
    },
    "group": {
      "type": "object",
      "properties": { "id": { "$ref": "#/$defs/guid" }, "displayName": { "type": "string" } },
      "required": ["id"],
      "additionalProperties": false
    },
    "subscription": {
      "type": "object",
      "properties": {
        "subscriptionId": { "$ref": "#/$defs/guid" },
        "displayName": { "type": "string" },
        "state": { "enum": ["Enabled", "Warned", "PastDue", "Disabled", "Deleted"], "default": "Enabled" }
      },
      "required": ["subscriptionId"],
      "additionalProperties": false
    },
    "managedIdentity": {
      "type": "object",
      "properties": {
        "resourceId": { "type": "string", "pattern": "^/subscriptions/", "description": "The Azure resource, or a resource of Microsoft.ManagedIdentity/userAssignedIdentities." },
        "displayName": { "type": "string", "description": "Default: the last part of resourceId." },
        "clientId": { "$ref": "#/$defs/guid", "description": "Default: derived from resourceId; likewise principalId." },
        "principalId": { "$ref": "#/$defs/guid" },
        "identityHeader": { "type": "string", "description": "What App Service's endpoint must be shown; left out: any value." }
      },
      "required": ["resourceId"],
      "additionalProperties": false
    },
    "vaultAccessPolicy": {
      "type": "object",
      "properties": {
        "appId": { "$ref": "#/$defs/guid", "description": "Alone: the application as itself." },
        "objectId": { "type": "string", "description": "A user's object id or principal name, or a group's id. With appId: in that application only." },
        "secrets": { "type": "array", "items": { "enum": ["get", "list", "set", "delete", "recover", "backup", "restore", "purge", "all"] } }
      },
      "anyOf": [{ "required": ["appId"] }, { "required": ["objectId"] }],
      "additionalProperties": false
    },
    "vaultSecret": {
      "type": "object",
      "properties": {
        "value": { "type": "string" },
        "contentType": { "type": "string" },
        "tags": { "type": "object", "additionalProperties": { "type": "string" } }
      },
      "required": ["value"],
      "additionalProperties": false
    }
  }
}
)json";
  return text;
}

}  // namespace entra::idp
