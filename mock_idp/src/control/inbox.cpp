// /_mock/inbox: the phones of all persons.

#include <algorithm>

#include "control/handlers.hpp"
#include "core.hpp"
#include "entra/support/text.hpp"

namespace entra::idp {
namespace {

using Type = ControlBody::Type;

std::string_view state_word(const InboxMessage& message, Instant now) {
  switch (message.state) {
    case InboxMessage::State::kApproved:
      return "approved";
    case InboxMessage::State::kDenied:
      return "denied";
    case InboxMessage::State::kUsed:
      return "used";
    case InboxMessage::State::kPending:
      break;
  }
  return message.is_expired(now) ? "expired" : "pending";
}

/// The number of a push stands on the sign-in page alone: whoever approves has to see that page.
OrderedJson describe(const InboxMessage& message, Instant now) {
  OrderedJson entry;
  entry["id"] = message.id;
  entry["at"] = format_rfc3339(message.at);
  entry["user"] = message.username;
  entry["method"] = message.method;
  entry["kind"] = message.is_push() ? "push" : "code";
  if (!message.phone_number.empty()) entry["phone_number"] = message.phone_number;
  if (!message.is_push()) entry["code"] = message.code;
  entry["app"] = message.app;
  entry["ip_address"] = message.ip_address;
  entry["state"] = state_word(message, now);
  return entry;
}

}  // namespace

http::Response get_inbox(Core& core, const http::Request& request) {
  const auto query = Form::parse(request.query());
  if (!query) return control_fault(400, "the query is malformed");
  const std::string user = query->get_or("user");
  const Instant now = scope_now(core, request);
  OrderedJson messages = OrderedJson::array();
  for (const InboxMessage& one : core.inbox.list()) {
    const bool is_meant = user.empty() || equals_ignoring_case(one.username, user) || one.user.str() == user;
    if (is_meant) messages.push_back(describe(one, now));
  }
  OrderedJson answer;
  answer["count"] = messages.size();
  answer["messages"] = std::move(messages);
  return control_answer(200, answer);
}

http::Response post_inbox(Core& core, const http::Request& request) {
  const auto body = ControlBody::parse(request, {{"approve", Type::kBool}, {"number", Type::kInteger}});
  if (!body) return body.error();
  if (!body->has("approve")) return control_fault(400, "'approve' is required", "/approve");
  const bool approves = body->flag("approve", false);
  if (approves && !body->has("number")) {
    return control_fault(400, "'number' is required: the one that the sign-in page shows", "/number");
  }
  const std::string id = last_segment(request);
  const auto number = static_cast<int>(std::clamp<std::int64_t>(body->number("number", 0), 0, 100));
  OrderedJson answer;
  answer["id"] = id;
  switch (core.inbox.decide(id, approves, number, scope_now(core, request))) {
    case Inbox::Decision::kUnknown:
      return control_fault(404, "no message '" + id + "' in the inbox");
    case Inbox::Decision::kNoApproval:
      return control_fault(409, "the message is a code; nothing is approved by it");
    case Inbox::Decision::kTooLate:
      return control_fault(409, "the request was decided before, or has expired");
    case Inbox::Decision::kWrongNumber:
      return control_fault(400, "not the number that the sign-in page shows; the request is denied", "/number");
    case Inbox::Decision::kDone:
      break;
  }
  answer["state"] = approves ? "approved" : "denied";
  return control_answer(200, answer);
}

http::Response delete_inbox(Core& core, const http::Request&) {
  core.inbox.clear();
  return control_done();
}

}  // namespace entra::idp
