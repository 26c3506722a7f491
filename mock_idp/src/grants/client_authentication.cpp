#include "grants/client_authentication.hpp"

#include "entra/support/text.hpp"
#include "grants/client_assertion.hpp"

namespace entra::idp {
namespace {

constexpr std::string_view kJwtBearerAssertion = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

Checked<ClientProof> check_secret(const Application& app, const std::string& secret, Instant now) {
  bool is_expired = false;
  for (const PasswordCredential& credential : app.password_credentials) {
    if (!equals_in_constant_time(credential.secret_text, secret)) continue;
    if (credential.start && now < *credential.start) continue;
    if (!credential.end || now < *credential.end) return ClientProof::kSecret;
    is_expired = true;
  }
  if (is_expired) return refuse(7000222, {app.app_id.str()});
  return refuse(7000215, {app.app_id.str()});
}

}  // namespace

Checked<AuthenticatedClient> authenticate_client(const TokenRequest& request, const TenantSegment& tenant,
                                                 GrantContext& context) {
  const std::string client_id = request.form.get_or("client_id");
  if (client_id.empty()) return refuse(900144, {"client_id"});
  auto client = find_client(context, tenant, client_id);
  if (!client) return tl::unexpected(client.error());
  const Application& app = *client->app;

  const auto secret = request.form.get("client_secret");
  const auto assertion = request.form.get("client_assertion");
  if (!app.is_confidential()) {
    if (secret || assertion) return refuse(700025);
    return AuthenticatedClient{*client, ClientProof::kPublic};
  }
  Checked<ClientProof> proof = ClientProof::kPublic;
  if (assertion && request.form.get("client_assertion_type") == kJwtBearerAssertion) {
    proof = check_client_assertion(*assertion, app, request, context.now);
  } else if (secret && !secret->empty()) {
    proof = check_secret(app, *secret, context.now);
  } else {
    return refuse(request.form.get("grant_type") == "client_credentials" ? 7000216 : 7000218);
  }
  if (!proof) return tl::unexpected(proof.error());
  return AuthenticatedClient{*client, *proof};
}

Checked<void> require_public_flows(const AuthenticatedClient& client) {
  if (client.proof == ClientProof::kPublic && !client.app.app->is_fallback_public_client) return refuse(7000218);
  return {};
}

}  // namespace entra::idp
