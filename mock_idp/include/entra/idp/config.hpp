#pragma once
// The directory and the server's behaviour as configured: plain values in Microsoft Graph's vocabulary
// (shared names: https://learn.microsoft.com/graph/api/resources/application and its neighbours).

#include <algorithm>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "entra/idp/access_policy.hpp"
#include "entra/idp/circumstances.hpp"
#include "entra/idp/ids.hpp"
#include "entra/support/clock.hpp"
#include "entra/support/result.hpp"

namespace entra::idp {

/// One way of proving a second factor.
struct MfaMethod {
  std::string method{"otp"};  ///< otp, sms, tel, push, fido
  std::string code;           ///< a fixed code for tests
  std::string totp_secret;    ///< base32 (RFC 6238); unused when code is given
  std::string phone_number;   ///< sms, tel: where codes go to
};

/// perUserMfaState of Graph's authentication requirements: enforced by the user's record, whatever policies say.
enum class PerUserMfa { kDisabled, kEnabled, kEnforced };

struct MfaRegistration {
  std::vector<MfaMethod> methods;  ///< the first is the default one; empty: nothing is registered
  PerUserMfa per_user_state{PerUserMfa::kDisabled};
  [[nodiscard]] bool is_registered() const noexcept { return !methods.empty(); }
};

enum class UserType { kMember, kGuest };

/// Who vouches for a guest: the home tenant by id or domain, and the account's principal name or object id there.
struct ObjectIdentity {
  std::string issuer;
  std::string issuer_assigned_id;
};

struct User {
  ObjectId id;
  UserType type{UserType::kMember};
  ObjectIdentity identity;  ///< guests: the account that they sign in with
  TenantId home_tenant;     ///< guests: where identity leads
  ObjectId home_id;
  std::string user_principal_name;
  std::string display_name;
  std::string given_name;
  std::string surname;
  std::string mail;
  std::string password;
  bool password_expired{false};  ///< passwordProfile.forceChangePasswordNextSignIn
  bool account_enabled{true};
  MfaRegistration mfa;
  std::string risk_level;                         ///< userRiskLevel: none, low, medium, high; empty: none
  Circumstances circumstances;                    ///< what the server is to believe of this person's calls
  std::vector<ObjectId> accepted_agreements;      ///< terms of use
  std::vector<std::string> directory_roles;       ///< display names of role templates
  std::vector<std::string> partner_center_roles;  ///< AdminAgent, HelpdeskAgent, SalesAgent
  std::vector<ObjectId> groups;
};

struct PasswordCredential {
  std::string secret_text;
  std::string display_name;
  std::optional<Instant> start;
  std::optional<Instant> end;  ///< endDateTime; none: never expires
};

struct KeyCredential {
  std::string pem;  ///< the certificate's text; pemFile is read at load time
};

struct FederatedCredential {
  std::string issuer;
  std::string subject;
  std::vector<std::string> audiences;
};

enum class SignInAudience { kMyOrg, kMultipleOrgs, kMultipleOrgsAndPersonal, kPersonal };

struct PermissionScope {
  ObjectId id;
  std::string value;
  bool admin_only{false};  ///< type "Admin": a user alone cannot consent
};

struct AppRole {
  ObjectId id;
  std::string value;
};

struct OptionalClaim {
  std::string name;
  std::vector<std::string> additional_properties;
  [[nodiscard]] bool has_property(std::string_view property) const {
    return std::find(additional_properties.begin(), additional_properties.end(), property) !=
           additional_properties.end();
  }
};

/// groupMembershipClaims: what of a user's memberships goes into tokens.
struct GroupMembershipClaims {
  bool security_groups{false};     ///< "SecurityGroup", "All": groups
  bool application_groups{false};  ///< "ApplicationGroup": groups, only those assigned to the application
  bool directory_roles{false};     ///< "DirectoryRole", "All": wids
};

struct RequiredResourceAccess {
  std::string resource;  ///< app id or identifier URI
  std::vector<std::string> delegated;
  std::vector<std::string> application;
};

struct Application {
  AppId app_id;
  std::string display_name;
  SignInAudience sign_in_audience{SignInAudience::kMyOrg};
  bool enabled{true};
  std::vector<std::string> identifier_uris;
  std::vector<PasswordCredential> password_credentials;
  std::vector<KeyCredential> key_credentials;
  std::vector<FederatedCredential> federated_credentials;
  std::vector<std::string> web_redirect_uris;
  std::string logout_url;            ///< front-channel: called in a frame at the sign-out
  bool issues_id_tokens{false};      ///< web.implicitGrantSettings: id tokens straight from the authorization endpoint
  bool issues_access_tokens{false};  ///< likewise access tokens
  std::vector<std::string> spa_redirect_uris;
  std::vector<std::string> public_redirect_uris;
  bool is_fallback_public_client{false};
  int requested_access_token_version{1};  ///< api.requestedAccessTokenVersion; null means 1
  std::vector<PermissionScope> scopes;
  std::vector<AppRole> app_roles;
  std::vector<RequiredResourceAccess> required_resource_access;
  std::vector<std::string> partner_center_roles;  ///< Store and Partner Center roles of the app, e.g. Developer
  bool is_admin_agent{false};  ///< "memberOf": ["AdminAgents"]: consented to by its tenant's customers beforehand
  std::vector<OptionalClaim> access_token_claims;  ///< optionalClaims.accessToken: of tokens for this app as a resource
  std::vector<OptionalClaim> id_token_claims;      ///< optionalClaims.idToken
  GroupMembershipClaims group_membership_claims;
  bool app_role_assignment_required{false};  ///< only principals that a role is assigned to get in

