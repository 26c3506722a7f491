#include <iostream>

#include "commands.hpp"
#include "entra/client/token_client.hpp"
#include "entra/support/json_access.hpp"
#include "input.hpp"

namespace entra::cli {
namespace {

using client::Acquired;
using client::ClientError;
using client::EndpointVersion;

Result<client::ClientCredential> read_credential(const GetOptions& options) {
  if (!options.certificate.empty()) {
    const auto certificate = read_file(options.certificate);
    if (!certificate) return tl::unexpected(certificate.error());
    const auto key = read_file(options.key);
    if (!key) return tl::unexpected(key.error());
    auto credential = client::ClientCertificate::from_pem(*certificate, *key);
    if (!credential) return tl::unexpected(credential.error());
    return client::ClientCredential(std::move(*credential));
  }
  if (!options.secret_env.empty()) {
    auto secret = read_environment(options.secret_env);
    if (!secret) return tl::unexpected(secret.error());
    return client::ClientCredential(client::ClientSecret{std::move(*secret)});
  }
  if (!options.secret_file.empty()) {
    auto secret = read_file(options.secret_file);
    if (!secret) return tl::unexpected(secret.error());
    while (!secret->empty() && (secret->back() == '\n' || secret->back() == '\r')) secret->pop_back();
    if (secret->empty()) return fail(Errc::kMissing, "the file " + options.secret_file + " is empty");
    return client::ClientCredential(client::ClientSecret{std::move(*secret)});
  }
  return client::ClientCredential(client::NoCredential{});
}

/// Options that do not go together.
Result<void> check_options(const GetOptions& options) {
  const int credentials = (options.secret_env.empty() ? 0 : 1) + (options.secret_file.empty() ? 0 : 1) +
                          (options.certificate.empty() ? 0 : 1);
  if (credentials > 1) return fail(Errc::kDuplicate, "give one of --secret-env, --secret-file and --certificate");
  if (options.certificate.empty() != options.key.empty()) {
    return fail(Errc::kMissing, "--certificate and --key go together");
  }
  if (!options.resource.empty() && !options.scopes.empty()) {
    return fail(Errc::kDuplicate, "give one of --resource and --scope");
  }
  return {};
}

EndpointVersion version_of(const GetOptions& options) {
  if (!options.api.empty()) return options.api == "v1" ? EndpointVersion::kV1 : EndpointVersion::kV2;
  return options.resource.empty() ? EndpointVersion::kV2 : EndpointVersion::kV1;
}

std::string text_of(const OrderedJson& json) {
  return json.dump(-1, ' ', false, OrderedJson::error_handler_t::replace);
}

void print_token(const Acquired& token, bool json) {
  if (!json) {
    std::cout << token->access_token << '\n';
    return;
  }
  OrderedJson out = {{"token_type", token->token_type}, {"expires_on", format_rfc3339(token->expires_on)}};
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

/// Reads what the flow needs from the environment, then runs it.
Result<Result<Acquired, ClientError>> run_flow(client::TokenClient& tokens, const GetOptions& options) {
  const client::Target target{options.resource, options.scopes};
  if (options.flow == "client_credentials") {
    return tokens.client_credentials({.target = target, .tenant = options.tenant});
  }
  if (options.flow == "refresh_token") {
    if (options.refresh_token_env.empty())
      return fail(Errc::kMissing, "--flow refresh_token needs --refresh-token-env");
    const auto refresh_token = read_environment(options.refresh_token_env);
    if (!refresh_token) return tl::unexpected(refresh_token.error());
    return tokens.refresh({.refresh_token = *refresh_token, .target = target, .tenant = options.tenant});
  }
  if (options.code_env.empty() || options.redirect_uri.empty()) {
    return fail(Errc::kMissing, "--flow authorization_code needs --code-env and --redirect-uri");
  }
  const auto code = read_environment(options.code_env);
  if (!code) return tl::unexpected(code.error());
  client::CodeRequest request{
      .code = *code, .redirect_uri = options.redirect_uri, .target = target, .tenant = options.tenant};
  if (!options.code_verifier_env.empty()) {
    auto verifier = read_environment(options.code_verifier_env);
    if (!verifier) return tl::unexpected(verifier.error());
    request.code_verifier = std::move(*verifier);
  }
  return tokens.redeem_code(request);
}

}  // namespace

int run_get(const GetOptions& options) {
  if (const auto fitting = check_options(options); !fitting) return complain(fitting.error().message);
  // This tool is for people at a mock too: plain http is taken, and only for loopback hosts.
  auto authority = client::Authority::parse(options.authority, {.allow_loopback_http = true});
  if (!authority) return complain(authority.error().message);
  auto credential = read_credential(options);
  if (!credential) return complain(credential.error().message);
  const auto transport = open_transport(options.ca_file);
  if (!transport) return complain(transport.error().message);

  const SystemClock clock;
  SystemRandom random;
  client::TokenClient tokens({.authority = std::move(*authority),
                              .version = version_of(options),
                              .client_id = options.client_id,
                              .credential = std::move(*credential),
                              .timeout = std::chrono::milliseconds(static_cast<long>(options.timeout_seconds * 1000))},
                             *transport, clock, random);
  const auto outcome = run_flow(tokens, options);
  if (!outcome) return complain(outcome.error().message);
  if (!*outcome) return print_error(outcome->error(), options.json);
  print_token(**outcome, options.json);
  return kDone;
}

}  // namespace entra::cli
