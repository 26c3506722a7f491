#pragma once
// A JWT that a client presents, taken apart strictly; nothing in it is believed yet.

#include <string>
#include <string_view>

#include "entra/support/evp.hpp"
#include "entra/support/json_access.hpp"
#include "entra/support/result.hpp"

namespace entra::idp {

struct PresentedJwt {
  Json header;
  Json claims;
  std::string signed_text;
  std::string signature;

  [[nodiscard]] std::string algorithm() const { return get_string(header, "alg").value_or(""); }
  /// Under the algorithm that the header names, RS256 or PS256; false for every other one.
  [[nodiscard]] bool is_signed_by(const crypto::RsaPublicKey& key) const;
};

/// Three strict parts (RFC 7515 §7.1), objects without duplicate members, no critical header that nobody understands
/// (§4.1.11), and registered claims of their types: iss, sub, jti strings, times whole numbers (RFC 7519 §4.1; a
/// fraction is cut off), exp among them. Errc::kMalformed says what is wrong.
[[nodiscard]] Result<PresentedJwt> parse_presented_jwt(std::string_view text);

/// aud as one string, or an array with exactly one; empty otherwise (RFC 7519 §4.1.3).
[[nodiscard]] std::string single_audience(const Json& claims);
/// A NumericDate claim in whole seconds; `otherwise` when absent.
[[nodiscard]] std::int64_t date_claim(const Json& claims, std::string_view name, std::int64_t otherwise);

}  // namespace entra::idp
