// How somebody tests an API against a mock Entra ID: no account, no network, no waiting.

#include "orders_api.hpp"

#include <gtest/gtest.h>

#include "entra/client/jwks_cache.hpp"
#include "entra/testing/matchers.hpp"
#include "entra/testing/mock_idp_test.hpp"
#include "entra/testing/scripted_transport.hpp"
#ifdef HAS_EVERY_HEADER
#include "every_header.hpp"
#endif

namespace {

using namespace entra::testing;
using entra::client::Reason;
using ::testing::Not;

Directory orders_directory() {
  return Directory("contoso.example")
      .add_user("ada")
      .add(Api{.uri = "api://orders", .scopes = {"Orders.Read", "Orders.Write"}, .roles = {"Orders.Read.All"}})
      .add(App{.name = "shop",
               .secret = "shop-secret",
               .permissions = {{.api = "api://orders", .scopes = {"Orders.Read", "Orders.Write"}}}})
      .add(App{.name = "nightly",
               .secret = "nightly-secret",
               .permissions = {{.api = "api://orders", .roles = {"Orders.Read.All"}}}});
}

class OrdersApiTest : public MockIdpTest {
 protected:
  OrdersApiTest() : MockIdpTest(orders_directory()) {}

  int status_of(const std::string& method, const TokenText& token) { return answer_to(method, token).status; }
  entra::http::Response answer_to(const std::string& method, const TokenText& token) {
    entra::http::Request request;
    request.method = method;
    request.target = "/orders";
    request.headers = {{"Authorization", token.bearer()}};
    return api_.handle(request);
  }
  /// Ada signs in to the shop, which gets a token for the API.
  TokenText token_of_ada(bool mfa) {
    return TokenText(get_tokens({.user = directory_.user("ada"),
                                 .client_id = directory_.id_of("shop"),
                                 .scope = "api://orders/Orders.Read api://orders/Orders.Write",
                                 .mfa = mfa})
                         .access_token);
  }

  Directory directory_ = orders_directory();
  OrdersApi api_{"api://orders", std::make_shared<entra::client::AuthorityKeys>(authority(), transport(), clock()),
                 clock()};
};

TEST_F(OrdersApiTest, PasswordAloneReadsButDoesNotBuy) {
  const TokenText token = token_of_ada(false);
  EXPECT_THAT(token, Not(HasMfa()));
  EXPECT_EQ(status_of("GET", token), 200);
  const auto refused = answer_to("POST", token);
  EXPECT_EQ(refused.status, 401);
  EXPECT_EQ(refused.headers.get("WWW-Authenticate"), "Bearer error=\"insufficient_user_authentication\"");
}

TEST_F(OrdersApiTest, ASecondFactorBuys) {
  const TokenText token = token_of_ada(true);
  EXPECT_THAT(token, HasMfa());
  EXPECT_THAT(token, HasScope("Orders.Write"));
  EXPECT_EQ(status_of("POST", token), 201);
}

TEST_F(OrdersApiTest, AnAppReadsWithItsRoleAndNeverBuys) {
  auto nightly = idp().make_client(directory_.id_of("nightly"));
  ASSERT_TRUE(nightly) << nightly.error().message;
  const auto acquired = nightly->client_credentials({.target = {.resource = "api://orders"}});
  ASSERT_TRUE(acquired) << acquired.error().message();
  const TokenText token((*acquired)->access_token);
  EXPECT_THAT(token, IsAppOnly());
  EXPECT_EQ(status_of("GET", token), 200);
  EXPECT_EQ(status_of("POST", token), 403);
}

TEST_F(OrdersApiTest, ForgedAndBrokenTokensAreRefused) {
  for (const char* defect : {"bad_signature", "alg_none", "hs256_confusion", "embedded_jwk", "unknown_kid",
                             "wrong_audience", "wrong_issuer", "expired", "trailing_bytes"}) {
    const TokenText token = mint({.client_id = directory_.id_of("nightly"),
                                  .resource = "api://orders",
                                  .roles = {"Orders.Read.All"},
                                  .defect = defect});
    EXPECT_EQ(status_of("GET", token), 401) << defect;
  }
}

TEST_F(OrdersApiTest, TimeIsTheTestsToMove) {
  const TokenText token = token_of_ada(true);
  EXPECT_THAT(token, ExpiresWithin(std::chrono::minutes(90), clock()));
  clock().advance(std::chrono::hours(2));
  EXPECT_EQ(status_of("GET", token), 401);
  EXPECT_THAT(validator("api://orders").validate(token), RefusedWith(Reason::kTokenExpired));
}

TEST_F(OrdersApiTest, KeysAreAskedForOnce) {
  const TokenText token = token_of_ada(true);
  for (int i = 0; i < 10; ++i) EXPECT_EQ(status_of("GET", token), 200);
  EXPECT_EQ(requests("path=*/keys").size(), 1u);
}

TEST(OrdersApi, IsUnavailableWhileTheAuthorityIsDown) {
  const auto down = std::make_shared<ScriptedTransport>();
  down->when(path_ends("/openid-configuration"), no_connection());
  const ManualClock clock(kTestStart);
  const auto authority = entra::client::Authority::parse("https://login.example/common");
  ASSERT_TRUE(authority);
  const OrdersApi api("api://orders", std::make_shared<entra::client::AuthorityKeys>(*authority, down, clock), clock);
  entra::http::Request request;
  request.target = "/orders";
  request.headers = {{"Authorization", "Bearer eyJhbGciOiJSUzI1NiIsImtpZCI6ImsifQ.e30.AAAA"}};
  EXPECT_EQ(api.handle(request).status, 503);
}

}  // namespace
