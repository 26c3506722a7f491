#include "control/control.hpp"

#include <algorithm>
#include <array>

#include "control/device_codes.hpp"
#include "control/handlers.hpp"
#include "core.hpp"
#include "endpoints/answers.hpp"
#include "entra/support/text.hpp"
#include "entra/support/url.hpp"
#include "grants/sign_in.hpp"
#include "grants/tenancy.hpp"

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
  if (body->has("tenant")) {
    const Tenant* const tenant = core.directory.find_tenant(body->text("tenant"));
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

http::Response revoke(Core& core, const http::Request& request) {
  auto body = ControlBody::parse(request, {{"user", Type::kString}});
  if (!body) return body.error();
  for (const Tenant& tenant : core.directory.config().tenants) {
    const User* const user = core.directory.find_user(tenant, body->text("user"));
    if (user == nullptr) continue;
    // The sign-in of this very moment is void too: the next one may be a millisecond later.
    core.store->revoke_sign_ins(user->id, scope_now(core, request) + milliseconds(1));
    OrderedJson answer;
    answer["user"] = user->user_principal_name;
    answer["tokens_valid_from"] = format_rfc3339(scope_now(core, request));
    return control_answer(200, answer);
  }
  return control_fault(404, "no user '" + body->text("user") + "' in any tenant", "/user");
}

http::Response post_sign_in(Core& core, const http::Request& request) {
  auto body = ControlBody::parse(request, {{"tenant", Type::kString},
                                           {"user", Type::kString},
                                           {"client_id", Type::kString},
                                           {"redirect_uri", Type::kString},
                                           {"scope", Type::kString},
                                           {"resource", Type::kString},
                                           {"mfa", Type::kBool},
                                           {"nonce", Type::kString},
                                           {"code_challenge", Type::kString},
                                           {"code_challenge_method", Type::kString},
                                           {"password", Type::kString},
                                           {"consent", Type::kBool},
                                           {"ip_address", Type::kString}});
  if (!body) return body.error();
  for (const std::string_view name : {"tenant", "user", "client_id"}) {
    if (body->text(name).empty())
      return control_fault(400, "'" + std::string(name) + "' is required", "/" + std::string(name));
  }
  if (body->has("scope") && body->has("resource")) {
    return control_fault(400, "give 'scope' (v2) or 'resource' (v1), not both", "/resource");
  }
  SignInRequest sign;
  sign.version = body->has("scope") ? TokenVersion::kV2 : TokenVersion::kV1;
  sign.tenant = body->text("tenant");
  sign.username = body->text("user");
  sign.client_id = body->text("client_id");
  sign.redirect_uri = body->text("redirect_uri");
  sign.scope = body->text("scope");
  sign.resource = body->text("resource");
  sign.nonce = body->text("nonce");
  sign.code_challenge = body->text("code_challenge");
  sign.code_challenge_method = body->text("code_challenge_method");
  if (!sign.code_challenge.empty() && sign.code_challenge_method.empty()) sign.code_challenge_method = "S256";
  sign.with_mfa = body->flag("mfa", false);
  sign.consent = body->flag("consent", true) ? ConsentAnswer::kTrusted : ConsentAnswer::kRefused;
  if (body->has("password")) sign.password = body->text("password");
  sign.ip_address = body->has("ip_address") ? body->text("ip_address") : "127.0.0.1";

  Trace trace;
  Exchange exchange{request,
                    Origin{request.origin, core.directory.config().cloud, core.directory.config().issuer},
                    sign.ip_address,
                    GrantContext{core.directory, *core.store, *core.keys, core.random, scope_now(core, request), trace},
                    core.random.guid(),
                    core.random.guid()};
  const auto done = sign_in(sign, exchange.context);
  if (!done) return control_answer(400, error_body(exchange, done.error(), sign.version));
  OrderedJson answer;
  answer["code"] = done->code;
  answer["redirect_uri"] = done->redirect_uri;
  answer["session_state"] = done->session;
  answer["tenant"] = done->tenant->id.str();
  answer["user"] = done->user->user_principal_name;
  return control_answer(200, answer);
}

struct Route {
  std::string_view method;
  std::string_view path;
  http::Response (*serve)(Core&, const http::Request&);
};
/// A last segment of '*' stands for a name or an id.
constexpr std::array kRoutes = {
    Route{"GET", "/_mock/health", get_health},
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
    Route{"POST", "/_mock/revocations", revoke},
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
