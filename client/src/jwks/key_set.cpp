#include "entra/client/key_set.hpp"

#include "entra/support/base64.hpp"
#include "entra/support/json_access.hpp"

namespace entra::client {
namespace {

/// Somebody else's text as one line of a message, in quotes and with escapes.
std::string as_json_text(const std::string& text) {
  return Json(text).dump(-1, ' ', true, Json::error_handler_t::replace);
}

/// Null for entries that are of no use here: other key types, encryption keys, other algorithms, short or broken keys.
std::shared_ptr<const SigningKey> read_key(const Json& entry) {
  if (!entry.is_object() || get_string(entry, "kty") != "RSA") return nullptr;
  if (find_member(entry, "use") != nullptr && get_string(entry, "use") != "sig") return nullptr;
  if (find_member(entry, "alg") != nullptr && get_string(entry, "alg") != "RS256") return nullptr;
  const auto kid = get_string(entry, "kid");
  const auto n = get_string(entry, "n");
  const auto e = get_string(entry, "e");
  if (!kid || kid->empty() || !n || !e) return nullptr;
  const auto modulus = base64url_decode(*n);
  const auto exponent = base64url_decode(*e);
  if (!modulus || !exponent) return nullptr;
  auto key = crypto::RsaPublicKey::from_components(*modulus, *exponent);
  if (!key) return nullptr;
  // An issuer of another type than text must not turn into "signs for everybody".
  if (find_member(entry, "issuer") != nullptr && !get_string(entry, "issuer")) return nullptr;
  return std::make_shared<const SigningKey>(
      SigningKey{*kid, get_string(entry, "issuer").value_or(""), std::move(*key)});
}

}  // namespace

Result<KeySet> KeySet::parse(std::string_view json_text) {
  const auto json = parse_json(json_text);
  if (!json) return tl::unexpected(json.error().in("key set"));
  const Json* entries = json->is_object() ? find_member(*json, "keys") : nullptr;
  if (entries == nullptr || !entries->is_array()) return fail(Errc::kMalformed, "key set: no array 'keys'");
  KeySet set;
  for (const Json& entry : *entries) {
    auto key = read_key(entry);
    if (!key) continue;
    if (set.find(key->kid)) return fail(Errc::kDuplicate, "key set: two keys have the kid " + as_json_text(key->kid));
    set.keys_.push_back(std::move(key));
  }
  if (set.keys_.empty()) return fail(Errc::kMissing, "key set: no RSA signing key of 2048 bits or more");
  return set;
}

std::shared_ptr<const SigningKey> KeySet::find(std::string_view kid) const {
  for (const auto& key : keys_) {
    if (key->kid == kid) return key;
  }
  return nullptr;
}

}  // namespace entra::client
