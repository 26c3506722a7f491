#include "policy/methods.hpp"

#include <algorithm>
#include <array>

#include "entra/support/text.hpp"

namespace entra::idp {
namespace {

bool contains(const std::vector<std::string>& list, std::string_view one) {
  return std::find(list.begin(), list.end(), one) != list.end();
}

AuthenticationStrength built_in(std::string_view id, std::string name, std::vector<std::string> combinations) {
  return {ObjectId::parse(id).value_or(ObjectId()), std::move(name), std::move(combinations)};
}

/// Two factors in one.
constexpr std::array<std::string_view, 7> kMultiFactor = {"fido2",
                                                          "windowsHelloForBusiness",
                                                          "x509CertificateMultiFactor",
                                                          "deviceBasedPush",
                                                          "temporaryAccessPassOneTime",
                                                          "temporaryAccessPassMultiUse",
                                                          "federatedMultiFactor"};
constexpr std::array<std::string_view, 4> kFirstFactor = {"password", "federatedSingleFactor",
                                                          "x509CertificateSingleFactor", "qrCodePin"};
/// Prove something beside a first factor; alone they are one factor as well.
constexpr std::array<std::string_view, 5> kSecondFactor = {"microsoftAuthenticatorPush", "softwareOath", "hardwareOath",
                                                           "sms", "voice"};

template <class Known>
bool has_one_of(const std::vector<std::string>& modes, const Known& known) {
  return std::any_of(known.begin(), known.end(), [&](std::string_view one) { return contains(modes, one); });
}

/// https://learn.microsoft.com/entra/identity/authentication/concept-authentication-strengths#built-in-authentication-strengths
const std::vector<AuthenticationStrength>& built_in_strengths() {
  static const std::vector<AuthenticationStrength> all = [] {
    const std::vector<std::string> resistant = {"windowsHelloForBusiness", "fido2", "x509CertificateMultiFactor"};
    std::vector<std::string> passwordless = resistant;
    passwordless.emplace_back("deviceBasedPush");
    std::vector<std::string> any = passwordless;
    for (const char* const one :
         {"temporaryAccessPassOneTime", "temporaryAccessPassMultiUse", "password,microsoftAuthenticatorPush",
          "password,softwareOath", "password,hardwareOath", "password,sms", "password,voice", "federatedMultiFactor",
          "x509CertificateSingleFactor,microsoftAuthenticatorPush"}) {
      any.emplace_back(one);
    }
    return std::vector<AuthenticationStrength>{
        built_in("00000000-0000-0000-0000-000000000002", "Multifactor authentication", any),
        built_in("00000000-0000-0000-0000-000000000003", "Passwordless MFA", passwordless),
        built_in("00000000-0000-0000-0000-000000000004", "Phishing-resistant MFA", resistant)};
  }();
  return all;
}

const AuthenticationStrength* find_in(const std::vector<AuthenticationStrength>& all, const ObjectId& id) {
  const auto found =
      std::find_if(all.begin(), all.end(), [&](const AuthenticationStrength& one) { return one.id == id; });
  return found == all.end() ? nullptr : &*found;
}

}  // namespace

std::string method_mode(std::string_view registered_method) {
  if (registered_method == "sms") return "sms";
  if (registered_method == "tel") return "voice";
  if (registered_method == "push") return "microsoftAuthenticatorPush";
  if (registered_method == "fido") return "fido2";
  return "softwareOath";
}

std::vector<std::string> amr_of(const std::vector<std::string>& modes) {
  std::vector<std::string> amr;
  if (contains(modes, "password")) amr.emplace_back("pwd");
  if (contains(modes, "fido2")) amr.emplace_back("fido");
  const bool has_key = contains(modes, "windowsHelloForBusiness") || contains(modes, "x509CertificateMultiFactor");
  if (has_key || contains(modes, "x509CertificateSingleFactor")) amr.emplace_back("rsa");
  if (contains(modes, "federatedMultiFactor") || contains(modes, "federatedSingleFactor")) amr.emplace_back("fed");
  const bool has_both = has_one_of(modes, kFirstFactor) && has_one_of(modes, kSecondFactor);
  if (has_both || has_one_of(modes, kMultiFactor)) amr.emplace_back("mfa");
  return amr;
}

bool is_method_mode(std::string_view word) {
  const std::vector<std::string> one = {std::string(word)};
  return has_one_of(one, kMultiFactor) || has_one_of(one, kFirstFactor) || has_one_of(one, kSecondFactor);
}

bool proves_second_factor(const std::vector<std::string>& amr) {
  return contains(amr, "mfa") || contains(amr, "ngcmfa");
}

const AuthenticationStrength* find_strength(const Tenant& tenant, const ObjectId& id) {
  const AuthenticationStrength* const own = find_in(tenant.authentication_strengths, id);
  return own != nullptr ? own : find_in(built_in_strengths(), id);
}

bool is_strong_enough(const AuthenticationStrength& strength, const std::vector<std::string>& modes) {
  return std::any_of(
      strength.allowed_combinations.begin(), strength.allowed_combinations.end(), [&](const std::string& combination) {
        const auto wanted = split_words(combination, ',');
        return std::all_of(wanted.begin(), wanted.end(), [&](const std::string& one) { return contains(modes, one); });
      });
}

bool can_be_strong_enough(const AuthenticationStrength& strength, const User& user) {
  std::vector<std::string> modes = {"password"};
  for (const MfaMethod& method : user.mfa.methods) modes.push_back(method_mode(method.method));
  return is_strong_enough(strength, modes);
}

}  // namespace entra::idp
