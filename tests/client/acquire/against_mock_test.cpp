// Every flow once, against an authority that judges what it is sent.

#include <gtest/gtest.h>

#include "entra/client/jwt.hpp"
#include "entra/client/managed_identity.hpp"
#include "entra/client/token_client.hpp"
#include "testing/forge.hpp"
#include "testing/mock_in_process.hpp"

namespace entra::client {
namespace {

using testing::kDaemon;
using testing::kDesktop;
using testing::kMiddleTier;
using testing::kOrigin;
using testing::kTenant;

constexpr const char* kGraph = "https://graph.microsoft.com";

class AgainstMock : public ::testing::Test {
 protected:
  TokenClient make(const char* client_id, ClientCredential credential, EndpointVersion version = EndpointVersion::kV2,
                   std::vector<std::string> capabilities = {}) {
    return {{.authority = Authority::parse(std::string(kOrigin) + "/" + kTenant).value(),
             .version = version,
             .client_id = client_id,
             .credential = std::move(credential),
             .capabilities = std::move(capabilities)},
            mock_,
            clock_,
            random_};
  }
  static Claims claims_of(const Result<Acquired, ClientError>& token) {
    if (!token) {
      ADD_FAILURE() << token.error().message();
      return decode_jwt(testing::sign("{}", "{}"))->payload;
    }
    return decode_jwt((*token)->access_token)->payload;
  }
  Result<Acquired, ClientError> sign_in(const char* user, const char* password, std::vector<std::string> scopes,
                                        EndpointVersion version = EndpointVersion::kV2) {
    Target target = version == EndpointVersion::kV2 ? Target{.scopes = std::move(scopes)}
                                                    : Target{.resource = "https://graph.microsoft.com"};
    return make(kDesktop, NoCredential{}, version)
        .username_password({.username = user, .password = password, .target = std::move(target)});
  }

