// An authority that fails while a token ages: whatever it does, nobody notices before the token has expired.

#include <gtest/gtest.h>

#include <chrono>
#include <memory>
#include <string>
#include <vector>

#include "testing/token_cache_fixture.hpp"
#include "testing/token_client_fixture.hpp"

namespace entra::client {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;
using testing::json_response;

struct Outage {
  const char* name;
  Result<http::Response> (*answer)();
  ClientErrorKind kind;  ///< of the error that callers get in the end
};

http::Response too_many_requests() {
  auto response = json_response(429, R"({"error":"temporarily_unavailable"})");
  response.headers.set("Retry-After", "120");
  return response;
}

const std::vector<Outage> kOutages{
    {"Refusing", [] { return Result<http::Response>(fail(Errc::kNetwork, "connection refused")); },
     ClientErrorKind::kNetwork},
    {"TimingOut", [] { return Result<http::Response>(fail(Errc::kTimeout, "no answer")); }, ClientErrorKind::kTimeout},
    {"Unavailable", [] { return Result<http::Response>(json_response(503, "<html>down</html>")); },
     ClientErrorKind::kServerError},
    {"Throttling", [] { return Result<http::Response>(too_many_requests()); }, ClientErrorKind::kThrottled},
    {"TalkingRubbish", [] { return Result<http::Response>(json_response(200, "{\"access_token\":")); },
     ClientErrorKind::kBadResponse},
    {"RefusingTheClient", [] { return Result<http::Response>(json_response(401, R"({"error":"invalid_client"})")); },
     ClientErrorKind::kRefused},
};

class AgingToken : public testing::TokenClientFixture, public ::testing::WithParamInterface<Outage> {};

TEST_P(AgingToken, IsServedWithoutAnErrorUntilItHasExpired) {
  const auto executor = std::make_shared<testing::QueueExecutor>();
  cache_ = std::make_shared<TokenCache>(clock_, TokenCacheOptions{.renew_spread = 0, .executor = executor});
  auto client = make(options());
  answer(R"({"token_type":"Bearer","expires_in":86399,"refresh_in":43199,"access_token":"AT"})");
  const auto request = *client.prepare(ClientCredentialsRequest{.target = {.scopes = {"api://a/.default"}}});
  ASSERT_TRUE(client.acquire(request));
  auto handle = client.handle(request);

  transport_->answer_with([](const http::Request&) { return GetParam().answer(); });
  clock_.advance(seconds(43199));
  const Instant expired = clock_.now() + seconds(86399 - 43199 - 300);  // by the cache's skew
  for (; clock_.now() < expired; clock_.advance(minutes(7))) {
    const auto owned = client.acquire(request);
    ASSERT_TRUE(owned) << owned.error().message();
    EXPECT_EQ((*owned)->access_token, "AT");
    EXPECT_TRUE(client.with_token(request, [](const Token& token) { EXPECT_EQ(token.access_token, "AT"); }));
    const auto held = handle.get();
    ASSERT_TRUE(held) << held.error().message();
    EXPECT_EQ((*held)->access_token, "AT");
    executor->run();
  }
  EXPECT_GT(transport_->count(), 50u) << "it was asked again and again";

  clock_.set(expired);
  const auto late = client.acquire(request);
  ASSERT_FALSE(late);
  EXPECT_EQ(late.error().kind, GetParam().kind);
  EXPECT_FALSE(handle.get());

  clock_.advance(hours(2));
  answer(R"({"token_type":"Bearer","expires_in":3599,"access_token":"AT2"})");
  const auto healed = client.acquire(request);
  ASSERT_TRUE(healed) << healed.error().message();
  EXPECT_EQ((*healed)->access_token, "AT2");
}

INSTANTIATE_TEST_SUITE_P(Outages, AgingToken, ::testing::ValuesIn(kOutages),
                         [](const auto& each) { return std::string(each.param.name); });

}  // namespace
}  // namespace entra::client
