#include <atomic>
#include <thread>

#include "testing/token_client_fixture.hpp"

namespace entra::client {
namespace {

using testing::json_response;

constexpr const char* kToken = R"({"token_type":"Bearer","expires_in":3599,"access_token":"AT"})";
constexpr const char* kMetadata =
    R"({"tenant_discovery_endpoint":"https://login.own.example/t/v2.0/.well-known/openid-configuration",)"
    R"("api-version":"1.1","metadata":[{"preferred_network":"login.own.example","preferred_cache":"own.cache",)"
    R"("aliases":["login.own.example","Sign-in.own.example"]}]})";

TEST(InstanceMetadata, KnowsTheCloudsAndTheirAliases) {
  const auto cache_name = [](const char* host) {
    const CloudInstance* instance = InstanceMetadata::known_clouds().find(host);
    return instance == nullptr ? std::string() : instance->preferred_cache;
  };
  for (const char* host :
       {"login.microsoftonline.com", "login.windows.net", "login.microsoft.com", "sts.windows.net"}) {
    EXPECT_EQ(cache_name(host), "login.windows.net") << host;
  }
  EXPECT_EQ(cache_name("login.usgovcloudapi.net"), "login.microsoftonline.us");
  EXPECT_EQ(cache_name("login.chinacloudapi.cn"), "login.partner.microsoftonline.cn");
  EXPECT_EQ(cache_name("login.microsoftonline.de"), "login.microsoftonline.de");
  EXPECT_EQ(cache_name("evil.login.microsoftonline.com"), "");
  EXPECT_EQ(cache_name("login.microsoftonline.com.evil.example"), "");
}

TEST(InstanceMetadata, NamesTheEntryThatIsWrong) {
  const auto message = [](const char* text) {
    const auto metadata = InstanceMetadata::parse(text);
    return metadata ? std::string() : metadata.error().message;
  };
  EXPECT_EQ(message(kMetadata), "");
  EXPECT_NE(message("{"), "");
  EXPECT_NE(message("{}").find("'metadata' is expected"), std::string::npos);
  EXPECT_NE(message(R"({"metadata":[{"preferred_network":"a","preferred_cache":"a","aliases":["a"]},{}]})")
                .find("/metadata/1: preferred_network"),
            std::string::npos);
  EXPECT_NE(message(R"({"metadata":[{"preferred_network":"a","preferred_cache":"a","aliases":[]}]})").find("aliases"),
            std::string::npos);
}

class InstanceDiscoveryTest : public testing::TokenClientFixture {
 protected:
  InstanceDiscoveryTest() {
    transport_->answer_with([this](const http::Request& request) {
      const bool is_discovery = request.path() == "/common/discovery/instance";
      return is_discovery ? discovery_ : Result<http::Response>(json_response(200, kToken));
    });
  }
  ClientOptions at(const std::string& authority) {
    ClientOptions out = options();
    out.authority = Authority::parse(authority).value();
    return out;
  }
  std::size_t discoveries() {
    std::size_t count = 0;
    for (const http::Request& request : transport_->requests()) count += request.method == "GET" ? 1u : 0u;
    return count;
  }
  const ClientCredentialsRequest request_{.target = {.resource = "r"}};
  Result<http::Response> discovery_ = json_response(200, kMetadata);
};

TEST_F(InstanceDiscoveryTest, AliasesShareOneToken) {
  ASSERT_TRUE(make(at("https://login.microsoftonline.com/t.example")).client_credentials(request_));
  for (const char* alias : {"https://login.windows.net/t.example", "https://login.microsoft.com/t.example"}) {
    EXPECT_EQ(make(at(alias)).client_credentials(request_)->source, TokenSource::kCache) << alias;
  }
  ASSERT_TRUE(make(at("https://login.microsoftonline.us/t.example")).client_credentials(request_));
  EXPECT_EQ(transport_->count(), 2u) << "another cloud is another authority";
  EXPECT_EQ(transport_->requests().at(0).origin, "https://login.microsoftonline.com") << "the host that was named";
}

TEST_F(InstanceDiscoveryTest, AsksOnceAboutAHostThatNobodyKnows) {
  auto client = make(at("https://login.own.example/t.example"));
  ASSERT_TRUE(client.client_credentials(request_));
  ASSERT_TRUE(client.client_credentials({.target = {.resource = "s"}}));
  ASSERT_EQ(transport_->count(), 3u);
  const http::Request asked = transport_->requests().at(0);
  EXPECT_EQ(asked.method, "GET");
  EXPECT_EQ(asked.origin, "https://login.microsoftonline.com");
  EXPECT_EQ(asked.query(),
            "api-version=1.1&authorization_endpoint="
            "https%3A%2F%2Flogin.own.example%2Ft.example%2Foauth2%2Fv2.0%2Fauthorize");
}

TEST_F(InstanceDiscoveryTest, SendsNothingToAHostThatIsNoAuthority) {
  discovery_ = json_response(400, R"({"error":"invalid_instance","error_description":"AADSTS50049: Unknown or invalid)"
                                  R"( instance.","error_codes":[50049]})");
  auto client = make(at("https://login.evil.example/t.example"));
  for (int n = 0; n < 2; ++n) {
    const auto token = client.client_credentials(request_);
    ASSERT_FALSE(token);
    EXPECT_EQ(token.error().kind, ClientErrorKind::kInvalidArgument);
    EXPECT_EQ(token.error().aadsts, 50049);
    EXPECT_NE(token.error().description.find("login.evil.example"), std::string::npos);
  }
  EXPECT_EQ(transport_->count(), 1u);
}

