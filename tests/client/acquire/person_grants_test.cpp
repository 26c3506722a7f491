// The grants that stand for a person: on-behalf-of and password.

#include "testing/token_client_fixture.hpp"

namespace entra::client {
namespace {

using testing::json_response;

class OnBehalfOf : public testing::TokenClientFixture {};

TEST_F(OnBehalfOf, SpeaksToV2InScopes) {
  auto client = make(options());
  const auto token = client.on_behalf_of({.assertion = "user.token.x", .target = {.scopes = {"api://b/read"}}});
  ASSERT_TRUE(token) << token.error().message();
  EXPECT_EQ(target(0), "/contoso.example/oauth2/v2.0/token");
  EXPECT_EQ(form(0).encode(), Form({{"scope", "api://b/read"},
                                    {"grant_type", "urn:ietf:params:oauth:grant-type:jwt-bearer"},
                                    {"assertion", "user.token.x"},
                                    {"requested_token_use", "on_behalf_of"},
                                    {"client_id", "client-1"},
                                    {"client_secret", "s3cret"}})
                                  .encode());
}

TEST_F(OnBehalfOf, SpeaksToV1InAResource) {
  auto client = make(options(EndpointVersion::kV1));
  ASSERT_TRUE(client.on_behalf_of(
      {.assertion = "user.token.x", .target = {.resource = "https://graph.windows.net", .scopes = {"openid"}}}));
  EXPECT_EQ(target(0), "/contoso.example/oauth2/token");
  EXPECT_EQ(form(0).get("resource"), "https://graph.windows.net");
  EXPECT_EQ(form(0).get("scope"), "openid");
  EXPECT_EQ(form(0).get("requested_token_use"), "on_behalf_of");
}

TEST_F(OnBehalfOf, KeepsATokenForEachAssertionAndForgetsIt) {
  auto client = make(options());
  const OnBehalfOfRequest anna{.assertion = "anna", .target = {.scopes = {"s"}}};
  const OnBehalfOfRequest bert{.assertion = "bert", .target = {.scopes = {"s"}}};
  ASSERT_TRUE(client.on_behalf_of(anna));
  ASSERT_TRUE(client.on_behalf_of(bert));
  EXPECT_EQ(client.on_behalf_of(anna)->source, TokenSource::kCache);
  EXPECT_EQ(transport_->count(), 2u);
  EXPECT_EQ(client.forget("anna"), 1u);
  EXPECT_EQ(client.on_behalf_of(anna)->source, TokenSource::kNetwork);
  EXPECT_EQ(client.on_behalf_of(bert)->source, TokenSource::kCache);
  const auto prepared = client.prepare(bert);
  ASSERT_TRUE(prepared);
  EXPECT_EQ(client.acquire(*prepared)->source, TokenSource::kCache);
  EXPECT_EQ(prepared->key.text().find("bert"), std::string::npos);
}

TEST_F(OnBehalfOf, SendsNothingForACallThatCannotWork) {
  const auto kind = [](const Result<Acquired, ClientError>& outcome) { return outcome.error().kind; };
  EXPECT_EQ(kind(make(options()).on_behalf_of({.target = {.scopes = {"s"}}})), ClientErrorKind::kInvalidArgument);
  EXPECT_EQ(kind(make(options()).on_behalf_of({.assertion = "a"})), ClientErrorKind::kInvalidArgument);
  EXPECT_EQ(kind(make(options(EndpointVersion::kV2, NoCredential{}))
                     .on_behalf_of({.assertion = "a", .target = {.scopes = {"s"}}})),
            ClientErrorKind::kInvalidArgument);
  EXPECT_EQ(kind(make(options(EndpointVersion::kV1)).on_behalf_of({.assertion = "a", .target = {.scopes = {"s"}}})),
            ClientErrorKind::kInvalidArgument);
  EXPECT_EQ(transport_->count(), 0u);
}

TEST_F(OnBehalfOf, PassesOnTheChallengeForTheCaller) {
  answer(R"({"error":"interaction_required","suberror":"basic_action","error_codes":[50079],)"
         R"("claims":"{\"access_token\":{\"polids\":{\"essential\":true}}}"})",
         400);
  const auto token = make(options()).on_behalf_of({.assertion = "a", .target = {.scopes = {"s"}}});
  ASSERT_FALSE(token);
  EXPECT_TRUE(token.error().needs_person);
  EXPECT_EQ(token.error().claims, R"({"access_token":{"polids":{"essential":true}}})");
}

class UsernamePassword : public testing::TokenClientFixture {};

TEST_F(UsernamePassword, SendsThePasswordAndNoSecretOfAPublicClient) {
  auto client = make(options(EndpointVersion::kV2, NoCredential{}));
  ASSERT_TRUE(client.username_password(
      {.username = "ada@contoso.example", .password = "p&ss", .target = {.scopes = {"User.Read", "openid"}}}));
  EXPECT_EQ(form(0).encode(), Form({{"scope", "User.Read openid"},
                                    {"grant_type", "password"},
                                    {"username", "ada@contoso.example"},
                                    {"password", "p&ss"},
                                    {"client_id", "client-1"}})
                                  .encode());
}

TEST_F(UsernamePassword, KeepsAccountsAndPasswordsApart) {
  auto client = make(options());
  const auto source = [&](const char* name, const char* password) {
    return client.username_password({.username = name, .password = password, .target = {.scopes = {"s"}}})->source;
  };
  EXPECT_EQ(source("Ada@contoso.example", "one"), TokenSource::kNetwork);
  EXPECT_EQ(source("ada@contoso.example", "one"), TokenSource::kCache) << "names differ in case only";
  EXPECT_EQ(source("ada@contoso.example", "two"), TokenSource::kNetwork) << "a wrong password gets no token";
  EXPECT_EQ(source("bob@contoso.example", "one"), TokenSource::kNetwork);
  EXPECT_EQ(client.cache().clear_account("ada@contoso.example"), 2u);
  const auto prepared =
      client.prepare(PasswordRequest{.username = "ada", .password = "hunter2", .target = {.scopes = {"s"}}});
  ASSERT_TRUE(prepared);
  EXPECT_EQ(prepared->key.text().find("hunter2"), std::string::npos);
}

TEST_F(UsernamePassword, SaysWhenAPersonIsNeededAndNeverThePassword) {
  answer(R"({"error":"invalid_grant","error_description":"AADSTS50076: Due to","error_codes":[50076],)"
         R"("suberror":"basic_action"})",
         400);
  const auto token =
      make(options()).username_password({.username = "ada", .password = "hunter2", .target = {.scopes = {"s"}}});
  ASSERT_FALSE(token);
  EXPECT_TRUE(token.error().needs_person);
  EXPECT_EQ(token.error().message().find("hunter2"), std::string::npos);
}

TEST_F(UsernamePassword, SendsNothingForACallThatCannotWork) {
  auto client = make(options());
  const Target target{.scopes = {"s"}};
  EXPECT_FALSE(client.username_password({.password = "p", .target = target}));
  EXPECT_FALSE(client.username_password({.username = "u", .target = target}));
  EXPECT_FALSE(client.username_password({.username = "u", .password = "p"}));
  EXPECT_FALSE(client.username_password({.username = "u", .password = "p", .target = target, .tenant = "common"}));
  EXPECT_EQ(transport_->count(), 0u);
  EXPECT_TRUE(
      client.username_password({.username = "u", .password = "p", .target = target, .tenant = "organizations"}));
}

class AssertedClient : public testing::TokenClientFixture {};

TEST_F(AssertedClient, SendsTheAssertionOfTheMomentAndKeepsOneEntry) {
  int asked = 0;
  AssertionPurpose purpose;
  const auto source = ClientAssertion::from_source("pod", [&](const AssertionPurpose& wanted) {
    purpose = wanted;
    return Result<std::string>("jwt-" + std::to_string(++asked));
  });
  auto client = make(options(EndpointVersion::kV2, source));
  const ClientCredentialsRequest request{.target = {.resource = "r"}};
  ASSERT_TRUE(client.client_credentials(request));
  EXPECT_EQ(form(0).get("client_assertion"), "jwt-1");
  EXPECT_EQ(form(0).get("client_assertion_type"), "urn:ietf:params:oauth:client-assertion-type:jwt-bearer");
  EXPECT_FALSE(form(0).has("client_secret"));
  EXPECT_EQ(purpose.client_id, "client-1");
  EXPECT_EQ(purpose.token_endpoint, "https://localhost:8443/contoso.example/oauth2/v2.0/token");
  EXPECT_EQ(client.client_credentials(request)->source, TokenSource::kCache);
  EXPECT_EQ(asked, 1) << "a hit needs no assertion";
  clock_.advance(std::chrono::hours(1));
  ASSERT_TRUE(client.client_credentials(request));
  EXPECT_EQ(form(1).get("client_assertion"), "jwt-2");
  EXPECT_EQ(cache_->statistics().entries, 1u);
}

TEST_F(AssertedClient, SendsNothingWithoutItsAssertion) {
  const auto file = ClientAssertion::from_file("/nowhere/token");
  const auto token = make(options(EndpointVersion::kV2, file)).client_credentials({.target = {.resource = "r"}});
  ASSERT_FALSE(token);
  EXPECT_EQ(token.error().kind, ClientErrorKind::kInvalidArgument);
  EXPECT_NE(token.error().description.find("/nowhere/token"), std::string::npos);
  EXPECT_EQ(transport_->count(), 0u);
}

}  // namespace
}  // namespace entra::client
