#pragma once
// Matchers for what a token says (EXPECT_THAT(validator.validate(token), HasMfa())) and for how a call failed. Those
// about claims take client::Claims, ValidatedToken, the validator's result, and a token's text as TokenText. What they
// print are claims and reasons, never a token.

#include <gmock/gmock.h>

#include <chrono>
#include <concepts>
#include <functional>
#include <optional>
#include <ostream>
#include <string>
#include <type_traits>
#include <utility>

#include "entra/client/claims.hpp"
#include "entra/client/errors.hpp"
#include "entra/client/mfa_policy.hpp"
#include "entra/client/validator.hpp"
#include "entra/support/clock.hpp"
#include "entra/testing/token_text.hpp"

// The names are GoogleTest's own, or in the style of its matchers.
// NOLINTBEGIN(readability-identifier-naming)
namespace entra::testing {

namespace detail {

/// The claims to look at, or one line that says why there are none.
[[nodiscard]] Result<client::Claims, std::string> claims_of(const client::Claims& claims);
[[nodiscard]] Result<client::Claims, std::string> claims_of(const client::ValidatedToken& token);
[[nodiscard]] Result<client::Claims, std::string> claims_of(
    const Result<client::ValidatedToken, client::Refusal>& made);
[[nodiscard]] Result<client::Claims, std::string> claims_of(const TokenText& token);

template <class T>
concept HasClaims = requires(const T& value) {
  { claims_of(value) } -> std::same_as<Result<client::Claims, std::string>>;
};

/// True or false with the reason, for a person.
struct Finding {
  bool holds{false};
  std::string why = {};  ///< "whose amr is [\"pwd\"]"
};

}  // namespace detail

/// A matcher over claims. Made by the functions below.
class ClaimsMatcher {
 public:
  using is_gtest_matcher = void;
  using Check = std::function<detail::Finding(const client::Claims&)>;

  /// `has` completes "the token …", `has_not` its opposite.
  ClaimsMatcher(std::string has, std::string has_not, Check check)
      : has_(std::move(has)), has_not_(std::move(has_not)), check_(std::move(check)) {}

  template <class T>
  bool MatchAndExplain(const T& value, ::testing::MatchResultListener* listener) const {
    static_assert(detail::HasClaims<T>,
                  "claims are matched on Claims, ValidatedToken, the result of validate(), or TokenText(text): of a "
                  "plain string GoogleTest would print the whole token");
    const auto claims = detail::claims_of(value);
    if (!claims) {
      *listener << claims.error();
      return false;
    }
    const detail::Finding finding = check_(*claims);
    *listener << finding.why;
    return finding.holds;
  }
  void DescribeTo(std::ostream* out) const { *out << has_; }
  void DescribeNegationTo(std::ostream* out) const { *out << has_not_; }

 private:
  std::string has_;
  std::string has_not_;
  Check check_;
};

/// A person signed in, and the policy takes the claims as proof of a second factor.
[[nodiscard]] ClaimsMatcher HasMfa(const client::MfaPolicy& policy = {});
/// Entra marks the token as app-only (Claims::is_app_only).
[[nodiscard]] ClaimsMatcher IsAppOnly();
[[nodiscard]] ClaimsMatcher HasScope(const std::string& scope);  ///< one word of scp
[[nodiscard]] ClaimsMatcher HasRole(const std::string& role);    ///< one element of roles
/// exp is ahead of the clock, by `life` at most.
[[nodiscard]] ClaimsMatcher ExpiresWithin(std::chrono::seconds life, const Clock& clock);
/// The claim is there, whatever it says.
[[nodiscard]] ClaimsMatcher HasClaim(const std::string& name);
/// The claim is this text, or the matcher takes its text. A claim that is no text is matched as compact JSON:
/// HasClaim("amr", R"(["pwd","mfa"])"), HasClaim("exp", "1780912800").
[[nodiscard]] ClaimsMatcher HasClaim(const std::string& name, const ::testing::Matcher<const std::string&>& value);
/// The claim is an array of texts that the matcher takes: HasListClaim("amr", Contains("mfa")).
[[nodiscard]] ClaimsMatcher HasListClaim(const std::string& name,
                                         const ::testing::Matcher<const std::vector<std::string>&>& values);

/// The validator took the token.
[[nodiscard]] ::testing::Matcher<const Result<client::ValidatedToken, client::Refusal>&> Accepted();
/// The validator refused it, and for this reason.
[[nodiscard]] ::testing::Matcher<const Result<client::ValidatedToken, client::Refusal>&> RefusedWith(
    client::Reason reason);

/// A matcher over the error of a call to an authority: of ClientError, or of a Result that holds one. Made by the
/// functions below.
class ClientErrorMatcher {
 public:
  using is_gtest_matcher = void;
  using Check = std::function<bool(const client::ClientError&)>;

  ClientErrorMatcher(std::string wanted, Check check) : wanted_(std::move(wanted)), check_(std::move(check)) {}

  template <class T>
  bool MatchAndExplain(const T& value, ::testing::MatchResultListener* listener) const {
    if constexpr (std::is_same_v<T, client::ClientError>) {
      *listener << "which says: " << value.message();
      return check_(value);
    } else {
      if (value) {
        *listener << "which succeeded";
        return false;
      }
      return MatchAndExplain(value.error(), listener);
    }
  }
  void DescribeTo(std::ostream* out) const { *out << "fails with " << wanted_; }
  void DescribeNegationTo(std::ostream* out) const { *out << "does not fail with " << wanted_; }

 private:
  std::string wanted_;
  Check check_;
};

[[nodiscard]] ClientErrorMatcher FailsWith(client::ClientErrorKind kind);
[[nodiscard]] ClientErrorMatcher FailsWithAadsts(int code);

}  // namespace entra::testing
// NOLINTEND(readability-identifier-naming)
