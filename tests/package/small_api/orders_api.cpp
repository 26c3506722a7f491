#include "orders_api.hpp"

#include <string_view>

namespace {

using entra::client::Reason;
using entra::client::Refusal;
using entra::http::Request;
using entra::http::Response;

entra::client::ValidatorOptions rules_for_readers(const std::string& audience) {
  entra::client::ValidatorOptions rules;
  rules.audiences = {audience};
  rules.required_scopes = {"Orders.Read"};
  rules.required_roles = {"Orders.Read.All"};
  return rules;
}

entra::client::ValidatorOptions rules_for_buyers(const std::string& audience) {
  entra::client::ValidatorOptions rules;
  rules.audiences = {audience};
  rules.required_scopes = {"Orders.Write"};
  rules.mfa = entra::client::MfaPolicy{};
  return rules;
}

Response answer(int status) {
  Response response;
  response.status = status;
  return response;
}

Response challenge(int status, std::string_view error) {
  Response response = answer(status);
  response.headers.add("WWW-Authenticate", "Bearer error=\"" + std::string(error) + "\"");
  return response;
}

// RFC 6750 §3.1, RFC 9470 §3. The refusal's detail is for the log, not for the caller.
Response refuse(const Refusal& refusal) {
  switch (refusal.reason) {
    case Reason::kMfaMissing:
      return challenge(401, "insufficient_user_authentication");
    case Reason::kScopeMissing:
    case Reason::kRoleMissing:
      return challenge(403, "insufficient_scope");
    case Reason::kKeysUnavailable:
      return answer(503);
    default:
      return challenge(401, "invalid_token");
  }
}

}  // namespace

OrdersApi::OrdersApi(const std::string& audience, const std::shared_ptr<entra::client::KeyProvider>& keys,
                     const entra::Clock& clock)
    : readers_(rules_for_readers(audience), keys, clock), buyers_(rules_for_buyers(audience), keys, clock) {}

Response OrdersApi::handle(const Request& request) const {
  constexpr std::string_view scheme = "Bearer ";
  if (request.path() != "/orders") return answer(404);
  if (request.method != "GET" && request.method != "POST") return answer(405);
  const std::string authorization = request.headers.get_or("Authorization");
  if (!authorization.starts_with(scheme)) return challenge(401, "invalid_token");
  const auto& rules = request.method == "GET" ? readers_ : buyers_;
  const auto token = rules.validate(std::string_view(authorization).substr(scheme.size()));
  if (!token) return refuse(token.error());
  return answer(request.method == "GET" ? 200 : 201);
}
