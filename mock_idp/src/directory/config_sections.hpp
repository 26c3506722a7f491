#pragma once
// One function for each kind of object in the config file. Problems go into the Loading; what is returned then is of no
// use. Private to this folder.

#include <string_view>

#include "directory/config_reader.hpp"
#include "entra/idp/config.hpp"
#include "entra/support/json_access.hpp"

namespace entra::idp {

[[nodiscard]] Config read_config(Loading& loading);
[[nodiscard]] Tenant read_tenant(Loading& loading, const Value& value);
[[nodiscard]] User read_user(Loading& loading, const Value& value, const TenantId& tenant);
/// The members of a user that may change while the server runs; what is absent stays as it is.
void read_person(Loading& loading, ObjectReader& reader, User& user);
/// The home tenant judges a guest's password and second factor (B2B collaboration with inbound trust for MFA).
void share_credentials(const User& account, User& guest);
/// The members of an application that may change while the server runs; what is absent stays as it is.
void read_application_state(Loading& loading, ObjectReader& reader, Application& app);
[[nodiscard]] Application read_application(Loading& loading, const Value& value);
[[nodiscard]] NamedLocation read_named_location(Loading& loading, const Value& value, const TenantId& tenant);
[[nodiscard]] AuthenticationStrength read_authentication_strength(Loading& loading, const Value& value,
                                                                  const TenantId& tenant);
[[nodiscard]] AuthenticationContext read_authentication_context(Loading& loading, const Value& value);
[[nodiscard]] Agreement read_agreement(Loading& loading, const Value& value, const TenantId& tenant);
[[nodiscard]] GrantControls read_grant_controls(Loading& loading, const Value& value);
[[nodiscard]] SessionControls read_session_controls(Loading& loading, const Value& value);
[[nodiscard]] ConditionalAccessPolicy read_policy(Loading& loading, const Value& value, const TenantId& tenant);
[[nodiscard]] TrustedIssuer read_trusted_issuer(Loading& loading, const Value& value);
[[nodiscard]] Vault read_vault(Loading& loading, const Value& value, const std::vector<User>& users);
[[nodiscard]] Subscription read_subscription(Loading& loading, const Value& value);
[[nodiscard]] ManagedIdentity read_managed_identity(Loading& loading, const Value& value);
[[nodiscard]] std::optional<Instant> read_time(Loading& loading, ObjectReader& reader, std::string_view name);
/// optionalClaims and groupMembershipClaims of an application.
void read_token_claims(Loading& loading, ObjectReader& application, Application& app);

/// A user's object id, perhaps of another tenant, or the principal name of one of this tenant; a group's id.
[[nodiscard]] ObjectId read_principal(Loading& loading, ObjectReader& reader, std::string_view field,
                                      const std::vector<User>& users);

/// Fills in what each guest's identity leads to.
void resolve_guests(Loading& loading, Config& config);

[[nodiscard]] Customer read_customer(Loading& loading, const Value& value);
/// The switches at the root.
void read_partner_center(Loading& loading, const Value& value, Config& config);
/// partnerCenterRoles: an agent's roles in singular, however they are written, and other words beside them.
[[nodiscard]] std::vector<std::string> read_partner_center_roles(ObjectReader& reader,
                                                                 const std::vector<std::string>& others = {});

/// What no single object can tell: that names are unique and that references lead somewhere. Only for a config whose
/// objects are all sound; the pointers into the file follow the order of the config's lists.
void check_references(Loading& loading, const Config& config);

/// A required GUID field.
template <class Id>
[[nodiscard]] Id read_id(Loading& loading, ObjectReader& reader, std::string_view name) {
  const std::string text = reader.required_text(name, "a GUID");
  if (text.empty()) return {};
  auto id = Id::parse(text);
  if (id) return *id;
  loading.refuse(*reader.member(name), id.error().message);
  return {};
}

/// An optional GUID field; without it the same id is derived from the same text every time.
template <class Id>
[[nodiscard]] Id read_or_derive_id(Loading& loading, ObjectReader& reader, std::string_view name,
                                   std::string_view derived_from) {
  const auto text = reader.text(name);
  auto id = Id::parse(text ? *text : derive_guid(derived_from));
  if (id) return *id;
  loading.refuse(*reader.member(name), id.error().message);
  return {};
}

/// GUIDs in an array.
[[nodiscard]] std::vector<ObjectId> read_ids(Loading& loading, ObjectReader& reader, std::string_view name);

/// The parsed form of each string of an array; `parse` is one of formats.hpp or alike.
template <class Parse>
[[nodiscard]] std::vector<std::string> read_texts(Loading& loading, ObjectReader& reader, std::string_view name,
                                                  Parse parse) {
  std::vector<std::string> all;
  reader.each_text(name, [&](const Value& at, const std::string& text) {
    Result<std::string> parsed = parse(text);
    if (parsed) {
      all.push_back(std::move(*parsed));
    } else {
      loading.refuse(at, parsed.error().message);
    }
  });
  return all;
}

/// Each string of an array, out of a closed list.
[[nodiscard]] std::vector<std::string> read_words(ObjectReader& reader, std::string_view name,
                                                  const std::vector<std::string>& known);

}  // namespace entra::idp
