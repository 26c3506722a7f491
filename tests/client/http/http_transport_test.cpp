#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <signal.h>

#include <array>
#include <cstdio>
#include <filesystem>
#include <latch>
#include <thread>

#include "entra/client/transport.hpp"
#include "http/server.hpp"
#include "testing/one_shot_server.hpp"

namespace entra::client {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using ::testing::HasSubstr;
using testing::OneShotServer;
using ::testing::StartsWith;

const std::string kOk = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

http::Request get(const std::string& origin, const std::string& target = "/") {
  http::Request request;
  request.origin = origin;
  request.target = target;
  return request;
}

/// The project's own listener, as a well-behaved server.
class WithServer : public ::testing::Test {
 protected:
  void SetUp() override {
    auto opened = idp::http_server::Listener::open({}, [](const http::Request& request) {
      http::Response response;
      response.status = request.target.starts_with("/302") ? 302 : 200;
      if (response.status == 302) response.headers.add("Location", "/elsewhere?a=%20b");
      response.headers.add("Set-Cookie", "a=1");
      response.headers.add("Set-Cookie", "b=2");
      response.body = request.method + " " + request.target + " " + request.headers.get_or("Host") + " " +
                      request.headers.get_or("X-Test") + " " + request.body;
      return response;
    });
    ASSERT_TRUE(opened) << opened.error().message;
    listener_ = std::move(*opened);
    authority_ = "127.0.0.1:" + std::to_string(listener_->port());
    origin_ = "http://" + authority_;
  }

  std::unique_ptr<idp::http_server::Listener> listener_;
  std::string authority_;
  std::string origin_;
};

TEST_F(WithServer, SendsEverythingAsGiven) {
  http::Request request = get(origin_, "/a%2Fb?c=d%20e&f=%26+g");
  request.method = "POST";
  request.headers = {{"X-Test", "v%41"}, {"Content-Type", "application/x-www-form-urlencoded"}};
  request.body = "grant_type=x&y=%3D";
  const auto answer = make_http_transport()->send(request, seconds(10));
  ASSERT_TRUE(answer) << answer.error().message;
  EXPECT_EQ(answer->body, "POST /a%2Fb?c=d%20e&f=%26+g " + authority_ + " v%41 grant_type=x&y=%3D");
}

TEST_F(WithServer, EveryMethodAndTwoCookiesArrive) {
  const auto transport = make_http_transport();
  for (const std::string method : {"GET", "PUT", "PATCH", "DELETE", "OPTIONS"}) {
    http::Request request = get(origin_);
    request.method = method;
    const auto answer = transport->send(request, seconds(10));
    ASSERT_TRUE(answer) << answer.error().message;
    EXPECT_THAT(answer->body, StartsWith(method + " / "));
    int cookies = 0;
    for (const auto& field : answer->headers.fields()) cookies += field.first == "Set-Cookie" ? 1 : 0;
    EXPECT_EQ(cookies, 2);
  }
  http::Request head = get(origin_);
  head.method = "HEAD";
  const auto answer = transport->send(head, seconds(10));
  ASSERT_TRUE(answer) << answer.error().message;
  EXPECT_EQ(answer->body, "");
}

TEST_F(WithServer, ARedirectIsAnAnswer) {
  const auto answer = make_http_transport()->send(get(origin_, "/302"), seconds(10));
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->status, 302);
  EXPECT_EQ(answer->headers.get("Location"), "/elsewhere?a=%20b");
}

TEST_F(WithServer, ANewHostHeaderReplacesTheOrigins) {
  http::Request request = get(origin_);
  request.headers.add("Host", "login.microsoftonline.com");
  const auto answer = make_http_transport()->send(request, seconds(10));
  ASSERT_TRUE(answer);
  EXPECT_THAT(answer->body, HasSubstr(" login.microsoftonline.com "));
}

TEST_F(WithServer, RequestsThatWouldSplitAreNotSent) {
  const auto transport = make_http_transport();
  std::vector<http::Request> bad(5, get(origin_));
  bad[0].headers.add("X", "a\r\nY: b");
  bad[1].headers.add("X: y\r\nZ", "a");
  bad[2].target = "/ HTTP/1.1\r\nX: y";
  bad[3].method = "GET /x";
  bad[4].target = "relative";
  for (const http::Request& request : bad) {
    const auto answer = transport->send(request, seconds(10));
    ASSERT_FALSE(answer);
    EXPECT_EQ(answer.error().code, Errc::kMalformed);
  }
}

