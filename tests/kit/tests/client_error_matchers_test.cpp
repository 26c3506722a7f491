#include <gtest/gtest.h>

#include "entra/client/token.hpp"
#include "entra/testing/matchers.hpp"

namespace entra::testing {
namespace {

using client::ClientError;
using client::ClientErrorKind;
using ::testing::Not;
using ::testing::PrintToString;
using ::testing::StringMatchResultListener;

ClientError mfa_needed() {
  ClientError error;
  error.kind = ClientErrorKind::kRefused;
  error.status = 400;
  error.error = "interaction_required";
  error.aadsts = 50076;
  error.description = "AADSTS50076: Due to a configuration change.";
  return error;
}

using Answer = Result<client::Acquired, ClientError>;

TEST(ClientErrorMatchers, TakeTheErrorOfAnyResult) {
  const Answer refused = tl::unexpected(mfa_needed());
  EXPECT_THAT(refused, FailsWithAadsts(50076));
  EXPECT_THAT(refused, FailsWith(ClientErrorKind::kRefused));
  EXPECT_THAT(refused, Not(FailsWithAadsts(50079)));
  EXPECT_THAT(mfa_needed(), FailsWithAadsts(50076));
  const Result<int, ClientError> other = tl::unexpected(mfa_needed());
  EXPECT_THAT(other, Not(FailsWith(ClientErrorKind::kTimeout)));
}

TEST(ClientErrorMatchers, ASuccessIsNoFailure) {
  const Answer token = client::Acquired{std::make_shared<client::Token>()};
  EXPECT_THAT(token, Not(FailsWithAadsts(50076)));
  StringMatchResultListener said;
  static_cast<void>(FailsWithAadsts(50076).MatchAndExplain(token, &said));
  EXPECT_EQ(said.str(), "which succeeded");
}

TEST(ClientErrorMatchers, SayWhatWasWantedAndWhatCame) {
  StringMatchResultListener said;
  static_cast<void>(FailsWithAadsts(50079).MatchAndExplain(mfa_needed(), &said));
  EXPECT_EQ(said.str(), "which says: " + mfa_needed().message());
  const ::testing::Matcher<Answer> matcher = FailsWithAadsts(50079);
  EXPECT_EQ(PrintToString(Answer(tl::unexpected(mfa_needed()))), "error " + mfa_needed().message());
  std::ostringstream wanted;
  matcher.DescribeTo(&wanted);
  EXPECT_EQ(wanted.str(), "fails with AADSTS50079");
}

TEST(ClientErrorMatchers, ATokenIsPrintedWithoutItsText) {
  client::Token token;
  token.access_token = "eyJ.secret.secret";
  token.refresh_token = "secret";
  token.token_type = "Bearer";
  token.expires_on = from_epoch_seconds(0);
  const Answer answer = client::Acquired{std::make_shared<client::Token>(token)};
  EXPECT_EQ(PrintToString(answer), "Bearer token until 1970-01-01T00:00:00Z");
}

}  // namespace
}  // namespace entra::testing
