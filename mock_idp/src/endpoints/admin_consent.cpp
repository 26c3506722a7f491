// An administrator's consent for the whole tenant
// (https://learn.microsoft.com/entra/identity-platform/v2-admin-consent): v1 grants what the registration lists, v2 the
// scopes of the request.

#include "endpoints/interruption.hpp"
#include "endpoints/return_path.hpp"
#include "grants/access.hpp"
#include "grants/second_factor.hpp"
#include "policy/methods.hpp"

namespace entra::idp {
namespace {

struct AdminConsentRequest {
  SignInRequest base;  ///< version, tenant, client, address, scope
  ReplyAddress reply;
  ReturnPath path;
  AccountWish wish;
};

Result<AdminConsentRequest, http::Response> read_request(Exchange& exchange, const Form& form, std::string_view tenant,
                                                         TokenVersion version) {
  AdminConsentRequest asked;
  asked.base.version = version;
  asked.base.tenant = tenant;
  asked.base.client_id = form.get_or("client_id");
  asked.base.redirect_uri = form.get_or("redirect_uri");
  asked.base.ip_address = exchange.ip_address;
  if (version == TokenVersion::kV2) asked.base.scope = form.get_or("scope");
  exchange.context.trace.client = asked.base.client_id;
  const auto page = [&](const ProtocolError& error) { return tl::unexpected(show_error(exchange, error)); };
  if (asked.base.client_id.empty()) return page({900144, {"client_id"}, ""});
  const auto reply = resolve_reply_address(exchange.context, asked.base);
  if (!reply) return page(reply.error());
  asked.reply = *reply;
  asked.path = {reply->redirect_uri, "query", strip_html(form.get_or("state"))};
  const auto segment = resolve_tenant(exchange.context.directory, tenant);
  asked.wish = read_account_wish(exchange, form, *segment, *reply->client.app);
  return asked;
}

/// v1 says permission_denied; v2 says admin_consent=True even here, as the document has it.
http::Response send_refusal(Exchange& exchange, const AdminConsentRequest& asked) {
  exchange.context.trace.aadsts = 65004;
  Form fields;
  if (asked.base.version == TokenVersion::kV1) {
    fields.add("error", "permission_denied");
    fields.add("error_description", "The admin canceled the request");
  } else {
    fields.add("admin_consent", "True");
    fields.add("error", "consent_required");
    fields.add("error_description", error_description(exchange, {65004, {}, ""}, asked.base.version));
  }
  return send_back(exchange, asked.path, std::move(fields));
}

http::Response send_granted(Exchange& exchange, const AdminConsentRequest& asked, const Tenant& tenant) {
  Form fields{{"admin_consent", "True"}, {"tenant", tenant.id.str()}};
  if (!asked.base.scope.empty()) fields.add("scope", asked.base.scope);
  return send_back(exchange, asked.path, std::move(fields));
}

/// v2's scope; without one it is the same as v1: everything that the registration lists.
Checked<std::optional<Target>> target_of(const GrantContext& context, const AdminConsentRequest& asked,
                                         const Tenant& tenant) {
  if (asked.base.scope.empty()) return std::optional<Target>();
  auto target = parse_scope(context, tenant, asked.base.scope);
  if (!target) return tl::unexpected(target.error());
  return std::optional<Target>(std::move(*target));
}

/// Conditional access to the resource of the scope, or to the client itself.
Checked<void> check_access(GrantContext& context, const AdminConsentRequest& asked, const Person& person,
                           SignIn sign_in) {
  const auto target = target_of(context, asked, *person.tenant);
  if (!target) return tl::unexpected(target.error());
  const Application* const client = asked.reply.client.app;
  const Application* const resource = *target ? (*target)->resource.app : client;
  const Tenant* const home = context.directory.find_tenant(sign_in.tenant.str());
  sign_in.circumstances.client_app = "browser";
  const auto access = require_access(
      context, {person.tenant, {person.user, home, std::move(sign_in)}, client, resource, asked.base.ip_address, true},
      {});
  if (!access) return tl::unexpected(access.error());
  return {};
}

http::Response decide(PageCall& call, const AdminConsentRequest& asked, const Person& person, bool accepts,
                      bool is_automatic) {
  GrantContext& context = call.exchange.context;
  const Application& client = *asked.reply.client.app;
  const auto target = target_of(context, asked, *person.tenant);
  if (!target) return send_error(call.exchange, asked.path, target.error(), asked.base.version);
  const auto wanted = wanted_consents(context, client, *target);
  if (!wanted) return send_error(call.exchange, asked.path, wanted.error(), asked.base.version);
  if (!is_consent_administrator(*person.user)) {
    const ProtocolError error{90094, {person.tenant->display_name, client.display_name}, ""};
    if (is_automatic) return send_error(call.exchange, asked.path, error, asked.base.version);
    return show_stop(call, person.user->user_principal_name, error);
  }
  if (!accepts) {
    const ConsentView view{
        call.app, person.user->user_principal_name, person.tenant->display_name, list_permissions(*wanted), true,
        false};
    return call.show(consent_page(call.form(), view), 65001);
  }
  const auto granted =
      settle_consent(context, *person.tenant, *person.user, client, *wanted, ConsentAnswer::kAdministrator);
  if (!granted) return send_error(call.exchange, asked.path, granted.error(), asked.base.version);
  auto response = send_granted(call.exchange, asked, *person.tenant);
  call.sessions.write(response);
  return response;
}

void note(GrantContext& context, const Person& person) {
  context.trace.tenant = person.tenant->id.str();
  context.trace.user = person.user->user_principal_name;
}

/// signIn "automatic": the second factor is answered when it is demanded.
http::Response answer_automatically(PageCall& call, const AdminConsentRequest& asked) {
  GrantContext& context = call.exchange.context;
  const auto refuse = [&](const ProtocolError& error) {
    return send_error(call.exchange, asked.path, error, asked.base.version);
  };
  const auto person = find_person(context, asked.wish.tenant, asked.wish.login_hint, *asked.reply.client.app);
  if (!person) return refuse(person.error());
  note(context, *person);
  std::vector<std::string> methods = {"password"};
  auto access = check_access(context, asked, *person, make_sign_in(context, *person, methods, asked.base.ip_address));
  const auto factors = suitable_methods(context, *person->tenant, *person->user, methods);
  if (!access && access.error().code == 50076 && !factors.empty()) {
    methods.push_back(method_mode(factors.front()->method));
    access = check_access(context, asked, *person, make_sign_in(context, *person, methods, asked.base.ip_address));
  }
  return access ? decide(call, asked, *person, true, true) : refuse(access.error());
}

http::Response converse(PageCall& call, const AdminConsentRequest& asked) {
  GrantContext& context = call.exchange.context;
  const auto account = settle_account(call, asked.wish);
  if (!account) return account.error();
  call.choose((*account)->sid());
  const auto person =
      find_person(context, asked.wish.tenant, (*account)->user->user_principal_name, *asked.reply.client.app);
  note(context, *person);
  if (const auto access = check_access(context, asked, *person, (*account)->session.sign_in); !access) {
    auto step = interrupt(call, asked.wish, **account, access.error());
    return step ? std::move(*step) : send_error(call.exchange, asked.path, access.error(), asked.base.version);
  }
  if (is_staying_open(call)) {
    if (auto page = settle_staying(call, **account)) return std::move(*page);
  }
  return decide(call, asked, *person, call.action() == "accept", false);
}

}  // namespace

http::Response serve_admin_consent(Exchange& exchange, std::string_view tenant, TokenVersion version) {
  const auto form = read_parameters(exchange.request);
  if (!form) return show_error(exchange, form.error());
  PageCall call(exchange, *form);
  const auto asked = read_request(exchange, call.request, tenant, version);
  if (!asked) return asked.error();
  const Application& client = *asked->reply.client.app;
  call.app = client.display_name;
  const std::string action = call.action();
  if (action == "cancel" || action == "decline") return send_refusal(exchange, *asked);
  const bool is_automatic = exchange.context.directory.config().sign_in == SignInMode::kAutomatic;
  if (is_automatic && action.empty() && !asked->wish.login_hint.empty()) return answer_automatically(call, *asked);
  return converse(call, *asked);
}

}  // namespace entra::idp
