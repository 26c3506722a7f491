#include "entra/client/token_client.hpp"

#include <gtest/gtest.h>

#include "entra/support/url.hpp"
#include "testing/forge.hpp"
#include "testing/scripted_transport.hpp"
#include "testing/token_cache_fixture.hpp"

namespace entra::client {
namespace {

using testing::json_response;
using testing::ScriptedTransport;

constexpr const char* kV1Answer =
    R"({"token_type":"Bearer","expires_in":"3600","ext_expires_in":"3600","expires_on":"1546469802",)"
    R"("not_before":"1546465902","resource":"https://graph.windows.net","access_token":"AT1"})";
constexpr const char* kV2Answer =
    R"({"token_type":"Bearer","expires_in":3599,"ext_expires_in":3599,"access_token":"AT2"})";

class TokenClientTest : public ::testing::Test {
 protected:
  TokenClient make(EndpointVersion version, ClientCredential credential = ClientSecret{"s3cret&value"}) {
    return TokenClient({.authority = Authority::parse("https://localhost:8443/contoso.example").value(),
                        .version = version,
                        .client_id = "client-1",
                        .credential = std::move(credential)},
                       transport_, clock_, random_);
  }
  Form body_of(std::size_t index) { return Form::parse(transport_->requests().at(index).body).value(); }

