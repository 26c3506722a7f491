#include "grants/second_factor.hpp"

#include "entra/support/evp.hpp"
#include "entra/support/text.hpp"

namespace entra::idp {
namespace {

constexpr std::int64_t kStepSeconds = 30;

std::optional<std::string> base32_decode(std::string_view text) {
  std::string out;
  unsigned group = 0;
  int bits = 0;
  for (const char c : text) {
    if (c == ' ' || c == '=') continue;
    unsigned value = 0;
    if (c >= 'A' && c <= 'Z') {
      value = static_cast<unsigned>(c - 'A');
    } else if (c >= 'a' && c <= 'z') {
      value = static_cast<unsigned>(c - 'a');
    } else if (c >= '2' && c <= '7') {
      value = static_cast<unsigned>(c - '2') + 26;
    } else {
      return std::nullopt;
    }
    group = ((group << 5) | value) & 0xfff;
    bits += 5;
    if (bits >= 8) {
      bits -= 8;
      out += static_cast<char>((group >> bits) & 0xff);
    }
  }
  return out;
}

bool is_code_of(const MfaMethod& method, const std::string& code, Instant now) {
  if (!method.code.empty()) return equals_in_constant_time(method.code, code);
  for (const int drift : {0, -1, 1}) {
    const std::string expected = totp(method.totp_secret, now + seconds(drift * kStepSeconds));
    if (!expected.empty() && equals_in_constant_time(expected, code)) return true;
  }
  return false;
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

bool holds_second_factor(const GrantContext& context, const std::string& username, const std::string& code) {
  for (const Tenant& tenant : context.directory.config().tenants) {
    const User* const user = context.directory.find_user(tenant, username);
    if (user == nullptr) continue;
    for (const MfaMethod& method : user->mfa.methods) {
      if (is_code_of(method, code, context.now)) return true;
    }
  }
  return false;
}

}  // namespace entra::idp
