#include "control/control.hpp"

#include <algorithm>
#include <array>

#include "control/device_codes.hpp"
#include "control/handlers.hpp"
#include "core.hpp"
#include "entra/support/text.hpp"
#include "entra/support/url.hpp"

namespace entra::idp {
namespace {

using Type = ControlBody::Type;

std::string_view mode_name(AdjustableClock::Mode mode) {
  switch (mode) {
    case AdjustableClock::Mode::kReal:
      return "real";
    case AdjustableClock::Mode::kOffset:
      return "offset";
    case AdjustableClock::Mode::kFrozen:
      return "frozen";
  }
  return "";
}

http::Response get_health(Core&, const http::Request&) {
  OrderedJson body;
  body["status"] = "ok";
  body["version"] = version();
  return control_answer(200, body);
}

/// A scope's clock that was never set goes as the server's does.
AdjustableClock::Mode mode_of(const Core& core, const Scope& scope) {
  return scope.clock.mode() == AdjustableClock::Mode::kReal ? core.clock.mode() : scope.clock.mode();
}

http::Response get_clock(Core& core, const http::Request& request) {
  const auto scope = core.scopes.find(scope_name(request), "");
  const Instant now = scope->clock.now();
  OrderedJson body;
  body["now"] = format_rfc3339(now);
  body["epoch"] = to_epoch_seconds(now);
  body["mode"] = mode_name(mode_of(core, *scope));
  return control_answer(200, body);
}

http::Response put_clock(Core& core, const http::Request& request) {
  auto body = ControlBody::parse(
      request,
      {{"set", Type::kString}, {"advance_seconds", Type::kInteger}, {"frozen", Type::kBool}, {"reset", Type::kBool}});
  if (!body) return body.error();
  if (body->size() != 1) {
    return control_fault(400, "give exactly one of 'set', 'advance_seconds', 'frozen' and 'reset'");
  }
  const auto scope = open_scope(core, scope_name(request));
  if (!scope) return scope.error();
  AdjustableClock& clock = (*scope)->clock;
  if (body->has("set")) {
    const auto to = parse_rfc3339(body->text("set"));
    if (!to) return control_fault(400, to.error().message, "/set");
    clock.set(*to);
  } else if (body->has("advance_seconds")) {
    constexpr std::int64_t kCentury = 3'155'760'000;
    const std::int64_t by = body->number("advance_seconds", 0);
    if (by < -kCentury || by > kCentury)
      return control_fault(400, "at most a hundred years at a time", "/advance_seconds");
    clock.advance(seconds(by));
  } else if (body->has("frozen")) {
    clock.freeze(body->flag("frozen", false));
  } else if (!body->flag("reset", false)) {
    return control_fault(400, "'reset' must be true", "/reset");
  } else {
    clock.reset();
  }
  return get_clock(core, request);
}

http::Response rotate_keys(Core& core, const http::Request& request) {
  auto body = ControlBody::parse(
      request,
      {{"retire_after_seconds", Type::kInteger}, {"announce_seconds", Type::kInteger}, {"tenant", Type::kString}});
  if (!body) return body.error();
  constexpr std::int64_t kDay = 86400;
  constexpr std::int64_t kCentury = 3'155'760'000;
  RotationPlan plan{seconds(body->number("retire_after_seconds", kDay)), seconds(body->number("announce_seconds", 0)),
                    ""};
  for (const std::string_view name : {"retire_after_seconds", "announce_seconds"}) {
    const std::int64_t number = body->number(name, 0);
    if (number >= 0 && number <= kCentury) continue;
    return control_fault(400, "'" + std::string(name) + "' must be from 0 to a hundred years", "/" + std::string(name));
  }
  const auto directory = core.directory.current();
  if (body->has("tenant")) {
    const Tenant* const tenant = directory->find_tenant(body->text("tenant"));
    if (tenant == nullptr) return control_fault(404, "no tenant '" + body->text("tenant") + "'", "/tenant");
    plan.tenant = tenant->id.str();
  }
  const Instant now = scope_now(core, request);
  auto replaced = core.keys->current(now, plan.tenant);
  const auto done = core.keys->rotate(plan, now);
  if (!done && done.error().code == Errc::kNotFound) return control_fault(400, done.error().message, "/tenant");
  if (!done) return control_fault(500, done.error().message);
  if (replaced != nullptr) core.spare_keys.note_replaced(std::move(replaced));
  OrderedJson answer;
  answer["kid"] = done->kid;
  answer["signs_from"] = format_rfc3339(done->signs_from);
  answer["previous_kid"] = done->previous_kid;
  answer["previous_retires_at"] = format_rfc3339(done->previous_retires_at);
  return control_answer(200, answer);
}

/// Within a scope: that scope's clock, faults and journal; the directory and the grants belong to all.
void reset_scope(Core& core, const std::string& name) {
  const auto scope = core.scopes.find(name, "");
  scope->clock.reset();
  scope->faults.clear();
  core.journal.clear(name);
}

http::Response reset(Core& core, const http::Request& request) {
  if (auto body = ControlBody::parse(request, {}); !body) return body.error();
  if (const std::string scope = scope_name(request); !scope.empty()) {
    reset_scope(core, scope);
  } else {
    core.reset();
  }
  OrderedJson answer;
  answer["status"] = "reset";
  return control_answer(200, answer);
}

struct Route {
  std::string_view method;
  std::string_view path;
  http::Response (*serve)(Core&, const http::Request&);
};
/// A last segment of '*' stands for a name or an id.
constexpr std::array kRoutes = {
    Route{"GET", "/_mock", get_console},
    Route{"GET", "/_mock/", get_console},
    Route{"GET", "/_mock/console.css", get_console},
    Route{"GET", "/_mock/console.js", get_console},
    Route{"GET", "/_mock/health", get_health},
    Route{"GET", "/_mock/directory", get_directory},
    Route{"GET", "/_mock/keys", get_keys},
    Route{"PATCH", "/_mock/applications/*", patch_application},
    Route{"GET", "/_mock/clock", get_clock},
    Route{"PUT", "/_mock/clock", put_clock},
    Route{"POST", "/_mock/keys/rotate", rotate_keys},
    Route{"GET", "/_mock/requests", get_requests},
    Route{"DELETE", "/_mock/requests", delete_requests},
    Route{"GET", "/_mock/requests/count", get_request_count},
    Route{"GET", "/_mock/requests/*", get_request},
    Route{"GET", "/_mock/faults", get_faults},
    Route{"POST", "/_mock/faults", post_fault},
    Route{"DELETE", "/_mock/faults", delete_faults},
    Route{"GET", "/_mock/faults/*", get_fault},
    Route{"DELETE", "/_mock/faults/*", delete_fault},
    Route{"GET", "/_mock/scopes", get_scopes},
    Route{"PUT", "/_mock/scopes/*", put_scope},
    Route{"DELETE", "/_mock/scopes/*", delete_scope},
    Route{"POST", "/_mock/tokens", post_token},
    Route{"POST", "/_mock/sign-ins", post_sign_in},
    Route{"POST", "/_mock/device-codes", post_device_code},
    Route{"POST", "/_mock/revocations", post_revocation},
    Route{"GET", "/_mock/users", get_users},
    Route{"PATCH", "/_mock/users/*", patch_user},
    Route{"GET", "/_mock/inbox", get_inbox},
    Route{"DELETE", "/_mock/inbox", delete_inbox},
    Route{"POST", "/_mock/inbox/*", post_inbox},
    Route{"GET", "/_mock/policies", get_policies},
    Route{"POST", "/_mock/policies", post_policy},
    Route{"POST", "/_mock/policies/evaluate", post_evaluate},
    Route{"PATCH", "/_mock/policies/*", patch_policy},
    Route{"DELETE", "/_mock/policies/*", delete_policy},
    Route{"PUT", "/_mock/security-defaults", put_security_defaults},
    Route{"POST", "/_mock/reset", reset},
};

bool fits(const Route& route, std::string_view path) {
  if (!route.path.ends_with('*')) return route.path == path;
  const std::string_view folder = route.path.substr(0, route.path.size() - 1);
  return path.starts_with(folder) && path.size() > folder.size() &&
         path.find('/', folder.size()) == std::string_view::npos;
}

bool is_local_name(const std::string& host) {
  const bool is_numeric = host.find_first_not_of("0123456789.") == std::string::npos;
  return host == "localhost" || host == "[::1]" || (is_numeric && host.starts_with("127."));
}

/// A page of another site must not steer the mock, nor a name that was re-pointed at it (DNS rebinding).
bool is_allowed(const Core& core, const http::Request& request) {
  const auto own = parse_url(request.origin);
  if (!own || (!is_local_name(own->host) && !core.is_own_origin(request.origin))) return false;
  const auto origin = request.headers.get("Origin");
  if (origin && *origin != request.origin) return false;
  const std::string site = request.headers.get_or("Sec-Fetch-Site", "none");
  return site == "none" || site == "same-origin";
}

}  // namespace

http::Response serve_control(Core& core, const http::Request& request) {
  if (!is_allowed(core, request)) {
    return control_fault(403, "the control plane answers only on the server's own host and to its own pages");
  }
  std::string allowed;
  for (const Route& route : kRoutes) {
    if (!fits(route, request.path())) continue;
    if (route.method == request.method) return route.serve(core, request);
    if (allowed.find(route.method) == std::string::npos) {
      allowed += (allowed.empty() ? "" : ", ") + std::string(route.method);
    }
  }
  if (allowed.empty()) return control_fault(404, "nothing is served at " + std::string(request.path()));
  auto response = control_fault(405, "allowed here: " + allowed);
  response.headers.add("Allow", allowed);
  return response;
}

}  // namespace entra::idp
