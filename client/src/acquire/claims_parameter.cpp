#include "acquire/claims_parameter.hpp"

#include "acquire/failures.hpp"
#include "entra/support/json_access.hpp"

namespace entra::client {

Result<std::string, ClientError> merge_claims(const std::vector<std::string>& capabilities,
                                              std::string_view challenge) {
  if (capabilities.empty()) return std::string(challenge);
  Json claims = Json::object();
  if (!challenge.empty()) {
    auto parsed = parse_json(challenge);
    if (!parsed) return invalid("claims: " + parsed.error().message);
    claims = std::move(*parsed);
  }
  if (!claims.is_object()) return invalid("claims: a JSON object is expected");
  Json& access_token = claims["access_token"];  // null when the challenge has none
  if (!access_token.is_null() && !access_token.is_object()) {
    return invalid("claims: access_token: a JSON object is expected");
  }
  access_token["xms_cc"]["values"] = capabilities;
  return claims.dump(-1, ' ', false, Json::error_handler_t::replace);
}

}  // namespace entra::client
