#include "control/device_codes.hpp"

#include "control/body.hpp"
#include "control/circumstances.hpp"
#include "control/handlers.hpp"
#include "core.hpp"
#include "endpoints/answers.hpp"
#include "grants/device_code.hpp"

namespace entra::idp {
namespace {

using Type = ControlBody::Type;

Controlled<SignInRequest> read_person(const ControlBody& body) {
  SignInRequest person;
  person.username = body.text("user");
  person.with_mfa = body.flag("mfa", false);
  if (!body.flag("consent", true)) person.consent = ConsentAnswer::kRefused;
  if (body.has("password")) person.password = body.text("password");
  auto methods = read_methods(body);
  if (!methods) return tl::unexpected(methods.error());
  person.methods = std::move(*methods);
  auto circumstances = read_circumstances(body);
  if (!circumstances) return tl::unexpected(circumstances.error());
  person.circumstances = std::move(*circumstances);
  person.ip_address = read_address(body, person.circumstances);
  return person;
}

}  // namespace

http::Response post_device_code(Core& core, const http::Request& request) {
  auto body = ControlBody::parse(request, {{"user_code", Type::kString},
                                           {"user", Type::kString},
                                           {"mfa", Type::kBool},
                                           {"password", Type::kString},
                                           {"consent", Type::kBool},
                                           {"ip_address", Type::kString},
                                           {"methods", Type::kStrings},
                                           {"circumstances", Type::kObject},
                                           {"decline", Type::kBool}});
  if (!body) return body.error();
  const bool declines = body->flag("decline", false);
  if (!declines && body->text("user").empty()) return control_fault(400, "'user' is required", "/user");
  Trace trace;
  const auto directory = core.directory.current();
  Exchange exchange{request,
                    Origin{request.origin, directory->config().cloud, directory->config().issuer},
                    "",
                    GrantContext{*directory, *core.store, *core.keys, core.random, scope_now(core, request), trace},
                    core.random.guid(),
                    core.random.guid()};
  OrderedJson answer;
  answer["user_code"] = body->text("user_code");
  if (declines) {
    const auto done = decline_device_flow(body->text("user_code"), exchange.context);
    if (!done) return control_answer(400, error_body(exchange, done.error(), TokenVersion::kV2));
    answer["state"] = "declined";
    return control_answer(200, answer);
  }
  const auto person = read_person(*body);
  if (!person) return person.error();
  const auto done = approve_device_flow(body->text("user_code"), *person, exchange.context);
  if (!done) return control_answer(400, error_body(exchange, done.error(), TokenVersion::kV2));
  answer["state"] = "approved";
  answer["tenant"] = done->tenant->id.str();
  answer["user"] = done->user->user_principal_name;
  return control_answer(200, answer);
}

}  // namespace entra::idp
