#include "acquire/request_form.hpp"

#include "entra/support/text.hpp"

namespace entra::client {
namespace {

/// "resource" on v1, "scope" on v2.
Form target_form(const Target& target, EndpointVersion version) {
  Form form;
  if (version == EndpointVersion::kV1) {
    if (!target.resource.empty()) form.add("resource", target.resource);
    // v1 knows scopes only as the wish for an id_token ("openid").
    if (!target.scopes.empty()) form.add("scope", join(target.scopes, " "));
    return form;
  }
  std::vector<std::string> scopes = target.scopes;
  // A resource that ends in a slash is asked for with two of them.
  if (!target.resource.empty()) scopes.push_back(target.resource + "/.default");
  if (!scopes.empty()) form.add("scope", join(scopes, " "));
  return form;
}

}  // namespace

Form request_form(const ClientCredentialsRequest& request, EndpointVersion version) {
  Form form = target_form(request.target, version);
  form.add("grant_type", "client_credentials");
  if (!request.claims.empty()) form.add("claims", request.claims);
  return form;
}

Form request_form(const CodeRequest& request, EndpointVersion version) {
  Form form = target_form(request.target, version);
  form.add("grant_type", "authorization_code");
  form.add("code", request.code);
  form.add("redirect_uri", request.redirect_uri);
  if (!request.code_verifier.empty()) form.add("code_verifier", request.code_verifier);
  return form;
}

Form request_form(const RefreshRequest& request, EndpointVersion version) {
  Form form = target_form(request.target, version);
  form.add("grant_type", "refresh_token");
  form.add("refresh_token", request.refresh_token);
  if (!request.claims.empty()) form.add("claims", request.claims);
  return form;
}

}  // namespace entra::client
