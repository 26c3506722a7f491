// RFC 6749 §4.3: user name and password, no browser and so no second factor
// (https://learn.microsoft.com/entra/identity-platform/v2-oauth-ropc).

#include "grants/issue_tokens.hpp"
#include "grants/password_check.hpp"
#include "grants/sign_in.hpp"

namespace entra::idp {
namespace {

struct Account {
  const Tenant* tenant{nullptr};
  const User* user{nullptr};
};

Checked<Account> find_account(const GrantContext& context, const TenantSegment& segment, const std::string& name) {
  if (!segment.is_alias()) {
    if (const User* user = context.directory.find_user(*segment.tenant, name)) return Account{segment.tenant, user};
    return refuse(50034, {name, segment.text});
  }
  for (const Tenant& tenant : context.directory.config().tenants) {
    if (const User* user = context.directory.find_user(tenant, name)) return Account{&tenant, user};
  }
  return refuse(50034, {name, segment.text});
}

}  // namespace

Checked<Tokens> grant_password(const TokenRequest& request, GrantContext& context) {
  auto segment = resolve_tenant(context.directory, request.tenant);
  if (!segment) return tl::unexpected(segment.error());
  if (segment->text == "common" || segment->text == "consumers") return refuse(9001023);
  auto client = authenticate_client(request, *segment, context);
  if (!client) return tl::unexpected(client.error());
  for (const char* name : {"username", "password"}) {
    if (request.form.get_or(name).empty()) return refuse(900144, {name});
  }
  const std::string name = request.form.get_or("username");
  context.trace.user = name;
  auto account = find_account(context, *segment, name);
  if (!account) return tl::unexpected(account.error());
  const Tenant& tenant = *account->tenant;
  context.trace.tenant = tenant.id.str();
  if (!account->user->account_enabled) return refuse(50057);
  if (auto proved = check_password(context, *account->user, request.form.get_or("password")); !proved) {
    return tl::unexpected(proved.error());
  }

  const bool is_v1 = request.version == TokenVersion::kV1;
  const std::string wanted = request.form.get_or(is_v1 ? "resource" : "scope");
  if (wanted.empty()) return refuse(900144, {is_v1 ? "resource" : "scope"});
  auto target = is_v1 ? parse_resource(context, tenant, wanted) : parse_scope(context, tenant, wanted);
  if (!target) return tl::unexpected(target.error());
  SignIn sign_in = make_sign_in(context, {&tenant, account->user}, {"password"}, request.ip_address);
  sign_in.circumstances.client_app = "mobileAppsAndDesktopClients";
  UserGrant grant;
  grant.tenant = &tenant;
  grant.user = {account->user, &tenant, std::move(sign_in)};
  if (!is_v1) grant.scope = wanted;
  return issue_user_tokens(request, context, *client, *target, grant);
}

}  // namespace entra::idp
