#include "entra/client/key_set.hpp"

#include <algorithm>

#include "entra/support/base64.hpp"
#include "entra/support/json_access.hpp"

namespace entra::client {
namespace {

/// Somebody else's text as one line of a message, in quotes and with escapes.
std::string as_json_text(const std::string& text) {
  return Json(text).dump(-1, ' ', true, Json::error_handler_t::replace);
}

constexpr std::size_t kPemLine = 64;  // RFC 7468 §2

/// RFC 7518 §3.1's RSA signatures; a key without "alg" may sign with any of them.
bool is_rsa_signature(std::string_view algorithm) {
  return algorithm.size() == 5 && (algorithm.starts_with("RS") || algorithm.starts_with("PS")) &&
         (algorithm.ends_with("256") || algorithm.ends_with("384") || algorithm.ends_with("512"));
}

/// "use", "key_ops" and "alg", each optional: none of them may say that the key is for something else.
bool is_for_signatures(const Json& entry) {
  if (find_member(entry, "use") != nullptr && get_string(entry, "use") != "sig") return false;
  if (find_member(entry, "alg") != nullptr && !is_rsa_signature(get_string(entry, "alg").value_or(""))) return false;
  if (find_member(entry, "key_ops") == nullptr) return true;
  const auto operations = get_strings(entry, "key_ops");
  return operations && std::find(operations->begin(), operations->end(), "verify") != operations->end();
}

/// "The key in the first certificate MUST match the public key represented by other members" (RFC 7517 §4.7).
bool matches_certificate(const Json& entry, const crypto::RsaPublicKey& key) {
  if (find_member(entry, "x5c") == nullptr) return true;
  const auto chain = get_strings(entry, "x5c");
  if (!chain || chain->empty() || !base64_decode(chain->front())) return false;
  std::string pem = "-----BEGIN CERTIFICATE-----\n";
  for (std::size_t at = 0; at < chain->front().size(); at += kPemLine)
    pem += chain->front().substr(at, kPemLine) + "\n";
  const auto certified = crypto::RsaPublicKey::from_pem(pem + "-----END CERTIFICATE-----\n");
  return certified && *certified == key;
}

/// Null for entries that are of no use here: other key types, encryption keys, other algorithms, short or broken keys.
std::shared_ptr<const SigningKey> read_key(const Json& entry) {
  if (!entry.is_object() || get_string(entry, "kty") != "RSA" || !is_for_signatures(entry)) return nullptr;
  const auto kid = get_string(entry, "kid");
  const auto n = get_string(entry, "n");
  const auto e = get_string(entry, "e");
  if (!kid || kid->empty() || !n || !e) return nullptr;
  const auto modulus = base64url_decode(*n);
  const auto exponent = base64url_decode(*e);
  if (!modulus || !exponent) return nullptr;
  auto key = crypto::RsaPublicKey::from_components(*modulus, *exponent);
  if (!key || !matches_certificate(entry, *key)) return nullptr;
  // An issuer of another type than text must not turn into "signs for everybody".
  if (find_member(entry, "issuer") != nullptr && !get_string(entry, "issuer")) return nullptr;
  return std::make_shared<const SigningKey>(SigningKey{*kid, get_string(entry, "issuer").value_or(""), std::move(*key),
                                                       get_string(entry, "alg").value_or("")});
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
