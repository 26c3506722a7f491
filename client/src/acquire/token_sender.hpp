#pragma once
// Sends forms to an authority as the client that it is, and reads the answers.

#include <memory>
#include <string>

#include "acquire/authority_check.hpp"
#include "entra/client/token_client.hpp"
#include "entra/support/url.hpp"
#include "persist/kept_tokens.hpp"

namespace entra::client {

/// An answer and the id under which the authority logged the question: its own word if it said one.
struct Answer {
  http::Response response;
  std::string correlation_id;
};

/// What requests need, shared with the renewals that outlive the call they began in. Thread-safe.
class TokenSender {
 public:
  TokenSender(ClientOptions options, std::shared_ptr<Transport> transport, const Clock& clock, Random& random);

  /// Adds the client, its credential and the claims to the form and posts it to the token endpoint.
  /// What comes is kept in the client's store, if it has one.
  [[nodiscard]] Result<Token, ClientError> send(const Authority& authority, Form form, const std::string& claims,
                                                const std::string& correlation_id,
                                                KeptTokens::Occasion occasion = KeptTokens::Occasion::kSignIn) const;
  /// Posts a form to `target` of the authority. An empty correlation id means a new one.
  [[nodiscard]] Result<Answer, ClientError> post(const Authority& authority, const std::string& target,
                                                 const Form& form, const std::string& correlation_id) const;
  /// The client's authority, in `tenant` unless that is empty.
  [[nodiscard]] Result<Authority, ClientError> authority_of(const std::string& tenant) const;

  [[nodiscard]] const ClientOptions& options() const noexcept { return options_; }
  [[nodiscard]] const std::string& credential_name() const noexcept { return credential_name_; }  ///< its fingerprint
  [[nodiscard]] const std::string& cache_origin() const noexcept { return check_->cache_origin(); }
  [[nodiscard]] const std::shared_ptr<KeptTokens>& kept() const noexcept { return kept_; }  ///< null without a store
  [[nodiscard]] bool is_v1() const noexcept { return options_.version == EndpointVersion::kV1; }
  [[nodiscard]] const Clock& clock() const noexcept { return clock_; }
  [[nodiscard]] Random& random() const noexcept { return random_; }

 private:
  ClientOptions options_;
  std::string credential_name_;
  std::unique_ptr<AuthorityCheck> check_;
  std::shared_ptr<KeptTokens> kept_;
  std::shared_ptr<Transport> transport_;
  const Clock& clock_;
  Random& random_;
};

}  // namespace entra::client
