#include "grants/sign_in.hpp"

#include <algorithm>

#include "entra/support/text.hpp"
#include "grants/issue_tokens.hpp"

namespace entra::idp {
namespace {

constexpr std::size_t kShortestChallenge = 43;  // RFC 7636 §4.2
constexpr std::size_t kLongestChallenge = 128;

struct Person {
  const Tenant* tenant{nullptr};
  const User* user{nullptr};
};

/// The account by its name: in the tenant of the path, or on common in the tenant that it belongs to.
Checked<Person> find_person(const GrantContext& context, const TenantSegment& segment, const SignInRequest& request,
                            const Application& client) {
  if (!segment.is_alias()) {
    if (const User* user = context.directory.find_user(*segment.tenant, request.username)) {
      return Person{segment.tenant, user};
    }
  }
  for (const Tenant& tenant : context.directory.config().tenants) {
    const User* const user = context.directory.find_user(tenant, request.username);
    if (user == nullptr) continue;
    if (segment.is_alias()) return Person{&tenant, user};
    return refuse(50020, {request.username, "https://sts.windows.net/" + tenant.id.str() + "/",
                          segment.tenant->display_name, client.app_id.str(), client.display_name});
  }
  return refuse(50034, {request.username, segment.text});
}

Checked<void> check_challenge(const SignInRequest& request) {
  const std::size_t size = request.code_challenge.size();
  if (size != 0 && (size < kShortestChallenge || size > kLongestChallenge)) return refuse(501491);
  const std::string& method = request.code_challenge_method;
  if (!method.empty() && method != "S256" && method != "plain") return refuse(90023, {"code_challenge_method"});
  return {};
}

/// What the application asks a person to agree to: named scopes, or its registered static permissions.
Checked<std::vector<Consent>> wanted_consents(const GrantContext& context, const Person& person,
                                              const Application& client, const std::optional<Target>& target) {
  const auto make = [&](const Application& resource, std::vector<std::string> scopes) {
    return Consent{person.tenant->id, client.app_id, resource.app_id, person.user->id, std::move(scopes)};
  };
  std::vector<Consent> consents;
  if (target && !target->permissions.empty()) {
    const Application& resource = *target->resource.app;
    for (const std::string& wanted : target->permissions) {
      const bool exists =
          std::any_of(resource.scopes.begin(), resource.scopes.end(),
                      [&](const PermissionScope& scope) { return equals_ignoring_case(scope.value, wanted); });
      if (!exists) return refuse(650053, {client.display_name, wanted, resource.app_id.str()});
    }
    consents.push_back(make(resource, target->permissions));
    return consents;
  }
  for (const RequiredResourceAccess& access : client.required_resource_access) {
    const auto resource = context.directory.find_resource(access.resource);
    if (resource && !access.delegated.empty()) consents.push_back(make(*resource->app, access.delegated));
  }
  return consents;
}

bool is_held(const GrantContext& context, const Tenant& tenant, const Consent& consent) {
  const auto client = context.directory.find_application(consent.client.str());
  const auto resource = context.directory.find_application(consent.resource.str());
  const auto held = granted_scopes(context, tenant, *client->app, *resource->app, consent.user);
  return std::all_of(consent.scopes.begin(), consent.scopes.end(), [&](const std::string& scope) {
    return std::any_of(held.begin(), held.end(), [&](const std::string& h) { return equals_ignoring_case(h, scope); });
  });
}

Checked<void> settle_consent(GrantContext& context, const SignInRequest& request, const Person& person,
                             const Application& client, const std::optional<Target>& target) {
  auto consents = wanted_consents(context, person, client, target);
  if (!consents) return tl::unexpected(consents.error());
  for (const Consent& consent : *consents) {
    if (is_held(context, *person.tenant, consent)) continue;
    if (!request.consents) return refuse(65004);
    context.store.add_consent(consent);
  }
  return {};
}

Checked<std::optional<Target>> parse_target(const GrantContext& context, const Tenant& tenant,
                                            const SignInRequest& request) {
  if (request.version == TokenVersion::kV1 && request.resource.empty()) return std::nullopt;
  if (request.version == TokenVersion::kV2 && request.scope.empty()) return refuse(900144, {"scope"});
  auto target = request.version == TokenVersion::kV1 ? parse_resource(context, tenant, request.resource)
                                                     : parse_scope(context, tenant, request.scope);
  if (!target) return tl::unexpected(target.error());
  return std::optional<Target>(std::move(*target));
}

Checked<std::vector<std::string>> prove_methods(const SignInRequest& request, const User& user,
                                                const Application* resource) {
  const std::string asked_for = resource == nullptr ? request.client_id : resource->app_id.str();
  if (request.password && !equals_in_constant_time(*request.password, user.password)) return refuse(50126);
  if (!user.mfa.registered && (request.with_mfa || request.demands_mfa)) return refuse(50079, {asked_for});
  if (request.demands_mfa && !request.with_mfa) return refuse(50076, {asked_for});
  std::vector<std::string> amr = {"pwd"};
  if (request.with_mfa) amr.emplace_back("mfa");
  return amr;
}

/// A device's person has no reply address, only a client.
Checked<ReplyAddress> find_reply(const GrantContext& context, const SignInRequest& request) {
  if (request.has_reply) return resolve_reply_address(context, request);
  auto segment = resolve_tenant(context.directory, request.tenant);
  if (!segment) return tl::unexpected(segment.error());
  auto client = find_client(context, *segment, request.client_id);
  if (!client) return tl::unexpected(client.error());
  return ReplyAddress{*client, "", false};
}

}  // namespace

Checked<SignInAnswer> sign_in(const SignInRequest& request, GrantContext& context) {
  auto reply = find_reply(context, request);
  if (!reply) return tl::unexpected(reply.error());
  context.trace.client = request.client_id;
  context.trace.user = request.username;
  if (auto challenge = check_challenge(request); !challenge) return tl::unexpected(challenge.error());
  const auto segment = resolve_tenant(context.directory, request.tenant);
  const Application& client = *reply->client.app;
  auto person = find_person(context, *segment, request, client);
  if (!person) return tl::unexpected(person.error());
  context.trace.tenant = person->tenant->id.str();
  if (!person->user->account_enabled) return refuse(50057);

  auto target = parse_target(context, *person->tenant, request);
  if (!target) return tl::unexpected(target.error());
  const Application* const resource = *target ? (*target)->resource.app : nullptr;
  auto amr = prove_methods(request, *person->user, resource);
  if (!amr) return tl::unexpected(amr.error());
  // v1 without a resource: that resource's policy is not evaluated at the sign-in (Entra's v1 authorize page).
  if (resource != nullptr) {
    auto access = require_access(context, *person->tenant, *person->user, *resource, *amr, request.ip_address);
    if (!access) return tl::unexpected(access.error());
  }
  if (auto consent = settle_consent(context, request, *person, client, *target); !consent) {
    return tl::unexpected(consent.error());
  }

  AuthorizationCode record;
  record.client = client.app_id;
  record.sign_in = {person->tenant->id, person->user->id, *amr, context.now, context.random.guid(), request.ip_address};
  record.tenant = person->tenant->id;
  record.redirect_uri = reply->redirect_uri;
  record.is_spa = reply->is_spa;
  record.scope = request.scope;
  record.resource = request.resource;
  record.nonce = request.nonce;
  record.code_challenge = request.code_challenge;
  record.code_challenge_method = request.code_challenge_method;
  record.issued = context.now;
  SignInAnswer answer{"0.A" + context.random.token(24) + "." + context.random.token(96),
                      reply->redirect_uri,
                      record.sign_in.session,
                      person->tenant,
                      person->user,
                      record.sign_in};
  if (request.wants_code) context.store.put_code(answer.code, std::move(record));
  return answer;
}

}  // namespace entra::idp
