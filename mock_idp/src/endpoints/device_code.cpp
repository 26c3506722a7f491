// The device authorization endpoint in the words of v1 and v2 (RFC 8628 §3.1, §3.2).

#include "grants/device_code.hpp"

#include <array>

#include "endpoints/answers.hpp"
#include "entra/support/text.hpp"

namespace entra::idp {
namespace {

constexpr int kInterval = 5;  // seconds

/// What the device shows its person: {0} the page, {1} the code. The first one serves every other language.
struct Message {
  std::string_view language;
  std::string_view text;
};
constexpr std::array<Message, 7> kMessages = {{
    {"en", "To sign in, use a web browser to open the page {0} and enter the code {1} to authenticate."},
    {"de", "Öffnen Sie zur Anmeldung die Seite {0} in einem Webbrowser, und geben Sie den Code {1} ein."},
    {"fr", "Pour vous connecter, ouvrez la page {0} dans un navigateur web et entrez le code {1}."},
    {"es", "Para iniciar sesión, abra la página {0} en un explorador web y escriba el código {1}."},
    {"it", "Per accedere, aprire la pagina {0} in un Web browser e immettere il codice {1}."},
    {"pt", "Para entrar, abra a página {0} em um navegador da Web e insira o código {1}."},
    {"ja", "サインインするには、Web ブラウザーで {0} のページを開き、コード {1} を入力してください。"},
}};

std::string make_message(std::string_view market, const std::string& page, const std::string& code) {
  const std::string language = to_lower(market.substr(0, market.find('-')));
  std::string text(kMessages.front().text);
  for (const Message& message : kMessages) {
    if (message.language == language) text = message.text;
  }
  text.replace(text.find("{0}"), 3, page);
  text.replace(text.find("{1}"), 3, code);
  return text;
}

/// Microsoft's own page, or the one of this server.
std::string login_page(const Origin& origin) {
  return origin.issuer_mode == IssuerMode::kEntra ? "https://microsoft.com/devicelogin" : origin.base + "/devicelogin";
}

http::Response refused(Exchange& exchange, const ProtocolError& error, TokenVersion version) {
  exchange.context.trace.aadsts = error.code;
  return token_answer(exchange, aadsts_row(error.code).status, error_body(exchange, error, version), version);
}

OrderedJson make_body(const DeviceAuthorization& device, const std::string& page, std::string_view market, bool is_v1) {
  OrderedJson body;
  body["user_code"] = device.user_code;
  body["device_code"] = device.device_code;
  body[is_v1 ? "verification_url" : "verification_uri"] = page;
  if (is_v1) {
    body["expires_in"] = std::to_string(device.expires_in.count());
    body["interval"] = std::to_string(kInterval);
  } else {
    body["expires_in"] = device.expires_in.count();
    body["interval"] = kInterval;
  }
  body["message"] = make_message(market, page, device.user_code);
  return body;
}

}  // namespace

http::Response serve_device_code(Exchange& exchange, std::string_view tenant, TokenVersion version) {
  const http::Request& request = exchange.request;
  const bool is_v1 = version == TokenVersion::kV1;
  const bool is_post = request.method == "POST";
  if (!is_v1 && !is_post) return refused(exchange, {900561, {request.method, "POST"}, ""}, version);
  const auto query = Form::parse(request.query());
  // v1 takes its parameters from either place.
  auto form = is_post && !request.body.empty() ? Form::parse(request.body) : query;
  if (!query || !form || form->first_duplicate()) return refused(exchange, {9002313, {}, ""}, version);
  const std::string market = query->get_or("mkt", form->get_or("mkt"));
  const TokenRequest parsed{version, std::string(tenant), std::move(*form), exchange.origin, "", exchange.ip_address};
  if (!is_v1 && parsed.form.has("resource")) return refused(exchange, {901002, {}, ""}, version);
  const auto device = begin_device_flow(parsed, exchange.context);
  if (!device) return refused(exchange, device.error(), version);
  return token_answer(exchange, 200, make_body(*device, login_page(exchange.origin), market, is_v1), version);
}

}  // namespace entra::idp
