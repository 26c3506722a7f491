// Claims as text, read by every accessor, and judged by the MFA policies.

#include <string>

#include "entra/client/claims.hpp"
#include "entra/client/mfa_policy.hpp"
#include "require.hpp"

namespace {

using namespace entra;
using fuzz::require;

void read_member(const client::Claims& claims, const std::string& name) {
  require(claims.has(name), "a listed member is there");
  const int types = (claims.text(name) ? 1 : 0) + (claims.integer(name) ? 1 : 0) + (claims.boolean(name) ? 1 : 0) +
                    (claims.list(name) ? 1 : 0);
  require(types <= 1, "a member has one type");
  require(!claims.text(name) || claims.text_or_list(name)->size() == 1, "a text is a list of one");
  require(!claims.value_json(name).empty(), "each value can be written");
}

/// A policy that asks for more must never allow what one that asks for less refuses.
void judge(const client::Claims& claims) {
  const auto allows = [&](const client::MfaPolicy& policy) {
    const auto decision = evaluate_mfa(policy, claims);
    require(!decision.reason.empty() && decision.reason.find('\n') == std::string::npos, "a reason is one line");
    return decision.outcome == client::MfaOutcome::kAllow;
  };
  client::MfaPolicy lenient;
  lenient.either_claim_suffices = true;
  client::MfaPolicy strict;
  strict.refuse_app_only = true;
  require(!allows({}) || allows(lenient), "one claim suffices where both agree");
  require(!allows(strict) || allows({}), "a refusal of apps allows nothing new");
  require(!(allows(strict) && claims.is_app_only()), "app-only tokens are refused on demand");
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text(fuzz::as_text(data, size));
  const auto claims = client::Claims::parse(text);
  if (!claims) return 0;
  for (const std::string& name : claims->names()) read_member(*claims, name);
  judge(*claims);
  const auto again = client::Claims::parse(claims->json());
  require(again && again->json() == claims->json(), "claims are written and read back alike");
  require(!client::Claims::parse(text + "x") && !client::Claims::parse(text + "{}"),
          "bytes after the object are refused");
  return 0;
}