TEST_F(InstanceDiscoveryTest, TriesAgainAfterAFailure) {
  discovery_ = fail(Errc::kNetwork, "no route");
  auto client = make(at("https://login.own.example/t.example"));
  const auto token = client.client_credentials(request_);
  ASSERT_FALSE(token);
  EXPECT_EQ(token.error().kind, ClientErrorKind::kNetwork);
  discovery_ = json_response(200, "{}");
  EXPECT_EQ(client.client_credentials(request_).error().kind, ClientErrorKind::kBadResponse);
  discovery_ = json_response(200, kMetadata);
  EXPECT_TRUE(client.client_credentials(request_));
  EXPECT_EQ(discoveries(), 3u);
}

TEST_F(InstanceDiscoveryTest, IsNotNeededForLoopbackNorWhenItIsOff) {
  ASSERT_TRUE(make(at("https://localhost:8443/t.example")).client_credentials(request_));
  ClientOptions off = at("https://login.own.example/t.example");
  off.instance_discovery = InstanceDiscovery::kOff;
  ASSERT_TRUE(make(off).client_credentials(request_));
  EXPECT_EQ(discoveries(), 0u);
}

TEST_F(InstanceDiscoveryTest, MetadataOfOnesOwnIsTheLastWord) {
  ClientOptions own = at("https://login.own.example/t.example");
  own.instances = InstanceMetadata::parse(kMetadata).value();
  ASSERT_TRUE(make(own).client_credentials(request_));
  own.authority = Authority::parse("https://sign-in.own.example/t.example").value();
  EXPECT_EQ(make(own).client_credentials(request_)->source, TokenSource::kCache);
  own.authority = Authority::parse("https://login.other.example/t.example").value();
  const auto unknown = make(own).client_credentials(request_);
  ASSERT_FALSE(unknown);
  EXPECT_EQ(unknown.error().kind, ClientErrorKind::kInvalidArgument);
  EXPECT_EQ(discoveries(), 0u);
}

TEST_F(InstanceDiscoveryTest, ManyCallersAskOnce) {
  auto client = make(at("https://login.own.example/t.example"));
  std::atomic<int> good{0};
  std::vector<std::thread> callers;
  for (int n = 0; n < 8; ++n) {
    callers.emplace_back(
        [&, n] { good += client.client_credentials({.target = {.resource = "r" + std::to_string(n)}}) ? 1 : 0; });
  }
  for (std::thread& caller : callers) caller.join();
  EXPECT_EQ(good, 8);
  EXPECT_EQ(discoveries(), 1u);
}

}  // namespace
}  // namespace entra::client
