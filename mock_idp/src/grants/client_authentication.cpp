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

/// Flows without a reply address, which "allow public client flows" opens or closes (isFallbackPublicClient).
bool is_headless(std::string_view grant_type) {
  return grant_type == "password" || grant_type == "device_code" ||
         grant_type == "urn:ietf:params:oauth:grant-type:device_code";
}

struct Credentials {
  std::string secret;
  std::string assertion;
  [[nodiscard]] bool none() const { return secret.empty() && assertion.empty(); }
};

/// RFC 6749 §2.3: no more than one method. RFC 7521 §4.2: an assertion comes with its type.
Checked<Credentials> read_credentials(const Form& form) {
  const bool has_secret = form.has("client_secret");
  Credentials credentials{form.get_or("client_secret"), form.get_or("client_assertion")};
  const std::string type = form.get_or("client_assertion_type");
  if (has_secret && !credentials.assertion.empty()) return refuse(9002313);
  if (credentials.assertion.empty() != type.empty()) {
    return refuse(900144, {type.empty() ? "client_assertion_type" : "client_assertion"});
  }
  if (!type.empty() && type != kJwtBearerAssertion) return refuse(90023, {"client_assertion_type"});
  return credentials;
}

Checked<ClientProof> prove(const TokenRequest& request, const TenantSegment& tenant, const Application& app,
                           GrantContext& context) {
  const auto credentials = read_credentials(request.form);
  if (!credentials) return tl::unexpected(credentials.error());
  const std::string grant_type = request.form.get_or("grant_type");
  if (credentials->none() && is_headless(grant_type)) {
    if (app.is_fallback_public_client) return ClientProof::kPublic;
    return refuse(7000218);
  }
  if (!app.is_confidential()) {
    if (!credentials->none() || request.form.has("client_secret")) return refuse(700025);
    return ClientProof::kPublic;
  }
  if (!credentials->assertion.empty()) {
    return check_client_assertion(credentials->assertion, app, request, tenant, context);
  }
  if (!credentials->secret.empty()) return check_secret(app, credentials->secret, context.now);
  return refuse(grant_type == "client_credentials" ? 7000216 : 7000218);
}

}  // namespace

Checked<AuthenticatedClient> authenticate_client(const TokenRequest& request, const TenantSegment& tenant,
                                                 GrantContext& context) {
  const std::string client_id = request.form.get_or("client_id");
  if (client_id.empty()) return refuse(900144, {"client_id"});
  auto client = find_client(context, tenant, client_id);
  if (!client) return tl::unexpected(client.error());
  if (auto usable = check_consumers(tenant, request.version, *client->app); !usable)
    return tl::unexpected(usable.error());
  auto proof = prove(request, tenant, *client->app, context);
  if (!proof) return tl::unexpected(proof.error());
  return AuthenticatedClient{*client, *proof};
}

}  // namespace entra::idp
