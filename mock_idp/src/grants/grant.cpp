#include "grants/grant.hpp"

#include <array>
#include <utility>

namespace entra::idp {
namespace {

using Grant = Checked<Tokens> (*)(const TokenRequest&, GrantContext&);

constexpr std::array<std::pair<std::string_view, Grant>, 7> kGrants = {{
    {"client_credentials", grant_client_credentials},
    {"authorization_code", grant_authorization_code},
    {"refresh_token", grant_refresh_token},
    {"password", grant_password},
    {"urn:ietf:params:oauth:grant-type:jwt-bearer", grant_on_behalf_of},
    {"device_code", grant_device_code},
    {"urn:ietf:params:oauth:grant-type:device_code", grant_device_code},
}};

}  // namespace

Checked<Tokens> grant_tokens(const TokenRequest& request, GrantContext& context) {
  // RFC 6749 §3.2: request parameters must not be included more than once.
  if (request.form.first_duplicate()) return refuse(9002313);
  const auto grant_type = request.form.get("grant_type");
  if (!grant_type || grant_type->empty()) return refuse(900144, {"grant_type"});
  context.trace.grant_type = *grant_type;
  context.trace.client = request.form.get_or("client_id");
  if (request.version == TokenVersion::kV2 && request.form.has("resource")) return refuse(901002);
  for (const auto& [name, grant] : kGrants) {
    if (name == *grant_type) return grant(request, context);
  }
  return refuse(70003, {*grant_type});
}

}  // namespace entra::idp
