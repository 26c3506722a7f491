#include "entra/testing/scripted_transport.hpp"

#include <gtest/gtest-spi.h>
#include <gtest/gtest.h>

#include <atomic>
#include <memory>
#include <thread>
#include <vector>

#include "entra/client/token_client.hpp"
#include "entra/testing/clock.hpp"
#include "entra/testing/matchers.hpp"

namespace entra::testing {
namespace {

constexpr std::chrono::milliseconds kTimeout{1000};

http::Request request_to(std::string target, std::string body = {}) {
  http::Request request;
  request.method = "POST";
  request.origin = "https://login.example";
  request.target = std::move(target);
  request.body = std::move(body);
  return request;
}

TEST(ScriptedTransport, AnswersInOrderEachOnce) {
  ScriptedTransport transport;
  transport.then(json_response(200, "1")).then(no_connection()).then(json_response(200, "3"));
  EXPECT_EQ(transport.send(request_to("/a"), kTimeout)->body, "1");
  EXPECT_EQ(transport.send(request_to("/a"), kTimeout).error().code, Errc::kNetwork);
  EXPECT_EQ(transport.unused(), 1u);
  EXPECT_EQ(transport.send(request_to("/a"), kTimeout)->body, "3");
  EXPECT_EQ(transport.unused(), 0u);
}

TEST(ScriptedTransport, MatchersAnswerBeforeTheScriptAndHoweverOften) {
  ScriptedTransport transport;
  transport.when(path_ends("/keys"), json_response(200, "keys"))
      .when(form_has("grant_type", "refresh_token"), oauth_error(400, "invalid_grant", 50173))
      .then(token_response("AT"));
  EXPECT_EQ(transport.send(request_to("/t/keys?x=/token"), kTimeout)->body, "keys");
  EXPECT_EQ(transport.send(request_to("/t/keys"), kTimeout)->body, "keys");
  EXPECT_EQ(transport.send(request_to("/t/token", "a=b&grant_type=refresh_token"), kTimeout)->status, 400);
  EXPECT_EQ(transport.send(request_to("/t/token", "grant_type=client_credentials"), kTimeout)->status, 200);
}

TEST(ScriptedTransport, FailsTheTestAndNamesTheRequestThatNobodyScripted) {
  static ScriptedTransport transport;
  transport.then(json_response(200, "1"));
  static_cast<void>(transport.send(request_to("/t/token"), kTimeout));
  EXPECT_NONFATAL_FAILURE(
      EXPECT_EQ(transport.send(request_to("/t/token?code=s3cret", "client_secret=s3cret"), kTimeout).error().code,
                Errc::kUnsupported),
      "nothing is scripted for request 2, POST https://login.example/t/token; every answer of then() is used");
}

TEST(ScriptedTransport, RemembersRequestsOfManyThreads) {
  ScriptedTransport transport([](const http::Request&) { return json_response(200, "late"); });
  for (int i = 0; i < 50; ++i) transport.then(json_response(200, "early"));
  std::atomic<int> early{0};
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([&] {
      for (int n = 0; n < 25; ++n) {
        if (transport.send(request_to("/a"), kTimeout)->body == "early") ++early;
      }
    });
  }
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(early, 50);
  EXPECT_EQ(transport.count(), 100u);
}

TEST(ScriptedTransport, DrivesAClientThroughAThrottlingAndBack) {
  auto transport = std::make_shared<ScriptedTransport>();
  transport->then(throttled(std::chrono::seconds(7))).then(token_response("AT", std::chrono::seconds(60)));
  ManualClock clock(kTestStart);
  SeededRandom random(1);
  client::TokenClient client({.authority = client::Authority::parse("https://localhost:8443/contoso.example").value(),
                              .client_id = "c",
                              .credential = client::ClientSecret{"s"}},
                             transport, clock, random);
  const client::ClientCredentialsRequest request{.target = {.resource = "api://orders"}};
  EXPECT_THAT(client.client_credentials(request), FailsWith(client::ClientErrorKind::kThrottled));
  clock.advance(std::chrono::seconds(8));
  const auto token = client.client_credentials(request);
  ASSERT_TRUE(token) << token.error().message();
  EXPECT_EQ((*token)->access_token, "AT");
  EXPECT_EQ(transport->unused(), 0u);
}

}  // namespace
}  // namespace entra::testing
