#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <latch>
#include <thread>
#include <vector>

#include "http/server.hpp"
#include "testing/echo.hpp"
#include "testing/raw_client.hpp"

namespace entra::idp::http_server {
namespace {

using testing::echo;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::Not;
using testing::open_or_fail;
using testing::RawClient;
using ::testing::StartsWith;

TEST(Listener, AnswersWithStatusLengthAndDate) {
  const auto listener = open_or_fail();
  RawClient client(listener->port());
  client.send("GET /a?b=%41 HTTP/1.1\r\nHost: LocalHost\r\nCookie: s=a%3Bb\r\n\r\n");
  const std::string answer = client.read_answer();
  EXPECT_THAT(answer, StartsWith("HTTP/1.1 200 OK\r\n"));
  EXPECT_THAT(answer, HasSubstr("\r\nDate: "));
  EXPECT_THAT(answer, EndsWith("GET\nhttp://localhost\n/a?b=%41\n127.0.0.1\nHost=LocalHost\nCookie=s=a%3Bb\n\n"));
}

TEST(Listener, OriginDropsTheDefaultPortAndFollowsAnAbsoluteTarget) {
  const auto listener = open_or_fail();
  RawClient client(listener->port());
  client.send("GET / HTTP/1.1\r\nHost: login.microsoftonline.com:80\r\n\r\n");
  EXPECT_THAT(client.read_answer(), HasSubstr("\nhttp://login.microsoftonline.com\n/\n"));
  client.send("GET http://Graph.Microsoft.com:8400/v1.0/me?x=1 HTTP/1.1\r\nHost: other\r\n\r\n");
  EXPECT_THAT(client.read_answer(), HasSubstr("\nhttp://graph.microsoft.com:8400\n/v1.0/me?x=1\n"));
}

TEST(Listener, KeepsTheReasonPhraseOfTheHandler) {
  const auto listener = open_or_fail({}, [](const http::Request&) {
    http::Response response;
    response.status = 401;
    response.reason = "Unauthorized - MFA required";
    return response;
  });
  RawClient client(listener->port());
  client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
  EXPECT_THAT(client.read_answer(), StartsWith("HTTP/1.1 401 Unauthorized - MFA required\r\n"));
}

TEST(Listener, AnswersPipelinedRequestsInOrder) {
  const auto listener = open_or_fail();
  RawClient client(listener->port());
  std::string requests;
  for (int i = 0; i < 40; ++i) {
    requests += "POST /" + std::to_string(i) + " HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabc";
  }
  client.send(requests);
  for (int i = 0; i < 40; ++i) EXPECT_THAT(client.read_answer(), HasSubstr("\n/" + std::to_string(i) + "\n"));
}

TEST(Listener, SendsContinueBeforeTheBodyWhateverTheCase) {
  const auto listener = open_or_fail();
  for (const std::string expectation : {"100-continue", "100-Continue", "100-CONTINUE"}) {
    RawClient client(listener->port());
    client.send("POST /token HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nExpect: " + expectation + "\r\n\r\n");
    EXPECT_EQ(client.read_until("\r\n\r\n"), "HTTP/1.1 100 Continue\r\n\r\n");
    client.send("hello");
    EXPECT_THAT(client.read_answer(), EndsWith("\n\nhello"));
  }
}

TEST(Listener, RefusesATooLargeBodyWithoutContinue) {
  const auto listener = open_or_fail();
  RawClient client(listener->port());
  client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 4194305\r\nExpect: 100-continue\r\n\r\n");
  EXPECT_THAT(client.read_answer(), StartsWith("HTTP/1.1 413 "));
}

TEST(Listener, TakesHeadersAndFormsOfSixtyFourKib) {
  const auto listener = open_or_fail();
  RawClient client(listener->port());
  const std::string large(64u << 10, 'x');
  client.send("POST / HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer " + large +
              "\r\nContent-Length: " + std::to_string(large.size()) + "\r\n\r\n" + large);
  const std::string answer = client.read_answer();
  EXPECT_THAT(answer, HasSubstr("Authorization=Bearer " + large + "\n"));
  EXPECT_THAT(answer, EndsWith("\n\n" + large));
}

TEST(Listener, TakesAFormOfFourMebibytesAndNoMore) {
  const auto listener = open_or_fail({}, [](const http::Request& request) {
    http::Response response;
    response.body = std::to_string(request.body.size());
    return response;
  });
  const std::string body(4u << 20, 'f');
  RawClient client(listener->port());
  client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 4194304\r\n\r\n" + body);
  EXPECT_THAT(client.read_answer(), EndsWith("\r\n\r\n4194304"));
  // The client is still sending when it is refused: the answer must not be lost to a reset.
  client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 4194305\r\n\r\n" + body + "f");
  EXPECT_THAT(client.read_answer(), StartsWith("HTTP/1.1 413 Content Too Large\r\n"));
}

TEST(Listener, RefusesAnOversizedHead) {
  const auto listener = open_or_fail();
  RawClient fields(listener->port());
  fields.send("GET / HTTP/1.1\r\nHost: a\r\nX: " + std::string(300u << 10, 'x') + "\r\n\r\n");
  EXPECT_THAT(fields.read_answer(), StartsWith("HTTP/1.1 431 "));
  RawClient line(listener->port());
  line.send("GET /" + std::string(300u << 10, 'x'));
  EXPECT_THAT(line.read_answer(), StartsWith("HTTP/1.1 414 "));
}

TEST(Listener, ReadsChunkedBodies) {
  const auto listener = open_or_fail();
  RawClient client(listener->port());
  client.send(
      "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nWiki\r\n6;x=y\r\npedia.\r\n0\r\nT: "
      "1\r\n\r\n");
  EXPECT_THAT(client.read_answer(), EndsWith("\n\nWikipedia."));
}

TEST(Listener, TakesBytesOneAtATime) {
  const auto listener = open_or_fail();
  RawClient client(listener->port());
  for (const char c : std::string("PUT /s HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\nok")) client.send({&c, 1});
  EXPECT_THAT(client.read_answer(), EndsWith("\n\nok"));
}

TEST(Listener, AnswersHeadWithoutBodyAndNoContentWithoutLength) {
  const auto listener = open_or_fail({}, [](const http::Request& request) {
    http::Response response;
    if (request.target == "/none") response.status = 204;
    response.body = "12345";
    return response;
  });
  RawClient client(listener->port());
  client.send("HEAD / HTTP/1.1\r\nHost: a\r\n\r\n");
  EXPECT_THAT(client.read_answer(true), AllOf(HasSubstr("Content-Length: 5\r\n"), EndsWith("\r\n\r\n")));
  client.send("GET /none HTTP/1.1\r\nHost: a\r\n\r\n");
  EXPECT_THAT(client.read_answer(), Not(HasSubstr("Content-Length")));
  client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
  EXPECT_THAT(client.read_answer(), EndsWith("\r\n\r\n12345"));
}

TEST(Listener, ClosesWhenEitherSideAsksForIt) {
  const auto listener = open_or_fail({}, [](const http::Request& request) {
    http::Response response;
    if (request.target == "/bye") response.headers.add("Connection", "close");
    return response;
  });
  for (const std::string request : {"GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n",
                                    "GET /bye HTTP/1.1\r\nHost: a\r\n\r\n", "GET / HTTP/1.0\r\n\r\n"}) {
    RawClient client(listener->port());
    client.send(request);
    EXPECT_THAT(client.read_answer(), HasSubstr("Connection: close\r\n")) << request;
    EXPECT_TRUE(client.is_closed_by_peer()) << request;
  }
}

TEST(Listener, KeepsHttp10AliveOnRequestAndNamesItselfAsOrigin) {
  const auto listener = open_or_fail();
  RawClient client(listener->port());
  for (int i = 0; i < 2; ++i) {
    client.send("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
    const std::string answer = client.read_answer();
    EXPECT_THAT(answer, HasSubstr("Connection: keep-alive\r\n"));
    EXPECT_THAT(answer, HasSubstr("\nhttp://127.0.0.1:" + std::to_string(listener->port()) + "\n"));
  }
}

TEST(Listener, AnswersAClientThatHalfCloses) {
  const auto listener = open_or_fail();
  RawClient client(listener->port());
  client.send("GET /last HTTP/1.1\r\nHost: a\r\n\r\n");
  client.finish_sending();
  EXPECT_THAT(client.read_to_end(), HasSubstr("\n/last\n"));
}

TEST(Listener, RefusedFramingIsAnsweredAndCloses) {
  const auto listener = open_or_fail();
  RawClient client(listener->port());
  client.send(
      "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET /smuggled "
      "HTTP/1.1\r\n\r\n");
  const std::string all = client.read_to_end();
  EXPECT_THAT(all, StartsWith("HTTP/1.1 400 Bad Request\r\n"));
  EXPECT_THAT(all, Not(HasSubstr("smuggled")));
}

TEST(Listener, AThrowingHandlerIsABareError) {
  const auto listener =
      open_or_fail({}, [](const http::Request&) -> http::Response { throw std::runtime_error("secret"); });
  RawClient client(listener->port());
  client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
  EXPECT_THAT(client.read_answer(), AllOf(StartsWith("HTTP/1.1 500 "), Not(HasSubstr("secret"))));
}

TEST(Listener, AnswersAHalfSentRequestAfterTheTimeOut) {
  ListenerOptions options;
  options.message_timeout = std::chrono::milliseconds(20);
  const auto listener = open_or_fail(options);
  RawClient head(listener->port());
  head.send("GET / HTTP/1.1\r\nHo");
  EXPECT_THAT(head.read_answer(), StartsWith("HTTP/1.1 408 "));
  RawClient body(listener->port());
  body.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nab");
  EXPECT_THAT(body.read_answer(), StartsWith("HTTP/1.1 408 "));
}

TEST(Listener, ClosesAnIdleConnectionSilently) {
  ListenerOptions options;
  options.idle_timeout = std::chrono::milliseconds(20);
  const auto listener = open_or_fail(options);
  RawClient client(listener->port());
  client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
  EXPECT_THAT(client.read_answer(), StartsWith("HTTP/1.1 200 "));
  EXPECT_EQ(client.read_to_end(), "");
}

TEST(Listener, ServesOthersBesideThreeHundredIdleConnections) {
  const auto listener = open_or_fail();
  std::vector<std::unique_ptr<RawClient>> idle;
  for (int i = 0; i < 300; ++i) {
    idle.push_back(std::make_unique<RawClient>(listener->port()));
    if (i % 2 == 0) continue;  // half of them have been served once
    idle.back()->send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
    EXPECT_THAT(idle.back()->read_answer(), StartsWith("HTTP/1.1 200 "));
  }
  RawClient busy(listener->port());
  for (int i = 0; i < 100; ++i) {
    busy.send("GET /busy HTTP/1.1\r\nHost: a\r\n\r\n");
    EXPECT_THAT(busy.read_answer(), HasSubstr("\n/busy\n"));
  }
  for (auto& client : idle) {
    client->send("GET /again HTTP/1.1\r\nHost: a\r\n\r\n");
    EXPECT_THAT(client->read_answer(), HasSubstr("\n/again\n"));
  }
}

TEST(Listener, BlockedHandlersDoNotStarveOthers) {
  constexpr int kBlocked = 40;
  std::latch all_inside(kBlocked + 1);
  const auto listener = open_or_fail({}, [&](const http::Request& request) {
    if (request.target == "/block") all_inside.arrive_and_wait();
    return echo(request);
  });
  std::vector<std::unique_ptr<RawClient>> blocked;
  for (int i = 0; i < kBlocked; ++i) {
    blocked.push_back(std::make_unique<RawClient>(listener->port()));
    blocked.back()->send("GET /block HTTP/1.1\r\nHost: a\r\n\r\n");
  }
  RawClient free(listener->port());
  free.send("GET /free HTTP/1.1\r\nHost: a\r\n\r\n");
  EXPECT_THAT(free.read_answer(), HasSubstr("\n/free\n"));
  all_inside.arrive_and_wait();
  for (auto& client : blocked) EXPECT_THAT(client->read_answer(), HasSubstr("\n/block\n"));
}

TEST(Listener, StopClosesIdleConnectionsAndLetsHandlersFinish) {
  std::latch inside(1);
  std::latch may_finish(1);
  auto listener = open_or_fail({}, [&](const http::Request& request) {
    if (request.target == "/slow") {
      inside.count_down();
      may_finish.wait();
    }
    return echo(request);
  });
  const std::uint16_t port = listener->port();
  std::vector<std::unique_ptr<RawClient>> idle;
  for (int i = 0; i < 200; ++i) idle.push_back(std::make_unique<RawClient>(port));
  RawClient slow(port);
  slow.send("GET /slow HTTP/1.1\r\nHost: a\r\n\r\n");
  inside.wait();
  std::thread stopping([&] { listener.reset(); });
  may_finish.count_down();
  EXPECT_THAT(slow.read_answer(), HasSubstr("\n/slow\n"));
  stopping.join();
  for (auto& client : idle) EXPECT_TRUE(client->is_closed_by_peer());
  ListenerOptions again;
  again.port = port;
  EXPECT_EQ(open_or_fail(again)->port(), port);
}

TEST(Listener, LargeAnswersReachAClientThatReadsLate) {
  const std::string large(8u << 20, 'y');
  const auto listener = open_or_fail({}, [&](const http::Request&) {
    http::Response response;
    response.body = large;
    return response;
  });
  RawClient late(listener->port());
  late.send("GET /1 HTTP/1.1\r\nHost: a\r\n\r\n");
  RawClient other(listener->port());
  other.send("GET /2 HTTP/1.1\r\nHost: a\r\n\r\n");
  EXPECT_THAT(other.read_answer(), EndsWith(large));
  EXPECT_THAT(late.read_answer(), EndsWith(large));
}

TEST(Listener, SurvivesClientsThatLeaveBeforeTheAnswer) {
  const std::string large(4u << 20, 'z');
  const auto listener = open_or_fail({}, [&](const http::Request&) {
    http::Response response;
    response.body = large;
    return response;
  });
  for (int i = 0; i < 20; ++i) {
    RawClient gone(listener->port());
    gone.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
  }
  RawClient stays(listener->port());
  stays.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
  EXPECT_THAT(stays.read_answer(), EndsWith(large));
}

TEST(Listener, ATakenPortIsAnErrorThatNamesIt) {
  const auto listener = open_or_fail();
  ListenerOptions same;
  same.port = listener->port();
  const auto second = Listener::open(same, echo);
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().code, Errc::kInUse);
  EXPECT_THAT(second.error().message, HasSubstr("127.0.0.1:" + std::to_string(same.port)));
}

TEST(Listener, ANameIsNoAddress) {
  ListenerOptions options;
  options.address = "localhost";
  const auto opened = Listener::open(options, echo);
  ASSERT_FALSE(opened);
  EXPECT_EQ(opened.error().code, Errc::kMalformed);
}

TEST(Listener, ListensOnIpv6Loopback) {
  ListenerOptions options;
  options.address = "::1";
  auto opened = Listener::open(options, echo);
  if (!opened && opened.error().code == Errc::kNetwork) GTEST_SKIP() << opened.error().message;
  ASSERT_TRUE(opened);
  RawClient client((*opened)->port(), true);
  client.send("GET / HTTP/1.1\r\nHost: [::1]:" + std::to_string((*opened)->port()) + "\r\n\r\n");
  const std::string answer = client.read_answer();
  EXPECT_THAT(answer, HasSubstr("\nhttp://[::1]:" + std::to_string((*opened)->port()) + "\n"));
  EXPECT_THAT(answer, HasSubstr("\n::1\n"));
}

}  // namespace
}  // namespace entra::idp::http_server
