#include "grants/sign_in.hpp"

#include <algorithm>

#include "entra/support/text.hpp"
#include "grants/assignments.hpp"
#include "grants/issue_tokens.hpp"
#include "grants/password_check.hpp"
#include "policy/methods.hpp"

namespace entra::idp {
namespace {

constexpr std::size_t kShortestChallenge = 43;  // RFC 7636 §4.2
constexpr std::size_t kLongestChallenge = 128;

/// What the person presents, in Graph's words.
std::vector<std::string> presented_methods(const SignInRequest& request, const User& user) {
  if (!request.methods.empty()) return request.methods;
  std::vector<std::string> methods = {"password"};
  if (request.with_mfa) {
    methods.push_back(method_mode(user.mfa.is_registered() ? user.mfa.methods.front().method : "otp"));
  }
  return methods;
}

/// What the client's kind and the flow say about the sign-in, beside what the person's surroundings do.
void add_client_facts(const SignInRequest& request, const ReplyAddress& reply, Circumstances& facts) {
  const bool is_browser = reply.is_spa || (request.has_reply && reply.client.app->is_confidential());
  if (facts.client_app.empty()) facts.client_app = is_browser ? "browser" : "mobileAppsAndDesktopClients";
  if (!request.has_reply) facts.transfer_method = "deviceCodeFlow";
}

/// The sign-in that this request stands on: the session's, or a new one with what is presented.
Checked<SignIn> prove(const GrantContext& context, const SignInRequest& request, const Person& person,
                      const ReplyAddress& reply, const Application& asked_for) {
  const User& user = *person.user;
  if (request.password) {
    if (auto proved = check_password(context, user, *request.password); !proved) return tl::unexpected(proved.error());
  }
  SignIn facts = request.session ? *request.session
                                 : make_sign_in(context, person, presented_methods(request, user), request.ip_address);
  // The client of a session's earlier sign-in says nothing about this one.
  facts.circumstances.client_app.clear();
  if (!request.session) facts.circumstances = request.circumstances;
  add_client_facts(request, reply, facts.circumstances);
  if (!user.mfa.is_registered() && (facts.has_mfa() || request.demands_mfa)) {
    return refuse(50079, {asked_for.app_id.str()});
  }
  if (request.demands_mfa && !facts.has_mfa()) return refuse(50076, {asked_for.app_id.str()});
  return facts;
}

/// A guest signs in at home: the account there must be enabled too.
Checked<void> require_enabled(const GrantContext& context, const User& user) {
  const bool is_guest = user.type == UserType::kGuest;
  const Tenant* const home = is_guest ? context.directory.find_tenant(user.home_tenant.str()) : nullptr;
  const User* const account = home == nullptr ? nullptr : context.directory.find_user(*home, user.home_id.str());
  if (!user.account_enabled || (account != nullptr && !account->account_enabled)) return refuse(50057);
  return {};
}

Checked<ReplyAddress> find_reply(const GrantContext& context, const SignInRequest& request) {
  if (request.has_reply) return resolve_reply_address(context, request);
  auto segment = resolve_tenant(context.directory, request.tenant);
  if (!segment) return tl::unexpected(segment.error());
  auto client = find_client(context, *segment, request.client_id);
  if (!client) return tl::unexpected(client.error());
  return ReplyAddress{*client, "", false};
}

std::string put_code(GrantContext& context, const SignInRequest& request, const SignInAnswer& answer) {
  AuthorizationCode record;
  record.client = answer.client.app->app_id;
  record.sign_in = answer.sign_in;
  record.tenant = answer.tenant->id;
  record.redirect_uri = answer.redirect_uri;
  record.is_spa = answer.is_spa;
  record.scope = request.scope;
  record.resource = request.resource;
  record.nonce = request.nonce;
  record.wants_auth_time = request.wants_auth_time;
  record.code_challenge = request.code_challenge;
  record.code_challenge_method = request.code_challenge_method;
  record.issued = context.now;
  record.claims = request.claims_text;
  std::string code = "0.A" + context.random.token(24) + "." + context.random.token(96);
  context.store.put_code(code, std::move(record));
  return code;
}

}  // namespace

Checked<Person> find_person(const GrantContext& context, const TenantSegment& segment, const std::string& username,
                            const Application& client) {
  if (!segment.is_alias()) {
    if (const User* user = context.directory.find_user(*segment.tenant, username)) {
      return Person{segment.tenant, user};
    }
  }
  for (const Tenant& tenant : context.directory.config().tenants) {
    const User* const user = context.directory.find_user(tenant, username);
    if (user == nullptr) continue;
    // Work accounts do not exist among the personal ones.
    if (segment.text == "consumers") break;
    if (segment.is_alias()) return Person{&tenant, user};
    const User* const guest = context.directory.find_guest(*segment.tenant, tenant.id, user->id);
    if (guest != nullptr) return Person{segment.tenant, guest};
    return refuse(50020, {username, "https://sts.windows.net/" + tenant.id.str() + "/", segment.tenant->display_name,
                          client.app_id.str(), client.display_name});
  }
  return refuse(50034, {username, segment.text});
}

Checked<Person> prove_password(const GrantContext& context, const TenantSegment& segment, const std::string& username,
                               const std::string& password, const Application& client) {
  auto person = find_person(context, segment, username, client);
  if (!person) return person;
  if (auto proved = check_password(context, *person->user, password); !proved) return tl::unexpected(proved.error());
  if (auto enabled = require_enabled(context, *person->user); !enabled) return tl::unexpected(enabled.error());
  return person;
}

SignIn make_sign_in(const GrantContext& context, const Person& person, std::vector<std::string> methods,
                    const std::string& ip_address) {
  // A guest signs in at home.
  const bool is_guest = person.user->type == UserType::kGuest;
  SignIn facts;
  facts.tenant = is_guest ? person.user->home_tenant : person.tenant->id;
  facts.user = is_guest ? person.user->home_id : person.user->id;
  facts.amr = amr_of(methods);
  facts.at = context.now;
  facts.session = context.random.guid();
  facts.ip_address = ip_address;
  facts.methods = std::move(methods);
  if (facts.has_mfa()) facts.mfa_at = context.now;
  return facts;
}

Checked<void> check_challenge(const SignInRequest& request) {
  const std::size_t size = request.code_challenge.size();
  if (size != 0 && (size < kShortestChallenge || size > kLongestChallenge)) return refuse(501491);
  const std::string& method = request.code_challenge_method;
  if (!method.empty() && method != "S256" && method != "plain") return refuse(90023, {"code_challenge_method"});
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

Checked<SignInAnswer> sign_in(const SignInRequest& request, GrantContext& context) {
  auto reply = find_reply(context, request);
  if (!reply) return tl::unexpected(reply.error());
  context.trace.client = request.client_id;
  context.trace.user = request.username;
  if (auto challenge = check_challenge(request); !challenge) return tl::unexpected(challenge.error());
  const auto segment = resolve_tenant(context.directory, request.tenant);
  const Application& client = *reply->client.app;
  auto person = find_person(context, *segment, request.username, client);
  if (!person) return tl::unexpected(person.error());
  context.trace.tenant = person->tenant->id.str();
  if (auto enabled = require_enabled(context, *person->user); !enabled) return tl::unexpected(enabled.error());

  auto target = parse_target(context, *person->tenant, request);
  if (!target) return tl::unexpected(target.error());
  // A sign-in that asks for no resource is one to the client itself.
  const Application& resource = *target ? *(*target)->resource.app : client;
  auto facts = prove(context, request, *person, *reply, resource);
  if (!facts) return tl::unexpected(facts.error());
  const Tenant* const home = context.directory.find_tenant(facts->tenant.str());
  const auto access = require_access(
      context, {person->tenant, {person->user, home, *facts}, &client, &resource, request.ip_address, true},
      request.claims);
  if (!access) return tl::unexpected(access.error());
  if (auto held = require_assignment(*person->tenant, *person->user, client); !held) {
    return tl::unexpected(held.error());
  }
  auto wanted = wanted_consents(context, client, *target);
  if (!wanted) return tl::unexpected(wanted.error());
  auto consent = settle_consent(context, *person->tenant, *person->user, client, *wanted, request.consent);
  if (!consent) return tl::unexpected(consent.error());

  SignInAnswer answer;
  answer.redirect_uri = reply->redirect_uri;
  answer.tenant = person->tenant;
  answer.user = person->user;
  answer.sign_in = std::move(*facts);
  answer.session = answer.sign_in.session;
  answer.client = reply->client;
  answer.is_spa = reply->is_spa;
  answer.target = std::move(*target);
  if (request.wants_code) answer.code = put_code(context, request, answer);
  return answer;
}

}  // namespace entra::idp
