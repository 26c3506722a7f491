#include "entra/testing/matchers.hpp"

#include <algorithm>
#include <sstream>

#include "entra/client/jwt.hpp"
#include "entra/support/text.hpp"

namespace entra::testing {
namespace {

using client::Claims;
using client::ClientError;
using client::Reason;
using client::Refusal;
using client::ValidatedToken;
using detail::Finding;
using Verdict = Result<ValidatedToken, Refusal>;

std::string text_of(std::string_view text) {
  return std::string(text);
}

/// "whose scp is \"a b\"", "without scp".
std::string show(const Claims& claims, const std::string& name) {
  return claims.has(name) ? "whose " + name + " is " + claims.value_json(name) : "without " + name;
}

Finding find_word(const Claims& claims, const std::string& name, const std::string& word) {
  const auto listed = claims.text_or_list(name).value_or(std::vector<std::string>{});
  const bool holds = std::any_of(listed.begin(), listed.end(), [&](const std::string& text) {
    const auto words = split_words(text, ' ');
    return std::find(words.begin(), words.end(), word) != words.end();
  });
  return {holds, show(claims, name)};
}

/// What a matcher wants, in its own words.
template <class T>
std::string describe(const ::testing::Matcher<T>& matcher, bool negated) {
  std::ostringstream out;
  negated ? matcher.DescribeNegationTo(&out) : matcher.DescribeTo(&out);
  return out.str();
}

/// A matcher of verdicts with both descriptions written out.
class VerdictMatcher {
 public:
  using is_gtest_matcher = void;  // NOLINT(readability-identifier-naming): GoogleTest looks for it
  explicit VerdictMatcher(std::optional<Reason> reason) : reason_(reason) {}

  // NOLINTBEGIN(readability-identifier-naming): GoogleTest's names
  bool MatchAndExplain(const Verdict& verdict, ::testing::MatchResultListener* /*listener*/) const {
    if (verdict) return !reason_;
    return reason_ == verdict.error().reason;
  }
  void DescribeTo(std::ostream* out) const {
    *out << (reason_ ? "is refused with " + text_of(to_string(*reason_)) : "is accepted");
  }
  void DescribeNegationTo(std::ostream* out) const {
    *out << (reason_ ? "is not refused with " + text_of(to_string(*reason_)) : "is refused");
  }
  // NOLINTEND(readability-identifier-naming)

 private:
  std::optional<Reason> reason_;  ///< none: accepted
};

}  // namespace

namespace detail {

Result<Claims, std::string> claims_of(const Claims& claims) {
  return claims;
}

Result<Claims, std::string> claims_of(const ValidatedToken& token) {
  return token.claims;
}

Result<Claims, std::string> claims_of(const Verdict& verdict) {
  if (verdict) return verdict->claims;
  return tl::unexpected(std::string("which was refused before its claims count"));
}

Result<Claims, std::string> claims_of(const TokenText& token) {
  auto jwt = client::decode_jwt(token);
  if (!jwt) return tl::unexpected(std::string("which cannot be taken apart"));
  return std::move(jwt->payload);
}

}  // namespace detail

ClaimsMatcher HasMfa(const client::MfaPolicy& policy) {
  return {"has MFA", "has no MFA", [policy](const Claims& claims) -> Finding {
            if (claims.is_app_only()) return {false, "which is app-only: no person signed in"};
            const auto decision = evaluate_mfa(policy, claims);
            return {decision.outcome == client::MfaOutcome::kAllow, "in which " + decision.reason};
          }};
}

ClaimsMatcher IsAppOnly() {
  return {"is app-only", "is for a user", [](const Claims& claims) -> Finding {
            return {claims.is_app_only(), show(claims, "idtyp") + ", " + show(claims, "scp")};
          }};
}

ClaimsMatcher HasScope(const std::string& scope) {
  return {"has the scope " + scope, "lacks the scope " + scope,
          [scope](const Claims& claims) { return find_word(claims, "scp", scope); }};
}

ClaimsMatcher HasRole(const std::string& role) {
  return {"has the role " + role, "lacks the role " + role, [role](const Claims& claims) -> Finding {
            const auto roles = claims.list("roles").value_or(std::vector<std::string>{});
            return {std::find(roles.begin(), roles.end(), role) != roles.end(), show(claims, "roles")};
          }};
}

ClaimsMatcher ExpiresWithin(std::chrono::seconds life, const Clock& clock) {
  const std::string within = "expires within " + std::to_string(life.count()) + " s";
  return {within, "has expired, or lasts longer than " + std::to_string(life.count()) + " s",
          [life, &clock](const Claims& claims) -> Finding {
            const auto exp = claims.integer("exp");
            if (!exp) return {false, show(claims, "exp")};
            const std::int64_t left = *exp - to_epoch_seconds(clock.now());
            return {left > 0 && left <= life.count(), left > 0 ? "which has " + std::to_string(left) + " s left"
                                                               : "which expired " + std::to_string(-left) + " s ago"};
          }};
}

ClaimsMatcher HasClaim(const std::string& name) {
  return {"has the claim " + name, "lacks the claim " + name, [name](const Claims& claims) -> Finding {
            return {claims.has(name), show(claims, name)};
          }};
}

ClaimsMatcher HasClaim(const std::string& name, const ::testing::Matcher<const std::string&>& value) {
  return {"has a claim " + name + " that " + describe(value, false),
          "has no claim " + name + " that " + describe(value, false), [name, value](const Claims& claims) -> Finding {
            if (!claims.has(name)) return {false, show(claims, name)};
            const std::string text = claims.text(name).value_or(claims.value_json(name));
            return {value.Matches(text), show(claims, name)};
          }};
}

ClaimsMatcher HasListClaim(const std::string& name, const ::testing::Matcher<const std::vector<std::string>&>& values) {
  return {"has a list " + name + " that " + describe(values, false),
          "has no list " + name + " that " + describe(values, false), [name, values](const Claims& claims) -> Finding {
            const auto list = claims.list(name);
            return {list && values.Matches(*list), show(claims, name)};
          }};
}

::testing::Matcher<const Verdict&> Accepted() {
  return VerdictMatcher(std::nullopt);
}

::testing::Matcher<const Verdict&> RefusedWith(Reason reason) {
  return VerdictMatcher(reason);
}

ClientErrorMatcher FailsWith(client::ClientErrorKind kind) {
  return {text_of(to_string(kind)), [kind](const ClientError& error) { return error.kind == kind; }};
}

ClientErrorMatcher FailsWithAadsts(int code) {
  return {"AADSTS" + std::to_string(code), [code](const ClientError& error) { return error.aadsts == code; }};
}

}  // namespace entra::testing
