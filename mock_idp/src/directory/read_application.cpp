#include <filesystem>

#include "directory/config_sections.hpp"
#include "directory/formats.hpp"
#include "entra/support/evp.hpp"
#include "entra/support/text.hpp"

namespace entra::idp {
namespace {

PasswordCredential read_password(Loading& loading, const Value& value) {
  ObjectReader reader(loading, value, "passwordCredential");
  PasswordCredential credential;
  credential.secret_text = reader.required_text("secretText", "the client secret");
  credential.display_name = reader.text("displayName").value_or("");
  credential.start = read_time(loading, reader, "startDateTime");
  credential.end = read_time(loading, reader, "endDateTime");
  if (credential.start && credential.end && *credential.end <= *credential.start)
    loading.refuse(*reader.member("endDateTime"), "ends before it starts");
  reader.done();
  return credential;
}

KeyCredential read_key(Loading& loading, const Value& value) {
  ObjectReader reader(loading, value, "keyCredential");
  KeyCredential credential;
  const auto pem = reader.member("pem");
  const auto file = reader.member("pemFile");
  if (!pem && !file && reader.is_object()) reader.missing("pemFile", "a certificate's file, or its text as \"pem\"");
  if (pem && file) loading.refuse(*file, "give either \"pem\" or \"pemFile\", not both");
  credential.pem = reader.text("pem").value_or("");
  if (const auto name = reader.text("pemFile")) {
    const std::filesystem::path path = std::filesystem::path(loading.base_directory()) / *name;  // absolute stays so
    if (const auto text = SourceText::read(path.string())) {
      credential.pem = text->text();
    } else {
      loading.refuse(*file, text.error().message);
      return credential;
    }
  }
  if (pem || file)
    if (const auto key = crypto::parse_certificate(credential.pem); !key)
      loading.refuse(pem ? *pem : *file,
                     "not a PEM certificate with an RSA key of 2048 bits or more: " + key.error().message);
  reader.done();
  return credential;
}

FederatedCredential read_federated(Loading& loading, const Value& value) {
  ObjectReader reader(loading, value, "federatedIdentityCredential");
  FederatedCredential credential;
  credential.issuer = reader.required_text("issuer", "the https URL of the other token service");
  credential.subject = reader.required_text("subject", "the sub claim to accept");
  credential.audiences = reader.texts("audiences");
  if (credential.audiences.empty()) credential.audiences = {"api://AzureADTokenExchange"};
  reader.done();
  return credential;
}

void read_api(Loading& loading, const Value& value, Application& app) {
  ObjectReader reader(loading, value, "api");
  app.requested_access_token_version =
      static_cast<int>(reader.integer("requestedAccessTokenVersion", 1, 2).value_or(1));
  reader.each("oauth2PermissionScopes", [&](const Value& at) {
    ObjectReader scope(loading, at, "oauth2PermissionScope");
    PermissionScope permission;
    permission.value = scope.required_text("value", "the name of a permission");
    if (permission.value.find(' ') != std::string::npos)
      loading.refuse(*scope.member("value"), "must not have a blank");
    permission.id =
        read_or_derive_id<ObjectId>(loading, scope, "id", "scope " + app.app_id.str() + " " + permission.value);
    permission.admin_only = scope.word<bool>("type", false, {{"User", false}, {"Admin", true}});
    scope.done();
    app.scopes.push_back(std::move(permission));
  });
  reader.done();
}

/// spa and publicClient have one field.
std::vector<std::string> read_platform(Loading& loading, ObjectReader& app, std::string_view name) {
  const auto found = app.member(name);
  if (!found) return {};
  ObjectReader reader(loading, *found, name);
  auto uris = read_texts(loading, reader, "redirectUris", parse_redirect_uri);
  reader.done();
  return uris;
}

void read_web(Loading& loading, const Value& value, Application& app) {
  ObjectReader reader(loading, value, "web");
  app.web_redirect_uris = read_texts(loading, reader, "redirectUris", parse_redirect_uri);
  app.logout_url = reader.text("logoutUrl").value_or("");
  if (!app.logout_url.empty())
    if (const auto url = parse_redirect_uri(app.logout_url); !url)
      loading.refuse(*reader.member("logoutUrl"), "expected an absolute URL");
  if (const auto implicit = reader.member("implicitGrantSettings")) {
    ObjectReader settings(loading, *implicit, "implicitGrantSettings");
    app.issues_id_tokens = settings.flag("enableIdTokenIssuance", false);
    app.issues_access_tokens = settings.flag("enableAccessTokenIssuance", false);
    settings.done();
  }
  reader.done();
}

}  // namespace

std::optional<Instant> read_time(Loading& loading, ObjectReader& reader, std::string_view name) {
  const auto text = reader.text(name);
  if (!text) return std::nullopt;
  const auto time = parse_rfc3339(*text);
  if (time) return *time;
  loading.refuse(*reader.member(name), "'" + *text + "' is not a time; expected one such as 2030-01-01T00:00:00Z");
  return std::nullopt;
}

void read_application_state(Loading& loading, ObjectReader& reader, Application& app) {
  app.enabled = reader.flag("accountEnabled", app.enabled);  // the service principal's, like the last one here
  if (reader.member("passwordCredentials")) app.password_credentials.clear();
  reader.each("passwordCredentials",
              [&](const Value& at) { app.password_credentials.push_back(read_password(loading, at)); });
  app.app_role_assignment_required = reader.flag("appRoleAssignmentRequired", app.app_role_assignment_required);
}

Application read_application(Loading& loading, const Value& value) {
  ObjectReader reader(loading, value, "application");
  Application app;
  app.app_id = read_id<AppId>(loading, reader, "appId");
  app.display_name = reader.text("displayName").value_or(app.app_id.str());
  app.sign_in_audience =
      reader.word<SignInAudience>("signInAudience", SignInAudience::kMyOrg,
                                  {{"AzureADMyOrg", SignInAudience::kMyOrg},
                                   {"AzureADMultipleOrgs", SignInAudience::kMultipleOrgs},
                                   {"AzureADandPersonalMicrosoftAccount", SignInAudience::kMultipleOrgsAndPersonal},
                                   {"PersonalMicrosoftAccount", SignInAudience::kPersonal}});
  app.identifier_uris = read_texts(loading, reader, "identifierUris", parse_identifier_uri);
  read_application_state(loading, reader, app);
  reader.each("keyCredentials", [&](const Value& at) { app.key_credentials.push_back(read_key(loading, at)); });
  reader.each("federatedIdentityCredentials",
              [&](const Value& at) { app.federated_credentials.push_back(read_federated(loading, at)); });
  if (const auto web = reader.member("web")) read_web(loading, *web, app);
  app.spa_redirect_uris = read_platform(loading, reader, "spa");
  app.public_redirect_uris = read_platform(loading, reader, "publicClient");
  app.is_fallback_public_client = reader.flag("isFallbackPublicClient", false);
  if (const auto api = reader.member("api")) read_api(loading, *api, app);
  reader.each("appRoles", [&](const Value& at) {
    ObjectReader role(loading, at, "appRole");
    AppRole app_role;
    app_role.value = role.required_text("value", "the name of a role");
    app_role.id = read_or_derive_id<ObjectId>(loading, role, "id", "role " + app.app_id.str() + " " + app_role.value);
    role.done();
    app.app_roles.push_back(std::move(app_role));
  });
  reader.each("requiredResourceAccess", [&](const Value& at) {
    ObjectReader access(loading, at, "requiredResourceAccess");
    RequiredResourceAccess required;
    required.resource = access.required_text("resource", "an application id or identifier URI");
    required.delegated = access.texts("delegated");
    required.application = access.texts("application");
    access.done();
    app.required_resource_access.push_back(std::move(required));
  });
  app.partner_center_roles = read_partner_center_roles(
      reader, {"Manager", "Developer", "BusinessContributor", "FinanceContributor", "Marketer"});
  // The service principal's group memberships, as far as any decides something here.
  app.is_admin_agent = !read_words(reader, "memberOf", {"AdminAgents"}).empty();
  read_token_claims(loading, reader, app);
  reader.done();
  return app;
}

}  // namespace entra::idp
