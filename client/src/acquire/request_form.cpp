#include "acquire/request_form.hpp"

#include "entra/support/text.hpp"

namespace entra::client {

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

Form request_form(const ClientCredentialsRequest& request, EndpointVersion version) {
  Form form = target_form(request.target, version);
  form.add("grant_type", "client_credentials");
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
  return form;
}

Form request_form(const SilentRequest& request, const std::string& refresh_token, EndpointVersion version) {
  // As MSAL asks: for the next refresh token and an id token too.
  Target target = request.target;
  target.scopes.emplace_back("openid");
  if (version == EndpointVersion::kV2) target.scopes.insert(target.scopes.end(), {"profile", "offline_access"});
  return request_form(RefreshRequest{.refresh_token = refresh_token, .target = std::move(target)}, version);
}

Form request_form(const OnBehalfOfRequest& request, EndpointVersion version) {
  Form form = target_form(request.target, version);
  form.add("grant_type", "urn:ietf:params:oauth:grant-type:jwt-bearer");
  form.add("assertion", request.assertion);
  form.add("requested_token_use", "on_behalf_of");
  return form;
}

Form request_form(const PasswordRequest& request, EndpointVersion version) {
  Form form = target_form(request.target, version);
  form.add("grant_type", "password");
  form.add("username", request.username);
  form.add("password", request.password);
  return form;
}

Form request_form(const AuthorizationRequest& request, EndpointVersion version) {
  Form form = target_form(request.target, version);
  const auto add = [&](const char* name, const std::string& value) {
    if (!value.empty()) form.add(name, value);
  };
  form.add("response_type", "code");
  form.add("redirect_uri", request.redirect_uri);
  add("response_mode", request.response_mode);
  add("prompt", request.prompt);
  add("login_hint", request.login_hint);
  add("domain_hint", request.domain_hint);
  add("amr_values", request.amr_values);
  return form;
}

}  // namespace entra::client
