// The rows of the table, in ascending order of the code. Each says when it is raised and which test raises it.

#include <algorithm>
#include <array>

#include "grants/aadsts.hpp"

namespace entra::idp {
namespace {

using std::string_view;
constexpr string_view kInvalidRequest = "invalid_request";
constexpr string_view kInvalidGrant = "invalid_grant";
constexpr string_view kInvalidClient = "invalid_client";
constexpr string_view kInvalidScope = "invalid_scope";
constexpr string_view kInvalidResource = "invalid_resource";
constexpr string_view kUnauthorizedClient = "unauthorized_client";
constexpr string_view kInteraction = "interaction_required";

constexpr AadstsRow same(int code, int status, string_view error, string_view text, string_view when, string_view test,
                         string_view suberror = "") {
  return {code, status, error, error, suberror, text, when, test};
}

/// v1 says interaction_required where v2 says invalid_grant with a suberror.
constexpr AadstsRow needs_person(int code, string_view suberror, string_view text, string_view when, string_view test) {
  return {code, 400, kInteraction, kInvalidGrant, suberror, text, when, test};
}

constexpr std::array kTable = {
    same(16000, 400, kInteraction,
         "Either multiple user identities are available for the current request or selected account is not supported "
         "for the scenario.",
         "prompt=none, and the accounts signed in are several, or none of them belongs to the tenant",
         "Sessions.SilentRequestWithTwoAccountsIsAmbiguous"),
    same(28003, 400, kInvalidScope,
         "Provided value for the input parameter scope can't be empty when requesting an access token using the "
         "provided authorization code. Please specify a valid scope.",
         "a code of a sign-in without a resource is redeemed on v2 without scope",
         "AuthorizationCodeGrant.RefusesEmptyScopeOnV2"),
    same(50011, 400, kInvalidRequest,
         "The redirect URI '{0}' specified in the request does not match the redirect URIs configured for the "
         "application '{1}'. Make sure the redirect URI sent in the request matches one added to your application in "
         "the Azure portal. Navigate to https://aka.ms/redirectUriMismatchError to learn more about how to fix this.",
         "the redirect URI is not registered, or is not the one of the authorization request",
         "AuthorizationCodeGrant.RefusesAnotherRedirectUri"),
    same(50013, 400, kInvalidGrant, "Assertion failed signature validation. [Reason - {0}]",
         "on-behalf-of: the assertion was not signed by this server, or is of another tenant",
         "OnBehalfOf.RefusesForgedAndForeignAssertions"),
    same(50020, 400, kInvalidGrant,
         "User account '{0}' from identity provider '{1}' does not exist in tenant '{2}' and cannot access the "
         "application '{3}'({4}) in that tenant. The account needs to be added as an external user in the tenant "
         "first. Sign out and sign in again with a different Azure Active Directory user account.",
         "the user is no guest of the tenant of the request, and no relationship of his tenant gives him a role there",
         "RefreshGrant.RefusesCustomerWithoutRelationship"),
    same(50027, 401, kInvalidClient, "JWT token is invalid or malformed.", "an assertion that is no JWT",
         "ClientAssertion.IsRefusedWhenItIsNoJwt"),
    same(50034, 400, kInvalidGrant,
         "The user account {0} does not exist in the {1} directory. To sign into this application, the account must "
         "be added to the directory.",
         "the user of the sign-in is unknown in the tenant", "SignIns.RefusesUnknownUser", "bad_token"),
    same(50048, 400, kInvalidClient, "Subject mismatches Issuer claim in the client assertion.",
         "iss and sub of an assertion differ", "ClientAssertion.IsRefusedWhenItsClaimsAreWrong"),
    same(50049, 400, "invalid_instance", "Unknown or invalid instance.",
         "instance discovery for a host that is no authority of any cloud", "InstanceDiscovery.RefusesUnknownHost"),
    same(50053, 400, kInvalidGrant,
         "The account is locked, you've tried to sign in too many times with an incorrect user ID or password.",
         "ten wrong passwords in a row, for a minute", "PasswordGrant.LocksAfterTenWrongPasswords"),
    AadstsRow{50055, 400, "user_password_expired", kInvalidGrant, "user_password_expired", "The password is expired.",
              "the password must be changed at the next sign-in", "PasswordGrant.RefusesExpiredPassword"},
    same(50056, 400, kInvalidGrant, "Invalid or null password: password does not exist in the directory for this user.",
         "the user has no password", "PasswordGrant.RefusesUserWithoutPassword"),
    same(50057, 400, kInvalidGrant, "The user account is disabled.", "accountEnabled is false",
         "SignIns.RefusesDisabledUser"),
    same(50058, 400, "login_required", "A silent sign-in request was sent but no user is signed in.",
         "prompt=none without a session", "Authorize.PromptNoneWithoutUserIsLoginRequired"),
    same(50059, 400, kInvalidRequest,
         "No tenant-identifying information found in either the request or implied by any provided credentials.",
         "an app-only request on common, organizations or consumers", "ClientCredentialsGrant.RefusesCommon"),
    needs_person(50072, "basic_action", "User needs to enroll for second factor authentication (interactive).",
                 "the user's own record demands MFA and no second factor is registered",
                 "PerUserMfa.AsksUnregisteredToEnroll"),
    needs_person(50076, "basic_action",
                 "Due to a configuration change made by your administrator, or because you moved to a new location, "
                 "you must use multi-factor authentication to access '{0}'.",
                 "a policy requires MFA and the sign-in had none", "ConditionalAccess.RefusesRefreshWithoutMfa"),
    needs_person(50078, "basic_action",
                 "Presented multi-factor authentication has expired due to policies configured by your "
                 "administrator, you must refresh your multi-factor authentication to access '{0}'.",
                 "a policy limits the age of the second factor, and it is older",
                 "SignInFrequency.OldSecondFactorIsAskedAgain"),
    needs_person(50079, "basic_action",
                 "Due to a configuration change made by your administrator, or because you moved to a new location, "
                 "you must enroll in multi-factor authentication to access '{0}'.",
                 "a policy requires MFA and the user has registered none",
                 "ConditionalAccess.AsksUnregisteredToEnroll"),
    same(50089, 400, kInvalidGrant, "Authentication failed due to flow token expired.",
         "a page's form comes from another browser, or was open for too long",
         "Sessions.FormsOfAnotherBrowserAreRefused"),
    same(50105, 400, kInvalidGrant,
         "Your administrator has configured the application {2} ('{1}') to block users unless they are specifically "
         "granted ('assigned') access to the application. The signed in user '{0}' is blocked because they are not a "
         "direct member of a group with access, nor had access directly assigned by an administrator. Please contact "
         "your administrator to assign access to this application.",
         "the application demands an assignment that the user does not have",
         "AppRoles.RefusesUserWithoutRequiredAssignment"),
    same(50126, 400, kInvalidGrant, "Error validating credentials due to invalid username or password.",
         "the password given for a sign-in is wrong", "SignIns.RefusesWrongPassword"),
    same(50132, 400, kInvalidGrant,
         "Provided credential has been revoked. The session is not valid due to one of the following reasons: password "
         "expiration or recent password change, SSO Artifact is invalid or expired, session is not fresh enough for "
         "application.",
         "strict rotation: a refresh token is used a second time", "RefreshRotation.ReuseEndsTheFamily", "bad_token"),
    needs_person(50142, "user_password_expired", "Password change is required due to a conditional access policy.",
                 "a policy for risky users demands another password", "ConditionalAccess.RiskyUserChangesThePassword"),
    needs_person(50158, "basic_action",
                 "External security challenge not satisfied. User will be redirected to another page or "
                 "authentication provider to satisfy additional authentication challenges.",
                 "terms of use are to be accepted", "ConditionalAccess.TermsOfUseAreAcceptedOnce"),
    same(50166, 401, kInvalidClient, "Request to External OIDC endpoint failed.",
         "the keys of a federated assertion's issuer cannot be had", "FederatedAssertion.NeverCallsAnotherMachine"),
    same(50173, 400, kInvalidGrant,
         "The provided grant has expired due to it being revoked, a fresh auth token is needed. The user might have "
         "changed or reset their password. The grant was issued on '{0}' and the TokensValidFrom date (before which "
         "tokens are not valid) for this user is '{1}'.",
         "the user's sign-ins were revoked after the grant was made", "RefreshGrant.RefusesRevokedSignIn", "bad_token"),
    same(50194, 400, kInvalidRequest,
         "Application '{0}'({1}) is not configured as a multi-tenant application. Usage of the /common endpoint is not "
         "supported for such applications created after '10/15/2018'. Use a tenant-specific endpoint or configure the "
         "application to be multi-tenant.",
         "a single-tenant app on common or organizations", "Tenancy.RefusesSingleTenantAppOnCommon"),
    needs_person(53000, "message_only",
                 "Device is not in required device state: {0}. Conditional Access policy requires a compliant "
                 "device, and the device is not compliant. The user must enroll their device with an approved MDM "
                 "provider like Intune.",
                 "a policy requires a compliant device, and the known one is not",
                 "ConditionalAccess.KnownDeviceMustBeCompliant"),
    needs_person(53001, "message_only",
                 "Device is not in required device state: {0}. Conditional Access policy requires a domain joined "
                 "device, and the device is not domain joined.",
                 "a policy requires a hybrid joined device", "ConditionalAccess.DeviceMustBeDomainJoined"),
    needs_person(53003, "message_only",
                 "Access has been blocked by Conditional Access policies. The access policy does not allow token "
                 "issuance.",
                 "a policy blocks the access", "ConditionalAccess.BlocksAccess"),
    needs_person(53010, "message_only",
                 "Cannot configure multifactor authentication methods because the organization requires this "
                 "information to be set from specific locations or devices.",
                 "a policy guards the registration of security information",
                 "ConditionalAccess.RegistrationIsAUserAction"),
    same(54005, 400, kInvalidGrant,
         "OAuth2 Authorization code was already redeemed, please retry with a new valid code or use an existing "
         "refresh token.",
         "a code is redeemed a second time", "AuthorizationCodeGrant.RefusesSecondRedemption"),
    same(65001, 400, kInvalidGrant,
         "The user or administrator has not consented to use the application with ID '{0}' named '{1}'. Send an "
         "interactive authorization request for this user and resource.",
         "no consent of this user for the client and the resource, or not for a scope that is asked for",
         "RefreshGrant.AsksForConsentToANewScope", "consent_required"),
    same(65004, 400, "access_denied", "User declined to consent to access the app.",
         "the person refuses consent at the sign-in", "SignIns.DeclinedConsentIsAccessDenied"),
    same(70000, 400, kInvalidGrant, "Provided grant is invalid or malformed.",
         "a code or refresh token that was never issued", "RefreshGrant.RefusesUnknownToken"),
    same(70003, 400, "unsupported_grant_type", "The app requested an unsupported grant type '{0}'.",
         "grant_type is none of those served", "TokenEndpoint.RefusesUnsupportedGrantType"),
    same(70005, 400, "unsupported_response_type", "The application requested an unsupported response type: {0}.",
         "response_type is unknown, combines what is never combined, or is token without being enabled",
         "AuthorizeResponseTypes.RefusesUnknownTypes"),
    same(70007, 400, kInvalidRequest, "'{0}' is not a supported value of 'response_mode' when requesting a token.",
         "response_mode is unknown", "Authorize.RefusesUnknownResponseMode"),
    same(70008, 400, kInvalidGrant,
         "The provided authorization code or refresh token has expired due to inactivity. Send a new interactive "
         "authorization request for this user and resource.",
         "a code older than its lifetime", "AuthorizationCodeGrant.RefusesStaleCode"),
    same(70011, 400, kInvalidScope,
         "The provided value for the input parameter 'scope' is not valid. The scope {0} is not valid.",
         "a malformed scope, or .default mixed with other scopes", "ClientCredentialsGrant.RefusesSeveralScopes"),
    same(70016, 400, "authorization_pending",
         "OAuth 2.0 device flow error. Authorization is pending. Continue polling.",
         "a device asks before its person has decided", "DeviceCodeGrant.WaitsThenGivesTokens"),
    same(70018, 400, "bad_verification_code",
         "Invalid verification code due to User typing in wrong user code for device code flow.",
         "the user code typed at the device login is unknown", "DeviceLogin.RefusesAnUnknownCode"),
    same(70019, 400, "expired_token", "Verification code expired.",
         "the user code typed at the device login is too old", "DeviceLogin.RefusesAnExpiredCode"),
    same(70020, 400, "expired_token",
         "The provided value for the input parameter 'device_code' is not valid. This device code has expired.",
         "a device asks after the code's lifetime", "DeviceCodeGrant.ExpiresAtTheConfiguredLifetime"),
    same(70021, 401, kInvalidClient,
         "No matching federated identity record found for presented assertion. Assertion Issuer: '{0}'. Assertion "
         "Subject: '{1}'. Assertion Audience: '{2}'.",
         "no single federated credential has issuer, subject and audience", "FederatedAssertion.NamesWhatNoRecordHas"),
    same(70043, 400, kInvalidGrant,
         "The refresh token has expired or is invalid due to sign-in frequency checks by conditional access. The token "
         "was issued on {0} and the maximum allowed lifetime for this request is {1}.",
         "a policy limits the age of the sign-in, and a refresh token's is older",
         "SignInFrequency.OldRefreshTokenIsRefused", "bad_token"),
    needs_person(70044, "bad_token",
                 "The session has expired or is invalid due to sign-in frequency checks by Conditional Access.",
                 "the same of a browser's session", "SignInFrequency.OldSessionSignsInAgain"),
    same(81004, 400, "access_denied", "Kerberos authentication attempt failed.",
         "a ticket is presented at the kerberos endpoint: no tenant here has a domain controller",
         "Discovery.KerberosIsRefusedHonestly"),
    same(81006, 400, "access_denied", "No authorization header was found.", "the kerberos endpoint without a ticket",
         "Discovery.KerberosIsRefusedHonestly"),
    same(90002, 400, kInvalidRequest,
         "Tenant '{0}' not found. Check to make sure you have the correct tenant ID and are signing into the correct "
         "cloud. Check with your subscription administrator, this may happen if there are no active subscriptions for "
         "the tenant.",
         "the tenant of the path is unknown (discovery says invalid_tenant)", "Tenancy.RefusesUnknownTenant"),
    same(90008, 400, kInvalidGrant,
         "The user or administrator has not consented to use the application with ID '{0}'. This happened because "
         "application is misconfigured: it must require access to Azure AD by specifying at least 'Sign in and read "
         "user profile' permission.",
         "v1: a token for Azure AD Graph, which the registration does not list", "Permissions.V1NamesMisconfiguration",
         "consent_required"),
    same(90009, 400, kInvalidRequest,
         "Application '{0}'({1}) is requesting a token for itself. This scenario is supported only if resource is "
         "specified using the GUID based App Identifier.",
         "a user's token for the client itself, named by URI", "Permissions.RefusesTokenForItselfByUri"),
    same(90014, 400, kInvalidRequest,
         "The required field '{0}' is missing from the credential. Ensure that you have all the necessary parameters "
         "for the login request.",
         "an id token is asked for without a nonce", "AuthorizeResponseTypes.RequiresANonce"),
    same(90016, 400, kInvalidGrant, "The access token is missing the required claim '{0}'.",
         "on-behalf-of: the assertion lacks a claim", "OnBehalfOf.RefusesTokenWithoutItsClaims"),
    same(90023, 400, kInvalidRequest, "Unsupported '{0}' value.", "prompt or another parameter has an unknown value",
         "Authorize.RefusesUnknownPrompt"),
    same(90027, 400, kInvalidRequest, "We are unable to issue tokens from this API version on the MSA tenant.",
         "v1 on consumers", "Authorize.RefusesV1OnConsumers"),
    same(90033, 503, "temporarily_unavailable", "A transient error has occurred. Please try again.",
         "the server could not sign", "AadstsTable.HasRowsForServiceErrors"),
    same(90094, 400, "access_denied",
         "An administrator of {0} has set a policy that prevents you from granting {1} the permissions it is "
         "requesting. Contact an administrator of {0}, who can grant permissions to this app on your behalf.",
         "permissions that only an administrator can consent to, and the person is none",
         "AdminConsent.UsersCannotGrantWhatIsForAdministrators"),
    same(90099, 400, kInvalidGrant,
         "The application '{0}' ({1}) has not been authorized in the tenant '{2}'. Applications must be authorized to "
         "access the external tenant before partner delegated administrators can use them. Provide pre-consent or "
         "execute the appropriate Partner Center API to authorize the application.",
         "a partner's user asks for a customer's tenant where the app has no consent at all",
         "RefreshGrant.RefusesCustomerWithoutPreconsent"),
    same(90102, 400, kInvalidRequest, "'{0}' value must be a valid absolute URI.", "redirect_uri is no absolute URI",
         "Authorize.RefusesARelativeRedirect"),
    same(90119, 400, kInvalidRequest, "The user code is null or empty.", "no user code is given",
         "DeviceCodes.ApprovalJudgesTheCode"),
    same(90120, 400, kInvalidRequest, "The request was already authorized or declined.",
         "the user code typed at the device login was decided before", "DeviceLogin.RefusesADecidedCode"),
    same(90133, 400, kInvalidRequest, "Device Code flow is not supported under /common or /consumers endpoint.",
         "v1 device code on common or consumers", "DeviceCodeEndpoint.RefusesV1OnCommon"),
    // Refresh tokens under strict rotation, and the rest of the token endpoint.,
    same(240002, 400, kInvalidGrant,
         "Input id_token cannot be used as 'urn:ietf:params:oauth:grant-type:jwt-bearer' grant.",
         "on-behalf-of with an ID token", "OnBehalfOf.RefusesIdTokensAndAppTokens"),
    same(500011, 400, kInvalidResource,
         "The resource principal named {0} was not found in the tenant named {1}. This can happen if the application "
         "has not been installed by the administrator of the tenant or consented to by any user in the tenant. You "
         "might have sent your authentication request to the wrong tenant.",
         "the resource is unknown in the tenant", "ClientCredentialsGrant.RefusesUnknownResource"),
    same(500021, 400, kInvalidRequest, "Access to '{0}' tenant is denied.",
         "tenant restrictions: the header Restrict-Access-To-Tenants lists others",
         "Tenancy.HonoursTenantRestrictions"),
    same(500121, 400, kInvalidGrant, "Authentication failed during strong authentication request.",
         "the verification code of the second factor is wrong", "Authorize.WrongCodeIsShownOnThePage"),
    same(500131, 400, kInvalidGrant,
         "Assertion audience does not match the Client app presenting the assertion. The audience in the assertion was "
         "'{0}' and the expected audience is '{1}' or one of the Application Uris of this application with App ID "
         "'{2}'({3}). Check to ensure the audience in the assertion matches the client application.",
         "on-behalf-of: the assertion is for another API", "OnBehalfOf.RefusesTokenForAnotherApi"),
    same(500133, 400, kInvalidGrant,
         "Assertion is not within its valid time range. Ensure that the access token is not expired before using it "
         "for user assertion, or request a new token.",
         "on-behalf-of: the assertion has expired", "OnBehalfOf.RefusesExpiredAssertion"),
    same(501051, 400, kInvalidGrant, "Application '{0}'({1}) is not assigned to a role for the application '{2}'({3}).",
         "the resource demands an assignment that the client does not have",
         "AppRoles.RefusesClientWithoutRequiredAssignment"),
    same(501481, 400, kInvalidGrant,
         "The Code_Verifier does not match the code_challenge supplied in the authorization request.",
         "PKCE: the verifier is missing or wrong", "AuthorizationCodeGrant.ChecksPkce"),
    same(501491, 400, kInvalidRequest, "Invalid size of Code_Challenge parameter.",
         "a code_challenge outside 43 to 128 characters", "SignIns.RefusesShortChallenge"),
    needs_person(530003, "message_only", "Your device is required to be managed to access this resource.",
                 "a policy requires a compliant device, and the tenant knows none",
                 "ConditionalAccess.UnknownDeviceMustBeManaged"),
    needs_person(530035, "message_only",
                 "Access has been blocked by security defaults. This is due to the request using legacy auth or "
                 "being deemed unsafe by security defaults policies. For additional information, please visit the "
                 "enforced policies.",
                 "security defaults meet a legacy client", "SecurityDefaults.LegacyClientsAreBlocked"),
    same(
        650053, 400, "invalid_client",
        "The application '{0}' asked for scope '{1}' that doesn't exist on the resource '{2}'. Contact the app vendor.",
        "a scope that the resource does not define", "SignIns.RefusesUnknownScope"),
    same(650056, 400, kInvalidClient,
         "Misconfigured application. This could be due to one of the following: the client has not listed any "
         "permissions for '{0}' in the requested permissions in the client's application registration. Or, the admin "
         "has not consented in the tenant. Or, check the application identifier in the request to ensure it matches "
         "the configured client application identifier. Or, check the certificate in the request to ensure it's valid.",
         "v2: .default of a resource that the registration does not list", "Permissions.V2DefaultNeedsAListedResource"),
    same(650057, 400, kInvalidResource,
         "Invalid resource. The client has requested access to a resource which is not listed in the requested "
         "permissions in the client's application registration. Client app ID: {0}({1}). Resource value from request: "
         "{2}. Resource app ID: {3}. List of valid resources from app registration: {4}.",
         "v1: a resource that the registration does not list", "Permissions.V1NamesMisconfiguration"),
    same(700005, 400, kInvalidGrant,
         "Provided Authorization Code is intended to use against other tenant, thus rejected.",
         "a code of one tenant is redeemed at another", "AuthorizationCodeGrant.RefusesAnotherTenant"),
    same(700016, 400, kUnauthorizedClient,
         "Application with identifier '{0}' was not found in the directory '{1}'. This can happen if the application "
         "has not been installed by the administrator of the tenant or consented to by any user in the tenant. You may "
         "have sent your authentication request to the wrong tenant.",
         "the client is unknown, or has no service principal in the tenant", "Tenancy.RefusesUnknownApp"),
    same(700021, 401, kInvalidClient,
         "Client assertion application identifier doesn't match 'client_id' parameter. Review the documentation at "
         "https://learn.microsoft.com/entra/identity-platform/certificate-credentials.",
         "an assertion of another application", "ClientAssertion.IsRefusedWhenItsClaimsAreWrong"),
    same(700022, 400, kInvalidScope,
         "The provided value for the input parameter scope is not valid because it contains more than one resource. "
         "Scope {0} is not valid.",
         "scopes of two resources in one request", "AuthorizationCodeGrant.RefusesTwoResources"),
    same(700023, 401, kInvalidClient,
         "Client assertion audience claim does not match Realm issuer. Review the documentation at "
         "https://learn.microsoft.com/entra/identity-platform/certificate-credentials.",
         "an assertion for another audience", "ClientAssertion.IsRefusedWhenItsClaimsAreWrong"),
    same(700024, 401, kInvalidClient,
         "Client assertion is not within its valid time range. Current time: {0}, assertion valid from {1}, expiry "
         "time of assertion {2}.",
         "an expired or early assertion", "ClientAssertion.IsRefusedWhenItsClaimsAreWrong"),
    same(700025, 401, kInvalidClient,
         "Client is public so neither 'client_assertion' nor 'client_secret' should be presented.",
         "a public client sends a secret", "ClientAuthentication.RefusesSecretOfPublicClient"),
    same(700027, 401, kInvalidClient, "Client assertion contains an invalid signature. [Reason - {0}]",
         "an assertion not signed by a registered certificate", "ClientAssertion.IsRefusedFromAnotherKey"),
    same(700054, 400, "unsupported_response_type", "response_type '{0}' is not enabled for the application.",
         "a response type that the application may not use", "Authorize.RefusesImplicit"),
    same(700082, 400, kInvalidGrant,
         "The refresh token has expired due to inactivity. The token was issued on {0} and was inactive for {1}.",
         "a refresh token unused for its lifetime", "RefreshGrant.ExpiresAfterInactivity", "bad_token"),
    same(700084, 400, kInvalidGrant,
         "The refresh token was issued to a single page app (SPA), and therefore has a fixed, limited lifetime of "
         "1.00:00:00, which cannot be extended. It is now expired and a new sign in request must be sent by the SPA to "
         "the sign in page. The token was issued on {0}.",
         "a SPA's refresh token after 24 hours", "RefreshGrant.SpaTokensEndAfterADay", "bad_token"),
    same(700211, 401, kInvalidClient,
         "No matching federated identity record found for presented assertion issuer '{0}'. Check your federated "
         "identity credential Subject, Audience and Issuer against the presented assertion.",
         "no federated credential has the assertion's issuer", "FederatedAssertion.NamesWhatNoRecordHas"),
    same(700212, 401, kInvalidClient,
         "No matching federated identity record found for presented assertion audience '{0}'. Check your federated "
         "identity credential Subject, Audience and Issuer against the presented assertion.",
         "no federated credential of the issuer has the assertion's audience",
         "FederatedAssertion.NamesWhatNoRecordHas"),
    same(700213, 401, kInvalidClient,
         "No matching federated identity record found for presented assertion subject '{0}'. Check your federated "
         "identity credential Subject, Audience and Issuer against the presented assertion.",
         "no federated credential of the issuer has the assertion's subject",
         "FederatedAssertion.NamesWhatNoRecordHas"),
    same(700229, 401, kInvalidClient,
         "Only app-only tokens can be used as Federated Identity Credentials for Microsoft Entra issuer.",
         "a user's token of this server as a federated assertion", "FederatedAssertion.RefusesUsersTokens"),
    // The device code flow.,
    same(900023, 400, kInvalidRequest,
         "Specified tenant identifier '{0}' is neither a valid DNS name, nor a valid external domain.",
         "the tenant of the path is neither GUID nor DNS name", "Tenancy.RefusesMalformedTenant"),
    same(900144, 400, kInvalidRequest, "The request body must contain the following parameter: '{0}'.",
         "a parameter of the token request is missing", "TokenEndpoint.NamesTheMissingParameter"),
    same(900561, 400, kInvalidRequest, "The endpoint only accepts {1} requests. Received a {0} request.",
         "GET on the token endpoint", "TokenEndpoint.RefusesGet"),
    same(900971, 400, kInvalidRequest, "No reply address provided.", "no redirect URI given and none registered",
         "SignIns.RefusesAppWithoutReplyAddress"),
    same(901002, 400, kInvalidRequest, "The 'resource' request parameter is not supported.", "resource on v2",
         "TokenEndpoint.RefusesResourceOnV2"),
    same(
        1002012, 400, kInvalidScope,
        "The provided value for scope {0} is not valid. Client credential flows must have a scope value with /.default "
        "suffixed to the resource identifier (application ID URI).",
        "client_credentials without /.default", "ClientCredentialsGrant.RefusesScopeWithoutDefault"),
    same(5002727, 401, kInvalidClient,
         "Invalid JWT header type specified. Allowed types: 'JWT','http://openid.net/specs/jwt/1.0'.",
         "an assertion whose typ is another", "ClientAssertion.IsRefusedWithAnotherHeader"),
    same(5002738, 401, kInvalidClient,
         "Invalid JWT token. '{0}' is not a supported signature algorithm. Supported signing algorithms are: 'RS256, "
         "PS256'.",
         "an assertion with alg none, HS256 or another", "ClientAssertion.IsRefusedWithAnotherHeader"),
    same(7000112, 400, kUnauthorizedClient, "Application '{0}'({1}) is disabled.", "the application is disabled",
         "Tenancy.RefusesDisabledApp"),
    same(7000114, 400, kUnauthorizedClient, "Application '{0}' is not allowed to make application on-behalf-of calls.",
         "on-behalf-of with an application's own token", "OnBehalfOf.RefusesIdTokensAndAppTokens"),
    same(7000215, 401, kInvalidClient,
         "Invalid client secret provided. Ensure the secret being sent in the request is the client secret value, not "
         "the client secret ID, for a secret added to app '{0}'.",
         "the secret is none of the app's", "ClientAuthentication.RefusesWrongSecret"),
    same(7000216, 401, kInvalidClient,
         "'client_assertion', 'client_secret' or 'request' is required for the 'client_credentials' grant type.",
         "client_credentials without any credential", "ClientAuthentication.RequiresACredential"),
    same(7000218, 401, kInvalidClient,
         "The request body must contain the following parameter: 'client_assertion' or 'client_secret'.",
         "a confidential client without its credential", "ClientAuthentication.RequiresACredential"),
    same(
        7000222, 401, kInvalidClient,
        "The provided client secret keys for app '{0}' are expired. Visit the Azure portal to create new keys for your "
        "app: https://aka.ms/NewClientSecret, or consider using certificate credentials for added security: "
        "https://aka.ms/certCreds.",
        "the secret is right and past its endDateTime", "ClientAuthentication.RefusesExpiredSecret"),
    same(9001023, 400, kInvalidRequest,
         "The grant type is not supported over the /common or /consumers endpoints. Please use the /organizations or "
         "tenant-specific endpoint.",
         "a password grant on common or consumers", "PasswordGrant.RefusesCommon"),
    same(9002313, 400, kInvalidRequest, "Invalid request. Request is malformed or invalid.",
         "an unparsable body, a wrong content type, or a parameter given twice", "TokenEndpoint.RefusesMalformedBody"),
    same(9002325, 400, kInvalidRequest,
         "Proof Key for Code Exchange is required for cross-origin authorization code redemption.",
         "a SPA's code without PKCE", "AuthorizationCodeGrant.SpaRules"),
    same(9002326, 400, kInvalidRequest,
         "Cross-origin token redemption is permitted only for the 'Single-Page Application' client-type. Request "
         "origin: '{0}'.",
         "a web client's code with an Origin header", "AuthorizationCodeGrant.SpaRules"),
    same(9002327, 400, kInvalidRequest,
         "Tokens issued for the 'Single-Page Application' client-type may only be redeemed via cross-origin requests.",
         "a SPA's code or refresh token without an Origin header", "AuthorizationCodeGrant.SpaRules"),
    // Client assertions and workload identity federation.,
    same(9002332, 400, kInvalidRequest,
         "Application '{0}'({1}) is configured for use by Microsoft Entra users only. Please do not use the /consumers "
         "endpoint to serve this request.",
         "an application for work accounts on consumers", "Authorize.RefusesWorkAppOnConsumers"),
};

constexpr bool ascends(const AadstsRow& a, const AadstsRow& b) {
  return a.code < b.code;
}
static_assert(std::adjacent_find(kTable.begin(), kTable.end(), [](const AadstsRow& a, const AadstsRow& b) {
                return !ascends(a, b);
              }) == kTable.end());

}  // namespace

std::span<const AadstsRow> aadsts_table() {
  return kTable;
}

}  // namespace entra::idp