TEST_F(WithServer, RefusedConnectionsAreNamed) {
  const std::string origin = origin_;
  listener_.reset();
  const auto answer = make_http_transport()->send(get(origin), seconds(10));
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().code, Errc::kUnreachable);
  EXPECT_EQ(answer.error().message, origin + ": connection refused");
}

TEST_F(WithServer, SeveralRequestsAreInFlightAtOnce) {
  constexpr int kCallers = 8;
  std::latch all_inside(kCallers);
  auto meeting = idp::http_server::Listener::open({}, [&](const http::Request&) {
    all_inside.arrive_and_wait();
    return http::Response{};
  });
  ASSERT_TRUE(meeting);
  const auto transport = make_http_transport();
  std::atomic<int> served{0};
  {
    std::vector<std::jthread> callers;
    for (int i = 0; i < kCallers; ++i) {
      callers.emplace_back([&] {
        const auto answer = transport->send(get("http://127.0.0.1:" + std::to_string((*meeting)->port())), seconds(30));
        served += answer ? 1 : 0;
      });
    }
  }
  EXPECT_EQ(served, kCallers);
}

TEST(HttpTransport, KeepsTheConnection) {
  OneShotServer server({{{kOk, kOk, kOk}, true}});
  const auto transport = make_http_transport();
  for (int i = 0; i < 3; ++i) {
    const auto answer = transport->send(get(server.origin()), seconds(10));
    ASSERT_TRUE(answer) << answer.error().message;
    EXPECT_EQ(answer->body, "ok");
  }
  EXPECT_EQ(server.connections(), 1);
}

TEST(HttpTransport, AKeptConnectionThatTheServerClosedIsNotUsed) {
  OneShotServer server({{{kOk}, false}, {{kOk}, false}});
  const auto transport = make_http_transport();
  ASSERT_TRUE(transport->send(get(server.origin()), seconds(10)));
  server.wait_for_closed(1);
  http::Request post = get(server.origin());
  post.method = "POST";
  const auto answer = transport->send(post, seconds(10));
  ASSERT_TRUE(answer) << answer.error().message;
  EXPECT_EQ(server.connections(), 2);
}

TEST(HttpTransport, ASafeRequestIsRepeatedWhenAKeptConnectionBreaksAndAPostIsNot) {
  for (const std::string method : {"GET", "POST"}) {
    OneShotServer server({{{kOk, ""}, false}, {{kOk}, false}});
    const auto transport = make_http_transport();
    ASSERT_TRUE(transport->send(get(server.origin()), seconds(10)));
    http::Request second = get(server.origin());
    second.method = method;
    const auto answer = transport->send(second, seconds(10));
    EXPECT_EQ(answer.has_value(), method == "GET") << method;
    if (!answer) {
      EXPECT_EQ(answer.error().code, Errc::kNetwork);
    }
  }
}

TEST(HttpTransport, TimesOutOnSilenceAndOnDribbledAnswers) {
  for (const std::string start : {"", "HTTP/1.1 200 OK\r\nX: ", "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nab"}) {
    OneShotServer server({{{start}, true}});
    const auto answer = make_http_transport()->send(get(server.origin()), milliseconds(50));
    ASSERT_FALSE(answer) << start;
    EXPECT_EQ(answer.error().code, Errc::kTimeout) << answer.error().message;
    EXPECT_THAT(answer.error().message, StartsWith(server.origin()));
  }
}

