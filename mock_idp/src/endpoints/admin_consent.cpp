// An administrator's consent for the whole tenant
// (https://learn.microsoft.com/entra/identity-platform/v2-admin-consent): v1 grants what the registration lists, v2 the
// scopes of the request.

#include "endpoints/account_choice.hpp"
#include "endpoints/return_path.hpp"

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

Checked<std::vector<WantedConsent>> wanted_of(const GrantContext& context, const AdminConsentRequest& asked,
                                              const Tenant& tenant) {
  // v2 without a scope is the same as v1: everything that the registration lists.
  std::optional<Target> target;
  if (!asked.base.scope.empty()) {
    auto parsed = parse_scope(context, tenant, asked.base.scope);
    if (!parsed) return tl::unexpected(parsed.error());
    target = std::move(*parsed);
  }
  return wanted_consents(context, *asked.reply.client.app, target);
}

http::Response decide(PageCall& call, const AdminConsentRequest& asked, const Person& person, bool accepts,
                      bool is_automatic) {
  GrantContext& context = call.exchange.context;
  context.trace.tenant = person.tenant->id.str();
  context.trace.user = person.user->user_principal_name;
  const Application& client = *asked.reply.client.app;
  const auto wanted = wanted_of(context, asked, *person.tenant);
  if (!wanted) return send_error(call.exchange, asked.path, wanted.error(), asked.base.version);
  if (!is_consent_administrator(*person.user)) {
    const ProtocolError error{90094, {person.tenant->display_name, client.display_name}, ""};
    if (is_automatic) return send_error(call.exchange, asked.path, error, asked.base.version);
    return call.show(stop_page(call.form(), call.app, error.description()), error.code);
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
  const GrantContext& context = exchange.context;
  const bool is_automatic = context.directory.config().sign_in == SignInMode::kAutomatic;
  if (is_automatic && action.empty() && !asked->wish.login_hint.empty()) {
    const auto person = find_person(context, asked->wish.tenant, asked->wish.login_hint, client);
    if (!person) return send_error(exchange, asked->path, person.error(), version);
    return decide(call, *asked, *person, true, true);
  }
  const auto account = settle_account(call, asked->wish);
  if (!account) return account.error();
  call.choose((*account)->sid());
  const auto person = find_person(context, asked->wish.tenant, (*account)->user->user_principal_name, client);
  return decide(call, *asked, *person, action == "accept", false);
}

}  // namespace entra::idp
