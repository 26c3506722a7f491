#include "control/control.hpp"

#include <algorithm>
#include <array>

#include "control/body.hpp"
#include "control/device_codes.hpp"
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

http::Response get_clock(Core& core, const http::Request&) {
  const Instant now = core.clock.now();
  OrderedJson body;
  body["now"] = format_rfc3339(now);
  body["epoch"] = to_epoch_seconds(now);
  body["mode"] = mode_name(core.clock.mode());
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
  if (body->has("set")) {
    const auto to = parse_rfc3339(body->text("set"));
    if (!to) return control_fault(400, to.error().message, "/set");
    core.clock.set(*to);
  } else if (body->has("advance_seconds")) {
    constexpr std::int64_t kCentury = 3'155'760'000;
    const std::int64_t by = body->number("advance_seconds", 0);
    if (by < -kCentury || by > kCentury)
      return control_fault(400, "at most a hundred years at a time", "/advance_seconds");
    core.clock.advance(seconds(by));
  } else if (body->has("frozen")) {
    core.clock.freeze(body->flag("frozen", false));
  } else if (!body->flag("reset", false)) {
    return control_fault(400, "'reset' must be true", "/reset");
  } else {
    core.clock.reset();
  }
  return get_clock(core, request);
}

http::Response rotate_keys(Core& core, const http::Request& request) {
  auto body = ControlBody::parse(request, {{"retire_after_seconds", Type::kInteger}});
  if (!body) return body.error();
  constexpr std::int64_t kDay = 86400;
  const std::int64_t after = body->number("retire_after_seconds", kDay);
  if (after < 0) return control_fault(400, "'retire_after_seconds' must not be negative", "/retire_after_seconds");
  auto kid = core.keys->rotate(seconds(after), core.clock.now());
  if (!kid) return control_fault(500, kid.error().message);
  OrderedJson answer;
  answer["kid"] = *kid;
  return control_answer(200, answer);
}

http::Response get_requests(Core& core, const http::Request& request) {
  const auto query = Form::parse(request.query());
  if (!query) return control_fault(400, "the query is malformed");
  JournalFilter filter;
  for (const auto& [name, value] : query->fields()) {
    const bool is_number = !value.empty() && value.size() < 10 &&
                           std::all_of(value.begin(), value.end(), [](char c) { return c >= '0' && c <= '9'; });
    const bool wants_number = name == "aadsts" || name == "since" || name == "limit";
    if (wants_number && !is_number) return control_fault(400, "'" + name + "' must be a whole number", "/" + name);
    if (name == "path") {
      filter.path = value;
    } else if (name == "tenant") {
      // A domain is as good as the GUID that the journal keeps.
      const Tenant* const tenant = core.directory.find_tenant(value);
      filter.tenant = tenant == nullptr ? value : tenant->id.str();
    } else if (name == "client_id") {
      filter.client_id = value;
    } else if (name == "grant_type") {
      filter.grant_type = value;
    } else if (name == "aadsts") {
      filter.aadsts = std::stoi(value);
    } else if (name == "since") {
      filter.since = std::stoull(value);
    } else if (name == "limit") {
      filter.limit = std::stoull(value);
    } else {
      return control_fault(
          400, "unknown parameter '" + name + "'; known: path, tenant, client_id, grant_type, aadsts, since, limit");
    }
  }
  return control_answer(200, core.journal.list(filter));
}

http::Response delete_requests(Core& core, const http::Request&) {
  core.journal.clear();
  http::Response response;
  response.status = 204;
  return response;
}

http::Response reset(Core& core, const http::Request& request) {
  if (auto body = ControlBody::parse(request, {}); !body) return body.error();
  core.reset();
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
    core.store->revoke_sign_ins(user->id, core.clock.now() + milliseconds(1));
    OrderedJson answer;
    answer["user"] = user->user_principal_name;
    answer["tokens_valid_from"] = format_rfc3339(core.clock.now());
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
  sign.consents = body->flag("consent", true);
  if (body->has("password")) sign.password = body->text("password");
  sign.ip_address = body->has("ip_address") ? body->text("ip_address") : "127.0.0.1";

  Trace trace;
  Exchange exchange{request,
                    Origin{request.origin, core.directory.config().cloud, core.directory.config().issuer},
                    sign.ip_address,
                    GrantContext{core.directory, *core.store, *core.keys, core.random, core.clock.now(), trace},
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
constexpr std::array kRoutes = {
    Route{"GET", "/_mock/health", get_health},      Route{"GET", "/_mock/clock", get_clock},
    Route{"PUT", "/_mock/clock", put_clock},        Route{"POST", "/_mock/keys/rotate", rotate_keys},
    Route{"GET", "/_mock/requests", get_requests},  Route{"DELETE", "/_mock/requests", delete_requests},
    Route{"POST", "/_mock/sign-ins", post_sign_in}, Route{"POST", "/_mock/device-codes", post_device_code},
    Route{"POST", "/_mock/revocations", revoke},    Route{"POST", "/_mock/reset", reset},
};

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
    if (route.path != request.path()) continue;
    if (route.method == request.method) return route.serve(core, request);
    allowed += (allowed.empty() ? "" : ", ") + std::string(route.method);
  }
  if (allowed.empty()) return control_fault(404, "nothing is served at " + std::string(request.path()));
  auto response = control_fault(405, "allowed here: " + allowed);
  response.headers.add("Allow", allowed);
  return response;
}

}  // namespace entra::idp
