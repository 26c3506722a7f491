#include "grants/managed_identity.hpp"

#include "entra/support/text.hpp"
#include "grants/issue_tokens.hpp"

namespace entra::idp {
namespace {

struct Candidate {
  const Tenant* tenant;
  const ManagedIdentity* identity;
};

bool fits(const ManagedIdentity& identity, const IdentitySelector& selector) {
  const auto is = [](const std::string& wanted, const std::string& actual) {
    return wanted.empty() || equals_ignoring_case(wanted, actual);
  };
  const bool may_enter = !selector.header || identity.identity_header.empty() ||
                         equals_in_constant_time(*selector.header, identity.identity_header);
  return may_enter && is(selector.client_id, identity.client_id.str()) &&
         is(selector.object_id, identity.principal_id.str()) && is(selector.resource_id, identity.resource_id);
}

Result<Candidate, IdentityRefusal> choose(const Directory& directory, const IdentitySelector& selector) {
  std::vector<Candidate> all;
  for (const Tenant& tenant : directory.config().tenants) {
    for (const ManagedIdentity& identity : tenant.managed_identities) {
      if (fits(identity, selector)) all.push_back({&tenant, &identity});
    }
  }
  if (all.empty()) return tl::unexpected(IdentityRefusal{IdentityFault::kNotFound, {}});
  const bool is_named = !selector.client_id.empty() || !selector.object_id.empty() || !selector.resource_id.empty();
  if (is_named || all.size() == 1) return all.front();
  for (const Candidate& one : all) {
    if (one.identity->is_system_assigned()) return one;
  }
  return tl::unexpected(IdentityRefusal{IdentityFault::kAmbiguous, {}});
}

}  // namespace

Result<IdentityTokens, IdentityRefusal> grant_managed_identity(const IdentityRequest& request, GrantContext& context) {
  const auto refused = [](const ProtocolError& error) {
    return tl::unexpected(IdentityRefusal{IdentityFault::kRefused, error});
  };
  const auto chosen = choose(context.directory, request.selector);
  if (!chosen) return tl::unexpected(chosen.error());
  const Tenant& tenant = *chosen->tenant;
  context.trace.tenant = tenant.id.str();
  context.trace.client = chosen->identity->client_id.str();
  const auto app = context.directory.find_application(chosen->identity->client_id.str());
  if (!app) return refused({700016, {chosen->identity->client_id.str(), tenant.display_name}, ""});
  auto target = parse_resource(context, tenant, request.resource);
  if (!target) return refused(target.error());
  TokenRequest as_client;
  as_client.version = TokenVersion::kV1;
  as_client.tenant = tenant.id.str();
  as_client.origin = request.origin;
  auto tokens = issue_app_tokens(as_client, context, tenant, {*app, ClientProof::kCertificate}, *target);
  if (!tokens) return refused(tokens.error());
  return IdentityTokens{chosen->identity, std::move(*tokens)};
}

}  // namespace entra::idp
