// A fault rule as JSON: every member checked, and what makes no sense together refused.

#include <algorithm>
#include <array>
#include <limits>

#include "control/body.hpp"
#include "control/fault_rules.hpp"
#include "entra/support/text.hpp"
#include "grants/aadsts.hpp"
#include "http/syntax.hpp"

namespace entra::idp {
namespace {

using Type = ControlBody::Type;

constexpr std::int64_t kMany = std::numeric_limits<std::int32_t>::max();
constexpr std::int64_t kAnHourInMs = 3'600'000;

Controlled<FaultMatch> read_match(const ControlBody& body, const Directory& directory) {
  FaultMatch match;
  match.method = body.text("method");
  match.path = body.text("path");
  match.client_id = body.text("client_id");
  match.grant_type = body.text("grant_type");
  if (body.has("tenant")) {
    match.tenant = normalize_tenant(directory, body.text("tenant"));
    constexpr std::array<std::string_view, 3> kAliases = {"common", "organizations", "consumers"};
    const bool is_known = directory.find_tenant(match.tenant) != nullptr ||
                          std::find(kAliases.begin(), kAliases.end(), match.tenant) != kAliases.end();
    if (!is_known) return body.fault("tenant", "no tenant '" + body.text("tenant") + "'");
  }
  if (match.path.starts_with("/_mock")) return body.fault("path", "the control plane has no faults");
  for (const auto& [name, target] : {std::pair{"nth", &match.nth}, std::pair{"times", &match.times}}) {
    if (!body.has(name)) continue;
    const auto number = body.number_within(name, 1, kMany, 1);
    if (!number) return tl::unexpected(number.error());
    *target = static_cast<std::uint64_t>(*number);
  }
  if (body.has("probability")) {
    match.probability = body.real("probability", 0);
    if (!(*match.probability >= 0 && *match.probability <= 1)) {
      return body.fault("probability", "'probability' must be from 0 to 1");
    }
  }
  if (match.nth && match.times) return body.fault("times", "'nth' fires once: leave 'times' out");
  if (match.nth && match.probability) return body.fault("probability", "'nth' fires for certain: leave it out");
  return match;
}

bool is_framing(const std::string& name) {
  constexpr std::array<std::string_view, 4> kFraming = {"Content-Length", "Transfer-Encoding", "Connection",
                                                        "Keep-Alive"};
  return std::any_of(kFraming.begin(), kFraming.end(),
                     [&](std::string_view one) { return equals_ignoring_case(one, name); });
}

Controlled<void> read_headers(const ControlBody& body, FaultAction& action) {
  const Json* const headers = find_member(body.json(), "headers");
  if (headers == nullptr) return {};
  for (const auto& item : headers->items()) {
    const std::string at = "headers/" + item.key();
    if (!http_server::is_name(item.key())) return body.fault(at, "'" + item.key() + "' is no header name");
    if (is_framing(item.key())) return body.fault(at, "the transport writes this header; use 'drop' or 'truncate'");
    if (!item.value().is_string() || !http_server::is_one_line(item.value().get<std::string>())) {
      return body.fault(at, "a header's value must be a string of one line");
    }
    action.headers.emplace_back(item.key(), item.value().get<std::string>());
  }
  return {};
}

/// What is answered instead of carrying the request out.
Controlled<void> read_answer(const ControlBody& body, FaultAction& action) {
  const auto status = body.number_within("status", 200, 599, 0);
  if (!status) return tl::unexpected(status.error());
  action.status = static_cast<int>(*status);
  if (body.has("aadsts")) {
    const auto table = aadsts_table();
    const std::int64_t code = body.number("aadsts", 0);
    const auto row = std::find_if(table.begin(), table.end(), [&](const AadstsRow& one) { return one.code == code; });
    if (row == table.end()) return body.fault("aadsts", "no such code here; docs/errors.md lists them");
    action.aadsts = row->code;
    if (action.status == 0) action.status = row->status;
  }
  action.arguments = body.texts("arguments");
  action.retry_after = body.text("retry_after");
  if (body.has("body")) action.body = body.text("body");
  for (const char* name : {"retry_after", "body"}) {
    if (body.has(name) && action.status == 0) {
      return body.fault(name, "'" + std::string(name) + "' needs 'status' or 'aadsts' beside it");
    }
  }
  if (body.has("arguments") && action.aadsts == 0) return body.fault("arguments", "'arguments' needs 'aadsts'");
  if (action.body && action.aadsts != 0) return body.fault("body", "'aadsts' makes the body: leave 'body' out");
  const std::int64_t wait = body.number("retry_after", 0);
  if (wait < 0 || !http_server::is_one_line(action.retry_after)) {
    return body.fault("retry_after", "'retry_after' must be seconds from 0 or an HTTP date");
  }
  return {};
}

/// How the transfer goes wrong.
Controlled<void> read_wire(const ControlBody& body, FaultAction& action) {
  const auto delay = body.number_within("delay_ms", 0, kAnHourInMs, 0);
  const auto rate = body.number_within("slow_bytes_per_second", 1, kMany, 0);
  const auto bytes = body.number_within("truncate", 0, kMany, 0);
  for (const auto* number : {&delay, &rate, &bytes}) {
    if (!*number) return tl::unexpected(number->error());
  }
  action.wire.delay = std::chrono::milliseconds(*delay);
  action.wire.bytes_per_second = static_cast<std::size_t>(*rate);
  action.wire.body_bytes = static_cast<std::size_t>(*bytes);
  using End = http::WireFault::End;
  action.wire.end = body.has("drop")       ? End::kDrop
                    : body.has("reset")    ? End::kReset
                    : body.has("truncate") ? End::kTruncate
                                           : End::kWhole;
  return {};
}

/// Which members cannot stand together: the second makes the first pointless.
Controlled<void> check_combination(const ControlBody& body) {
  for (const char* name : {"drop", "reset", "malformed", "stale"}) {
    if (body.has(name) && !body.flag(name, false)) return body.fault(name, "'" + std::string(name) + "' must be true");
  }
  for (const char* end : {"drop", "reset"}) {
    if (!body.has(end)) continue;
    for (const auto& item : body.json().items()) {
      if (item.key() != end && item.key() != "delay_ms") {
        return body.fault(item.key(), "nothing is sent with '" + std::string(end) + "': leave it out");
      }
    }
  }
  constexpr std::array<std::pair<const char*, const char*>, 7> kPairs = {
      std::pair{"malformed", "truncate"}, std::pair{"malformed", "body"}, std::pair{"status", "defect"},
      std::pair{"aadsts", "defect"},      std::pair{"status", "stale"},   std::pair{"aadsts", "stale"},
      std::pair{"defect", "stale"}};
  for (const auto& [one, other] : kPairs) {
    if (body.has(one) && body.has(other)) {
      return body.fault(other, "'" + std::string(one) + "' and '" + other + "' do not go together");
    }
  }
  if (body.size() == 0) return tl::unexpected(control_fault(400, "'do' is empty: nothing would happen", "/do"));
  return {};
}

Controlled<FaultAction> read_action(const ControlBody& body) {
  FaultAction action;
  if (auto sound = check_combination(body); !sound) return tl::unexpected(sound.error());
  if (auto read = read_answer(body, action); !read) return tl::unexpected(read.error());
  if (auto read = read_headers(body, action); !read) return tl::unexpected(read.error());
  if (auto read = read_wire(body, action); !read) return tl::unexpected(read.error());
  action.malformed = body.has("malformed");
  action.stale = body.has("stale");
  if (body.has("defect")) {
    const auto defect = find_defect(body.text("defect"));
    if (!defect || *defect == TokenDefect::kNone || *defect == TokenDefect::kOtherVersion) {
      return body.fault("defect",
                        "no such defect of issued tokens; those of POST /_mock/tokens without 'none' and "
                        "'v2_for_v1': " +
                            join(defect_names(), ", "));
    }
    action.defect = *defect;
  }
  return action;
}

}  // namespace

Result<FaultRule, http::Response> read_fault(const http::Request& request, const Directory& directory) {
  const auto body = ControlBody::parse(request, {{"match", Type::kObject}, {"do", Type::kObject}});
  if (!body) return tl::unexpected(body.error());
  const auto match_body = body->object("match", {{"method", Type::kString},
                                                 {"path", Type::kString},
                                                 {"tenant", Type::kString},
                                                 {"client_id", Type::kString},
                                                 {"grant_type", Type::kString},
                                                 {"nth", Type::kInteger},
                                                 {"times", Type::kInteger},
                                                 {"probability", Type::kNumber}});
  if (!match_body) return tl::unexpected(match_body.error());
  const auto do_body = body->object("do", {{"status", Type::kInteger},
                                           {"aadsts", Type::kInteger},
                                           {"arguments", Type::kStrings},
                                           {"retry_after", Type::kText},
                                           {"body", Type::kString},
                                           {"headers", Type::kObject},
                                           {"delay_ms", Type::kInteger},
                                           {"drop", Type::kBool},
                                           {"reset", Type::kBool},
                                           {"truncate", Type::kInteger},
                                           {"malformed", Type::kBool},
                                           {"slow_bytes_per_second", Type::kInteger},
                                           {"defect", Type::kString},
                                           {"stale", Type::kBool}});
  if (!do_body) return tl::unexpected(do_body.error());
  auto match = read_match(*match_body, directory);
  if (!match) return tl::unexpected(match.error());
  auto action = read_action(*do_body);
  if (!action) return tl::unexpected(action.error());
  return FaultRule{std::move(*match), std::move(*action), Json{{"match", match_body->json()}, {"do", do_body->json()}}};
}

}  // namespace entra::idp
