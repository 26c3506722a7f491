#include "grants/device_code.hpp"

#include "grants/issue_tokens.hpp"

namespace entra::idp {
namespace {

constexpr std::size_t kUserCodeSize = 9;

/// Capital letters and digits that nobody mistakes for one another.
std::string make_user_code(Random& random) {
  static constexpr std::string_view kCharacters = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789";
  std::string code;
  while (code.size() < kUserCodeSize) code += kCharacters[random.below(kCharacters.size())];
  return code;
}

std::string tidy(const std::string& typed) {
  std::string code;
  for (const char c : typed) {
    if (c == ' ' || c == '-' || c == '\t') continue;
    code += c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
  }
  return code;
}

bool has_expired(const GrantContext& context, const DeviceCode& device) {
  return context.now >= device.issued + context.directory.config().lifetimes.device_code;
}

/// The device's tokens, once its person has approved and nobody else got them.
Checked<void> require_approved(GrantContext& context, const std::string& code, const DeviceCode& device) {
  if (has_expired(context, device)) return refuse(70020);
  if (device.state == DeviceCodeState::kDeclined) {
    return tl::unexpected<ProtocolError>({65004, {}, "", "authorization_declined"});
  }
  if (device.state == DeviceCodeState::kPending || !device.sign_in) return refuse(70016);
  if (context.store.redeem_device_code(code) != Redemption::kFirst) return refuse(54005);
  return {};
}

}  // namespace

Checked<DeviceAuthorization> begin_device_flow(const TokenRequest& request, GrantContext& context) {
  auto segment = resolve_tenant(context.directory, request.tenant);
  if (!segment) return tl::unexpected(segment.error());
  const bool is_v1 = request.version == TokenVersion::kV1;
  if (is_v1 && (segment->text == "common" || segment->text == "consumers")) return refuse(90133);
  const std::string client_id = request.form.get_or("client_id");
  if (client_id.empty()) return refuse(900144, {"client_id"});
  context.trace.client = client_id;
  auto client = find_client(context, *segment, client_id);
  if (!client) return tl::unexpected(client.error());
  DeviceCode record;
  record.client = client->app->app_id;
  record.tenant = segment->text;
  record.scope = is_v1 ? "" : request.form.get_or("scope");
  record.resource = is_v1 ? request.form.get_or("resource") : "";
  if (!is_v1 && record.scope.empty()) return refuse(900144, {"scope"});
  if (!segment->is_alias()) {
    context.trace.tenant = segment->text;
    const auto target = is_v1 && !record.resource.empty() ? parse_resource(context, *segment->tenant, record.resource)
                        : is_v1                           ? Checked<Target>(Target{})
                                                          : parse_scope(context, *segment->tenant, record.scope);
    if (!target) return tl::unexpected(target.error());
  }
  record.issued = context.now;
  do {
    record.user_code = make_user_code(context.random);
  } while (context.store.find_user_code(record.user_code));
  DeviceAuthorization answer{"CAQABAAEAAAD" + context.random.token(96), record.user_code,
                             context.directory.config().lifetimes.device_code};
  context.store.put_device_code(answer.device_code, std::move(record));
  return answer;
}

Checked<DeviceCode> find_waiting_device(const GrantContext& context, const std::string& typed) {
  const std::string code = tidy(typed);
  if (code.empty()) return refuse(90119);
  auto device = context.store.find_user_code(code);
  if (!device) return refuse(70018);
  if (has_expired(context, *device)) return refuse(70019);
  if (device->state != DeviceCodeState::kPending) return refuse(90120);
  return std::move(*device);
}

void ask_for_device(SignInRequest& request, const DeviceCode& device) {
  request.version = device.scope.empty() ? TokenVersion::kV1 : TokenVersion::kV2;
  request.tenant = device.tenant;
  request.client_id = device.client.str();
  request.scope = device.scope;
  request.resource = device.resource;
  request.has_reply = false;
  request.wants_code = false;
}

Checked<SignInAnswer> approve_device_flow(const std::string& typed, SignInRequest person, GrantContext& context) {
  const auto device = find_waiting_device(context, typed);
  if (!device) return tl::unexpected(device.error());
  ask_for_device(person, *device);
  auto answer = sign_in(person, context);
  if (!answer) return answer;
  if (!context.store.approve_device(device->user_code, answer->sign_in, answer->tenant->id)) return refuse(90120);
  return answer;
}

Checked<void> decline_device_flow(const std::string& typed, GrantContext& context) {
  const auto device = find_waiting_device(context, typed);
  if (!device) return tl::unexpected(device.error());
  if (!context.store.decline_device(device->user_code)) return refuse(90120);
  return {};
}

Checked<Tokens> grant_device_code(const TokenRequest& request, GrantContext& context) {
  auto segment = resolve_tenant(context.directory, request.tenant);
  if (!segment) return tl::unexpected(segment.error());
  auto client = authenticate_client(request, *segment, context);
  if (!client) return tl::unexpected(client.error());
  const std::string code = request.form.get_or("device_code", request.form.get_or("code"));  // v1 calls it code
  if (code.empty()) return refuse(900144, {"device_code"});
  const auto device = context.store.find_device_code(code);
  if (!device || device->client != client->app.app->app_id) return refuse(70018);
  if (auto approved = require_approved(context, code, *device); !approved) return tl::unexpected(approved.error());

  const Tenant* const tenant = context.directory.find_tenant(device->approved_tenant.str());
  if (tenant == nullptr) return refuse(90002, {device->approved_tenant.str()});
  context.trace.tenant = tenant->id.str();
  if (!segment->is_alias() && segment->tenant != tenant) return refuse(700005);
  const Tenant* const home = context.directory.find_tenant(device->sign_in->tenant.str());
  const User* const user = home == nullptr ? nullptr : context.directory.find_user(*home, device->sign_in->user.str());
  if (user == nullptr) return refuse(50034, {device->sign_in->user.str(), tenant->id.str()});
  const std::string resource = request.form.get_or("resource", device->resource);
  auto target = !device->scope.empty()
                    ? parse_scope(context, *tenant, device->scope)
                    : parse_resource(context, *tenant, resource.empty() ? "https://graph.windows.net" : resource);
  if (!target) return tl::unexpected(target.error());
  UserGrant grant;
  grant.tenant = tenant;
  grant.user.user = user;
  grant.user.home = home;
  grant.user.sign_in = *device->sign_in;
  grant.scope = device->scope;
  return issue_user_tokens(request, context, *client, *target, grant);
}

}  // namespace entra::idp