TEST(HttpTransport, HeaderFieldsComeAsTheyWereSent) {
  const std::string location =
      "https://app.example/cb?error_description=AADSTS50076%3a%0d%0aX&a=%26#t=" + std::string(20'000, 't');
  OneShotServer server({{{"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 302 Found it\r\nZ: 1\r\nLocation:  " + location +
                              "\r\nA: 2\r\nZ: 3\r\nContent-Length: 0\r\n\r\n",
                          "HTTP/1.1 304 Not Modified\r\n\r\n", kOk},
                         true}});
  const auto transport = make_http_transport();
  const auto answer = transport->send(get(server.origin()), seconds(10));
  ASSERT_TRUE(answer) << answer.error().message;
  EXPECT_EQ(answer->status, 302);
  EXPECT_EQ(answer->reason, "Found it");
  EXPECT_EQ(answer->headers.fields(),
            (std::vector<http::Headers::Field>{
                {"Z", "1"}, {"Location", location}, {"A", "2"}, {"Z", "3"}, {"Content-Length", "0"}}));
  const auto unchanged = transport->send(get(server.origin()), seconds(10));
  ASSERT_TRUE(unchanged) << unchanged.error().message;
  EXPECT_EQ(unchanged->status, 304);
  EXPECT_TRUE(transport->send(get(server.origin()), seconds(10)));
  EXPECT_EQ(server.connections(), 1);
}

TEST(HttpTransport, NoTimeIsATimeOut) {
  EXPECT_EQ(make_http_transport()->send(get("http://127.0.0.1:9"), milliseconds(0)).error().code, Errc::kTimeout);
}

TEST(HttpTransport, BrokenAnswersAreErrors) {
  for (const std::string answer : {"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nshort", "not http at all\r\n\r\n", "",
                                   "HTTP/1.1 200 OK\r\nno colon\r\n\r\n"}) {
    OneShotServer server({{{answer}, false}});
    http::Request request = get(server.origin());
    const auto received = make_http_transport()->send(request, seconds(10));
    ASSERT_FALSE(received) << answer;
    EXPECT_EQ(received.error().code, Errc::kNetwork);
    EXPECT_EQ(received.error().message.find('\n'), std::string::npos);
  }
}

TEST(HttpTransport, AnAnswerOverTheLimitIsRefused) {
  HttpTransportOptions options;
  options.max_response_bytes = 4;
  OneShotServer server(
      {{{"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n12345"}, false},
       {{"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n"}, false},
       {{"HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\n1234"}, false}});
  const auto transport = make_http_transport(options);
  for (int i = 0; i < 2; ++i) {
    const auto answer = transport->send(get(server.origin()), seconds(10));
    ASSERT_FALSE(answer);
    EXPECT_THAT(answer.error().message, HasSubstr("larger than 4 bytes"));
  }
  EXPECT_TRUE(transport->send(get(server.origin()), seconds(10)));
}

TEST(HttpTransport, NothingOfAnAnswerIsEndless) {
  const std::string interim = "HTTP/1.1 103 Early Hints\r\nX: " + std::string(900'000, 'x') + "\r\n\r\n";
  const std::vector<std::string> endless = {
      "HTTP/1.1 200 OK\r\nX: " + std::string(2u << 20, 'x'),
      interim + interim + interim,
      "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1;" + std::string(2u << 20, 'x'),
  };
  for (const std::string& answer : endless) {
    OneShotServer server({{{answer}, true}});
    const auto received = make_http_transport({.max_response_bytes = 1000})->send(get(server.origin()), seconds(60));
    ASSERT_FALSE(received);
    EXPECT_EQ(received.error().code, Errc::kNetwork);
    EXPECT_THAT(received.error().message, HasSubstr("large"));
  }
}

TEST(HttpTransport, APostThatMayBeRepeatedIsSentAgainWhenAKeptConnectionBreaks) {
  OneShotServer server({{{kOk, ""}, false}, {{kOk}, false}});
  const auto transport = make_http_transport();
  ASSERT_TRUE(transport->send(get(server.origin()), seconds(10)));
  http::Request second = get(server.origin());
  second.method = "POST";
  second.repeat = http::Repeat::kYes;
  EXPECT_TRUE(transport->send(second, seconds(10)));
}

TEST(HttpTransport, NamesThatDoNotResolveAreSaidSo) {
  const auto answer = make_http_transport()->send(get("http://no-such-host.invalid"), seconds(20));
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().code, Errc::kUnreachable);
  EXPECT_THAT(answer.error().message, HasSubstr("does not resolve"));
}

TEST(HttpTransport, AMalformedOriginIsAnError) {
  EXPECT_EQ(make_http_transport()->send(get("ftp://x"), seconds(1)).error().code, Errc::kMalformed);
}

TEST(HttpTransport, AnUnreadableAuthorityFileIsNamed) {
  const auto answer = make_http_transport({"/no/such/ca.pem", 1})->send(get("https://127.0.0.1:9"), seconds(1));
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().code, Errc::kCrypto);
  EXPECT_THAT(answer.error().message, HasSubstr("/no/such/ca.pem"));
}

TEST(HttpTransport, LeavesTheProgramsSignalsAlone) {
  sigset_t before;
  pthread_sigmask(SIG_SETMASK, nullptr, &before);
  OneShotServer server({{{kOk}, false}});
  ASSERT_TRUE(make_http_transport()->send(get(server.origin()), seconds(10)));
  sigset_t after;
  pthread_sigmask(SIG_SETMASK, nullptr, &after);
  EXPECT_EQ(sigismember(&after, SIGPIPE), sigismember(&before, SIGPIPE));
  struct sigaction action {};
  sigaction(SIGPIPE, nullptr, &action);
  EXPECT_EQ(action.sa_handler, SIG_DFL);
}

