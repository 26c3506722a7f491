#include "control/request_facts.hpp"

#include "entra/support/base64.hpp"
#include "entra/support/text.hpp"
#include "tokens/jws.hpp"

namespace entra::idp {
namespace {

/// What the Authorization header carries, when it is of that scheme.
std::string_view credentials(const std::string& header, std::string_view scheme) {
  const std::string_view text = header;
  const bool fits = text.size() > scheme.size() && text[scheme.size()] == ' ' &&
                    equals_ignoring_case(text.substr(0, scheme.size()), scheme);
  return fits ? text.substr(scheme.size() + 1) : std::string_view();
}

std::string basic_client(const std::string& header) {
  const auto text = base64_decode(credentials(header, "Basic"));
  if (!text) return "";
  return percent_decode(text->substr(0, text->find(':'))).value_or("");
}

}  // namespace

std::string normalize_tenant(const Directory& directory, std::string_view name) {
  const Tenant* const tenant = directory.find_tenant(name);
  return tenant == nullptr ? to_lower(name) : tenant->id.str();
}

RequestFacts read_facts(const http::Request& request, const Form& parameters, bool on_login_host,
                        const Directory& directory) {
  RequestFacts facts;
  facts.method = request.method;
  facts.path = request.path();
  facts.client_id = parameters.get_or("client_id");
  facts.grant_type = parameters.get_or("grant_type");
  const std::string authorization = request.headers.get_or("Authorization");
  if (facts.client_id.empty()) facts.client_id = basic_client(authorization);
  if (on_login_host) {
    const auto segments = split_words(facts.path, '/');
    if (!segments.empty()) facts.tenant = normalize_tenant(directory, percent_decode(segments.front()).value_or(""));
    return facts;
  }
  if (const auto claims = peek_claims(credentials(authorization, "Bearer"))) {
    facts.tenant = to_lower(get_string(*claims, "tid").value_or(""));
    facts.client_id = get_string(*claims, "appid").value_or(get_string(*claims, "azp").value_or(""));
  }
  return facts;
}

}  // namespace entra::idp
