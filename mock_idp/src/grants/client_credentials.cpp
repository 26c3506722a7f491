// RFC 6749 §4.4: the application's own token.

#include "grants/issue_tokens.hpp"

namespace entra::idp {

Checked<Tokens> grant_client_credentials(const TokenRequest& request, GrantContext& context) {
  auto segment = resolve_tenant(context.directory, request.tenant);
  if (!segment) return tl::unexpected(segment.error());
  if (segment->is_alias()) return refuse(50059);
  const Tenant& tenant = *segment->tenant;
  context.trace.tenant = tenant.id.str();
  auto client = authenticate_client(request, *segment, context);
  if (!client) return tl::unexpected(client.error());
  if (client->proof == ClientProof::kPublic) return refuse(7000216);
  // An application's secret has no place in a browser.
  if (!request.browser_origin.empty()) return refuse(9002326, {request.browser_origin});
  if (!is_present(context.store, tenant, client->app)) {
    return refuse(700016, {client->app.app->app_id.str(), tenant.display_name});
  }
  const std::string name = request.version == TokenVersion::kV1 ? "resource" : "scope";
  const std::string wanted = request.form.get_or(name);
  if (wanted.empty()) return refuse(900144, {name});
  auto target = request.version == TokenVersion::kV1 ? parse_resource(context, tenant, wanted)
                                                     : parse_default_scope(context, tenant, wanted);
  if (!target) return tl::unexpected(target.error());
  return issue_app_tokens(request, context, tenant, *client, *target);
}

}  // namespace entra::idp