  ManualClock clock_{from_epoch_seconds(1'740'819'600)};
  SeededRandom random_{7};
  std::shared_ptr<testing::MockInProcess> mock_ = std::make_shared<testing::MockInProcess>(clock_, random_);
};

TEST_F(AgainstMock, EveryKindOfCertificateAssertionIsAccepted) {
  const std::string pem = testing::to_pem(testing::daemon_certificate());
  for (const auto algorithm : {AssertionAlgorithm::kPs256, AssertionAlgorithm::kRs256}) {
    for (const bool send_x5c : {false, true}) {
      auto certificate = ClientCertificate::from_pem(pem, testing::test_key().to_pem(),
                                                     {.algorithm = algorithm, .send_x5c = send_x5c});
      ASSERT_TRUE(certificate);
      for (const auto version : {EndpointVersion::kV1, EndpointVersion::kV2}) {
        const Claims claims =
            claims_of(make(kDaemon, *certificate, version).client_credentials({.target = {.resource = kGraph}}));
        EXPECT_EQ(claims.text("appid"), kDaemon);
        EXPECT_EQ(claims.text("appidacr"), "2");
      }
    }
  }
}

TEST_F(AgainstMock, AFederatedAssertionIsAccepted) {
  const auto source = ClientAssertion::from_source("pod", [this](const AssertionPurpose&) {
    return Result<std::string>(
        testing::sign(R"({"alg":"RS256","kid":"k1"})",
                      R"({"iss":"https://pods.example","sub":"pod-1","aud":"api://AzureADTokenExchange","exp":)" +
                          std::to_string(to_epoch_seconds(clock_.now()) + 600) + "}"));
  });
  const Claims claims =
      claims_of(make(testing::kPipeline, source).client_credentials({.target = {.resource = kGraph}}));
  EXPECT_EQ(claims.text("appid"), testing::kPipeline);
}

TEST_F(AgainstMock, APasswordGetsTokensOfBothVersions) {
  const auto v2 =
      sign_in("ada@contoso.example", "pass-ada", {"https://graph.microsoft.com/User.Read", "offline_access"});
  EXPECT_EQ(claims_of(v2).text("upn"), "ada@contoso.example");
  EXPECT_FALSE((*v2)->refresh_token.empty());
  const auto v1 = sign_in("ada@contoso.example", "pass-ada", {}, EndpointVersion::kV1);
  EXPECT_EQ(claims_of(v1).text("upn"), "ada@contoso.example");
  EXPECT_EQ((*v1)->resource, "https://graph.microsoft.com");
}

TEST_F(AgainstMock, APasswordThatIsNotEnoughNeedsItsPerson) {
  for (const auto version : {EndpointVersion::kV1, EndpointVersion::kV2}) {
    const auto token = sign_in("mia@contoso.example", "pass-mia", {"User.Read"}, version);
    ASSERT_FALSE(token);
    EXPECT_EQ(token.error().aadsts, 50076);
    EXPECT_TRUE(token.error().needs_person);
    EXPECT_EQ(token.error().error, version == EndpointVersion::kV1 ? "interaction_required" : "invalid_grant");
    EXPECT_FALSE(token.error().timestamp.empty());
  }
}

TEST_F(AgainstMock, OnBehalfOfCarriesThePersonOn) {
  const auto user = sign_in("ada@contoso.example", "pass-ada", {"api://middle/access_as_user"});
  ASSERT_TRUE(user) << user.error().message();
  for (const auto version : {EndpointVersion::kV1, EndpointVersion::kV2}) {
    auto middle = make(kMiddleTier, ClientSecret{"middle-secret"}, version);
    const Target target = version == EndpointVersion::kV1 ? Target{.resource = kGraph}
                                                          : Target{.scopes = {"https://graph.microsoft.com/User.Read"}};
    const Claims claims = claims_of(middle.on_behalf_of({.assertion = (*user)->access_token, .target = target}));
    EXPECT_EQ(claims.text("appid"), kMiddleTier);
    EXPECT_EQ(claims.text("upn"), "ada@contoso.example");
  }
}

TEST_F(AgainstMock, ADeviceCodeIsPolledUntilItsPersonIsDone) {
  for (const auto version : {EndpointVersion::kV1, EndpointVersion::kV2}) {
    auto client = make(kDesktop, NoCredential{}, version);
    const Target target =
        version == EndpointVersion::kV1 ? Target{.resource = kGraph} : Target{.scopes = {"User.Read"}};
    auto flow = client.start_device_code({.target = target});
    ASSERT_TRUE(flow) << flow.error().message();
    EXPECT_NE(flow->code().message.find(flow->code().user_code), std::string::npos);
    int pauses = 0;
    const auto token = flow->wait([&](milliseconds pause, const std::stop_token&) {
      clock_.advance(pause);
      if (++pauses == 3) {
        const auto approved = mock_->control(
            "/_mock/device-codes", R"({"user":"ada@contoso.example","user_code":")" + flow->code().user_code + "\"}");
        EXPECT_EQ(approved.status, 200) << approved.body;
      }
      return true;
    });
    EXPECT_EQ(claims_of(token).text("upn"), "ada@contoso.example");
    EXPECT_EQ(pauses, 3);
  }
}

TEST_F(AgainstMock, ADeclinedDeviceCodeEnds) {
  auto flow = make(kDesktop, NoCredential{}).start_device_code({.target = {.scopes = {"User.Read"}}});
  ASSERT_TRUE(flow);
  mock_->control("/_mock/device-codes", R"({"decline":true,"user_code":")" + flow->code().user_code + "\"}");
  clock_.advance(std::chrono::seconds(5));
  const auto polled = flow->poll();
  ASSERT_FALSE(polled);
  EXPECT_EQ(polled.error().error, "authorization_declined");
}

TEST_F(AgainstMock, ASignInBringsACodeThatItsVerifierRedeems) {
  for (const auto version : {EndpointVersion::kV1, EndpointVersion::kV2}) {
    auto client = make(kDesktop, NoCredential{}, version);
    const Target target = version == EndpointVersion::kV1
                              ? Target{.resource = kGraph}
                              : Target{.scopes = {"openid", "https://graph.microsoft.com/User.Read"}};
    const auto start = client.start_authorization(
        {.redirect_uri = "http://localhost", .target = target, .login_hint = "ada@contoso.example"});
    ASSERT_TRUE(start);
    http::Request browser;
    browser.origin = kOrigin;
    browser.target = start->url.substr(std::string(kOrigin).size());
    const auto redirected = mock_->send(browser, milliseconds(0));
    const auto answer = read_redirect(redirected->headers.get_or("Location"), start->state);
    ASSERT_TRUE(answer) << answer.error().message() << redirected->body;
    CodeRequest redemption{.code = answer->code, .redirect_uri = "http://localhost", .target = target};
    EXPECT_FALSE(client.redeem_code(redemption)) << "the verifier is missing";
    const auto again = mock_->send(browser, milliseconds(0));
    redemption.code = read_redirect(again->headers.get_or("Location"), start->state)->code;
    redemption.code_verifier = start->pkce.verifier;
    const auto token = client.redeem_code(redemption);
    EXPECT_EQ(claims_of(token).text("upn"), "ada@contoso.example");
    EXPECT_EQ(decode_jwt((*token)->id_token)->payload.text("nonce"), start->nonce);
  }
}

TEST_F(AgainstMock, ARefusedSignInComesBackAsAnError) {
  auto client = make(kDesktop, NoCredential{});
  const auto start = client.start_authorization(
      {.redirect_uri = "http://localhost", .target = {.scopes = {"openid"}}, .prompt = "none"});
  http::Request browser;
  browser.origin = kOrigin;
  browser.target = start->url.substr(std::string(kOrigin).size());
  const auto answer = read_redirect(mock_->send(browser, milliseconds(0))->headers.get_or("Location"), start->state);
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().error, "login_required");
  EXPECT_EQ(answer.error().aadsts, 50058);
  EXPECT_TRUE(answer.error().needs_person);
}

TEST_F(AgainstMock, AManagedIdentityGetsItsTokenFromEitherService) {
  using Kind = ManagedIdentityEndpoint::Kind;
  for (const auto& endpoint :
       {ManagedIdentityEndpoint{Kind::kImds, std::string(kOrigin) + "/metadata/identity/oauth2/token", ""},
        ManagedIdentityEndpoint{Kind::kAppService, std::string(kOrigin) + "/msi/token", "any-header"}}) {
    ManagedIdentityClient client({.endpoint = endpoint}, mock_, clock_);
    const auto token = client.get({.resource = "https://vault.azure.net"});
    EXPECT_EQ(claims_of(token).text("appid"), testing::kMachine);
    EXPECT_GT((*token)->expires_on, clock_.now());
    ManagedIdentityClient stranger(
        {.endpoint = endpoint,
         .identity = {ManagedIdentityId::Kind::kClientId, "bbbbbbbb-0000-4000-8000-00000000ffff"}},
        mock_, clock_);
    const auto refused = stranger.get({.resource = "https://vault.azure.net"});
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().status, 400);
  }
}

