#include <iostream>

#include "commands.hpp"
#include "entra/support/json_access.hpp"
#include "flows.hpp"
#include "input.hpp"

namespace entra::cli {
namespace {

using client::Acquired;
using client::ClientError;

std::string text_of(const OrderedJson& json) {
  return json.dump(-1, ' ', false, OrderedJson::error_handler_t::replace);
}

void print_token(const Acquired& token, bool json) {
  if (!json) {
    std::cout << token->access_token << '\n';
    return;
  }
  OrderedJson out = {{"token_type", token->token_type}, {"expires_on", format_rfc3339(token->expires_on)}};
  out["source"] = token.source == client::TokenSource::kStore ? "cache" : "network";
  const auto add = [&](const char* name, const std::string& value) {
    if (!value.empty()) out[name] = value;
  };
  add("scope", token->scope);
  add("resource", token->resource);
  add("correlation_id", token->correlation_id);
  add("access_token", token->access_token);
  add("refresh_token", token->refresh_token);
  add("id_token", token->id_token);
  std::cout << text_of(out) << '\n';
}

int print_error(const ClientError& error, bool json) {
  std::cerr << "entra_token: " << error.message() << '\n';
  if (error.needs_person) std::cerr << "entra_token: only a new interactive sign-in or consent helps\n";
  if (json) {
    OrderedJson out = {{"kind", to_string(error.kind)}, {"status", error.status}, {"error", error.error}};
    out["suberror"] = error.suberror;
    out["aadsts"] = error.aadsts;
    out["description"] = error.description;
    out["correlation_id"] = error.correlation_id;
    out["trace_id"] = error.trace_id;
    out["needs_person"] = error.needs_person;
    if (error.retry_after) out["retry_after"] = error.retry_after->count();
    if (!error.claims.empty()) out["claims"] = error.claims;
    std::cout << text_of(out) << '\n';
  }
  return error.kind == client::ClientErrorKind::kInvalidArgument ? kBadUsage : kRefused;
}

}  // namespace

int run_get(const GetOptions& options) {
  // A machine's identity is asked of the machine itself.
  const auto transport =
      open_transport(options.ca_file, options.flow == "managed_identity" ? Proxies::kNone : Proxies::kOfEnvironment);
  if (!transport) return complain(transport.error().message);
  const auto outcome = run_flow(options, *transport);
  if (!outcome) return complain(outcome.error().message);
  if (!*outcome) return print_error(outcome->error(), options.json);
  print_token(**outcome, options.json);
  return kDone;
}

}  // namespace entra::cli
