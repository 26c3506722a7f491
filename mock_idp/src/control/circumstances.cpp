#include "control/circumstances.hpp"

#include <algorithm>

#include "entra/support/text.hpp"
#include "policy/methods.hpp"

namespace entra::idp {
namespace {

using Type = ControlBody::Type;

struct Word {
  std::string_view name;
  std::string Circumstances::*member;
  std::vector<std::string> known;  ///< empty: any text
};

const std::vector<Word>& words() {
  static const std::vector<Word> all = {
      {"ipAddress", &Circumstances::ip_address, {}},
      {"country", &Circumstances::country, {}},
      {"clientAppType",
       &Circumstances::client_app,
       {"browser", "mobileAppsAndDesktopClients", "exchangeActiveSync", "other"}},
      {"devicePlatform",
       &Circumstances::device_platform,
       {"android", "iOS", "windows", "windowsPhone", "macOS", "linux"}},
      {"deviceId", &Circumstances::device_id, {}},
      {"trustType", &Circumstances::trust_type, {"AzureAd", "ServerAd", "Workplace"}},
      {"signInRiskLevel", &Circumstances::sign_in_risk, {"none", "low", "medium", "high"}},
      {"transferMethod", &Circumstances::transfer_method, {"deviceCodeFlow"}},
  };
  return all;
}

}  // namespace

Controlled<Circumstances> read_circumstances(const ControlBody& body) {
  const auto object = body.object("circumstances", {{"ipAddress", Type::kString},
                                                    {"country", Type::kString},
                                                    {"clientAppType", Type::kString},
                                                    {"devicePlatform", Type::kString},
                                                    {"deviceId", Type::kString},
                                                    {"isCompliant", Type::kBool},
                                                    {"trustType", Type::kString},
                                                    {"signInRiskLevel", Type::kString},
                                                    {"transferMethod", Type::kString}});
  if (!object) return tl::unexpected(object.error());
  Circumstances facts;
  facts.is_compliant = object->flag("isCompliant", false);
  for (const Word& word : words()) {
    const std::string text = object->text(word.name);
    if (!text.empty() && !word.known.empty() &&
        std::find(word.known.begin(), word.known.end(), text) == word.known.end()) {
      return object->fault(word.name, "'" + std::string(word.name) + "' must be one of " + join(word.known, ", "));
    }
    facts.*word.member = text;
  }
  return facts;
}

Controlled<std::vector<std::string>> read_methods(const ControlBody& body) {
  auto methods = body.texts("methods");
  for (const std::string& one : methods) {
    if (!is_method_mode(one)) return body.fault("methods", "no authentication method '" + one + "'");
  }
  return methods;
}

std::string read_address(const ControlBody& body, const Circumstances& circumstances) {
  if (body.has("ip_address")) return body.text("ip_address");
  return circumstances.ip_address.empty() ? "127.0.0.1" : circumstances.ip_address;
}

}  // namespace entra::idp
