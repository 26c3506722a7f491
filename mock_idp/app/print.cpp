#include "print.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include "entra/support/json_access.hpp"
#include "entra/support/text.hpp"

namespace entra::idp::app {
namespace {

OrderedJson text_or_null(const std::optional<std::string>& text) {
  return text ? OrderedJson(*text) : OrderedJson(nullptr);
}

std::string describe_secrets(const Application& app, bool show) {
  std::string text;
  for (const PasswordCredential& secret : app.password_credentials) {
    text += fmt::format("        secret  {}{}\n", show ? secret.secret_text : mask_secret(secret.secret_text),
                        secret.end ? "   until " + format_rfc3339(*secret.end) : "");
  }
  return text;
}

std::string describe_user(const User& user, bool show) {
  std::string factor = "no second factor";
  if (user.mfa.is_registered()) {
    const MfaMethod& method = user.mfa.methods.front();
    factor = !method.code.empty()          ? "code " + (show ? method.code : mask_secret(method.code))
             : !method.totp_secret.empty() ? "TOTP"
                                           : method.method;
  }
  return fmt::format("    user  {}   password {}   {}{}\n", user.user_principal_name,
                     show ? user.password : mask_secret(user.password), factor,
                     user.account_enabled ? "" : "   disabled");
}

}  // namespace

std::string ready_line(const Endpoints& endpoints) {
  OrderedJson line;
  line["event"] = "ready";
  line["http"] = text_or_null(endpoints.http);
  line["https"] = text_or_null(endpoints.https);
  line["proxy"] = text_or_null(endpoints.proxy);
  line["ca_file"] = endpoints.ca_file.empty() ? OrderedJson(nullptr) : OrderedJson(endpoints.ca_file);
  line["pid"] = static_cast<int>(::getpid());
  return line.dump(-1, ' ', false, OrderedJson::error_handler_t::replace);
}

std::string introduction(const Config& config, const Endpoints& endpoints, bool show_secrets) {
  std::string text = "Entra Harness " + version() + "\n";
  if (endpoints.http) text += "  http   " + *endpoints.http + "\n";
  if (endpoints.https) text += "  https  " + *endpoints.https + "\n";
  if (endpoints.proxy) text += "  proxy  " + *endpoints.proxy + "   for HTTPS_PROXY: Microsoft's own hosts, offline\n";
  if (!endpoints.ca_file.empty()) text += "  CA     " + endpoints.ca_file + "\n";
  const std::string base = endpoints.https ? *endpoints.https : endpoints.http.value_or("");
  for (const Tenant& tenant : config.tenants) {
    text += fmt::format("\n  tenant  {}   {}   {}\n", tenant.display_name, tenant.id.str(),
                        tenant.domains.empty() ? "" : tenant.domains.front());
    text += fmt::format("    authority  {}/{}\n", base, tenant.id.str());
    for (const Application& app : tenant.applications) {
      text += fmt::format("    app   {}   {}\n", app.app_id.str(), app.display_name);
      text += describe_secrets(app, show_secrets);
    }
    for (const User& user : tenant.users) text += describe_user(user, show_secrets);
  }
  text += fmt::format(
      "\n  APIs    {0}/partnercenter   {0}/graph   {0}/vault/NAME   {0}/devcenter\n  control {0}/_mock/\n", base);
  return text;
}

}  // namespace entra::idp::app
