#pragma once
// Signing a person in on another device than the one that needs the token (RFC 8628).

#include <chrono>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>

#include "entra/client/authority.hpp"
#include "entra/client/errors.hpp"
#include "entra/client/token.hpp"
#include "entra/client/token_requests.hpp"
#include "entra/client/wait.hpp"

namespace entra::client {

class TokenSender;

/// What the person has to be shown (RFC 8628 §3.2).
struct DeviceCode {
  std::string user_code = {};
  std::string verification_uri = {};  ///< v1: verification_url
  std::string message = {};           ///< a sentence with both, in the authority's words
  std::chrono::seconds expires_in{0};
  std::chrono::seconds interval{5};  ///< between polls, as the authority wished at first
};

/// One sign-in under way, made by TokenClient::start_device_code. For one thread at a time. Clock, random source and
/// transport of its client must outlive it.
class DeviceCodeFlow {
 public:
  /// What TokenClient has checked.
  struct Start {
    std::shared_ptr<const TokenSender> sender;
    Authority authority;
    std::string claims;
    DeviceCodeRequest request;
  };
  [[nodiscard]] static Result<DeviceCodeFlow, ClientError> begin(Start start);

  [[nodiscard]] const DeviceCode& code() const noexcept { return code_; }
  [[nodiscard]] Instant expires_on() const noexcept { return expires_on_; }
  [[nodiscard]] Instant next_poll() const noexcept { return next_poll_; }  ///< not before this moment

  /// Asks once; empty while the person is not done. Before `next_poll` it is empty without asking. slow_down adds five
  /// seconds to the interval (RFC 8628 §3.5), and an authority that does not answer doubles it. Errors: kRefused with
  /// "expired_token" or "authorization_declined" among others, after which polling is over, and what any request can
  /// meet with. After expiry nothing is sent.
  [[nodiscard]] Result<std::optional<Acquired>, ClientError> poll();

  /// Polls until the person is done, pausing with `wait`. Lives through failures of the network and of the authority
  /// as long as the code does. kCancelled when stopped.
  [[nodiscard]] Result<Acquired, ClientError> wait(const Wait& wait = sleep_unless_stopped,
                                                   const std::stop_token& stop = {});

 private:
  explicit DeviceCodeFlow(Start start) : start_(std::move(start)) {}
  [[nodiscard]] Result<Token, ClientError> ask() const;

  Start start_;
  DeviceCode code_;
  std::string device_code_;  ///< secret
  std::chrono::seconds interval_{5};
  Instant expires_on_{};
  Instant next_poll_{};
};

}  // namespace entra::client
