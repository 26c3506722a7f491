// Home realm discovery: where the accounts of a user name's domain sign in. Asked before a password grant.

#include "endpoints/answers.hpp"
#include "entra/support/text.hpp"

namespace entra::idp {
namespace {

std::string domain_of(const std::string& user) {
  const std::size_t at = user.rfind('@');
  return at == std::string::npos ? "" : to_lower(user.substr(at + 1));
}

/// api-version 1.0, as every MSAL asks it.
OrderedJson short_form(const Exchange& exchange, const std::string& domain, const Tenant* tenant) {
  OrderedJson body;
  body["ver"] = "1.0";
  body["account_type"] = tenant == nullptr ? "Unknown" : "Managed";
  if (!domain.empty()) body["domain_name"] = domain;
  body["cloud_instance_name"] = cloud_facts(exchange.origin.cloud).instance_name;
  body["cloud_audience_urn"] = "urn:federation:MicrosoftOnline";
  return body;
}

/// api-version 2.x, as administrators' tools ask it.
OrderedJson long_form(const Exchange& exchange, const std::string& user, const std::string& domain,
                      const Tenant* tenant) {
  OrderedJson body;
  body["NameSpaceType"] = tenant == nullptr ? "Unknown" : "Managed";
  body["Login"] = user;
  if (tenant != nullptr) {
    body["DomainName"] = domain;
    body["FederationBrandName"] = tenant->display_name;
  }
  body["TenantBrandingInfo"] = nullptr;
  body["cloud_instance_name"] = cloud_facts(exchange.origin.cloud).instance_name;
  return body;
}

}  // namespace

http::Response serve_user_realm(Exchange& exchange, std::string_view user_segment) {
  const auto query = Form::parse(exchange.request.query());
  const std::string user =
      user_segment.empty() ? (query ? query->get_or("user") : "") : percent_decode(user_segment).value_or("");
  if (user.empty()) {
    const ProtocolError error{90014, {"user"}, ""};
    exchange.context.trace.aadsts = error.code;
    return discovery_answer(exchange, 400, error_body(exchange, error, TokenVersion::kV2));
  }
  exchange.context.trace.user = user;
  const std::string domain = domain_of(user);
  const Tenant* const tenant = domain.empty() ? nullptr : exchange.context.directory.find_tenant(domain);
  const bool is_short = query && query->get_or("api-version", "1.0") == "1.0";
  return discovery_answer(exchange, 200,
                          is_short ? short_form(exchange, domain, tenant) : long_form(exchange, user, domain, tenant));
}

}  // namespace entra::idp
