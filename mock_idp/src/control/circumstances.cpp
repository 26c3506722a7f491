#include "control/circumstances.hpp"

#include <algorithm>

#include "directory/circumstance_words.hpp"
#include "entra/support/text.hpp"
#include "policy/methods.hpp"

namespace entra::idp {
namespace {

using Type = ControlBody::Type;

ControlBody::Fields circumstance_fields() {
  ControlBody::Fields fields = {{kIsCompliant, Type::kBool}};
  for (const CircumstanceWord& word : circumstance_words()) fields.push_back({word.name, Type::kString});
  return fields;
}

}  // namespace

Controlled<Circumstances> read_circumstances(const ControlBody& body) {
  const auto object = body.object("circumstances", circumstance_fields());
  if (!object) return tl::unexpected(object.error());
  Circumstances facts;
  facts.is_compliant = object->flag(kIsCompliant, false);
  for (const CircumstanceWord& word : circumstance_words()) {
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
