#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <map>

#include "entra/client/transport.hpp"
#include "http/server.hpp"
#include "testing/connect_proxy.hpp"
#include "testing/one_shot_server.hpp"

namespace entra::client {
namespace {

using std::chrono::seconds;
using testing::ConnectProxy;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;
using testing::OneShotServer;
using ::testing::StartsWith;

const std::string kOk = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

using Environment = std::map<std::string, std::string>;

Result<ProxySettings> settings_of(const Environment& environment) {
  return proxy_from_environment([&](const std::string& name) -> std::optional<std::string> {
    const auto found = environment.find(name);
    return found == environment.end() ? std::nullopt : std::optional(found->second);
  });
}

/// "direct", or the proxy's origin with its credentials in front.
std::string way_to(const Environment& environment, const std::string& url) {
  const auto settings = settings_of(environment);
  if (!settings) return settings.error().message;
  const Proxy* const proxy = settings->find(*parse_url(url));
  if (proxy == nullptr) return "direct";
  return (proxy->credentials.empty() ? "" : proxy->credentials + "@") + proxy->origin();
}

TEST(ProxyFromEnvironment, EachVariableForItsScheme) {
  struct Row {
    Environment environment;
    std::string https;
    std::string http;
  };
  const std::vector<Row> rows = {
      {{}, "direct", "direct"},
      {{{"HTTPS_PROXY", "http://p:8080"}}, "http://p:8080", "direct"},
      {{{"https_proxy", "http://low:1"}, {"HTTPS_PROXY", "http://up:2"}}, "http://low:1", "direct"},
      {{{"https_proxy", ""}, {"HTTPS_PROXY", "up:2"}}, "http://up:2", "direct"},
      {{{"http_proxy", "http://P.Example/"}}, "direct", "http://p.example:80"},
      {{{"HTTP_PROXY", "http://attacker:1"}}, "direct", "direct"},
      {{{"ALL_PROXY", "http://[::1]:3128"}}, "http://[::1]:3128", "http://[::1]:3128"},
      {{{"all_proxy", "a:1"}, {"HTTPS_PROXY", "b:2"}}, "http://b:2", "http://a:1"},
      {{{"https_proxy", "http://us%65r:p%40ss:w@p:8080"}}, "user:p@ss:w@http://p:8080", "direct"},
      {{{"https_proxy", "http://user@p:8080"}}, "user:@http://p:8080", "direct"},
  };
  for (const Row& row : rows) {
    EXPECT_EQ(way_to(row.environment, "https://login.microsoftonline.com"), row.https);
    EXPECT_EQ(way_to(row.environment, "http://login.microsoftonline.com"), row.http);
  }
}

TEST(ProxyFromEnvironment, NoProxyLeadsPastIt) {
  struct Row {
    std::string no_proxy;
    std::string url;
    bool is_direct;
  };
  const std::vector<Row> rows = {
      {"*", "https://a.example", true},
      {"example", "https://a.example", true},
      {".example", "https://a.example", true},
      {".A.Example", "https://a.example", true},
      {"a.example", "https://ba.example", false},
      {"b.example , a.example", "https://a.example", true},
      {"b.example a.example", "https://a.example", true},
      {"a.example:443", "https://a.example", true},
      {"a.example:8443", "https://a.example", false},
      {"a.example:none", "https://a.example", false},
      {"10.0.0.0/8", "https://10.1.2.3", true},
      {"10.0.0.0/8", "https://11.1.2.3", false},
      {"10.0.0.0/8", "https://10.example", false},
      {"10.1.2.3", "https://10.1.2.3:8443", true},
      {"10.1.2.3:443", "https://10.1.2.3:8443", false},
      {"2001:db8::/32", "https://[2001:db8::1]", true},
      {"[2001:db8::1]:443", "https://[2001:db8:0::1]", true},
      {"2001:db8::1", "https://[2001:db8::2]", false},
      {"", "https://localhost:8443", true},
      {"", "https://127.8.0.1", true},
      {"", "https://[::1]:8443", true},
      {"", "https://localhost.example", false},
  };
  for (const Row& row : rows) {
    EXPECT_EQ(way_to({{"HTTPS_PROXY", "p:1"}, {"NO_PROXY", row.no_proxy}}, row.url) == "direct", row.is_direct)
        << row.no_proxy << " for " << row.url;
  }
}

TEST(ProxyFromEnvironment, ErrorsNameTheVariableAndShowNoPassword) {
  for (const std::string text : {"socks5://user:secret@p:1080", "https://user:secret@p", "http://user:secret@p:port",
                                 "http://user:secret@", "http://user:secret%zz@p", "http://user:secret@p/path"}) {
    const auto settings = settings_of({{"ALL_PROXY", text}});
    ASSERT_FALSE(settings) << text;
    EXPECT_THAT(settings.error().message, StartsWith("ALL_PROXY: "));
    EXPECT_THAT(settings.error().message, Not(HasSubstr("secret")));
  }
}

ProxySettings through(const std::string& proxy) {
  return *ProxySettings::parse({.for_https = proxy, .for_http = proxy, .loopback_too = true});
}

http::Request get(const std::string& origin, const std::string& target = "/") {
  http::Request request;
  request.origin = origin;
  request.target = target;
  return request;
}

class ThroughTunnel : public ::testing::Test {
 protected:
  void SetUp() override {
    std::string pattern = (std::filesystem::temp_directory_path() / "entra-proxy-XXXXXX").string();
    ASSERT_NE(mkdtemp(pattern.data()), nullptr);
    folder_ = pattern;
    const auto files = idp::http_server::ensure_certificates(folder_, {"login.example"}, {});
    ASSERT_TRUE(files) << files.error().message;
    ca_file_ = files->ca_file;
    idp::http_server::ListenerOptions options;
    options.tls = true;
    options.tls_files = files->tls;
    auto opened = idp::http_server::Listener::open(options, [](const http::Request& request) {
      http::Response response;
      response.body = request.target + " " + request.headers.get_or("Host") + " " +
                      request.headers.get_or("Proxy-Authorization", "no credentials");
      return response;
    });
    ASSERT_TRUE(opened) << opened.error().message;
    listener_ = std::move(*opened);
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  std::string folder_;
  std::string ca_file_;
  std::unique_ptr<idp::http_server::Listener> listener_;
};

TEST_F(ThroughTunnel, TheServerIsSpokenToEndToEndAndSeesNoProxyCredentials) {
  const ConnectProxy proxy(listener_->port());
  const auto transport =
      make_http_transport({.ca_file = ca_file_, .proxy = through("http://user:p%3Aw@" + proxy.authority())});
  for (int i = 0; i < 2; ++i) {
    const auto answer = transport->send(get("https://login.example:8443", "/x"), seconds(10));
    ASSERT_TRUE(answer) << answer.error().message;
    EXPECT_EQ(answer->body, "/x login.example:8443 no credentials");
  }
  EXPECT_THAT(proxy.heads(), ElementsAre("CONNECT login.example:8443 HTTP/1.1\r\nHost: login.example:8443\r\n"
                                         "Proxy-Authorization: Basic dXNlcjpwOnc=\r\n\r\n"))
      << "one tunnel, kept";
}

TEST_F(ThroughTunnel, TheCertificateMustNameTheServer) {
  const ConnectProxy proxy(listener_->port());
  const auto answer = make_http_transport({.ca_file = ca_file_, .proxy = through(proxy.authority())})
                          ->send(get("https://other.example"), seconds(10));
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().code, Errc::kForbidden);
  EXPECT_THAT(answer.error().message, HasSubstr("hostname mismatch"));
}

TEST_F(ThroughTunnel, AServerThatCannotBeReachedIsTheProxysAnswer) {
  const std::uint16_t port = listener_->port();
  listener_.reset();
  const ConnectProxy proxy(port);
  const auto answer = make_http_transport({.ca_file = ca_file_, .proxy = through(proxy.authority())})
                          ->send(get("https://login.example"), seconds(10));
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().code, Errc::kUnreachable);
  EXPECT_EQ(answer.error().message, "https://login.example: the proxy http://" + proxy.authority() +
                                        " could not open the connection (HTTP 502)");
}

TEST(HttpProxy, WhatItAnswersToConnect) {
  struct Row {
    std::string answer;
    Errc code;
    std::string text;
  };
  const std::vector<Row> rows = {
      {"HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Basic realm=\"x\"\r\n\r\n", Errc::kForbidden,
       "wants credentials, or others than those it was given (HTTP 407)"},
      {"HTTP/1.1 403 Forbidden\r\nContent-Length: 6\r\n\r\nsecret", Errc::kForbidden,
       "refuses the connection (HTTP 403)"},
      {"HTTP/1.1 504 Gateway Timeout\r\n\r\n", Errc::kUnreachable, "could not open the connection (HTTP 504)"},
      {"HTTP/1.1 200 OK\r\n\r\nhello", Errc::kNetwork, "sent bytes of its own into the tunnel"},
      {"SSH-2.0-x\r\n\r\n", Errc::kNetwork, "does not answer in HTTP/1.1"},
      {"", Errc::kUnreachable, "closed the connection"},
  };
  for (const Row& row : rows) {
    OneShotServer server({{{row.answer}, false}});
    const std::string authority = server.origin().substr(7);
    const auto answer = make_http_transport({.proxy = through("user:secret@" + authority)})
                            ->send(get("https://login.example"), seconds(10));
    ASSERT_FALSE(answer) << row.answer;
    EXPECT_EQ(answer.error().code, row.code) << row.answer;
    EXPECT_EQ(answer.error().message, "https://login.example: the proxy " + server.origin() + " " + row.text);
  }
}

TEST(HttpProxy, AProxyThatIsNotThereIsNamed) {
  const auto answer = make_http_transport({.proxy = through("user:secret@127.0.0.1:9")})
                          ->send(get("https://login.example"), seconds(10));
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().code, Errc::kUnreachable);
  EXPECT_EQ(answer.error().message, "https://login.example: the proxy http://127.0.0.1:9: connection refused");
}

TEST(HttpProxy, APlainRequestIsGivenTheWholeUrl) {
  OneShotServer server({{{kOk}, false}});
  const auto answer = make_http_transport({.proxy = through("user:pw@" + server.origin().substr(7))})
                          ->send(get("http://login.example:8080", "/a%2Fb?c=d"), seconds(10));
  ASSERT_TRUE(answer) << answer.error().message;
  EXPECT_THAT(server.received(), StartsWith("GET http://login.example:8080/a%2Fb?c=d HTTP/1.1\r\n"));
  EXPECT_THAT(server.received(), HasSubstr("Host: login.example:8080\r\n"));
  EXPECT_THAT(server.received(), HasSubstr("Proxy-Authorization: Basic dXNlcjpwdw==\r\n"));
}

TEST(HttpProxy, LoopbackIsReachedDirectly) {
  OneShotServer server({{{kOk}, false}});
  const auto settings = ProxySettings::parse({.for_http = "127.0.0.1:9"});
  ASSERT_TRUE(settings);
  EXPECT_TRUE(make_http_transport({.proxy = *settings})->send(get(server.origin()), seconds(10)));
}

}  // namespace
}  // namespace entra::client
