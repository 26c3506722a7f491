#include "grants/totp.hpp"

#include <array>

#include "entra/support/evp.hpp"
#include "entra/support/text.hpp"
#include "entra/support/url.hpp"

namespace entra::idp {
namespace {

constexpr std::int64_t kStepSeconds = 30;
constexpr std::string_view kBase32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

std::optional<std::string> base32_decode(std::string_view text) {
  std::string out;
  unsigned group = 0;
  int bits = 0;
  for (const char c : text) {
    if (c == ' ' || c == '=') continue;
    const std::size_t value = kBase32.find(c >= 'a' && c <= 'z' ? static_cast<char>(c & ~0x20) : c);
    if (value == std::string_view::npos) return std::nullopt;
    group = ((group << 5) | static_cast<unsigned>(value)) & 0xfff;
    bits += 5;
    if (bits >= 8) {
      bits -= 8;
      out += static_cast<char>((group >> bits) & 0xff);
    }
  }
  return out;
}

}  // namespace

std::string totp(std::string_view base32_secret, Instant at) {
  const auto key = base32_decode(base32_secret);
  if (!key || key->empty()) return "";
  std::uint64_t step = static_cast<std::uint64_t>(to_epoch_seconds(at) / kStepSeconds);
  std::string counter(8, '\0');
  for (std::size_t i = 8; i-- > 0; step >>= 8) counter[i] = static_cast<char>(step & 0xff);
  const std::string mac = crypto::hmac_sha1(*key, counter);
  // RFC 4226 §5.3, dynamic truncation.
  const std::size_t offset = static_cast<unsigned char>(mac[19]) & 15u;
  std::uint32_t number = 0;
  for (std::size_t i = 0; i < 4; ++i) number = (number << 8) | static_cast<unsigned char>(mac[offset + i]);
  std::string digits = std::to_string((number & 0x7fffffff) % 1000000);
  return std::string(6 - digits.size(), '0') + digits;
}

std::optional<std::int64_t> find_totp_step(std::string_view base32_secret, std::string_view code, Instant now) {
  for (const int drift : {0, -1, 1}) {
    const Instant at = now + seconds(drift * kStepSeconds);
    const std::string expected = totp(base32_secret, at);
    if (!expected.empty() && equals_in_constant_time(expected, code)) return to_epoch_seconds(at) / kStepSeconds;
  }
  return std::nullopt;
}

std::string make_totp_secret(Random& random) {
  std::array<std::uint8_t, 20> bytes{};
  random.fill(bytes);
  std::string text;
  unsigned group = 0;
  int bits = 0;
  for (const std::uint8_t byte : bytes) {
    group = (group << 8) | byte;
    for (bits += 8; bits >= 5; bits -= 5) text += kBase32[(group >> (bits - 5)) & 31];
    group &= 0xff;
  }
  return text;
}

std::string otpauth_uri(const std::string& issuer, const std::string& account, const std::string& secret) {
  return "otpauth://totp/" + percent_encode(issuer) + ":" + percent_encode(account) + "?secret=" + secret +
         "&issuer=" + percent_encode(issuer);
}

}  // namespace entra::idp
