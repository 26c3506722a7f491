// A JWK Set from somebody else.

#include <string>

#include "entra/client/claims.hpp"
#include "entra/client/key_set.hpp"
#include "require.hpp"

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace entra;
  using fuzz::require;
  const std::string text(fuzz::as_text(data, size));
  const auto keys = client::KeySet::parse(text);
  if (!keys) {
    require(keys.error().message.find('\n') == std::string::npos, "an error is one line");
    return 0;
  }
  require(keys->size() > 0, "an accepted set has a key");
  require(client::Claims::parse(text).has_value(), "an accepted set is one strict JSON object");
  require(keys->find("") == nullptr, "no key is found without a kid");
  if (const auto key = keys->find("k1")) {
    require(key->kid == "k1" && key->key.bits() >= 2048, "a found key is the one asked for, and large enough");
    require(!key->key.verify_rs256("", "") && !key->key.verify_rs256("x", std::string(256, '\0')),
            "no key takes an empty signature");
  }
  require(!client::KeySet::parse(text + "x"), "bytes after the set are refused");
  return 0;
}
