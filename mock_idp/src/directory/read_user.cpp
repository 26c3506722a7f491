#include <algorithm>

#include "directory/config_sections.hpp"
#include "directory/formats.hpp"
#include "directory/role_templates.hpp"
#include "entra/support/text.hpp"

namespace entra::idp {
namespace {

/// Graph's objectIdentity; where it leads is known once all tenants are read.
ObjectIdentity read_identity(Loading& loading, const Value& value) {
  ObjectReader reader(loading, value, "objectIdentity");
  (void)reader.word<bool>("signInType", true, {{"federated", true}});
  ObjectIdentity identity;
  identity.issuer = reader.required_text("issuer", "the home tenant's id or domain");
  identity.issuer_assigned_id = reader.required_text("issuerAssignedId", "the account's principal name or object id");
  reader.done();
  return identity;
}

void read_type(Loading& loading, ObjectReader& reader, User& user) {
  user.type = reader.word<UserType>("userType", UserType::kMember,
                                    {{"Member", UserType::kMember}, {"Guest", UserType::kGuest}});
  std::size_t count = 0;
  reader.each("identities", [&](const Value& at) {
    user.identity = read_identity(loading, at);
    ++count;
  });
  const bool is_guest = user.type == UserType::kGuest;
  const auto identities = reader.member("identities");
  if (is_guest && !identities) reader.missing("identities", "the guest's home account as issuer and issuerAssignedId");
  if (identities && count != (is_guest ? 1U : 0U))
    loading.refuse(*identities,
                   is_guest ? "a guest has exactly one home account" : "goes with \"userType\": \"Guest\"");
}

}  // namespace

User read_user(Loading& loading, const Value& value, const TenantId& tenant) {
  ObjectReader reader(loading, value, "user");
  User user;
  user.user_principal_name = reader.required_text("userPrincipalName", "name@domain");
  if (!user.user_principal_name.empty())
    if (const auto parsed = parse_user_principal_name(user.user_principal_name); !parsed)
      loading.refuse(*reader.member("userPrincipalName"), parsed.error().message);
  user.id = read_or_derive_id<ObjectId>(loading, reader, "id",
                                        "user " + tenant.str() + " " + to_lower(user.user_principal_name));

  read_type(loading, reader, user);

  const std::string local_part = user.user_principal_name.substr(0, user.user_principal_name.find('@'));
  user.display_name = reader.text("displayName").value_or(local_part);
  const std::size_t blank = user.display_name.rfind(' ');
  const bool two_names = blank != std::string::npos && blank > 0 && blank + 1 < user.display_name.size();
  user.given_name =
      reader.text("givenName").value_or(user.display_name.substr(0, two_names ? blank : std::string::npos));
  user.surname = reader.text("surname").value_or(two_names ? user.display_name.substr(blank + 1) : "");
  user.mail = reader.text("mail").value_or(user.user_principal_name);

  read_person(loading, reader, user);
  reader.each_text("directoryRoles", [&](const Value& at, const std::string& role) {
    if (!find_role_template(role)) {
      const auto near = nearest(role, role_template_names());
      loading.refuse(at, "unknown directory role \"" + role + "\"; " +
                             (near ? "did you mean \"" + *near + "\"?"
                                   : "expected a built-in role's display name or a role template's id"));
    }
    user.directory_roles.push_back(role);
  });
  user.partner_center_roles = read_partner_center_roles(reader);
  reader.each_text("groups", [&](const Value& at, const std::string& group) {
    const auto id = ObjectId::parse(group);
    if (id) {
      user.groups.push_back(*id);
    } else {
      loading.refuse(at, id.error().message);
    }
  });
  reader.done();
  return user;
}

}  // namespace entra::idp
