#include "credential_input.hpp"

#include "input.hpp"

namespace entra::cli {
namespace {

/// Options that do not go together.
Result<void> check_options(const GetOptions& options) {
  int credentials = 0;
  for (const std::string* option :
       {&options.secret_env, &options.secret_file, &options.certificate, &options.federated_token_file}) {
    credentials += option->empty() ? 0 : 1;
  }
  if (credentials > 1) {
    return fail(Errc::kDuplicate, "give one of --secret-env, --secret-file, --certificate and --federated-token-file");
  }
  if (options.certificate.empty() != options.key.empty()) {
    return fail(Errc::kMissing, "--certificate and --key go together");
  }
  if (options.send_x5c && options.certificate.empty()) return fail(Errc::kMissing, "--send-x5c needs --certificate");
  return {};
}

Result<client::ClientCredential> read_certificate(const GetOptions& options) {
  const auto certificate = read_file(options.certificate);
  if (!certificate) return tl::unexpected(certificate.error());
  const auto key = read_file(options.key);
  if (!key) return tl::unexpected(key.error());
  auto credential = client::ClientCertificate::from_pem(*certificate, *key, {.send_x5c = options.send_x5c});
  if (!credential) return tl::unexpected(credential.error());
  return client::ClientCredential(std::move(*credential));
}

}  // namespace

Result<client::ClientCredential> read_credential(const GetOptions& options) {
  if (const auto fitting = check_options(options); !fitting) return tl::unexpected(fitting.error());
  if (!options.certificate.empty()) return read_certificate(options);
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
  if (!options.federated_token_file.empty()) {
    return client::ClientCredential(client::ClientAssertion::from_file(options.federated_token_file));
  }
  return client::ClientCredential(client::NoCredential{});
}

}  // namespace entra::cli
