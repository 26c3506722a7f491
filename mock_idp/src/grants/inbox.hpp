#pragma once
// A person's phone: codes that were texted, spoken or shown by an app, and sign-ins that wait for approval there.

#include <cstdint>
#include <deque>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "entra/idp/ids.hpp"
#include "entra/support/clock.hpp"
#include "entra/support/random.hpp"

namespace entra::idp {

struct InboxMessage {
  enum class State { kPending, kApproved, kDenied, kUsed };

  std::string id;
  Instant at{};
  ObjectId user;
  std::string username;
  std::string session;  ///< sid of the sign-in that it belongs to
  std::string method;   ///< otp, sms, tel, push
  std::string phone_number;
  std::string code;  ///< empty: a request for approval
  int number{0};     ///< number matching: the page shows it, the phone asks for it
  std::string app;   ///< what is signed in to
  std::string ip_address;
  State state{State::kPending};

  [[nodiscard]] bool is_push() const noexcept { return code.empty(); }
  [[nodiscard]] bool is_expired(Instant now) const noexcept;
};

/// Thread-safe; remembers the last few hundred messages.
class Inbox {
 public:
  /// Sends again and at once: id and state are set here, and a code or a number is drawn. Answers what was sent.
  InboxMessage send(InboxMessage message, Random& random);
  /// The newest one of the session by that method and to that number, unless it is used, denied or expired: a page that
  /// is loaded again sends nothing.
  [[nodiscard]] std::optional<InboxMessage> find_open(const std::string& session, const std::string& method,
                                                      const std::string& phone_number, Instant now) const;

  enum class Check { kHolds, kWrong, kExpired, kWaiting, kDenied };
  /// Whether the code, or the approval, of the newest such message holds. It holds once.
  [[nodiscard]] Check take(const std::string& session, const std::string& method, const std::string& phone_number,
                           const std::string& code, Instant now);

  enum class Decision { kDone, kUnknown, kNoApproval, kTooLate, kWrongNumber };
  /// What the person does on the phone. A wrong number denies, as the app does.
  [[nodiscard]] Decision decide(const std::string& id, bool approves, int number, Instant now);

  [[nodiscard]] std::vector<InboxMessage> list() const;
  void clear();

 private:
  mutable std::mutex mutex_;
  std::deque<InboxMessage> messages_;
};

}  // namespace entra::idp
