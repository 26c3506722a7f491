#include "directory/formats.hpp"

#include <gtest/gtest.h>

namespace entra::idp {
namespace {

TEST(Formats, Domains) {
  EXPECT_EQ(parse_domain("Contoso.OnMicrosoft.com").value(), "contoso.onmicrosoft.com");
  EXPECT_TRUE(parse_domain("a.b"));
  EXPECT_TRUE(parse_domain("xn--bcher-kva.example"));
  EXPECT_TRUE(parse_domain(std::string(63, 'a') + ".example"));
  for (const std::string& bad : {std::string(), std::string("common"), std::string(".a"), std::string("a."),
                                 std::string("a..b"), std::string("-a.b"), std::string("a-.b"), std::string("a_b.c"),
                                 std::string("a b.c"), std::string("bücher.example"), std::string(64, 'a') + ".example",
                                 std::string(200, 'a') + "." + std::string(63, 'b')})
    EXPECT_FALSE(parse_domain(bad)) << bad;
}

TEST(Formats, PrincipalNames) {
  EXPECT_EQ(parse_user_principal_name("Ada@contoso.com").value(), "Ada@contoso.com");
  EXPECT_TRUE(parse_user_principal_name("a_b.com#EXT#@contoso.com"));
  for (const char* bad : {"", "ada", "@contoso.com", "ada@", "ada@localhost", "a@b@c.com", "a b@c.com"})
    EXPECT_FALSE(parse_user_principal_name(bad)) << bad;
}

TEST(Formats, RedirectUris) {
  for (const char* good : {"http://localhost:3000/cb", "https://localhost:44395/", "http://localhost",
                           "urn:ietf:wg:oauth:2.0:oob", "myapp://auth", "msal0000://auth", "https://a.example/?x=1"})
    EXPECT_TRUE(parse_redirect_uri(good)) << good;
  for (const char* bad :
       {"", "localhost", "/cb", "//host/cb", "https:", "https://", "https:///x", "http:x", "https://a.example/#f",
        "https://*.example/", "https://a.example/a b", "1http://x", "https://a.example/\n"})
    EXPECT_FALSE(parse_redirect_uri(bad)) << bad;
}

TEST(Formats, IdentifierUris) {
  EXPECT_TRUE(parse_identifier_uri("api://orders"));
  EXPECT_TRUE(parse_identifier_uri("https://contoso.com/api"));
  EXPECT_FALSE(parse_identifier_uri("orders"));
}

TEST(Formats, Vaults) {
  EXPECT_TRUE(parse_vault_name("contoso-vault"));
  for (const char* bad : {"ab", "1abc", "abc-", "a--b", "a_bc", "abcdefghijklmnopqrstuvwxy"})
    EXPECT_FALSE(parse_vault_name(bad)) << bad;
  EXPECT_TRUE(parse_secret_name("11111111-1111-4111-8111-111111111111"));
  EXPECT_FALSE(parse_secret_name(""));
  EXPECT_FALSE(parse_secret_name("a.b"));
  EXPECT_FALSE(parse_secret_name(std::string(128, 'a')));
}

TEST(Formats, TotpSecrets) {
  EXPECT_EQ(parse_totp_secret("jbsw y3dp ehpk 3pxp====").value(), "JBSWY3DPEHPK3PXP");
  EXPECT_FALSE(parse_totp_secret("JBSWY3DP"));
  EXPECT_FALSE(parse_totp_secret("JBSWY3DPEHPK3PX1"));
  EXPECT_EQ(parse_totp_secret("hunter2!hunter2!").error().message.find("hunter"), std::string::npos);
}

}  // namespace
}  // namespace entra::idp
