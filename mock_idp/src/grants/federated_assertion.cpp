#include <algorithm>

#include "grants/client_assertion.hpp"
#include "tokens/jws.hpp"

namespace entra::idp {
namespace {

struct Facts {
  std::string issuer;
  std::string subject;
  std::vector<std::string> audiences;
};

Facts read_facts(const Json& claims) {
  Facts facts{get_string(claims, "iss").value_or(""), get_string(claims, "sub").value_or(""), {}};
  facts.audiences = get_strings(claims, "aud").value_or(std::vector<std::string>{single_audience(claims)});
  return facts;
}

/// The same text, or names of one resource: Entra's own tokens of version 2 carry its application id.
bool is_same_audience(const GrantContext& context, const std::string& wanted, const std::string& presented) {
  if (wanted == presented) return true;
  const auto first = context.directory.find_resource(wanted);
  const auto second = context.directory.find_resource(presented);
  return first && second && first->app == second->app;
}

bool accepts_audience(const GrantContext& context, const FederatedCredential& credential, const Facts& facts) {
  return std::any_of(credential.audiences.begin(), credential.audiences.end(), [&](const std::string& wanted) {
    return std::any_of(facts.audiences.begin(), facts.audiences.end(),
                       [&](const std::string& one) { return is_same_audience(context, wanted, one); });
  });
}

/// One record must have issuer, subject and audience alike, letter by letter; the refusal names what no record has.
Checked<void> match_credential(const GrantContext& context, const Application& app, const Facts& facts) {
  bool issuer = false;
  bool subject = false;
  bool audience = false;
  for (const FederatedCredential& credential : app.federated_credentials) {
    if (credential.issuer != facts.issuer) continue;
    issuer = true;
    const bool has_subject = credential.subject == facts.subject;
    const bool has_audience = accepts_audience(context, credential, facts);
    if (has_subject && has_audience) return {};
    subject |= has_subject;
    audience |= has_audience;
  }
  const std::string shown = facts.audiences.empty() ? "" : facts.audiences.front();
  if (!issuer) return refuse(700211, {facts.issuer});
  if (!subject) return refuse(700213, {facts.subject});
  if (!audience) return refuse(700212, {shown});
  return refuse(70021, {facts.issuer, facts.subject, shown});
}

/// This server's own tokens: only those of applications and managed identities.
Checked<void> check_own_token(const Json& claims) {
  if (get_string(claims, "scp")) return refuse(700229);
  return {};
}

Checked<void> check_signature(const PresentedJwt& assertion, const Facts& facts, GrantContext& context) {
  const std::string kid = get_string(assertion.header, "kid").value_or("");
  const auto keys = context.issuer_keys == nullptr
                        ? Result<std::vector<crypto::RsaPublicKey>>(fail(Errc::kUnsupported, "no keys here"))
                        : context.issuer_keys->find(facts.issuer, kid, context.now);
  if (!keys && keys.error().code != Errc::kNotFound) {
    context.trace.reason = "keys of " + facts.issuer + ": " + keys.error().message;
    return refuse(50166);
  }
  if (!keys) return refuse(700027, {"The key was not found., Thumbprint of key used by client: '" + kid + "'"});
  for (const crypto::RsaPublicKey& key : *keys) {
    if (assertion.is_signed_by(key)) return {};
  }
  return refuse(700027, {"The provided signature value did not match the expected signature value., Thumbprint of key "
                         "used by client: '" +
                         kid + "'"});
}

}  // namespace

Checked<ClientProof> check_federated_assertion(const PresentedJwt& assertion, std::string_view text,
                                               const Application& app, GrantContext& context) {
  const Facts facts = read_facts(assertion.claims);
  if (auto matched = match_credential(context, app, facts); !matched) return tl::unexpected(matched.error());
  // The signature alone tells that a token is this server's own, under whichever of its names it was issued.
  const bool is_own = verify_jws(text, context.keys, context.now).has_value();
  const auto held = is_own ? check_own_token(assertion.claims) : check_signature(assertion, facts, context);
  if (!held) return tl::unexpected(held.error());
  if (auto timely = check_assertion_times(assertion.claims, context.now); !timely)
    return tl::unexpected(timely.error());
  return ClientProof::kCertificate;
}

}  // namespace entra::idp
