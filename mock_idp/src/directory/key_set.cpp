#include "directory/key_set.hpp"

#include "entra/support/base64.hpp"
#include "entra/support/json_access.hpp"

namespace entra::idp {
namespace {

Result<PublishedKey> parse_key(const Json& entry) {
  const auto modulus = base64url_decode(get_string(entry, "n").value_or(""));
  const auto exponent = base64url_decode(get_string(entry, "e").value_or(""));
  if (!modulus || !exponent) return fail(Errc::kMalformed, "an RSA key needs \"n\" and \"e\" in base64url");
  auto key = crypto::RsaPublicKey::from_components(*modulus, *exponent);
  if (!key) return tl::unexpected(key.error());
  return PublishedKey{get_string(entry, "kid").value_or(""), std::move(*key)};
}

}  // namespace

Result<std::vector<PublishedKey>> parse_key_set(std::string_view text) {
  const auto document = parse_json(text);
  if (!document) return tl::unexpected(document.error());
  const Json* const entries = document->is_object() ? find_member(*document, "keys") : nullptr;
  if (entries == nullptr || !entries->is_array()) {
    return fail(Errc::kMalformed, "not a JSON Web Key Set: expected an object with an array \"keys\"");
  }
  std::vector<PublishedKey> keys;
  for (const Json& entry : *entries) {
    const bool is_rsa = entry.is_object() && get_string(entry, "kty") == "RSA";
    if (!is_rsa || get_string(entry, "use").value_or("sig") != "sig") continue;
    auto key = parse_key(entry);
    if (!key) return tl::unexpected(key.error());
    keys.push_back(std::move(*key));
  }
  return keys;
}

}  // namespace entra::idp
