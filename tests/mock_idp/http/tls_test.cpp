// TLS through real clients: the project's transport, and bytes that are no TLS at all.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <thread>

#include "entra/client/transport.hpp"
#include "testing/echo.hpp"
#include "testing/raw_client.hpp"
#include "testing/temporary_directory.hpp"

namespace entra::idp::http_server {
namespace {

using std::chrono::seconds;
using ::testing::HasSubstr;
using testing::open_or_fail;
using testing::RawClient;
using ::testing::StartsWith;

class Tls : public ::testing::Test {
 protected:
  void SetUp() override {
    auto made = ensure_certificates(directory_.path(), {"localhost"}, {"127.0.0.1"});
    ASSERT_TRUE(made) << made.error().message;
    files_ = *made;
    options_.tls = true;
    options_.tls_files = files_.tls;
  }

  [[nodiscard]] std::shared_ptr<client::Transport> trusting() const {
    return client::make_http_transport({files_.ca_file, 16u << 20});
  }
  static http::Request get(std::uint16_t port, const std::string& host = "localhost") {
    http::Request request;
    request.origin = "https://" + host + ":" + std::to_string(port);
    request.target = "/x?y=%20";
    return request;
  }

  testing::TemporaryDirectory directory_;
  CertificateFiles files_;
  ListenerOptions options_;
};

TEST_F(Tls, ServesAClientThatTrustsTheAuthority) {
  const auto listener = open_or_fail(options_);
  for (const std::string host : {"localhost", "127.0.0.1"}) {
    const auto answer = trusting()->send(get(listener->port(), host), seconds(10));
    ASSERT_TRUE(answer) << answer.error().message;
    EXPECT_EQ(answer->status, 200);
    EXPECT_THAT(answer->body, HasSubstr("https://" + host + ":" + std::to_string(listener->port()) + "\n/x?y=%20\n"));
  }
}

TEST_F(Tls, CarriesLargeMessagesBothWays) {
  const auto listener = open_or_fail(options_);
  http::Request request = get(listener->port());
  request.method = "POST";
  request.headers.add("Authorization", std::string(64u << 10, 'h'));
  request.body = std::string(3u << 20, 'b');
  const auto answer = trusting()->send(request, seconds(20));
  ASSERT_TRUE(answer) << answer.error().message;
  EXPECT_THAT(answer->body, ::testing::EndsWith("\n\n" + request.body));
  EXPECT_THAT(answer->body, HasSubstr(request.headers.fields()[0].second));
}

TEST_F(Tls, KeepsConnectionsAliveForManyClientsAtOnce) {
  const auto listener = open_or_fail(options_);
  const auto transport = trusting();
  std::atomic<int> served{0};
  {
    std::vector<std::jthread> callers;
    for (int i = 0; i < 8; ++i) {
      callers.emplace_back([&] {
        for (int j = 0; j < 20; ++j) {
          const auto answer = transport->send(get(listener->port()), seconds(20));
          served += answer && answer->status == 200 ? 1 : 0;
        }
      });
    }
  }
  EXPECT_EQ(served, 160);
}

TEST_F(Tls, IsRefusedByAClientThatDoesNotTrustIt) {
  const auto listener = open_or_fail(options_);
  const testing::TemporaryDirectory elsewhere;
  const auto other = ensure_certificates(elsewhere.path(), {"localhost"}, {});
  ASSERT_TRUE(other);
  const auto answer = client::make_http_transport({other->ca_file, 1u << 20})->send(get(listener->port()), seconds(10));
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().code, Errc::kForbidden);
  EXPECT_THAT(answer.error().message, HasSubstr("certificate is not trusted"));
  EXPECT_TRUE(trusting()->send(get(listener->port()), seconds(10)));
}

TEST_F(Tls, PlainHttpIsToldSoAndHangsNothing) {
  const auto listener = open_or_fail(options_);
  RawClient plain(listener->port());
  plain.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
  EXPECT_THAT(plain.read_to_end(), AllOf(StartsWith("HTTP/1.1 400 "), HasSubstr("HTTPS")));
  RawClient rubbish(listener->port());
  rubbish.send(std::string(200, '\x01'));
  EXPECT_TRUE(rubbish.is_closed_by_peer());
  EXPECT_TRUE(trusting()->send(get(listener->port()), seconds(10)));
}

TEST_F(Tls, AHandshakeThatStallsCostsNoThread) {
  const auto listener = open_or_fail(options_);
  std::vector<std::unique_ptr<RawClient>> stalled;
  for (int i = 0; i < 100; ++i) {
    stalled.push_back(std::make_unique<RawClient>(listener->port()));
    stalled.back()->send(std::string_view("\x16\x03\x01\x02\x00\x01", 6));
  }
  EXPECT_TRUE(trusting()->send(get(listener->port()), seconds(10)));
}

TEST_F(Tls, AHandshakeThatNeverEndsIsClosed) {
  options_.message_timeout = std::chrono::milliseconds(20);
  const auto listener = open_or_fail(options_);
  RawClient silent(listener->port());
  EXPECT_TRUE(silent.is_closed_by_peer());
}

TEST_F(Tls, WrongFilesAreNamed) {
  options_.tls_files.private_key_file = directory_.path() + "/ca-key.pem";
  auto opened = Listener::open(options_, testing::echo);
  ASSERT_FALSE(opened);
  EXPECT_EQ(opened.error().code, Errc::kCrypto);
  EXPECT_THAT(opened.error().message, HasSubstr("ca-key.pem"));
  options_.tls_files.certificate_chain_file = directory_.path() + "/none.pem";
  opened = Listener::open(options_, testing::echo);
  ASSERT_FALSE(opened);
  EXPECT_THAT(opened.error().message, HasSubstr("none.pem"));
}

}  // namespace
}  // namespace entra::idp::http_server
