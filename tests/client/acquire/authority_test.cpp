#include "entra/client/authority.hpp"

#include <gtest/gtest.h>

namespace entra::client {
namespace {

TEST(Authority, NamesTheEndpointsOfBothVersions) {
  const auto authority = Authority::parse("https://Localhost:8443/Contoso.onmicrosoft.com/");
  ASSERT_TRUE(authority);
  EXPECT_EQ(authority->origin(), "https://localhost:8443");
  EXPECT_EQ(authority->host(), "localhost");
  EXPECT_EQ(authority->tenant(), "contoso.onmicrosoft.com");
  EXPECT_EQ(authority->token_endpoint(EndpointVersion::kV1),
            "https://localhost:8443/contoso.onmicrosoft.com/oauth2/token");
  EXPECT_EQ(authority->token_endpoint(EndpointVersion::kV2),
            "https://localhost:8443/contoso.onmicrosoft.com/oauth2/v2.0/token");
  EXPECT_EQ(authority->metadata_url(EndpointVersion::kV1),
            "https://localhost:8443/contoso.onmicrosoft.com/.well-known/openid-configuration");
  EXPECT_EQ(authority->metadata_url(EndpointVersion::kV2),
            "https://localhost:8443/contoso.onmicrosoft.com/v2.0/.well-known/openid-configuration");
}

TEST(Authority, RefusesWhatIsNoTenantOfAnHttpsHost) {
  for (const char* text : {"", "login.microsoftonline.com/common", "https://login.microsoftonline.com",
                           "https://login.microsoftonline.com/", "https://h/a/v2.0", "https://h/a?x=1",
                           "https://h/a%2fb", "https://h/..", "https://user@h/a", "ftp://h/a"}) {
    EXPECT_FALSE(Authority::parse(text)) << text;
  }
}

TEST(Authority, TakesPlainHttpForLoopbackOnlyAndOnlyWhenAsked) {
  EXPECT_FALSE(Authority::parse("http://localhost:8400/common"));
  for (const char* text :
       {"http://localhost:8400/common", "http://127.0.0.1:8400/common", "http://[::1]:8400/common"}) {
    EXPECT_TRUE(Authority::parse(text, {.allow_loopback_http = true})) << text;
  }
  for (const char* text : {"http://login.microsoftonline.com/common", "http://127.example.com/common",
                           "http://127.0.0.1.evil.example/common", "http://localhost.evil.example/common"}) {
    EXPECT_FALSE(Authority::parse(text, {.allow_loopback_http = true})) << text;
  }
}

TEST(Authority, ChangesTheTenantAndNothingElse) {
  const auto customer = Authority::parse("https://localhost:8443/partner.example")->with_tenant("FABRIKAM.example");
  ASSERT_TRUE(customer);
  EXPECT_EQ(customer->token_endpoint(EndpointVersion::kV1), "https://localhost:8443/fabrikam.example/oauth2/token");
  EXPECT_FALSE(customer->with_tenant("a/b"));
}

}  // namespace
}  // namespace entra::client
