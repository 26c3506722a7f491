// The CONNECT proxy that answers for some hosts itself, over real sockets.

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <openssl/ssl.h>

#include "testing/echo.hpp"
#include "testing/raw_client.hpp"
#include "testing/temporary_directory.hpp"

namespace entra::idp::http_server {
namespace {

using ::testing::HasSubstr;
using testing::open_or_fail;
using testing::RawClient;
using ::testing::StartsWith;

struct FreeSsl {
  void operator()(SSL* ssl) const noexcept { SSL_free(ssl); }
  void operator()(SSL_CTX* context) const noexcept { SSL_CTX_free(context); }
};

class Proxy : public ::testing::Test {
 protected:
  void SetUp() override {
    const auto files = ensure_certificates(directory_.path(), {"login.example", "*.vault.example"}, {});
    ASSERT_TRUE(files) << files.error().message;
    ca_file_ = files->ca_file;
    options_.tls_files = files->tls;
    options_.answers_for = [](std::string_view host) {
      return host == "login.example" || host.ends_with(".vault.example");
    };
    listener_ = open_or_fail(options_);
  }

  /// What the server says within the tunnel to a client that trusts its authority and checks the host's name; empty
  /// when the handshake fails.
  std::string ask_in_tunnel(RawClient& client, const std::string& host, const std::string& request) {
    const std::unique_ptr<SSL_CTX, FreeSsl> context(SSL_CTX_new(TLS_client_method()));
    SSL_CTX_load_verify_locations(context.get(), ca_file_.c_str(), nullptr);
    SSL_CTX_set_verify(context.get(), SSL_VERIFY_PEER, nullptr);
    const std::unique_ptr<SSL, FreeSsl> ssl(SSL_new(context.get()));
    SSL_set_tlsext_host_name(ssl.get(), host.c_str());
    SSL_set1_host(ssl.get(), host.c_str());
    SSL_set_fd(ssl.get(), client.descriptor());
    if (SSL_connect(ssl.get()) != 1) return "";
    SSL_write(ssl.get(), request.data(), static_cast<int>(request.size()));
    std::string answer;
    char bytes[4096];
    for (int got = 0; (got = SSL_read(ssl.get(), bytes, sizeof bytes)) > 0;) {
      answer.append(bytes, static_cast<std::size_t>(got));
    }
    return answer;
  }

  static std::string get(const std::string& host) {
    return "GET /x HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n";
  }

  testing::TemporaryDirectory directory_;
  std::string ca_file_;
  ListenerOptions options_;
  std::unique_ptr<Listener> listener_;
};

TEST_F(Proxy, AnswersItselfInsideTheTunnel) {
  for (const std::string host : {"login.example", "mine.vault.example"}) {
    RawClient client(listener_->port());
    client.send("CONNECT " + host + ":443 HTTP/1.1\r\nHost: " + host + ":443\r\n\r\n");
    EXPECT_EQ(client.read_until("\r\n\r\n"), "HTTP/1.1 200 Connection established\r\n\r\n");
    const std::string answer = ask_in_tunnel(client, host, get(host));
    EXPECT_THAT(answer, AllOf(StartsWith("HTTP/1.1 200 "), HasSubstr("GET\nhttps://" + host + "\n/x\n127.0.0.1\n")));
  }
}

TEST_F(Proxy, RefusesEveryOtherHost) {
  for (const std::string target : {"other.example:443", "login.example.evil:443", "127.0.0.1:22", "localhost:443"}) {
    RawClient client(listener_->port());
    client.send("CONNECT " + target + " HTTP/1.1\r\nHost: " + target + "\r\n\r\n");
    const std::string answer = client.read_to_end();
    EXPECT_THAT(answer, StartsWith("HTTP/1.1 403 ")) << target;
    EXPECT_THAT(answer, HasSubstr("answers only for")) << target;
  }
  RawClient odd(listener_->port());
  odd.send("CONNECT /path HTTP/1.1\r\nHost: login.example\r\n\r\n");
  EXPECT_THAT(odd.read_to_end(), StartsWith("HTTP/1.1 40"));
}

TEST_F(Proxy, PlainHttpGoesByTheHostToo) {
  RawClient known(listener_->port());
  known.send("GET http://login.example/x HTTP/1.1\r\nHost: login.example\r\nConnection: close\r\n\r\n");
  EXPECT_THAT(known.read_to_end(), HasSubstr("GET\nhttp://login.example\n/x\n"));
  for (const std::string target : {"http://other.example/x", "/x"}) {
    RawClient other(listener_->port());
    other.send("GET " + target + " HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n");
    EXPECT_THAT(other.read_to_end(), StartsWith("HTTP/1.1 403 ")) << target;
  }
}

TEST_F(Proxy, ATunnelLeadsNowhereElse) {
  RawClient client(listener_->port());
  client.send("CONNECT login.example:443 HTTP/1.1\r\nHost: login.example:443\r\n\r\n");
  (void)client.read_until("\r\n\r\n");
  EXPECT_THAT(ask_in_tunnel(client, "login.example", get("localhost")), StartsWith("HTTP/1.1 403 "));
}

TEST_F(Proxy, BytesThatComeTooEarlyEndTheConnection) {
  RawClient client(listener_->port());
  client.send("CONNECT login.example:443 HTTP/1.1\r\nHost: login.example\r\n\r\n" + get("login.example"));
  EXPECT_THAT(client.read_to_end(), ::testing::Not(HasSubstr("/x")));
}

TEST(ListenerWithoutProxy, LeavesConnectToTheHandler) {
  const auto listener = open_or_fail();
  RawClient client(listener->port());
  client.send("CONNECT login.example:443 HTTP/1.1\r\nHost: login.example\r\n\r\n");
  EXPECT_THAT(client.read_answer(), HasSubstr("CONNECT\n"));
}

}  // namespace
}  // namespace entra::idp::http_server
