#include "entra/client/device_code.hpp"

#include <deque>

#include "testing/token_client_fixture.hpp"

namespace entra::client {
namespace {

using std::chrono::seconds;
using testing::json_response;

// As Entra's documentation of the flow and a capture of the v1 endpoint have them.
constexpr const char* kV2Code =
    R"({"user_code":"C45FGVYJR","device_code":"CAQABAAEAAAD","verification_uri":"https://microsoft.com/devicelogin",)"
    R"("expires_in":900,"interval":5,"message":"To sign in, use a web browser …"})";
constexpr const char* kV1Code =
    R"({"user_code":"LKG9VV6N3","device_code":"GAQABAAEAAAD","verification_url":"https://microsoft.com/devicelogin",)"
    R"("expires_in":"900","interval":"5","message":"To sign in …"})";
constexpr const char* kPending =
    R"({"error":"authorization_pending","error_description":"AADSTS70016: Pending","error_codes":[70016]})";
constexpr const char* kToken = R"({"token_type":"Bearer","expires_in":3599,"access_token":"AT","refresh_token":"RT"})";

class DeviceCodeTest : public testing::TokenClientFixture {
 protected:
  DeviceCodeTest() {
    transport_->answer_with([this](const http::Request&) -> Result<http::Response> {
      auto next = answers_.empty() ? fail(Errc::kNetwork, "unplugged") : std::move(answers_.front());
      if (!answers_.empty()) answers_.pop_front();
      return next;
    });
  }
  void say(int status, const char* body) { answers_.emplace_back(json_response(status, body)); }
  Result<DeviceCodeFlow, ClientError> start(EndpointVersion version = EndpointVersion::kV2) {
    say(200, version == EndpointVersion::kV2 ? kV2Code : kV1Code);
    const Target target = version == EndpointVersion::kV2 ? Target{.scopes = {"User.Read", "offline_access"}}
                                                          : Target{.resource = "https://graph.windows.net"};
    return make(options(version, NoCredential{})).start_device_code({.target = target});
  }
  /// Lets time pass, and keeps how much.
  Wait passing_time() {
    return [this](milliseconds pause, const std::stop_token&) {
      pauses_.push_back(std::chrono::duration_cast<seconds>(pause));
      clock_.advance(pause);
      return true;
    };
  }
  std::deque<Result<http::Response>> answers_;
  std::vector<seconds> pauses_;
};

TEST_F(DeviceCodeTest, StartsAndPollsOnV2) {
  auto flow = start();
  ASSERT_TRUE(flow) << flow.error().message();
  EXPECT_EQ(target(0), "/contoso.example/oauth2/v2.0/devicecode");
  EXPECT_EQ(form(0).encode(), Form({{"scope", "User.Read offline_access"}, {"client_id", "client-1"}}).encode());
  EXPECT_EQ(flow->code().user_code, "C45FGVYJR");
  EXPECT_EQ(flow->code().verification_uri, "https://microsoft.com/devicelogin");
  EXPECT_EQ(flow->code().message, "To sign in, use a web browser …");
  EXPECT_EQ(flow->code().expires_in, seconds(900));
  EXPECT_EQ(flow->code().interval, seconds(5));
  say(200, kToken);
  clock_.advance(seconds(5));
  const auto polled = flow->poll();
  ASSERT_TRUE(polled && *polled);
  EXPECT_EQ((**polled)->refresh_token, "RT");
  EXPECT_EQ(target(1), "/contoso.example/oauth2/v2.0/token");
  EXPECT_EQ(form(1).encode(), Form({{"grant_type", "urn:ietf:params:oauth:grant-type:device_code"},
                                    {"device_code", "CAQABAAEAAAD"},
                                    {"client_id", "client-1"}})
                                  .encode());
  EXPECT_EQ(transport_->requests().at(1).headers.get("client-request-id"),
            transport_->requests().at(0).headers.get("client-request-id"))
      << "one sign-in in the authority's logs";
}

TEST_F(DeviceCodeTest, SpeaksV1InAResourceAndCallsTheCodeCode) {
  auto flow = start(EndpointVersion::kV1);
  ASSERT_TRUE(flow) << flow.error().message();
  EXPECT_EQ(target(0), "/contoso.example/oauth2/devicecode");
  EXPECT_EQ(form(0).get("resource"), "https://graph.windows.net");
  EXPECT_EQ(flow->code().verification_uri, "https://microsoft.com/devicelogin");
  EXPECT_EQ(flow->code().expires_in, seconds(900));
  clock_.advance(seconds(5));
  say(200, kToken);
  ASSERT_TRUE(flow->poll());
  EXPECT_EQ(form(1).encode(), Form({{"resource", "https://graph.windows.net"},
                                    {"grant_type", "device_code"},
                                    {"code", "GAQABAAEAAAD"},
                                    {"client_id", "client-1"}})
                                  .encode());
}

TEST_F(DeviceCodeTest, NeverAsksBeforeTheInterval) {
  auto flow = start();
  ASSERT_TRUE(flow);
  clock_.advance(seconds(4));
  auto early = flow->poll();
  ASSERT_TRUE(early);
  EXPECT_FALSE(*early);
  EXPECT_EQ(transport_->count(), 1u);
  clock_.advance(seconds(1));
  say(400, kPending);
  auto asked = flow->poll();
  ASSERT_TRUE(asked);
  EXPECT_FALSE(*asked);
  EXPECT_EQ(transport_->count(), 2u);
  EXPECT_EQ(flow->next_poll(), clock_.now() + seconds(5));
}

TEST_F(DeviceCodeTest, WaitsAsLongAsItIsTold) {
  auto flow = start();
  ASSERT_TRUE(flow);
  say(400, kPending);
  say(400, R"({"error":"slow_down"})");
  answers_.emplace_back(fail(Errc::kTimeout, "no answer"));
  say(503, "<html>");
  say(400, kPending);
  say(200, kToken);
  const auto token = flow->wait(passing_time());
  ASSERT_TRUE(token) << token.error().message();
  EXPECT_EQ((*token)->access_token, "AT");
  EXPECT_EQ(pauses_,
            (std::vector<seconds>{seconds(5), seconds(5), seconds(10), seconds(20), seconds(40), seconds(40)}));
}

TEST_F(DeviceCodeTest, AnIntervalOfZeroIsNoLeaveToFlood) {
  say(200, R"({"user_code":"c","device_code":"d","verification_uri":"u","expires_in":900,"interval":0})");
  auto flow = make(options()).start_device_code({.target = {.scopes = {"s"}}});
  ASSERT_TRUE(flow);
  say(400, kPending);
  say(200, kToken);
  ASSERT_TRUE(flow->wait(passing_time()));
  EXPECT_EQ(pauses_, (std::vector<seconds>{seconds(0), seconds(5)}));
}

TEST_F(DeviceCodeTest, EndsWhenTheCodeDoes) {
  auto flow = start();
  ASSERT_TRUE(flow);
  for (int n = 0; n < 200; ++n) say(400, kPending);
  const Instant begin = clock_.now();
  const auto token = flow->wait(passing_time());
  ASSERT_FALSE(token);
  EXPECT_EQ(token.error().error, "expired_token");
  EXPECT_TRUE(token.error().needs_person);
  EXPECT_EQ(clock_.now() - begin, seconds(900));
  const std::size_t sent = transport_->count();
  EXPECT_FALSE(flow->poll());
  EXPECT_EQ(transport_->count(), sent) << "nothing is asked with a dead code";
}

TEST_F(DeviceCodeTest, EndsWhenThePersonOrTheAuthoritySaysNo) {
  for (const char* error : {"authorization_declined", "expired_token", "bad_verification_code", "invalid_grant"}) {
    auto flow = start();
    ASSERT_TRUE(flow);
    say(400, kPending);
    say(400, (std::string(R"({"error":")") + error + "\"}").c_str());
    const auto token = flow->wait(passing_time());
    ASSERT_FALSE(token);
    EXPECT_EQ(token.error().error, error);
    EXPECT_EQ(token.error().kind, ClientErrorKind::kRefused);
  }
}

TEST_F(DeviceCodeTest, StopsWhenAsked) {
  auto flow = start();
  ASSERT_TRUE(flow);
  std::stop_source stop;
  const Wait wait = [&](milliseconds, const std::stop_token& token) {
    stop.request_stop();
    return !token.stop_requested();
  };
  const auto token = flow->wait(wait, stop.get_token());
  ASSERT_FALSE(token);
  EXPECT_EQ(token.error().kind, ClientErrorKind::kCancelled);
  EXPECT_EQ(transport_->count(), 1u);
}

TEST_F(DeviceCodeTest, RefusesAnswersThatAreNoCode) {
  for (const char* body :
       {"", "[]", R"({"device_code":"d","verification_uri":"u","expires_in":900})",
        R"({"user_code":"c","verification_uri":"u","expires_in":900})",
        R"({"user_code":"c","device_code":"d","expires_in":900})",
        R"({"user_code":"c","device_code":"d","verification_uri":"u"})",
        R"({"user_code":"c","device_code":"d","verification_uri":"u","expires_in":900,"interval":-1})"}) {
    say(200, body);
    const auto flow = make(options()).start_device_code({.target = {.scopes = {"s"}}});
    ASSERT_FALSE(flow) << body;
    EXPECT_EQ(flow.error().kind, ClientErrorKind::kBadResponse) << body;
  }
  say(200, R"({"error":"invalid_client","error_codes":[7000218]})");
  EXPECT_EQ(make(options()).start_device_code({.target = {.scopes = {"s"}}}).error().aadsts, 7000218);
  EXPECT_FALSE(make(options()).start_device_code({})) << "no scope";
}

TEST(SleepUnlessStopped, ComesBackAtOnceWhenStopped) {
  std::stop_source stop;
  EXPECT_TRUE(sleep_unless_stopped(milliseconds(0), stop.get_token()));
  EXPECT_TRUE(sleep_unless_stopped(milliseconds(0), {})) << "nobody can stop it";
  stop.request_stop();
  EXPECT_FALSE(sleep_unless_stopped(std::chrono::hours(1), stop.get_token()));
}

}  // namespace
}  // namespace entra::client