  /// No web redirect, no credential, or the fallback switch: redeems without a secret.
  [[nodiscard]] bool is_confidential() const {
    return !password_credentials.empty() || !key_credentials.empty() || !federated_credentials.empty();
  }
};

struct PermissionGrant {  ///< oauth2PermissionGrant
  AppId client;
  std::string resource;
  std::string scope;  ///< space separated
  bool all_principals{true};
  ObjectId principal;  ///< when not all principals
};

enum class PrincipalType { kServicePrincipal, kUser, kGroup };

struct RoleAssignment {  ///< appRoleAssignment
  AppId client;          ///< the holder, when it is an application
  std::string resource;
  std::string app_role;  ///< empty: default access, no role
  PrincipalType principal_type{PrincipalType::kServicePrincipal};
  ObjectId principal;  ///< the holder, when it is a user or a group
};

/// How a partner administers a customer's tenant.
enum class PartnerRelationship {
  kReseller,  ///< delegated administration privileges (DAP): the partner's agents, as soon as he resells
  kGdap,      ///< granular: by delegatedAdminRelationships alone
  kNone,      ///< the customer ended it
};

/// Graph's status of a delegatedAdminRelationship, as far as it decides anything.
enum class DelegationStatus { kApprovalPending, kActive, kExpired, kTerminated };

/// delegatedAdminAccessAssignment: which roles a security group of the partner's got.
struct DelegatedAccessAssignment {
  ObjectId group;                  ///< accessContainer.accessContainerId
  std::vector<std::string> roles;  ///< role template ids, of those of the relationship
};

struct DelegatedAdminRelationship {
  std::string id;
  std::string display_name;
  DelegationStatus status{DelegationStatus::kActive};
  std::optional<Instant> end;      ///< endDateTime; none: never
  std::vector<std::string> roles;  ///< accessDetails.unifiedRoles, role template ids
  std::vector<DelegatedAccessAssignment> assignments;
};

struct CustomerSubscription {  ///< as Partner Center lists them
  std::string id;
  std::string offer_id;
  std::string offer_name;
  std::string friendly_name;
  std::string order_id;
  std::string status;
  std::string billing_cycle;
  std::int64_t quantity{1};
  bool auto_renews{true};
  Instant effective_start{};
  std::optional<Instant> commitment_end;
};

struct Customer {
  TenantId tenant;
  std::string company_name;
  PartnerRelationship relationship{PartnerRelationship::kReseller};
  std::vector<DelegatedAdminRelationship> delegations;  ///< "delegatedAdminRelationships"
  std::vector<CustomerSubscription> subscriptions;
};

/// For an application itself (app), for a person or group (object), or for a person in one application (both).
struct VaultAccessPolicy {
  AppId app;
  ObjectId object;
  std::vector<std::string> secrets;  ///< get, list, set, delete, recover, backup, restore, purge; "all"
};

struct VaultSecret {
  std::string value;
  std::string content_type;
  std::map<std::string, std::string> tags;
};

struct Vault {
  std::string name;
  std::map<std::string, VaultSecret> secrets;
  std::vector<VaultAccessPolicy> access_policies;
  bool purge_protection{false};  ///< enablePurgeProtection
};

/// A product of the tenant's Microsoft Store account, as the submission API lists it.
struct StoreApplication {
  std::string id;  ///< Store ID, 12 characters: "9NBLGGH4R315"
  std::string primary_name;
};

struct Group {
  ObjectId id;
  std::string display_name;
};

struct Subscription {  ///< as Azure Resource Manager lists them
  std::string id;
  std::string display_name;
  std::string state{"Enabled"};
};

/// An Azure resource's own identity: a service principal without credentials, reached through IMDS or App Service.
struct ManagedIdentity {
  AppId client_id;
  ObjectId principal_id;
  std::string display_name;
  std::string resource_id;      ///< xms_mirid: the resource, or the userAssignedIdentities resource
  std::string identity_header;  ///< what App Service's endpoint must be shown; empty: any