/// TLS servers whose certificate names one host only.
class HostCheck : public ::testing::Test {
 protected:
  void SetUp() override {
    std::string pattern = (std::filesystem::temp_directory_path() / "entra-client-XXXXXX").string();
    ASSERT_NE(mkdtemp(pattern.data()), nullptr);
    directory_ = pattern;
  }
  void TearDown() override { std::filesystem::remove_all(directory_); }

  Result<http::Response> ask(const std::vector<std::string>& names, const std::vector<std::string>& addresses,
                             const std::string& host, const std::string& listen = "127.0.0.1") {
    const auto files = idp::http_server::ensure_certificates(directory_, names, addresses);
    if (!files) return tl::unexpected(files.error());
    idp::http_server::ListenerOptions options;
    options.address = listen;
    options.tls = true;
    options.tls_files = files->tls;
    const auto listener =
        idp::http_server::Listener::open(options, [](const http::Request&) { return http::Response{}; });
    if (!listener) return tl::unexpected(listener.error());
    return make_http_transport({files->ca_file, 1u << 20})
        ->send(get("https://" + host + ":" + std::to_string((*listener)->port())), seconds(10));
  }

  std::string directory_;
};

TEST_F(HostCheck, NameMustBeInTheCertificate) {
  EXPECT_TRUE(ask({"localhost"}, {}, "localhost"));
  const auto wrong = ask({"login.microsoftonline.com"}, {"127.0.0.1"}, "localhost");
  ASSERT_FALSE(wrong);
  EXPECT_EQ(wrong.error().code, Errc::kForbidden);
  EXPECT_THAT(wrong.error().message, HasSubstr("hostname mismatch"));
}

TEST_F(HostCheck, AddressMustBeInTheCertificateAsAnAddress) {
  const auto right = ask({}, {"127.0.0.1"}, "127.0.0.1");
  EXPECT_TRUE(right) << right.error().message;
  const auto wrong = ask({"localhost"}, {"127.0.0.2"}, "127.0.0.1");
  ASSERT_FALSE(wrong);
  EXPECT_THAT(wrong.error().message, HasSubstr("ip address mismatch"));
}

TEST_F(HostCheck, Ipv6AddressesToo) {
  const auto right = ask({}, {"::1"}, "[::1]", "::1");
  if (!right && right.error().message.starts_with("cannot listen")) GTEST_SKIP() << right.error().message;
  EXPECT_TRUE(right) << right.error().message;
}

TEST_F(HostCheck, AuthoritiesComeFromAFolderToo) {
  const auto files = idp::http_server::ensure_certificates(directory_, {"localhost"}, {});
  ASSERT_TRUE(files);
  idp::http_server::ListenerOptions options;
  options.tls = true;
  options.tls_files = files->tls;
  const auto listener =
      idp::http_server::Listener::open(options, [](const http::Request&) { return http::Response{}; });
  ASSERT_TRUE(listener);
  const auto folder = std::filesystem::path(directory_) / "rehashed";
  std::filesystem::create_directory(folder);
  const std::string origin = "https://localhost:" + std::to_string((*listener)->port());
  const auto ask_with = [&] {
    return make_http_transport({.ca_folder = folder.string(), .add_system_authorities = true})
        ->send(get(origin), seconds(10));
  };
  EXPECT_FALSE(ask_with());
  std::FILE* const file = std::fopen(files->ca_file.c_str(), "r");
  ASSERT_NE(file, nullptr);
  X509* const ca = PEM_read_X509(file, nullptr, nullptr, nullptr);
  std::fclose(file);
  ASSERT_NE(ca, nullptr);
  std::array<char, 16> name{};
  std::snprintf(name.data(), name.size(), "%08lx.0", X509_subject_name_hash(ca));
  X509_free(ca);
  std::filesystem::copy_file(files->ca_file, folder / name.data());
  const auto answer = ask_with();
  EXPECT_TRUE(answer) << answer.error().message;
}

TEST_F(HostCheck, APlainServerIsNoTlsServer) {
  const auto listener = idp::http_server::Listener::open({}, [](const http::Request&) { return http::Response{}; });
  ASSERT_TRUE(listener);
  const auto answer =
      make_http_transport()->send(get("https://127.0.0.1:" + std::to_string((*listener)->port())), seconds(10));
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().code, Errc::kUnreachable);
  EXPECT_THAT(answer.error().message, HasSubstr("no TLS connection"));
}

}  // namespace
}  // namespace entra::client
