#include "entra/testing/mock_idp_test.hpp"

#include <gtest/gtest-spi.h>

#include "entra/client/jwks_cache.hpp"
#include "entra/testing/matchers.hpp"

namespace entra::testing {
namespace {

using client::Reason;
using ::testing::Not;

Directory orders() {
  return Directory()
      .add_user("ada")
      .add_user("bob", false)
      .add(Api{.uri = "api://orders", .scopes = {"Orders.Read"}, .roles = {"Orders.Read.All"}})
      .add(App{.name = "shop", .secret = "s", .permissions = {{.api = "api://orders", .scopes = {"Orders.Read"}}}})
      .add(App{
          .name = "nightly", .secret = "n", .permissions = {{.api = "api://orders", .roles = {"Orders.Read.All"}}}});
}

class Orders : public MockIdpTest {
 protected:
  Orders() : MockIdpTest(orders()) {}
  SignIn sign_in_of(std::string_view name, bool mfa) const {
    return {.user = orders().user(name),
            .client_id = orders().id_of("shop"),
            .scope = "api://orders/Orders.Read offline_access",
            .mfa = mfa};
  }
  client::Validator orders_validator() { return validator("api://orders"); }
};

TEST_F(Orders, SignsAPersonInAndGivesTokensThatTheValidatorTakes) {
  const client::Token tokens = get_tokens(sign_in_of("ada", true));
  const auto verdict = orders_validator().validate(tokens.access_token);
  EXPECT_THAT(verdict, Accepted());
  EXPECT_THAT(verdict, HasMfa());
  EXPECT_THAT(verdict, HasScope("Orders.Read"));
  EXPECT_THAT(verdict, HasClaim("tid", orders().tenant_id()));
  EXPECT_THAT(verdict, ExpiresWithin(std::chrono::minutes(90), clock()));
  EXPECT_FALSE(tokens.refresh_token.empty());
  EXPECT_THAT(TokenText(get_tokens(sign_in_of("ada", false)).access_token), Not(HasMfa()));
}

TEST_F(Orders, MintsTokensWithADefect) {
  const auto judge = [this](const char* defect) {
    return orders_validator().validate(
        mint({.client_id = orders().id_of("nightly"), .resource = "api://orders", .defect = defect}));
  };
  EXPECT_THAT(judge("none"), IsAppOnly());
  EXPECT_THAT(judge("none"), HasRole("Orders.Read.All"));
  EXPECT_THAT(judge("expired"), RefusedWith(Reason::kTokenExpired));
  EXPECT_THAT(judge("bad_signature"), RefusedWith(Reason::kSignatureInvalid));
  EXPECT_THAT(judge("alg_none"), RefusedWith(Reason::kAlgorithmNone));
}

TEST_F(Orders, OneClockMovesTheMockAndTheValidator) {
  const auto rules = orders_validator();
  const TokenText token =
      mint({.client_id = orders().id_of("nightly"), .resource = "api://orders", .life = std::chrono::hours(1)});
  EXPECT_THAT(rules.validate(token), Accepted());
  clock().advance(std::chrono::hours(2));
  EXPECT_THAT(rules.validate(token), RefusedWith(Reason::kTokenExpired));
  EXPECT_THAT(rules.validate(mint({.client_id = orders().id_of("nightly"), .resource = "api://orders"})), Accepted());
}

TEST_F(Orders, TheJournalTellsWhatWasAsked) {
  auto nightly = idp().make_client(orders().id_of("nightly"));
  ASSERT_TRUE(nightly) << nightly.error().message;
  const client::ClientCredentialsRequest request{.target = {.resource = "api://orders"}};
  ASSERT_TRUE(nightly->client_credentials(request));
  ASSERT_TRUE(nightly->client_credentials(request)) << "from the cache";
  const auto asked = requests("path=*/token");
  ASSERT_EQ(asked.size(), 1u);
  EXPECT_EQ(asked.front().grant_type, "client_credentials");
  EXPECT_EQ(asked.front().status, 200);
  EXPECT_EQ(asked.front().client_id, orders().id_of("nightly"));
}

TEST_F(Orders, FaultsOfTheControlPlaneReachTheClient) {
  const auto made = idp().control("POST", "/_mock/faults", R"({"match":{"path":"*/token"},"do":{"aadsts":50076}})");
  ASSERT_LT(made.status, 300) << made.body;
  auto nightly = idp().make_client(orders().id_of("nightly"));
  ASSERT_TRUE(nightly) << nightly.error().message;
  EXPECT_THAT(nightly->client_credentials({.target = {.resource = "api://orders"}}), FailsWithAadsts(50076));
}

TEST_F(Orders, ServesTheSameOverHttps) {
  const HttpsServer server = serve_https();
  ASSERT_FALSE(server.origin.empty());
  const auto authority = client::Authority::parse(server.origin + "/" + orders().tenant_id());
  ASSERT_TRUE(authority) << authority.error().message;
  client::TokenClient nightly(
      {.authority = *authority, .client_id = orders().id_of("nightly"), .credential = client::ClientSecret{"n"}},
      server.transport, clock(), idp().random());
  const auto token = nightly.client_credentials({.target = {.resource = "api://orders"}});
  ASSERT_TRUE(token) << token.error().message();
  const client::Validator over_https({.audiences = {"api://orders"}},
                                     std::make_shared<client::AuthorityKeys>(*authority, server.transport, clock()),
                                     clock());
  EXPECT_THAT(over_https.validate((*token)->access_token), Accepted());
  EXPECT_EQ(serve_https().origin, server.origin) << "it listens once";
}

TEST_F(Orders, HelpersFailTheTestWithTheMocksWords) {
  SignIn of_nobody = sign_in_of("nobody", false);
  const auto refused = idp().sign_in(of_nobody);
  ASSERT_FALSE(refused);
  EXPECT_NE(refused.error().message.find("sign-in of nobody@contoso.onmicrosoft.com: the mock answers 400"),
            std::string::npos)
      << refused.error().message;
  const auto unknown =
      idp().mint({.client_id = orders().id_of("nightly"), .resource = "api://orders", .defect = "odd"});
  ASSERT_FALSE(unknown);
  EXPECT_NE(unknown.error().message.find("no such defect"), std::string::npos) << unknown.error().message;
  const auto no_app = idp().make_client("11111111-0000-4000-8000-000000000000");
  EXPECT_FALSE(no_app);
  ::testing::TestPartResultArray results;
  {
    const ::testing::ScopedFakeTestPartResultReporter catching(&results);
    EXPECT_EQ(mint({.client_id = "x", .resource = "api://orders"}).str(), "");
  }
  ASSERT_EQ(results.size(), 1);
  EXPECT_NE(std::string(results.GetTestPartResult(0).message()).find("no application 'x'"), std::string::npos);
}

TEST(InProcessIdp, ADirectoryWithAMistakeIsRefusedWithItsPlace) {
  const auto made = InProcessIdp::make(R"({"tenants":[{"id":"no guid"}]})");
  ASSERT_FALSE(made);
  EXPECT_EQ(made.error().message.rfind("directory:1:", 0), 0u) << made.error().message;
  EXPECT_FALSE(InProcessIdp::make(R"({"tenants":[]})"));
}

/// The built-in directory.
using BuiltIn = MockIdpTest;

TEST_F(BuiltIn, HasTheDemoTenant) {
  const client::Token token = get_tokens({.user = "ada@contoso.onmicrosoft.com",
                                          .client_id = "aaaaaaaa-0001-4000-8000-000000000001",
                                          .resource = "https://api.partnercenter.microsoft.com",
                                          .mfa = true});
  EXPECT_THAT(TokenText(token.access_token), HasMfa());
  EXPECT_EQ(authority("contoso.com").tenant(), "contoso.com");
}

}  // namespace
}  // namespace entra::testing
