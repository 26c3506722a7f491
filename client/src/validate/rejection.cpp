#include "entra/client/rejection.hpp"

#include "entra/support/base64.hpp"
#include "entra/support/json_access.hpp"
#include "entra/support/text.hpp"

namespace entra::client {
namespace {

/// One challenge of the Bearer scheme, parameter by parameter.
class Bearer {
 public:
  Bearer& add(std::string_view name, std::string_view value) {
    text_ += (is_first_ ? " " : ", ") + std::string(name) + "=\"";
    is_first_ = false;
    for (const char c : value) {
      // quoted-string of RFC 9110 §5.6.4; a line end would begin another header.
      if (c == '"' || c == '\\') text_ += '\\';
      text_ += static_cast<unsigned char>(c) < ' ' || c == '\x7f' ? ' ' : c;
    }
    text_ += '"';
    return *this;
  }
  Bearer& add_given(std::string_view name, std::string_view value) { return value.empty() ? *this : add(name, value); }
  [[nodiscard]] std::string take() { return std::move(text_); }

 private:
  std::string text_ = "Bearer";
  bool is_first_{true};
};

bool asks_for_factors(const MfaPolicy& policy) {
  return !policy.amr_any.empty() || !policy.amr_all.empty();
}

OrderedJson one_or_more(const std::vector<std::string>& values) {
  if (values.size() == 1) return {{"essential", true}, {"value", values.front()}};
  return {{"essential", true}, {"values", values}};
}

std::string dump(const OrderedJson& json) {
  return json.dump(-1, ' ', false, OrderedJson::error_handler_t::replace);
}

/// RFC 9470 knows classes only. For "more than one factor" the one that Microsoft's own servers take.
std::string acr_values(const MfaPolicy& policy) {
  std::vector<std::string> values = policy.contexts;
  values.insert(values.end(), policy.acr_any.begin(), policy.acr_any.end());
  if (values.empty() && asks_for_factors(policy)) values.emplace_back(kMultipleAuthnHttp);
  return join(values, " ");
}

std::string max_age_of(const MfaPolicy& policy) {
  return policy.max_age ? std::to_string(policy.max_age->count()) : std::string();
}

Rejection ask_in_rfc9470(const MfaPolicy& policy, const Refusal& refusal, const RejectionOptions& wording) {
  const bool too_old = refusal.mfa && refusal.mfa->decided_by == MfaClaim::kAuthTime;
  Bearer bearer;
  bearer.add_given("realm", wording.realm)
      .add("error", "insufficient_user_authentication")
      .add("error_description",
           too_old ? "More recent authentication is required" : "A different authentication level is required")
      .add_given("acr_values", acr_values(policy))
      .add_given("max_age", max_age_of(policy));
  return {401, bearer.take(), {}};
}

Rejection ask_as_entra(const MfaPolicy& policy, const RejectionOptions& wording) {
  std::string claims = make_claims_request(policy);
  Bearer bearer;
  bearer.add("realm", wording.realm)
      .add_given("authorization_uri", wording.authorization_uri)
      .add_given("client_id", wording.client_id)
      .add("error", "insufficient_claims")
      .add("claims", base64_encode(claims))
      .add_given("cc_type", policy.contexts.empty() ? "" : "authcontext")
      .add_given("max_age", max_age_of(policy));
  return {401, bearer.take(), std::move(claims)};
}

Rejection forbid(const RejectionOptions& wording, std::string_view description, const std::string& scope) {
  Bearer bearer;
  bearer.add_given("realm", wording.realm)
      .add("error", "insufficient_scope")
      .add("error_description", description)
      .add_given("scope", scope);
  return {403, bearer.take(), {}};
}

}  // namespace

std::string make_claims_request(const MfaPolicy& policy) {
  OrderedJson wanted = OrderedJson::object();
  if (!policy.contexts.empty()) wanted["acrs"] = one_or_more(policy.contexts);
  if (asks_for_factors(policy)) {
    std::vector<std::string> methods = policy.amr_all;
    methods.insert(methods.end(), policy.amr_any.begin(), policy.amr_any.end());
    wanted["amr"] = {{"essential", true}, {"values", methods}};
  }
  if (!policy.acr_any.empty()) wanted["acr"] = one_or_more(policy.acr_any);
  if (policy.max_age) wanted["auth_time"] = {{"essential", true}};
  return dump({{"access_token", wanted}});
}

Rejection make_rejection(const Refusal& refusal, const ValidatorOptions& options, const RejectionOptions& wording) {
  switch (refusal.reason) {
    case Reason::kKeysUnavailable:
      return {503, {}, {}};
    case Reason::kScopeMissing:
      return forbid(wording, "The token lacks a permission.", join(options.required_scopes, " "));
    case Reason::kRoleMissing:
      return forbid(wording, "The token lacks a permission.", join(options.required_roles, " "));
    case Reason::kTenantNotAllowed:
    case Reason::kClientNotAllowed:
    case Reason::kKindNotAllowed:
      return forbid(wording, "The token is not accepted here.", {});
    case Reason::kMfaMissing: {
      if (!options.mfa || (refusal.mfa && refusal.mfa->outcome == MfaOutcome::kDeny)) {
        return forbid(wording, "The token is not accepted here.", {});
      }
      return wording.style == ChallengeStyle::kEntra ? ask_as_entra(*options.mfa, wording)
                                                     : ask_in_rfc9470(*options.mfa, refusal, wording);
    }
    default:
      break;
  }
  Bearer bearer;
  bearer.add_given("realm", wording.realm)
      .add("error", "invalid_token")
      .add("error_description", "The access token is not valid.");
  return {401, bearer.take(), {}};
}

Rejection make_missing_token_rejection(const RejectionOptions& wording) {
  Bearer bearer;
  bearer.add("realm", wording.realm);
  if (wording.style == ChallengeStyle::kEntra) bearer.add_given("authorization_uri", wording.authorization_uri);
  return {401, bearer.take(), {}};
}

}  // namespace entra::client
