#include <filesystem>

#include "directory/config_sections.hpp"
#include "directory/key_set.hpp"

namespace entra::idp {
namespace {

/// The key set's text; a problem with it goes into `loading`.
std::string read_key_set(Loading& loading, ObjectReader& reader, const Value& inline_set) {
  if (inline_set.json != nullptr) return inline_set.json->to_json().dump();
  const auto name = reader.text("jwksFile");
  if (!name) return "";
  const std::filesystem::path path = std::filesystem::path(loading.base_directory()) / *name;  // absolute stays so
  const auto text = SourceText::read(path.string());
  if (text) return text->text();
  loading.refuse(*reader.member("jwksFile"), text.error().message);
  return "";
}

}  // namespace

TrustedIssuer read_trusted_issuer(Loading& loading, const Value& value) {
  ObjectReader reader(loading, value, "trustedIssuer");
  TrustedIssuer trusted;
  trusted.issuer = reader.required_text("issuer", "the iss claim of its assertions");
  const auto inline_set = reader.member("jwks");
  const auto file = reader.member("jwksFile");
  if (!inline_set && !file && reader.is_object())
    reader.missing("jwks", "a JSON Web Key Set, or its file as \"jwksFile\"");
  if (inline_set && file) loading.refuse(*file, "give either \"jwks\" or \"jwksFile\", not both");
  trusted.jwks = read_key_set(loading, reader, inline_set.value_or(Value{}));
  if (!trusted.jwks.empty())
    if (const auto keys = parse_key_set(trusted.jwks); !keys)
      loading.refuse(inline_set ? *inline_set : *file, keys.error().message);
  reader.done();
  return trusted;
}

}  // namespace entra::idp
