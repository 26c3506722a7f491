#include "tokens/defects.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "entra/support/base64.hpp"
#include "entra/support/evp.hpp"
#include "entra/support/guid.hpp"

namespace entra::idp {
namespace {

constexpr std::int64_t kAnHour = 3600;
constexpr std::string_view kOtherAudience = "https://another-audience.example";

constexpr std::array kNames = {
    std::pair{TokenDefect::kNone, "none"},
    std::pair{TokenDefect::kExpired, "expired"},
    std::pair{TokenDefect::kNotYetValid, "not_yet_valid"},
    std::pair{TokenDefect::kBadSignature, "bad_signature"},
    std::pair{TokenDefect::kAlgNone, "alg_none"},
    std::pair{TokenDefect::kHs256Confusion, "hs256_confusion"},
    std::pair{TokenDefect::kUnknownKid, "unknown_kid"},
    std::pair{TokenDefect::kNoKid, "no_kid"},
    std::pair{TokenDefect::kEmbeddedJwk, "embedded_jwk"},
    std::pair{TokenDefect::kJku, "jku"},
    std::pair{TokenDefect::kX5u, "x5u"},
    std::pair{TokenDefect::kCrit, "crit"},
    std::pair{TokenDefect::kWrongIssuer, "wrong_issuer"},
    std::pair{TokenDefect::kWrongAudience, "wrong_audience"},
    std::pair{TokenDefect::kWrongTenant, "wrong_tenant"},
    std::pair{TokenDefect::kMissingExp, "missing_exp"},
    std::pair{TokenDefect::kMissingAud, "missing_aud"},
    std::pair{TokenDefect::kStringExp, "string_exp"},
    std::pair{TokenDefect::kDuplicateClaim, "duplicate_claim"},
    std::pair{TokenDefect::kPaddedBase64, "padded_base64"},
    std::pair{TokenDefect::kTrailingBytes, "trailing_bytes"},
    std::pair{TokenDefect::kTruncated, "truncated"},
    std::pair{TokenDefect::kNotJson, "not_json"},
    std::pair{TokenDefect::kOtherVersion, "v2_for_v1"},
    std::pair{TokenDefect::kUnpublishedKey, "unpublished_key"},
    std::pair{TokenDefect::kRetiredKey, "retired_key"},
};

std::string text_of(const OrderedJson& claims, const char* name) {
  const auto found = claims.find(name);
  return found != claims.end() && found->is_string() ? found->get<std::string>() : "";
}

std::int64_t number_of(const OrderedJson& claims, const char* name) {
  const auto found = claims.find(name);
  return found != claims.end() && found->is_number_integer() ? found->get<std::int64_t>() : 0;
}

void shift_times(OrderedJson& claims, std::int64_t by) {
  for (const char* name : {"iat", "nbf", "exp"}) {
    if (claims.contains(name)) claims[name] = number_of(claims, name) + by;
  }
}

void move_to_another_tenant(OrderedJson& claims) {
  const std::string tenant = text_of(claims, "tid");
  const std::string other = derive_guid("another tenant");
  std::string issuer = text_of(claims, "iss");
  if (const std::size_t at = issuer.find(tenant); !tenant.empty() && at != std::string::npos) {
    issuer.replace(at, tenant.size(), other);
  }
  claims["iss"] = issuer;
  claims["tid"] = other;
}

/// The kid, and the x5t that v1 headers repeat it in.
void name_key(OrderedJson& header, const std::string& kid) {
  if (header.contains("x5t")) header["x5t"] = kid;
  header["kid"] = kid;
}

std::string signing_input(const OrderedJson& header, const std::string& payload) {
  return base64url_encode(header.dump()) + "." + base64url_encode(payload);
}

Result<std::string> sign_text(const OrderedJson& header, const std::string& payload, const SigningKey& key) {
  std::string text = signing_input(header, payload);
  auto signature = key.key.sign_rs256(text);
  if (!signature) return tl::unexpected(signature.error());
  return text + "." + base64url_encode(*signature);
}

/// Changes of a finished token's text.
std::string damage(TokenDefect defect, std::string token) {
  switch (defect) {
    case TokenDefect::kBadSignature: {
      const std::size_t dot = token.rfind('.') + 1;
      std::string signature = base64url_decode(std::string_view(token).substr(dot)).value_or("");
      if (!signature.empty()) signature[signature.size() / 2] = static_cast<char>(signature[signature.size() / 2] ^ 1);
      return token.substr(0, dot) + base64url_encode(signature);
    }
    case TokenDefect::kPaddedBase64: {
      std::string padded;
      std::size_t size = 0;
      for (const char c : token + ".") {
        if (c == '.') {
          padded.append((4 - size % 4) % 4, '=');
          size = 0;
        } else {
          ++size;
        }
        padded.push_back(c);
      }
      padded.pop_back();
      return padded;
    }
    case TokenDefect::kTrailingBytes:
      return token + "AAAA";
    case TokenDefect::kTruncated:
      return token.substr(0, token.size() - 42);  // of 342 characters: what is left decodes
    default:
      return token;
  }
}

/// An unknown key, and what the header says so that it be trusted.
Result<std::string> sign_with_stray(TokenDefect defect, OrderedJson header, const OrderedJson& claims,
                                    const OtherKeys& others) {
  if (others.stray == nullptr) return fail(Errc::kNotFound, "no unpublished key is at hand");
  const SigningKey& stray = *others.stray;
  name_key(header, stray.kid);
  if (defect == TokenDefect::kEmbeddedJwk) {
    header["jwk"] = OrderedJson{{"kty", "RSA"}, {"kid", stray.kid}, {"n", stray.modulus}, {"e", stray.exponent}};
  } else if (defect == TokenDefect::kJku) {
    header["jku"] = "https://keys.another-issuer.example/discovery/keys";
  } else if (defect == TokenDefect::kX5u) {
    header["x5u"] = "https://keys.another-issuer.example/signing.cer";
  }
  return sign_text(header, claims.dump(), stray);
}

}  // namespace

std::optional<TokenDefect> find_defect(std::string_view name) {
  const auto found = std::find_if(kNames.begin(), kNames.end(), [&](const auto& row) { return row.second == name; });
  return found == kNames.end() ? std::nullopt : std::optional(found->first);
}

const std::vector<std::string>& defect_names() {
  static const std::vector<std::string> names = [] {
    std::vector<std::string> all;
    for (const auto& row : kNames) all.emplace_back(row.second);
    return all;
  }();
  return names;
}

bool needs_stray_key(TokenDefect defect) {
  return defect == TokenDefect::kEmbeddedJwk || defect == TokenDefect::kJku || defect == TokenDefect::kX5u ||
         defect == TokenDefect::kUnpublishedKey;
}

OrderedJson spoil_claims(TokenDefect defect, OrderedJson claims, Instant now) {
  const std::int64_t at = to_epoch_seconds(now);
  switch (defect) {
    case TokenDefect::kExpired:
      shift_times(claims, at - kAnHour - number_of(claims, "exp"));
      break;
    case TokenDefect::kNotYetValid:
      shift_times(claims, at + kAnHour - number_of(claims, "nbf"));
      break;
    case TokenDefect::kWrongIssuer:
      claims["iss"] = "https://sts.another-issuer.example/" + text_of(claims, "tid") +
                      (text_of(claims, "ver") == "2.0" ? "/v2.0" : "/");
      break;
    case TokenDefect::kWrongAudience:
      claims["aud"] = kOtherAudience;
      break;
    case TokenDefect::kWrongTenant:
      move_to_another_tenant(claims);
      break;
    case TokenDefect::kMissingExp:
      claims.erase("exp");
      break;
    case TokenDefect::kMissingAud:
      claims.erase("aud");
      break;
    case TokenDefect::kStringExp:
      claims["exp"] = std::to_string(number_of(claims, "exp"));
      break;
    default:
      break;
  }
  return claims;
}

Result<std::string> sign_with_defect(TokenDefect defect, OrderedJson header, const OrderedJson& claims,
                                     const SigningKey& key, const OtherKeys& others) {
  if (needs_stray_key(defect)) return sign_with_stray(defect, std::move(header), claims, others);
  std::string payload = claims.dump();
  switch (defect) {
    case TokenDefect::kAlgNone:
      header["alg"] = "none";
      return signing_input(header, payload) + ".";
    case TokenDefect::kHs256Confusion: {
      header["alg"] = "HS256";
      const std::string text = signing_input(header, payload);
      return text + "." + base64url_encode(crypto::hmac_sha256(key.public_key.to_pem(), text));
    }
    case TokenDefect::kUnknownKid:
      name_key(header, base64url_encode(crypto::sha1("a kid that nobody knows")));
      break;
    case TokenDefect::kNoKid:
      header.erase("kid");
      header.erase("x5t");
      break;
    case TokenDefect::kCrit:
      header["crit"] = OrderedJson::array({"urn:example:must-understand"});
      header["urn:example:must-understand"] = true;
      break;
    case TokenDefect::kDuplicateClaim:
      payload.insert(1, "\"aud\":\"" + std::string(kOtherAudience) + "\",");
      break;
    case TokenDefect::kNotJson:
      payload = "these are no claims";
      break;
    case TokenDefect::kRetiredKey: {
      if (others.retired == nullptr) return fail(Errc::kNotFound, "no key has retired yet");
      name_key(header, others.retired->kid);
      return sign_text(header, payload, *others.retired);
    }
    default:
      break;
  }
  return sign_text(header, payload, key).map([&](std::string token) { return damage(defect, std::move(token)); });
}

}  // namespace entra::idp
