#pragma once
// Sends a form to a token endpoint as the client that it is, and reads the answer.

#include <memory>
#include <string>

#include "entra/client/token_client.hpp"
#include "entra/support/url.hpp"

namespace entra::client {

/// What requests need, shared with the renewals that outlive the call they began in. Thread-safe.
class TokenSender {
 public:
  TokenSender(ClientOptions options, std::shared_ptr<Transport> transport, const Clock& clock, Random& random);

  /// Adds the client and its credential to the form and posts it.
  [[nodiscard]] Result<Token, ClientError> send(const Authority& authority, Form form) const;
  /// The client's authority, in `tenant` unless that is empty.
  [[nodiscard]] Result<Authority, ClientError> authority_of(const std::string& tenant) const;

  [[nodiscard]] const ClientOptions& options() const noexcept { return options_; }
  [[nodiscard]] const std::string& credential_name() const noexcept { return credential_name_; }  ///< its fingerprint
  [[nodiscard]] bool is_v1() const noexcept { return options_.version == EndpointVersion::kV1; }

 private:
  ClientOptions options_;
  std::string credential_name_;
  std::shared_ptr<Transport> transport_;
  const Clock& clock_;
  Random& random_;
};

}  // namespace entra::client
