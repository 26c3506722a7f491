// Answers that a handler wants spoilt on their way, over real sockets, plain and TLS.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "entra/client/transport.hpp"
#include "testing/echo.hpp"
#include "testing/raw_client.hpp"
#include "testing/temporary_directory.hpp"

namespace entra::idp::http_server {
namespace {

using End = http::WireFault::End;
using std::chrono::milliseconds;
using std::chrono::seconds;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::Not;
using testing::open_or_fail;
using testing::RawClient;
using ::testing::StartsWith;

constexpr std::string_view kBody = "0123456789";

/// "/fault" is spoilt, everything else is served whole.
Handler spoil(const http::WireFault& fault) {
  return [fault](const http::Request& request) {
    http::Response response;
    response.body = kBody;
    if (request.target == "/fault") response.wire = fault;
    return response;
  };
}

std::string ask(std::uint16_t port, const std::string& target = "/fault") {
  RawClient client(port);
  client.send("GET " + target + " HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
  return client.read_to_end();
}

TEST(WireFault, DropClosesWithoutAByte) {
  const auto listener = open_or_fail({}, spoil({.end = End::kDrop}));
  EXPECT_EQ(ask(listener->port()), "");
}

TEST(WireFault, ResetIsSeenAsOne) {
  const auto listener = open_or_fail({}, spoil({.end = End::kReset}));
  EXPECT_EQ(ask(listener->port()), "<<reset>>");
}

TEST(WireFault, TruncationPromisesTheWholeBody) {
  for (const std::size_t bytes : {0u, 4u, 10u, 99u}) {
    const auto listener = open_or_fail({}, spoil({.end = End::kTruncate, .body_bytes = bytes}));
    const std::string answer = ask(listener->port());
    EXPECT_THAT(answer, HasSubstr("Content-Length: 10\r\n")) << bytes;
    EXPECT_THAT(answer, EndsWith("\r\n\r\n" + std::string(kBody.substr(0, bytes)))) << bytes;
  }
}

TEST(WireFault, SlowAndLateAnswersComeWholeAndTheConnectionLives) {
  const auto listener = open_or_fail({}, spoil({.delay = milliseconds(1), .bytes_per_second = 20'000}));
  RawClient client(listener->port());
  for (int i = 0; i < 2; ++i) {
    client.send("GET /fault HTTP/1.1\r\nHost: a\r\n\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n");
    EXPECT_THAT(client.read_answer(), EndsWith(kBody));
    EXPECT_THAT(client.read_answer(), EndsWith(kBody));
  }
}

/// A thousand waiting answers hold neither threads nor the other clients, and stopping does not wait for them.
TEST(WireFault, WaitingAnswersCostNoThreadAndDoNotHoldUpTheEnd) {
  auto listener = open_or_fail({}, spoil({.delay = seconds(3600)}));
  std::vector<std::unique_ptr<RawClient>> waiting;
  for (int i = 0; i < 600; ++i) {
    waiting.push_back(std::make_unique<RawClient>(listener->port()));
    waiting.back()->send("GET /fault HTTP/1.1\r\nHost: a\r\n\r\n");
  }
  RawClient other(listener->port());
  other.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
  EXPECT_THAT(other.read_answer(), EndsWith(kBody));
  listener.reset();
  for (auto& client : waiting) EXPECT_EQ(client->read_to_end(), "");
}

TEST(WireFault, ADripThatOutlivesTheMessageTimeOutIsNoTimeOut) {
  ListenerOptions options;
  options.message_timeout = milliseconds(20);
  const auto listener = open_or_fail(options, spoil({.delay = milliseconds(60), .bytes_per_second = 2'000}));
  EXPECT_THAT(ask(listener->port()), AllOf(StartsWith("HTTP/1.1 200 "), EndsWith(kBody)));
}

TEST(WireFault, HoldsUnderTlsToo) {
  const testing::TemporaryDirectory directory;
  const auto files = ensure_certificates(directory.path(), {"localhost"}, {});
  ASSERT_TRUE(files) << files.error().message;
  const auto trusting = client::make_http_transport({files->ca_file, 1u << 20});
  ListenerOptions options;
  options.tls = true;
  options.tls_files = files->tls;
  for (const http::WireFault& fault : {http::WireFault{.end = End::kDrop}, http::WireFault{.end = End::kReset},
                                       http::WireFault{.end = End::kTruncate, .body_bytes = 4}}) {
    const auto listener = open_or_fail(options, spoil(fault));
    http::Request request;
    request.origin = "https://localhost:" + std::to_string(listener->port());
    request.target = "/fault";
    const auto broken = trusting->send(request, seconds(10));
    EXPECT_FALSE(broken) << static_cast<int>(fault.end) << " was taken for an answer: " << broken->body;
    request.target = "/";
    EXPECT_TRUE(trusting->send(request, seconds(10)));
  }
  const auto slow = open_or_fail(options, spoil({.delay = milliseconds(1), .bytes_per_second = 20'000}));
  const auto answer =
      trusting->send({"GET", "https://localhost:" + std::to_string(slow->port()), "/fault", {}, "", ""}, seconds(10));
  ASSERT_TRUE(answer) << answer.error().message;
  EXPECT_EQ(answer->body, kBody);
}

}  // namespace
}  // namespace entra::idp::http_server
