#include "flows.hpp"

#include <array>
#include <cstdlib>
#include <iostream>

#include "credential_input.hpp"
#include "entra/client/file_token_store.hpp"
#include "entra/client/managed_identity.hpp"
#include "entra/client/token_client.hpp"
#include "entra/support/text.hpp"
#include "input.hpp"

namespace entra::cli {
namespace {

using client::Acquired;
using client::ClientError;
using client::EndpointVersion;
using client::Target;
using client::TokenClient;
using Outcome = Result<Result<Acquired, ClientError>>;

/// What a flow is run with.
struct Call {
  TokenClient& client;
  const GetOptions& options;
  Target target;
};

/// The secret in the variable that `option` names; the flow cannot do without.
Result<std::string> read_secret(const Call& call, const char* option, const std::string& variable) {
  if (variable.empty()) return fail(Errc::kMissing, "--flow " + call.options.flow + " needs " + option);
  return read_environment(variable);
}

Outcome client_credentials(const Call& call) {
  return call.client.client_credentials(
      {.target = call.target, .tenant = call.options.tenant, .claims = call.options.claims});
}

Outcome refresh_token(const Call& call) {
  const auto token = read_secret(call, "--refresh-token-env", call.options.refresh_token_env);
  if (!token) return tl::unexpected(token.error());
  return call.client.refresh(
      {.refresh_token = *token, .target = call.target, .tenant = call.options.tenant, .claims = call.options.claims});
}

Outcome authorization_code(const Call& call) {
  const GetOptions& options = call.options;
  const auto code =
      read_secret(call, "--code-env and --redirect-uri", options.redirect_uri.empty() ? "" : options.code_env);
  if (!code) return tl::unexpected(code.error());
  client::CodeRequest request{.code = *code,
                              .redirect_uri = options.redirect_uri,
                              .target = call.target,
                              .tenant = options.tenant,
                              .claims = options.claims};
  if (!options.code_verifier_env.empty()) {
    auto verifier = read_environment(options.code_verifier_env);
    if (!verifier) return tl::unexpected(verifier.error());
    request.code_verifier = std::move(*verifier);
  }
  return call.client.redeem_code(request);
}

Outcome device_code(const Call& call) {
  auto flow = call.client.start_device_code(
      {.target = call.target, .tenant = call.options.tenant, .claims = call.options.claims});
  if (!flow) return Result<Acquired, ClientError>(tl::unexpected(flow.error()));
  const client::DeviceCode& code = flow->code();
  // Standard output is for the token alone.
  std::cerr << (code.message.empty() ? "Open " + code.verification_uri + " and enter " + code.user_code : code.message)
            << std::endl;
  return flow->wait();
}

Outcome on_behalf_of(const Call& call) {
  const auto assertion = read_secret(call, "--assertion-env", call.options.assertion_env);
  if (!assertion) return tl::unexpected(assertion.error());
  return call.client.on_behalf_of(
      {.assertion = *assertion, .target = call.target, .tenant = call.options.tenant, .claims = call.options.claims});
}

Outcome password(const Call& call) {
  const GetOptions& options = call.options;
  const auto word =
      read_secret(call, "--username and --password-env", options.username.empty() ? "" : options.password_env);
  if (!word) return tl::unexpected(word.error());
  return call.client.username_password({.username = options.username,
                                        .password = *word,
                                        .target = call.target,
                                        .tenant = options.tenant,
                                        .claims = options.claims});
}

Outcome managed_identity(const GetOptions& options, const std::shared_ptr<client::Transport>& transport) {
  if (!options.scopes.empty()) return fail(Errc::kUnsupported, "--flow managed_identity takes --resource, not --scope");
  const auto endpoint = client::find_managed_identity_endpoint([](const std::string& name) {
    const char* value = std::getenv(name.c_str());
    return value == nullptr ? std::nullopt : std::optional<std::string>(value);
  });
  if (!endpoint) return tl::unexpected(endpoint.error());
  using Kind = client::ManagedIdentityId::Kind;
  const SystemClock clock;
  client::ManagedIdentityClient identity(
      {.endpoint = *endpoint,
       .identity = {options.client_id.empty() ? Kind::kDefault : Kind::kClientId, options.client_id},
       .timeout = timeout_of(options)},
      transport, clock);
  return identity.get({.resource = options.resource});
}

/// Who of those in the file is meant.
Result<std::string> find_account(const Call& call) {
  const auto accounts = call.client.accounts();
  if (!accounts) return tl::unexpected(accounts.error());
  const std::string& wanted = call.options.account;
  if (wanted.empty() && accounts->size() == 1) return accounts->front().home_account_id;
  std::string names;
  for (const client::StoredAccount& account : *accounts) {
    if (equals_ignoring_case(wanted, account.username) || equals_ignoring_case(wanted, account.home_account_id)) {
      return account.home_account_id;
    }
    names += (names.empty() ? "" : ", ") + account.username;
  }
  if (names.empty()) return fail(Errc::kNotFound, call.options.cache_file + " holds no account of this authority");
  return fail(Errc::kNotFound,
              (wanted.empty() ? "give --account" : "no account '" + wanted + "' is kept") + "; known: " + names);
}

Outcome silent(const Call& call) {
  if (call.options.cache_file.empty()) return fail(Errc::kMissing, "--flow silent needs --cache-file");
  const auto account = find_account(call);
  if (!account) return tl::unexpected(account.error());
  return call.client.acquire_silent({.home_account_id = *account,
                                     .target = call.target,
                                     .tenant = call.options.tenant,
                                     .claims = call.options.claims});
}

void warn(const Error& error) {
  std::cerr << "entra_token: " << error.message << '\n';
}

/// Null without a file. What goes wrong with it is said and fails nothing.
Result<std::shared_ptr<client::TokenStore>> open_store(const GetOptions& options) {
  if (options.cache_file.empty()) return nullptr;
  return client::open_file_token_store({.path = options.cache_file, .on_repair = warn});
}

EndpointVersion version_of(const GetOptions& options) {
  if (!options.api.empty()) return options.api == "v1" ? EndpointVersion::kV1 : EndpointVersion::kV2;
  return options.resource.empty() ? EndpointVersion::kV2 : EndpointVersion::kV1;
}

struct Flow {
  const char* name;
  Outcome (*run)(const Call&);
};
constexpr std::array kFlows{Flow{"client_credentials", client_credentials},
                            Flow{"refresh_token", refresh_token},
                            Flow{"authorization_code", authorization_code},
                            Flow{"device_code", device_code},
                            Flow{"on_behalf_of", on_behalf_of},
                            Flow{"password", password},
                            Flow{"silent", silent}};
constexpr const char* kManagedIdentity = "managed_identity";

}  // namespace

std::vector<std::string> flow_names() {
  std::vector<std::string> names;
  for (const Flow& flow : kFlows) names.emplace_back(flow.name);
  names.emplace_back(kManagedIdentity);
  return names;
}

Outcome run_flow(const GetOptions& options, const std::shared_ptr<client::Transport>& transport) {
  if (!options.resource.empty() && !options.scopes.empty()) {
    return fail(Errc::kDuplicate, "give one of --resource and --scope");
  }
  if (options.flow == kManagedIdentity) return managed_identity(options, transport);
  if (options.authority.empty()) return fail(Errc::kMissing, "--flow " + options.flow + " needs --authority");
  if (options.client_id.empty()) return fail(Errc::kMissing, "--flow " + options.flow + " needs --client-id");
  // This tool is for people at a mock too: plain http is taken, and only for loopback hosts.
  auto authority = client::Authority::parse(options.authority, {.allow_loopback_http = true});
  if (!authority) return tl::unexpected(authority.error());
  auto credential = read_credential(options);
  if (!credential) return tl::unexpected(credential.error());
  auto store = open_store(options);
  if (!store) return tl::unexpected(store.error());

  const SystemClock clock;
  SystemRandom random;
  TokenClient tokens({.authority = std::move(*authority),
                      .version = version_of(options),
                      .client_id = options.client_id,
                      .credential = std::move(*credential),
                      // Whoever types the address vouches for it.
                      .instance_discovery = client::InstanceDiscovery::kOff,
                      .timeout = timeout_of(options),
                      .store = std::move(*store),
                      .on_store_error = warn},
                     transport, clock, random);
  for (const Flow& flow : kFlows) {
    if (options.flow == flow.name) return flow.run({tokens, options, {options.resource, options.scopes}});
  }
  return fail(Errc::kUnknownName, "no flow is called '" + options.flow + "'");
}

}  // namespace entra::cli
