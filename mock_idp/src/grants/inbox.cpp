#include "grants/inbox.hpp"

#include <algorithm>

#include "entra/support/text.hpp"

namespace entra::idp {
namespace {

constexpr std::size_t kMostMessages = 500;
constexpr seconds kLife{300};

using State = InboxMessage::State;

std::string six_digits(Random& random) {
  const std::string digits = std::to_string(random.below(1000000));
  return std::string(6 - digits.size(), '0') + digits;
}

/// The newest message of that kind, const as the list is; null when there is none.
template <class Messages>
auto* find_newest(Messages& messages, const std::string& session, const std::string& method,
                  const std::string& phone_number) {
  const auto found = std::find_if(messages.rbegin(), messages.rend(), [&](const InboxMessage& one) {
    return one.session == session && one.method == method && one.phone_number == phone_number;
  });
  return found == messages.rend() ? nullptr : &*found;
}

}  // namespace

bool InboxMessage::is_expired(Instant now) const noexcept {
  return now >= at + kLife;
}

InboxMessage Inbox::send(InboxMessage message, Random& random) {
  message.id = random.guid();
  message.state = State::kPending;
  if (message.method == "push") {
    message.number = static_cast<int>(10 + random.below(90));
  } else {
    message.code = six_digits(random);
  }
  const std::scoped_lock lock(mutex_);
  messages_.push_back(message);
  if (messages_.size() > kMostMessages) messages_.pop_front();
  return message;
}

std::optional<InboxMessage> Inbox::find_open(const std::string& session, const std::string& method,
                                             const std::string& phone_number, Instant now) const {
  const std::scoped_lock lock(mutex_);
  const InboxMessage* const found = find_newest(messages_, session, method, phone_number);
  if (found == nullptr || found->is_expired(now)) return std::nullopt;
  if (found->state == State::kUsed || found->state == State::kDenied) return std::nullopt;
  return *found;
}

Inbox::Check Inbox::take(const std::string& session, const std::string& method, const std::string& phone_number,
                         const std::string& code, Instant now) {
  const std::scoped_lock lock(mutex_);
  InboxMessage* const message = find_newest(messages_, session, method, phone_number);
  if (message == nullptr || message->state == State::kUsed) return Check::kWrong;
  if (message->state == State::kDenied) return Check::kDenied;
  if (message->is_expired(now)) return Check::kExpired;
  if (message->is_push()) {
    if (message->state == State::kPending) return Check::kWaiting;
  } else if (!equals_in_constant_time(message->code, code)) {
    return Check::kWrong;
  }
  message->state = State::kUsed;
  return Check::kHolds;
}

Inbox::Decision Inbox::decide(const std::string& id, bool approves, int number, Instant now) {
  const std::scoped_lock lock(mutex_);
  const auto found =
      std::find_if(messages_.begin(), messages_.end(), [&](const InboxMessage& one) { return one.id == id; });
  if (found == messages_.end()) return Decision::kUnknown;
  if (!found->is_push()) return Decision::kNoApproval;
  if (found->state != State::kPending || found->is_expired(now)) return Decision::kTooLate;
  const bool is_right = !approves || number == found->number;
  found->state = approves && is_right ? State::kApproved : State::kDenied;
  return is_right ? Decision::kDone : Decision::kWrongNumber;
}

std::vector<InboxMessage> Inbox::list() const {
  const std::scoped_lock lock(mutex_);
  return {messages_.begin(), messages_.end()};
}

void Inbox::clear() {
  const std::scoped_lock lock(mutex_);
  messages_.clear();
}

}  // namespace entra::idp