TEST_F(AgainstMock, ACapableClientSaysSoInItsTokens) {
  const auto certificate =
      ClientCertificate::from_pem(testing::to_pem(testing::daemon_certificate()), testing::test_key().to_pem()).value();
  const ClientCredentialsRequest request{.target = {.resource = kGraph}};
  EXPECT_EQ(
      claims_of(make(kDaemon, certificate, EndpointVersion::kV2, {"CP1"}).client_credentials(request)).list("xms_cc"),
      std::vector<std::string>{"CP1"});
  EXPECT_FALSE(claims_of(make(kDaemon, certificate).client_credentials(request)).has("xms_cc"));
}

TEST_F(AgainstMock, InstanceDiscoveryKeepsCredentialsFromStrangers) {
  TokenClient client({.authority = Authority::parse("https://login.evil.example/contoso.example").value(),
                      .client_id = kMiddleTier,
                      .credential = ClientSecret{"middle-secret"}},
                     mock_, clock_, random_);
  const auto token = client.client_credentials({.target = {.resource = kGraph}});
  ASSERT_FALSE(token);
  EXPECT_EQ(token.error().aadsts, 50049);
  EXPECT_EQ(token.error().kind, ClientErrorKind::kInvalidArgument);
}

}  // namespace
}  // namespace entra::client
