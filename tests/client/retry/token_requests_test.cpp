// The token client over a transport that tries again.

#include <gtest/gtest.h>

#include "entra/client/retrying_transport.hpp"
#include "entra/client/token_client.hpp"
#include "testing/scripted_transport.hpp"

namespace entra::client {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using testing::json_response;
using testing::ScriptedTransport;

/// Nobody waits: a pause is over at once.
class NoTime final : public Timer {
 public:
  std::chrono::steady_clock::time_point now() const override { return {}; }
  bool wait(milliseconds) override { return true; }
};

class TokenRequests : public ::testing::Test {
 protected:
  TokenClient over(Result<http::Response> first) {
    inner_ = std::make_shared<ScriptedTransport>([this, first](const http::Request&) -> Result<http::Response> {
      if (calls_++ == 0) return first;
      return json_response(200, R"({"token_type":"Bearer","expires_in":3599,"access_token":"AT"})");
    });
    ClientOptions options{.authority = *Authority::parse("https://login.microsoftonline.com/tenant")};
    options.client_id = "c";
    options.credential = ClientSecret{"s"};
    return {options, make_retrying_transport(inner_, clock_, random_, {}, std::make_shared<NoTime>()), clock_, random_};
  }

  ManualClock clock_{from_epoch_seconds(1'740'819'600)};
  SeededRandom random_{1};
  std::shared_ptr<ScriptedTransport> inner_;
  int calls_{0};
};

TEST_F(TokenRequests, WhatDoesNoHarmTwiceIsSentAgain) {
  auto client = over(json_response(503, ""));
  EXPECT_TRUE(client.client_credentials({.target = {.resource = "r"}}));
  EXPECT_EQ(inner_->count(), 2u);
  calls_ = 0;
  EXPECT_TRUE(client.refresh({.refresh_token = "RT", .target = {.resource = "r"}}));
  EXPECT_EQ(inner_->count(), 4u);
}

TEST_F(TokenRequests, ACodeThatMayHaveBeenSpentIsNot) {
  for (const Result<http::Response>& first :
       {Result<http::Response>(json_response(503, "")), Result<http::Response>(fail(Errc::kNetwork, "broke"))}) {
    calls_ = 0;
    auto client = over(first);
    EXPECT_FALSE(client.redeem_code({.code = "CODE", .redirect_uri = "https://app.example"}));
    EXPECT_EQ(inner_->count(), 1u);
  }
}

TEST_F(TokenRequests, ACodeThatWasNeverSentIs) {
  auto client = over(fail(Errc::kUnreachable, "connection refused"));
  EXPECT_TRUE(client.redeem_code({.code = "CODE", .redirect_uri = "https://app.example"}));
  EXPECT_EQ(inner_->count(), 2u);
}

TEST_F(TokenRequests, ALongRetryAfterIsRememberedByTheCacheInsteadOfWaitedFor) {
  auto throttled = json_response(429, "");
  throttled.headers.add("Retry-After", "60");
  auto client = over(throttled);
  for (int i = 0; i < 3; ++i) {
    const auto token = client.client_credentials({.target = {.resource = "r"}});
    ASSERT_FALSE(token);
    EXPECT_EQ(token.error().kind, ClientErrorKind::kThrottled);
  }
  EXPECT_EQ(inner_->count(), 1u);
  clock_.advance(seconds(60));
  EXPECT_TRUE(client.client_credentials({.target = {.resource = "r"}}));
}

TEST_F(TokenRequests, ACallThatIsStoppedSendsNothing) {
  auto client = over(json_response(503, ""));
  std::stop_source stop;
  stop.request_stop();
  const auto token = client.client_credentials({.target = {.resource = "r"}, .stop = stop.get_token()});
  ASSERT_FALSE(token);
  EXPECT_EQ(token.error().kind, ClientErrorKind::kCancelled);
  EXPECT_EQ(inner_->count(), 0u);
}

}  // namespace
}  // namespace entra::client
