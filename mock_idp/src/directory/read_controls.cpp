// grantControls and sessionControls of a conditional access policy.

#include <algorithm>

#include "directory/config_sections.hpp"

namespace entra::idp {
namespace {

SignInFrequency read_frequency(Loading& loading, const Value& value, bool& is_enabled) {
  ObjectReader reader(loading, value, "signInFrequency");
  SignInFrequency frequency;
  is_enabled = reader.flag("isEnabled", true);
  const bool is_every_time = reader.word<bool>("frequencyInterval", false, {{"timeBased", false}, {"everyTime", true}});
  const int unit = reader.word<int>("type", 3600, {{"hours", 3600}, {"days", 86400}});
  const auto count = reader.integer("value", 1, 365);
  if (is_enabled && !is_every_time && !count) reader.missing("value", "a number of hours or days");
  if (!is_every_time) frequency.period = seconds(unit * count.value_or(1));
  frequency.secondary_only = reader.word<bool>(
      "authenticationType", false, {{"primaryAndSecondaryAuthentication", false}, {"secondaryAuthentication", true}});
  reader.done();
  return frequency;
}

}  // namespace

bool GrantControls::has(std::string_view control) const {
  return std::find(built_in_controls.begin(), built_in_controls.end(), control) != built_in_controls.end();
}

GrantControls read_grant_controls(Loading& loading, const Value& value) {
  ObjectReader reader(loading, value, "grantControls");
  GrantControls grant;
  grant.any = reader.word<bool>("operator", true, {{"OR", true}, {"AND", false}});
  grant.built_in_controls = read_words(reader, "builtInControls",
                                       {"block", "mfa", "compliantDevice", "domainJoinedDevice", "passwordChange"});
  reader.expect_unused({"customAuthenticationFactors"});
  grant.terms_of_use = read_ids(loading, reader, "termsOfUse");
  (void)reader.text("authenticationStrength@odata.context");
  if (const auto strength = reader.member("authenticationStrength")) {
    ObjectReader section(loading, *strength, "authenticationStrengthReference");
    grant.authentication_strength = read_id<ObjectId>(loading, section, "id");
    section.done();
  }
  const auto controls = reader.member("builtInControls");
  if (grant.has("block") &&
      (grant.built_in_controls.size() > 1 || !grant.terms_of_use.empty() || grant.authentication_strength)) {
    loading.refuse(*controls, "\"block\" stands alone: what is blocked needs no other control");
  }
  if (grant.has("mfa") && grant.authentication_strength) {
    loading.refuse(*controls, "give either \"mfa\" or \"authenticationStrength\", not both");
  }
  const bool has_mfa = grant.has("mfa") || grant.authentication_strength;
  if (grant.has("passwordChange") && (grant.any || !has_mfa)) {
    loading.refuse(*controls, "\"passwordChange\" goes with \"mfa\" and the operator \"AND\"");
  }
  reader.done();
  return grant;
}

SessionControls read_session_controls(Loading& loading, const Value& value) {
  ObjectReader reader(loading, value, "sessionControls");
  SessionControls session;
  if (const auto frequency = reader.member("signInFrequency")) {
    bool is_enabled = true;
    const SignInFrequency read = read_frequency(loading, *frequency, is_enabled);
    if (is_enabled) session.sign_in_frequency = read;
  }
  if (const auto browser = reader.member("persistentBrowser")) {
    ObjectReader section(loading, *browser, "persistentBrowser");
    const bool is_enabled = section.flag("isEnabled", true);
    const auto mode = section.word<std::string>("mode", "", {{"always", "always"}, {"never", "never"}});
    if (mode.empty()) section.missing("mode", "\"always\" or \"never\"");
    if (is_enabled) session.persistent_browser = mode;
    section.done();
  }
  if (const auto access = reader.member("continuousAccessEvaluation")) {
    ObjectReader section(loading, *access, "continuousAccessEvaluation");
    session.continuous_access_evaluation = section.word<std::string>(
        "mode", "",
        {{"disabled", "disabled"}, {"strictLocation", "strictLocation"}, {"strictEnforcement", "strictLocation"}});
    section.done();
  }
  reader.expect_unused(
      {"applicationEnforcedRestrictions", "cloudAppSecurity", "disableResilienceDefaults", "secureSignInSession"});
  reader.done();
  return session;
}

}  // namespace entra::idp