  ManualClock clock_{from_epoch_seconds(1'740'819'600)};
  SeededRandom random_{42};
  std::shared_ptr<ScriptedTransport> transport_ =
      std::make_shared<ScriptedTransport>([](const http::Request&) { return json_response(200, kV2Answer); });
};

TEST_F(TokenClientTest, AsksForAnAppOnlyTokenOnV1AsPartnerCenterDocumentsIt) {
  transport_->answer_with([](const http::Request&) { return json_response(200, kV1Answer); });
  auto client = make(EndpointVersion::kV1);
  const auto token = client.client_credentials({.target = {.resource = "https://graph.windows.net"}});
  ASSERT_TRUE(token) << token.error().message();
  EXPECT_EQ((*token)->access_token, "AT1");
  EXPECT_EQ((*token)->resource, "https://graph.windows.net");
  EXPECT_EQ((*token)->expires_on, clock_.now() + std::chrono::seconds(3600)) << "numbers come as strings on v1";
  EXPECT_EQ(token->source, TokenSource::kNetwork);

  const http::Request request = transport_->requests().at(0);
  EXPECT_EQ(request.method, "POST");
  EXPECT_EQ(request.origin, "https://localhost:8443");
  EXPECT_EQ(request.target, "/contoso.example/oauth2/token");
  EXPECT_EQ(request.headers.get("Content-Type"), "application/x-www-form-urlencoded");
  EXPECT_EQ(request.headers.get("return-client-request-id"), "true");
  EXPECT_EQ(request.headers.get("client-request-id"), (*token)->correlation_id);
  const Form body = body_of(0);
  EXPECT_EQ(body.get("grant_type"), "client_credentials");
  EXPECT_EQ(body.get("client_id"), "client-1");
  EXPECT_EQ(body.get("client_secret"), "s3cret&value");
  EXPECT_EQ(body.get("resource"), "https://graph.windows.net");
  EXPECT_FALSE(body.has("scope"));
}

TEST_F(TokenClientTest, TurnsAResourceIntoItsDefaultScopeOnV2) {
  auto client = make(EndpointVersion::kV2);
  ASSERT_TRUE(client.client_credentials({.target = {.resource = "https://management.core.windows.net/"}}));
  EXPECT_EQ(transport_->requests().at(0).target, "/contoso.example/oauth2/v2.0/token");
  EXPECT_EQ(body_of(0).get("scope"), "https://management.core.windows.net//.default");
  EXPECT_FALSE(body_of(0).has("resource")) << "AADSTS901002";
}

TEST_F(TokenClientTest, ServesTheCachedTokenUntilTheSkewBeforeExpiryThenAsksOnce) {
  auto client = make(EndpointVersion::kV2);
  const ClientCredentialsRequest request{.target = {.resource = "https://graph.microsoft.com"}};
  ASSERT_TRUE(client.client_credentials(request));
  clock_.advance(std::chrono::seconds(3599 - 300 - 1));
  const auto cached = client.client_credentials(request);
  ASSERT_TRUE(cached);
  EXPECT_EQ(cached->source, TokenSource::kCache);
  EXPECT_EQ(transport_->count(), 1u);
  clock_.advance(std::chrono::seconds(1));
  const auto renewed = client.client_credentials(request);
  ASSERT_TRUE(renewed);
  EXPECT_EQ(renewed->source, TokenSource::kNetwork);
  EXPECT_TRUE(client.client_credentials(request));
  EXPECT_EQ(transport_->count(), 2u);
}

TEST_F(TokenClientTest, KeepsTenantsTargetsAndClaimsApart) {
  auto client = make(EndpointVersion::kV2);
  ASSERT_TRUE(client.client_credentials({.target = {.scopes = {"api://a/.default"}}}));
  ASSERT_TRUE(client.client_credentials({.target = {.scopes = {"api://b/.default"}}}));
  ASSERT_TRUE(client.client_credentials({.target = {.scopes = {"api://a/.default"}}, .tenant = "fabrikam.example"}));
  ASSERT_TRUE(client.client_credentials({.target = {.scopes = {"api://a/.default"}}, .claims = R"({"a":1})"}));
  EXPECT_EQ(transport_->count(), 4u);
  EXPECT_EQ(transport_->requests().at(2).target, "/fabrikam.example/oauth2/v2.0/token");
  EXPECT_EQ(body_of(3).get("claims"), R"({"a":1})");
}

TEST_F(TokenClientTest, AnotherSecretNeverGetsTheCachedToken) {
  const auto cache = std::make_shared<TokenCache>(clock_);
  const ClientCredentialsRequest request{.target = {.resource = "r"}};
  const auto options = [&](const char* secret) {
    return ClientOptions{.authority = Authority::parse("https://localhost:8443/contoso.example").value(),
                         .client_id = "client-1",
                         .credential = ClientSecret{secret}};
  };
  ASSERT_TRUE(TokenClient(options("right"), transport_, clock_, random_, cache).client_credentials(request));
  ASSERT_TRUE(TokenClient(options("right"), transport_, clock_, random_, cache).client_credentials(request));
  EXPECT_EQ(transport_->count(), 1u);
  ASSERT_TRUE(TokenClient(options("wrong"), transport_, clock_, random_, cache).client_credentials(request));
  EXPECT_EQ(transport_->count(), 2u);
}

TEST_F(TokenClientTest, ForceRefreshPassesByTheCache) {
  auto client = make(EndpointVersion::kV2);
  ASSERT_TRUE(client.client_credentials({.target = {.resource = "r"}}));
  ASSERT_TRUE(client.client_credentials({.target = {.resource = "r"}, .force_refresh = true}));
  EXPECT_EQ(transport_->count(), 2u);
}

TEST_F(TokenClientTest, AHandleServesTheTokenOfTheSameRequest) {
  auto client = make(EndpointVersion::kV2);
  const ClientCredentialsRequest request{.target = {.scopes = {"api://a/.default"}}, .tenant = "fabrikam.example"};
  const auto prepared = client.prepare(request);
  ASSERT_TRUE(prepared);
  auto handle = client.handle(*prepared);
  EXPECT_EQ(transport_->count(), 0u);
  for (int i = 0; i < 3; ++i) {
    const auto token = handle.get();
    ASSERT_TRUE(token);
    EXPECT_EQ((*token)->access_token, "AT2");
  }
  ASSERT_TRUE(client.client_credentials(request));
  EXPECT_EQ(transport_->count(), 1u);
  EXPECT_EQ(transport_->requests().at(0).target, "/fabrikam.example/oauth2/v2.0/token");
}

TEST_F(TokenClientTest, APreparedRequestIsTheRequestItselfToTheCache) {
  auto client = make(EndpointVersion::kV2);
  const ClientCredentialsRequest app{.target = {.resource = "r"}};
  const RefreshRequest person{.refresh_token = "RT", .target = {.resource = "r"}};
  const auto first = client.prepare(app);
  const auto second = client.prepare(person);
  ASSERT_TRUE(first && second);
  EXPECT_FALSE(client.with_token(*first, [](const Token&) {})) << "nothing was asked for";

  ASSERT_TRUE(client.client_credentials(app));
  ASSERT_TRUE(client.refresh(person));
  EXPECT_EQ(transport_->count(), 2u);
  std::string seen;
  EXPECT_TRUE(client.with_token(*first, [&](const Token& token) { seen = token.access_token; }));
  EXPECT_EQ(seen, "AT2");
  const auto held = client.acquire(*second);
  ASSERT_TRUE(held);
  EXPECT_EQ(held->source, TokenSource::kCache);
  const auto fresh = client.acquire(*second, {.mode = TokenCache::Mode::kFresh});
  ASSERT_TRUE(fresh);
  EXPECT_EQ(fresh->source, TokenSource::kNetwork);
  EXPECT_EQ((*fresh)->refresh_token, "RT");
  EXPECT_EQ(body_of(2).encode(), body_of(1).encode());
}

TEST_F(TokenClientTest, PreparesNothingThatCannotWork) {
  auto client = make(EndpointVersion::kV2);
  EXPECT_EQ(client.prepare(ClientCredentialsRequest{}).error().kind, ClientErrorKind::kInvalidArgument) << "no target";
  EXPECT_EQ(client.prepare(RefreshRequest{}).error().kind, ClientErrorKind::kInvalidArgument) << "no refresh token";
}

TEST_F(TokenClientTest, ARenewalOutlivesTheClientThatAskedForIt) {
  const auto executor = std::make_shared<testing::QueueExecutor>();
  const auto cache = std::make_shared<TokenCache>(clock_, TokenCacheOptions{.renew_spread = 0, .executor = executor});
  transport_->answer_with([](const http::Request&) {
    return json_response(200, R"({"token_type":"Bearer","expires_in":86399,"refresh_in":43199,"access_token":"CAE"})");
  });
  const auto options = ClientOptions{.authority = Authority::parse("https://localhost:8443/contoso.example").value(),
                                     .client_id = "client-1",
                                     .credential = ClientSecret{"s"}};
  const ClientCredentialsRequest request{.target = {.resource = "r"}};
  {
    TokenClient client(options, transport_, clock_, random_, cache);
    ASSERT_TRUE(client.client_credentials(request));
    clock_.advance(std::chrono::hours(12));
    const auto aging = client.client_credentials(request);
    ASSERT_TRUE(aging);
    EXPECT_EQ(aging->source, TokenSource::kCache);
    EXPECT_EQ(transport_->count(), 1u) << "the caller does not wait";
  }
  EXPECT_EQ(executor->run(), 1u);
  EXPECT_EQ(transport_->count(), 2u);
  EXPECT_EQ(body_of(1).encode(), body_of(0).encode());
}

TEST_F(TokenClientTest, ForgetsWhatWasGotWithARefreshToken) {
  auto client = make(EndpointVersion::kV2);
  ASSERT_TRUE(client.refresh({.refresh_token = "anna", .target = {.resource = "r"}}));
  ASSERT_TRUE(client.refresh({.refresh_token = "anna", .target = {.resource = "s"}}));
  ASSERT_TRUE(client.refresh({.refresh_token = "bert", .target = {.resource = "r"}}));
  EXPECT_EQ(client.forget("anna"), 2u);
  ASSERT_TRUE(client.refresh({.refresh_token = "bert", .target = {.resource = "r"}}));
  EXPECT_EQ(transport_->count(), 3u);
  ASSERT_TRUE(client.refresh({.refresh_token = "anna", .target = {.resource = "r"}}));
  EXPECT_EQ(transport_->count(), 4u);
}

TEST_F(TokenClientTest, SendsASignedAssertionInsteadOfASecret) {
  const auto der = crypto::make_self_signed_certificate(testing::test_key(), "app", clock_.now(),
                                                        clock_.now() + std::chrono::hours(1));
  auto client = make(EndpointVersion::kV2,
                     ClientCertificate::from_pem(testing::to_pem(*der), testing::test_key().to_pem()).value());
  ASSERT_TRUE(client.client_credentials({.target = {.resource = "r"}}));
  EXPECT_EQ(body_of(0).get("client_assertion_type"), "urn:ietf:params:oauth:client-assertion-type:jwt-bearer");
  EXPECT_TRUE(body_of(0).has("client_assertion"));
  EXPECT_FALSE(body_of(0).has("client_secret"));
}

TEST_F(TokenClientTest, RedeemsACodeWithItsVerifierAndNeverFromTheCache) {
  transport_->answer_with([](const http::Request&) {
    return json_response(
        200, R"({"token_type":"Bearer","scope":"User.Read","expires_in":3736,"access_token":"AT","refresh_token":"RT",)"
             R"("id_token":"IT"})");
  });
  auto client = make(EndpointVersion::kV2);
  const CodeRequest request{.code = "the-code",
                            .redirect_uri = "http://localhost:3000/cb",
                            .code_verifier = "verifier",
                            .target = {.scopes = {"openid", "offline_access"}}};
  const auto token = client.redeem_code(request);
  ASSERT_TRUE(token);
  EXPECT_EQ((*token)->refresh_token, "RT");
  EXPECT_EQ((*token)->id_token, "IT");
  EXPECT_EQ((*token)->scope, "User.Read");
  ASSERT_TRUE(client.redeem_code(request));
  EXPECT_EQ(transport_->count(), 2u);
  const Form body = body_of(0);
  EXPECT_EQ(body.get("grant_type"), "authorization_code");
  EXPECT_EQ(body.get("code"), "the-code");
  EXPECT_EQ(body.get("redirect_uri"), "http://localhost:3000/cb");
  EXPECT_EQ(body.get("code_verifier"), "verifier");
  EXPECT_EQ(body.get("scope"), "openid offline_access");
}

TEST_F(TokenClientTest, RefreshesIntoACustomersTenantAndKeepsTheOldTokenWhenNoneComes) {
  transport_->answer_with([](const http::Request&) { return json_response(200, kV1Answer); });
  auto client = make(EndpointVersion::kV1);
  const auto token = client.refresh(
      {.refresh_token = "RT0", .target = {.resource = "https://graph.windows.net"}, .tenant = "fabrikam.example"});
  ASSERT_TRUE(token);
  EXPECT_EQ((*token)->refresh_token, "RT0") << "an answer without one leaves the old one in force";
  EXPECT_EQ(transport_->requests().at(0).target, "/fabrikam.example/oauth2/token");
  EXPECT_EQ(body_of(0).get("grant_type"), "refresh_token");
  EXPECT_EQ(body_of(0).get("refresh_token"), "RT0");
}

TEST_F(TokenClientTest, ARefreshIsCachedPerRefreshToken) {
  auto client = make(EndpointVersion::kV2);
  ASSERT_TRUE(client.refresh({.refresh_token = "RT-a", .target = {.resource = "r"}}));
  ASSERT_TRUE(client.refresh({.refresh_token = "RT-a", .target = {.resource = "r"}}));
  EXPECT_EQ(transport_->count(), 1u);
  ASSERT_TRUE(client.refresh({.refresh_token = "RT-b", .target = {.resource = "r"}}));
  EXPECT_EQ(transport_->count(), 2u);
}

TEST_F(TokenClientTest, SendsNothingForACallThatCannotWork) {
  const auto kind = [](const Result<Acquired, ClientError>& outcome) { return outcome.error().kind; };
  EXPECT_EQ(kind(make(EndpointVersion::kV1).client_credentials({.target = {}})), ClientErrorKind::kInvalidArgument);
  EXPECT_EQ(kind(make(EndpointVersion::kV2).client_credentials({.target = {}})), ClientErrorKind::kInvalidArgument);
  EXPECT_EQ(kind(make(EndpointVersion::kV2, NoCredential{}).client_credentials({.target = {.resource = "r"}})),
            ClientErrorKind::kInvalidArgument);
  EXPECT_EQ(kind(make(EndpointVersion::kV2).redeem_code({.code = "", .redirect_uri = "x"})),
            ClientErrorKind::kInvalidArgument);
  EXPECT_EQ(kind(make(EndpointVersion::kV2).refresh({.refresh_token = ""})), ClientErrorKind::kInvalidArgument);
  EXPECT_EQ(kind(make(EndpointVersion::kV2).refresh({.refresh_token = "RT", .tenant = "a/b"})),
            ClientErrorKind::kInvalidArgument);
  EXPECT_EQ(transport_->count(), 0u);
}

TEST_F(TokenClientTest, RefusesAppOnlyTokensOfNoTenant) {
  auto client = make(EndpointVersion::kV2);
  for (const char* tenant : {"common", "Organizations", "consumers"}) {
    const auto token = client.client_credentials({.target = {.resource = "r"}, .tenant = tenant});
    ASSERT_FALSE(token) << tenant;
    EXPECT_EQ(token.error().kind, ClientErrorKind::kInvalidArgument);
    EXPECT_NE(token.error().description.find("tenant's id or domain"), std::string::npos);
  }
  EXPECT_EQ(transport_->count(), 0u);
}

TEST_F(TokenClientTest, SendsTheCorrelationIdItIsGivenAndKeepsTheOneThatIsEchoed) {
  constexpr const char* kGiven = "0a1b2c3d-0000-4000-8000-000000000001";
  constexpr const char* kEchoed = "0a1b2c3d-0000-4000-8000-000000000002";
  auto client = make(EndpointVersion::kV2);
  const auto plain = client.client_credentials({.target = {.resource = "r"}, .correlation_id = kGiven});
  ASSERT_TRUE(plain);
  EXPECT_EQ(transport_->requests().at(0).headers.get("client-request-id"), kGiven);
  EXPECT_EQ((*plain)->correlation_id, kGiven);
  EXPECT_EQ(client.client_credentials({.target = {.resource = "r"}})->source, TokenSource::kCache) << "not in the key";

  transport_->answer_with([&](const http::Request&) {
    http::Response response = json_response(200, kV2Answer);
    response.headers.add("client-request-id", kEchoed);
    return response;
  });
  const auto echoed = client.refresh({.refresh_token = "RT", .correlation_id = kGiven});
  ASSERT_TRUE(echoed);
  EXPECT_EQ((*echoed)->correlation_id, kEchoed);
  EXPECT_FALSE(client.refresh({.refresh_token = "RT", .correlation_id = "x\r\nEvil: 1"})) << "no GUID, nothing sent";
  EXPECT_EQ(transport_->count(), 2u);
}

TEST_F(TokenClientTest, SaysThatAllButACodeMayBeSentAgain) {
  auto client = make(EndpointVersion::kV2);
  ASSERT_TRUE(client.client_credentials({.target = {.resource = "r"}}));
  ASSERT_TRUE(client.refresh({.refresh_token = "RT"}));
  ASSERT_TRUE(client.redeem_code({.code = "C", .redirect_uri = "http://localhost/cb"}));
  EXPECT_TRUE(transport_->requests().at(0).may_repeat());
  EXPECT_TRUE(transport_->requests().at(1).may_repeat());
  EXPECT_FALSE(transport_->requests().at(2).may_repeat()) << "it may have been spent";
}

TEST_F(TokenClientTest, KeepsTheSecretOutOfEveryError) {
  transport_->answer_with(
      [](const http::Request&) -> Result<http::Response> { return fail(Errc::kNetwork, "connection refused"); });
  const auto token = make(EndpointVersion::kV2).client_credentials({.target = {.resource = "r"}});
  ASSERT_FALSE(token);
  EXPECT_EQ(token.error().kind, ClientErrorKind::kNetwork);
  EXPECT_FALSE(token.error().correlation_id.empty());
  EXPECT_EQ(token.error().message().find("s3cret"), std::string::npos);
}

}  // namespace
}  // namespace entra::client