  /// Assigned to one resource, and then its default; user-assigned ones are resources of their own.
  [[nodiscard]] bool is_system_assigned() const {
    return resource_id.find("/Microsoft.ManagedIdentity/userAssignedIdentities/") == std::string::npos;
  }
};

struct Tenant {
  TenantId id;
  std::string display_name;
  std::vector<std::string> domains;  ///< lower case; the first is the initial one
  std::vector<User> users;
  std::vector<Application> applications;
  std::vector<PermissionGrant> permission_grants;
  std::vector<RoleAssignment> role_assignments;
  std::vector<NamedLocation> named_locations;
  std::vector<ConditionalAccessPolicy> policies;
  std::vector<AuthenticationStrength> authentication_strengths;  ///< beside the built-in ones
  std::vector<AuthenticationContext> authentication_contexts;
  std::vector<Agreement> agreements;
  bool security_defaults{false};  ///< identitySecurityDefaultsEnforcementPolicy.isEnabled
  std::vector<Customer> customers;
  std::vector<Vault> vaults;
  std::vector<StoreApplication> store_applications;  ///< "storeApplications": [{"id", "primaryName"}]
  Instant created{std::chrono::sys_days{std::chrono::year{2020} / 1 / 1}};  ///< createdDateTime; xms_tcdt
  std::vector<Group> groups;  ///< names for ids of users' groups; a group need not be listed
  std::vector<Subscription> subscriptions;
  std::vector<ManagedIdentity> managed_identities;
};

struct TokenLifetimes {
  std::optional<seconds> access_token;  ///< none: 60 to 90 minutes at random for users, 3599 s for apps, as Entra does
  seconds id_token{3600};
  seconds refresh_token{7776000};
  seconds authorization_code{600};
  seconds device_code{900};
};

enum class Cloud { kPublic, kUsGov, kChina, kGermany };
enum class IssuerMode { kLocal, kEntra };
enum class SignInMode { kInteractive, kAutomatic };
enum class SigningKeyScope { kShared, kPerTenant };
enum class RefreshTokenRotation {
  kNone,    ///< as Entra does: the old token lives on
  kStrict,  ///< each is redeemed once; a second use ends all that descend from the same sign-in (RFC 9700 §4.14.2)
};
enum class AssertionReplay {
  kSame,     ///< as Entra does: MSALs present one assertion again until it expires; another one with its jti is refused
  kRefused,  ///< each assertion is good for one request (RFC 7523 §3, jti)
};

/// Another token service, whose assertions federated credentials may name, with its keys.
struct TrustedIssuer {
  std::string issuer;
  std::string jwks;  ///< the text of its JSON Web Key Set (RFC 7517 §5)
};

struct Config {
  Cloud cloud{Cloud::kPublic};
  IssuerMode issuer{IssuerMode::kLocal};
  SignInMode sign_in{SignInMode::kInteractive};
  SigningKeyScope signing_keys{SigningKeyScope::kShared};
  TokenLifetimes lifetimes;
  bool authentication_method_claim{true};   ///< "partnerCenter": {"authenticationMethodClaim": bool}
  bool enforce_mfa{true};                   ///< "partnerCenter": {"enforceMfa": bool or the moment it begins}
  std::optional<Instant> enforce_mfa_from;  ///< enforce_mfa holds from this moment on; none: always
  RefreshTokenRotation refresh_token_rotation{RefreshTokenRotation::kNone};
  AssertionReplay assertion_replay{AssertionReplay::kSame};  ///< "clientAssertionReplay"
  std::vector<TrustedIssuer> trusted_issuers;
  std::vector<Tenant> tenants;

  /// Where each object that cites a place stands, for messages at run time: JSON Pointer to "file:line:column".
  std::map<std::string, std::string> places;
};

}  // namespace entra::idp
