// What of a user may change while the server runs: in the config file at first, later by the control plane, by Graph
// and by the person.

#include "directory/circumstance_words.hpp"
#include "directory/config_sections.hpp"
#include "directory/formats.hpp"
#include "directory/live_directory.hpp"

namespace entra::idp {
namespace {

/// A text, one of `known` unless that is empty.
std::string read_known(ObjectReader& reader, std::string_view name, const std::string& otherwise,
                       const std::vector<std::string>& known) {
  if (known.empty()) return reader.text(name).value_or(otherwise);
  std::vector<std::pair<std::string, std::string>> words;
  for (const std::string& one : known) words.emplace_back(one, one);
  return reader.word<std::string>(name, otherwise, words);
}

void read_code(Loading& loading, ObjectReader& reader, MfaMethod& method) {
  if (const auto code = reader.text("code")) {
    method.code = *code;
    if (code->size() < 4 || code->size() > 10 || code->find_first_not_of("0123456789") != std::string::npos)
      loading.refuse(*reader.member("code"), "expected a code of 4 to 10 digits");
  }
  const auto secret_at = reader.member("totpSecret");
  if (const auto secret = reader.text("totpSecret")) {
    auto parsed = parse_totp_secret(*secret);
    if (!parsed) {
      loading.refuse(*secret_at, parsed.error().message);
    } else if (!method.code.empty()) {
      loading.refuse(*secret_at, "give either \"code\" or \"totpSecret\", not both");
    } else {
      method.totp_secret = std::move(*parsed);
    }
  }
  method.phone_number = reader.text("phoneNumber").value_or("");
}

std::string read_method_word(ObjectReader& reader) {
  return reader.word<std::string>("method", "otp",
                                  {{"otp", "otp"}, {"sms", "sms"}, {"tel", "tel"}, {"push", "push"}, {"fido", "fido"}});
}

/// One method in the object itself, or several in its list.
MfaRegistration read_mfa(Loading& loading, const Value& value) {
  ObjectReader reader(loading, value, "mfa");
  MfaRegistration mfa;
  mfa.per_user_state = reader.word<PerUserMfa>(
      "perUserMfaState", PerUserMfa::kDisabled,
      {{"disabled", PerUserMfa::kDisabled}, {"enabled", PerUserMfa::kEnabled}, {"enforced", PerUserMfa::kEnforced}});
  MfaMethod single;
  single.method = read_method_word(reader);
  read_code(loading, reader, single);
  const auto list = reader.member("methods");
  const bool is_registered = reader.flag("registered", true);
  reader.each("methods", [&](const Value& at) {
    ObjectReader entry(loading, at, "mfaMethod");
    MfaMethod& method = mfa.methods.emplace_back();
    method.method = read_method_word(entry);
    read_code(loading, entry, method);
    entry.done();
  });
  for (const char* const alone : {"method", "code", "totpSecret", "phoneNumber"}) {
    const auto member = reader.member(alone);
    if (list && member) loading.refuse(*member, "belongs into an entry of \"methods\" here");
  }
  if (!list && is_registered) mfa.methods.push_back(std::move(single));
  if (!is_registered) mfa.methods.clear();
  reader.done();
  return mfa;
}

Circumstances read_circumstances(Loading& loading, const Value& value) {
  ObjectReader reader(loading, value, "circumstances");
  Circumstances facts;
  for (const CircumstanceWord& word : circumstance_words()) {
    if (!word.is_of_one_sign_in) facts.*word.member = read_known(reader, word.name, "", word.known);
  }
  facts.is_compliant = reader.flag(kIsCompliant, false);
  reader.done();
  return facts;
}

}  // namespace

void read_person(Loading& loading, ObjectReader& reader, User& user) {
  if (const auto password = reader.text("password")) user.password = *password;
  if (const auto profile = reader.member("passwordProfile")) {
    ObjectReader fields(loading, *profile, "passwordProfile");
    user.password_expired = fields.flag("forceChangePasswordNextSignIn", false);
    fields.done();
  }
  user.account_enabled = reader.flag("accountEnabled", user.account_enabled);
  if (const auto mfa = reader.member("mfa")) user.mfa = read_mfa(loading, *mfa);
  user.risk_level = read_known(reader, "riskLevel", user.risk_level, risk_levels());
  if (const auto facts = reader.member("circumstances")) user.circumstances = read_circumstances(loading, *facts);
  if (reader.member("acceptedAgreements")) user.accepted_agreements.clear();
  reader.each_text("acceptedAgreements", [&](const Value& at, const std::string& text) {
    const auto id = ObjectId::parse(text);
    if (!id) return loading.refuse(at, id.error().message);
    user.accepted_agreements.push_back(*id);
  });
}

OrderedJson write_mfa(const MfaRegistration& mfa) {
  OrderedJson methods = OrderedJson::array();
  for (const MfaMethod& method : mfa.methods) {
    OrderedJson entry;
    entry["method"] = method.method;
    if (!method.code.empty()) entry["code"] = method.code;
    if (!method.totp_secret.empty()) entry["totpSecret"] = method.totp_secret;
    if (!method.phone_number.empty()) entry["phoneNumber"] = method.phone_number;
    methods.push_back(std::move(entry));
  }
  OrderedJson object;
  object["methods"] = std::move(methods);
  object["perUserMfaState"] = mfa.per_user_state == PerUserMfa::kDisabled  ? "disabled"
                              : mfa.per_user_state == PerUserMfa::kEnabled ? "enabled"
                                                                           : "enforced";
  return object;
}

}  // namespace entra::idp
