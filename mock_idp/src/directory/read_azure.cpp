// What Azure Resource Manager knows of a tenant: subscriptions and managed identities.

#include "directory/config_sections.hpp"
#include "directory/formats.hpp"

namespace entra::idp {

Subscription read_subscription(Loading& loading, const Value& value) {
  ObjectReader reader(loading, value, "subscription");
  Subscription subscription;
  subscription.id = read_id<ObjectId>(loading, reader, "subscriptionId").str();
  subscription.display_name = reader.text("displayName").value_or(subscription.id);
  subscription.state = reader.word<std::string>("state", "Enabled",
                                                {{"Enabled", "Enabled"},
                                                 {"Warned", "Warned"},
                                                 {"PastDue", "PastDue"},
                                                 {"Disabled", "Disabled"},
                                                 {"Deleted", "Deleted"}});
  reader.done();
  return subscription;
}

ManagedIdentity read_managed_identity(Loading& loading, const Value& value) {
  ObjectReader reader(loading, value, "managedIdentity");
  ManagedIdentity identity;
  identity.resource_id = reader.required_text("resourceId", "an Azure resource id, \"/subscriptions/…\"");
  if (!identity.resource_id.empty() && !identity.resource_id.starts_with("/subscriptions/"))
    loading.refuse(*reader.member("resourceId"), "expected an Azure resource id, \"/subscriptions/…\"");
  const std::string last = identity.resource_id.substr(identity.resource_id.rfind('/') + 1);
  identity.display_name = reader.text("displayName").value_or(last);
  identity.client_id = read_or_derive_id<AppId>(loading, reader, "clientId", "identity client " + identity.resource_id);
  identity.principal_id =
      read_or_derive_id<ObjectId>(loading, reader, "principalId", "identity principal " + identity.resource_id);
  identity.identity_header = reader.text("identityHeader").value_or("");
  reader.done();
  return identity;
}

}  // namespace entra::idp
