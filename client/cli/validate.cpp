#include <iostream>

#include "commands.hpp"
#include "entra/client/jwks_cache.hpp"
#include "entra/client/validator.hpp"
#include "entra/support/json_access.hpp"
#include "input.hpp"

namespace entra::cli {
namespace {

std::string text_of(const OrderedJson& json) {
  return json.dump(-1, ' ', false, OrderedJson::error_handler_t::replace);
}

Result<std::shared_ptr<client::KeyProvider>> make_keys(const ValidateOptions& options, const Clock& clock) {
  if (!options.jwks_file.empty()) {
    const auto text = read_file(options.jwks_file);
    if (!text) return tl::unexpected(text.error());
    auto keys = client::KeySet::parse(*text);
    if (!keys) return tl::unexpected(keys.error().in(options.jwks_file));
    return std::make_shared<client::StaticKeys>(std::move(*keys));
  }
  const auto authority = client::Authority::parse(options.authority, {.allow_loopback_http = true});
  if (!authority) return tl::unexpected(authority.error());
  auto transport = open_transport(options.ca_file);
  if (!transport) return tl::unexpected(transport.error());
  return std::make_shared<client::AuthorityKeys>(*authority, std::move(*transport), clock,
                                                 client::JwksOptions{.allow_loopback_http = true});
}

int print_refusal(const client::Refusal& refusal, bool json) {
  if (json) {
    const OrderedJson out = {{"valid", false}, {"reason", to_string(refusal.reason)}, {"detail", refusal.detail}};
    std::cout << text_of(out) << '\n';
  } else {
    std::cout << "refused: " << to_string(refusal.reason) << ": " << refusal.detail << '\n';
  }
  return kRefused;
}

int print_accepted(const client::ValidatedToken& token, bool issuer_checked, bool json) {
  if (!json) {
    std::cout << "accepted: " << (token.app_only ? "application " : "user ")
              << (token.object_id.empty() ? token.subject : token.object_id) << " of tenant " << token.tenant_id
              << ", good until " << format_rfc3339(token.expires_on) << '\n';
    if (!issuer_checked) std::cout << "the issuer was not checked: give --issuer or --authority\n";
    return kDone;
  }
  OrderedJson out = {{"valid", true},
                     {"version", token.version == client::EndpointVersion::kV1 ? "1.0" : "2.0"},
                     {"tenant", token.tenant_id},
                     {"subject", token.subject},
                     {"object_id", token.object_id},
                     {"client_id", token.client_id},
                     {"app_only", token.app_only},
                     {"scopes", token.scopes},
                     {"roles", token.roles},
                     {"expires_on", format_rfc3339(token.expires_on)},
                     {"issuer_checked", issuer_checked}};
  if (token.mfa) {
    out["mfa"] = {{"outcome", to_string(token.mfa->outcome)},
                  {"decided_by", to_string(token.mfa->decided_by)},
                  {"reason", token.mfa->reason}};
  }
  std::cout << text_of(out) << '\n';
  return kDone;
}

}  // namespace

int run_validate(const ValidateOptions& options) {
  const auto now = read_moment(options.at);
  if (!now) return complain(now.error().message);
  const auto token = read_token(options.token);
  if (!token) return complain(token.error().message);
  const ManualClock clock(*now);
  const auto keys = make_keys(options, clock);
  if (!keys) return complain(keys.error().message);

  client::ValidatorOptions rules{.audiences = options.audiences,
                                 .issuers = options.issuers,
                                 .allowed_tenants = options.tenants,
                                 .required_scopes = options.scopes,
                                 .required_roles = options.roles,
                                 .skew = std::chrono::seconds(options.skew_seconds)};
  // A key file names no issuer: without --issuer there is nothing to compare with, and the answer says so.
  rules.check_issuer = options.jwks_file.empty() || !options.issuers.empty();
  if (options.require_mfa) rules.mfa = client::MfaPolicy{};
  const auto verdict = client::Validator(rules, *keys, clock).validate(*token);
  if (!verdict) return print_refusal(verdict.error(), options.json);
  return print_accepted(*verdict, rules.check_issuer, options.json);
}

}  // namespace entra::cli
