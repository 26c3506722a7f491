// entra_token: the client library for people and shell scripts. Secrets come from files and the environment, never from
// arguments, which every user of the machine can read.

#include <CLI/CLI.hpp>
#include <exception>
#include <iostream>

#include "commands.hpp"
#include "flows.hpp"

namespace {

using entra::cli::DecodeOptions;
using entra::cli::GetOptions;
using entra::cli::ValidateOptions;

CLI::App* add_get(CLI::App& app, GetOptions& get) {
  CLI::App* command = app.add_subcommand("get", "Ask an authority for a token and print it");
  // Which of these a flow needs, run_get knows.
  command->add_option("--authority", get.authority, "https://host[:port]/{tenant}; every flow but managed_identity")
      ->type_name("URL");
  command
      ->add_option("--client-id", get.client_id,
                   "The application's id; with managed_identity the identity's, if it has several")
      ->type_name("ID");
  // CLI11 would list the options that exclude each other in the order of their addresses; run_get checks them itself.
  command->add_option("--secret-env", get.secret_env, "Variable that holds the client secret")->type_name("VAR");
  command->add_option("--secret-file", get.secret_file, "File that holds the client secret")->type_name("FILE");
  command->add_option("--certificate", get.certificate, "Certificate instead of a secret, PEM (with --key)")
      ->type_name("FILE");
  command->add_option("--key", get.key, "Private key of the certificate, PEM")->type_name("FILE");
  command->add_flag("--send-x5c", get.send_x5c, "Send the certificates along (subject name and issuer)");
  command
      ->add_option("--federated-token-file", get.federated_token_file,
                   "File with an assertion of a trusted issuer, instead of a secret")
      ->type_name("FILE");
  command->add_option("--resource", get.resource, "What the token is for (v1 endpoint)")->type_name("URI");
  command->add_option("--scope", get.scopes, "What the token is for (v2 endpoint), instead of --resource")
      ->type_name("SCOPE");
  command->add_option("--flow", get.flow, "How to ask; device_code shows on stderr where a person signs in")
      ->check(CLI::IsMember(entra::cli::flow_names()))
      ->type_name("FLOW")
      ->capture_default_str();
  command->add_option("--api", get.api, "Endpoint; default: v1 with --resource, else v2")
      ->check(CLI::IsMember({"v1", "v2"}))
      ->type_name("v1|v2");
  command->add_option("--tenant", get.tenant, "Another tenant than the authority's")->type_name("TENANT");
  command->add_option("--refresh-token-env", get.refresh_token_env, "Variable that holds the refresh token")
      ->type_name("VAR");
  command->add_option("--code-env", get.code_env, "Variable that holds the authorization code")->type_name("VAR");
  command->add_option("--code-verifier-env", get.code_verifier_env, "Variable that holds the PKCE verifier")
      ->type_name("VAR");
  command->add_option("--redirect-uri", get.redirect_uri, "Redirect URI that the code was sent to")->type_name("URI");
  command->add_option("--username", get.username, "Whose password it is")->type_name("NAME");
  command->add_option("--password-env", get.password_env, "Variable that holds the password")->type_name("VAR");
  command->add_option("--assertion-env", get.assertion_env, "Variable that holds the token to act on behalf of")
      ->type_name("VAR");
  command->add_option("--claims", get.claims, "Claims challenge that an API or an error brought")->type_name("JSON");
  command->add_option("--cache-file", get.cache_file, "Keep tokens in this file, in the form that MSAL keeps them")
      ->type_name("FILE");
  command->add_option("--account", get.account, "Whose token with --flow silent: user name or home account id")
      ->type_name("NAME");
  command->add_option("--ca-file", get.ca_file, "Trust only these authorities (PEM)")->type_name("FILE");
  command->add_option("--timeout", get.timeout_seconds, "Seconds to wait for an answer")
      ->check(CLI::Range(0.1, 600.0))
      ->type_name("SECONDS")
      ->capture_default_str();
  command->add_flag("--json", get.json, "The whole answer as JSON instead of the access token");
  return command;
}

CLI::App* add_decode(CLI::App& app, DecodeOptions& decode) {
  CLI::App* command = app.add_subcommand("decode", "Show what a token says, without believing it");
  command->add_option("token", decode.token, "The token; - or nothing: standard input")->type_name("TOKEN");
  command->add_option("--at", decode.at, "Moment from which times are told, RFC 3339; default: now")->type_name("TIME");
  command->add_flag("--json", decode.json, "Header and claims as JSON");
  return command;
}

CLI::App* add_validate(CLI::App& app, ValidateOptions& validate) {
  CLI::App* command =
      app.add_subcommand("validate", "Decide whether an API should accept a token: exit code 0 yes, 1 no");
  command->add_option("token", validate.token, "The token; - or nothing: standard input")->type_name("TOKEN");
  auto* keys = command->add_option_group("keys", "Where the keys come from");
  keys->add_option("--authority", validate.authority, "https://host[:port]/{tenant}")->type_name("URL");
  keys->add_option("--jwks", validate.jwks_file, "A key set in a file")->type_name("FILE");
  keys->require_option(1);
  command->add_option("--audience", validate.audiences, "Who the API is; can be repeated")
      ->type_name("AUD")
      ->allow_extra_args(false)
      ->required();
  command
      ->add_option("--issuer", validate.issuers,
                   "Expected issuer, {tenantid} stands for the token's tenant; default: the authority's")
      ->type_name("ISS")
      ->allow_extra_args(false);
  command->add_option("--tenant", validate.tenants, "Accept only this tenant; can be repeated")
      ->type_name("GUID")
      ->allow_extra_args(false);
  command->add_option("--require-scope", validate.scopes, "A scope that user tokens must have")
      ->type_name("SCOPE")
      ->allow_extra_args(false);
  command->add_option("--require-role", validate.roles, "A role that app-only tokens must have")
      ->type_name("ROLE")
      ->allow_extra_args(false);
  command->add_flag("--require-mfa", validate.require_mfa, "Refuse user tokens without multifactor sign-in");
  command->add_option("--skew", validate.skew_seconds, "Seconds of tolerance on times")
      ->check(CLI::Range(0, 300))
      ->type_name("SECONDS")
      ->capture_default_str();
  command->add_option("--at", validate.at, "Validate as of this moment, RFC 3339; default: now")->type_name("TIME");
  command->add_option("--ca-file", validate.ca_file, "Trust only these authorities (PEM)")->type_name("FILE");
  command->add_flag("--json", validate.json, "The verdict as JSON");
  return command;
}

int run(int argc, char** argv) {
  CLI::App app("Get, read and validate tokens of Microsoft Entra ID, or of a mock of it", "entra_token");
  app.require_subcommand(1);
  app.failure_message([](const CLI::App*, const CLI::Error& error) {
    return "entra_token: " + std::string(error.what()) + " (see entra_token --help)\n";
  });
  GetOptions get;
  DecodeOptions decode;
  ValidateOptions validate;
  const CLI::App* get_command = add_get(app, get);
  const CLI::App* decode_command = add_decode(app, decode);
  add_validate(app, validate);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? entra::cli::kDone : entra::cli::kBadUsage;
  }
  if (get_command->parsed()) return run_get(get);
  if (decode_command->parsed()) return run_decode(decode);
  return run_validate(validate);
}

}  // namespace

int main(int argc, char** argv) {
  try {
    return run(argc, argv);
  } catch (const std::exception& error) {
    std::cerr << "entra_token: " << error.what() << '\n';
  }
  return entra::cli::kRefused;
}
