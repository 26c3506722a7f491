#pragma once
// The keys that another token service publishes.

#include <string>
#include <string_view>
#include <vector>

#include "entra/support/evp.hpp"

namespace entra::idp {

struct PublishedKey {
  std::string kid;  ///< empty: the set gives none
  crypto::RsaPublicKey key;
};

/// The RSA signature keys of a JSON Web Key Set (RFC 7517 §5); keys of other kinds are passed over. kMalformed when the
/// text is no key set, or an RSA key in it is none.
[[nodiscard]] Result<std::vector<PublishedKey>> parse_key_set(std::string_view text);

}  // namespace entra::idp
