#include "entra/client/managed_identity.hpp"

#include <gtest/gtest.h>

#include <deque>
#include <map>

#include "acquire/managed_identity_response.hpp"
#include "entra/support/url.hpp"
#include "testing/scripted_transport.hpp"

namespace entra::client {
namespace {

using std::chrono::seconds;
using testing::json_response;
using testing::ScriptedTransport;
using Kind = ManagedIdentityEndpoint::Kind;

const Instant kNow = from_epoch_seconds(1'740'819'600);  // 2025-03-01T09:00:00Z

// As the documents of both services show them, with moments of this test.
constexpr const char* kImdsAnswer =
    R"({"access_token":"AT","refresh_token":"","expires_in":"3599","expires_on":"1740823199","not_before":"1740819300",)"
    R"("resource":"https://management.azure.com/","token_type":"Bearer","client_id":"c"})";
constexpr const char* kAppServiceAnswer =
    R"({"access_token":"AT","expires_on":"1740906000","resource":"https://vault.azure.net","token_type":"Bearer",)"
    R"("client_id":"5E29463D-71DA-4FE0-8E69-999B57DB23B0"})";

Result<ManagedIdentityEndpoint> find(const std::map<std::string, std::string>& variables) {
  return find_managed_identity_endpoint([&](const std::string& name) {
    const auto at = variables.find(name);
    return at == variables.end() ? std::nullopt : std::optional(at->second);
  });
}

TEST(ManagedIdentityEndpoint, IsToldFromTheEnvironment) {
  const auto bare = find({});
  ASSERT_TRUE(bare);
  EXPECT_EQ(bare->kind, Kind::kImds);
  EXPECT_EQ(bare->url, "http://169.254.169.254/metadata/identity/oauth2/token");
  const auto pod = find({{"AZURE_POD_IDENTITY_AUTHORITY_HOST", "http://127.0.0.1:8400/"}});
  ASSERT_TRUE(pod);
  EXPECT_EQ(pod->url, "http://127.0.0.1:8400/metadata/identity/oauth2/token");
  const auto app = find({{"IDENTITY_ENDPOINT", "http://localhost:4141/MSI/token"}, {"IDENTITY_HEADER", "s3cret"}});
  ASSERT_TRUE(app);
  EXPECT_EQ(app->kind, Kind::kAppService);
  EXPECT_EQ(app->url, "http://localhost:4141/MSI/token");
  EXPECT_EQ(app->header, "s3cret");
}

TEST(ManagedIdentityEndpoint, NamesWhatItDoesNotServe) {
  const auto message = [](const std::map<std::string, std::string>& variables) {
    const auto endpoint = find(variables);
    return endpoint ? std::string() : endpoint.error().message;
  };
  const std::string url = "http://localhost:1/t";
  EXPECT_NE(message({{"IDENTITY_ENDPOINT", url}, {"IDENTITY_HEADER", "h"}, {"IDENTITY_SERVER_THUMBPRINT", "t"}})
                .find("Service Fabric"),
            std::string::npos);
  EXPECT_NE(message({{"IDENTITY_ENDPOINT", url}, {"IMDS_ENDPOINT", url}}).find("Azure Arc"), std::string::npos);
  EXPECT_NE(message({{"MSI_ENDPOINT", url}}).find("MSI_ENDPOINT"), std::string::npos);
  EXPECT_NE(message({{"IDENTITY_ENDPOINT", "nowhere"}, {"IDENTITY_HEADER", "s3cret"}}).find("IDENTITY_ENDPOINT"),
            std::string::npos);
  EXPECT_EQ(message({{"IDENTITY_ENDPOINT", "nowhere"}, {"IDENTITY_HEADER", "s3cret"}}).find("s3cret"),
            std::string::npos);
  EXPECT_NE(message({{"AZURE_POD_IDENTITY_AUTHORITY_HOST", "nowhere"}}), "");
}

TEST(ExpiresOn, IsReadInEveryFormThatHasBeenSeen) {
  EXPECT_EQ(parse_expires_on("1740819600"), kNow);
  EXPECT_EQ(parse_expires_on("2025-03-01T09:00:00Z"), kNow);
  EXPECT_EQ(parse_expires_on("2025-03-01T10:00:00+01:00"), kNow);
  EXPECT_EQ(parse_expires_on("03/01/2025 09:00:00 AM +00:00"), kNow);
  EXPECT_EQ(parse_expires_on("3/1/2025 9:00:00 AM +00:00"), kNow);
  EXPECT_EQ(parse_expires_on("03/01/2025 09:00:00 PM +00:00"), kNow + std::chrono::hours(12));
  EXPECT_EQ(parse_expires_on("03/01/2025 12:30:00 AM +00:00"), kNow - std::chrono::minutes(510));
  EXPECT_EQ(parse_expires_on("09/14/2017 00:00:00 PM +00:00"), from_epoch_seconds(1'505'390'400)) << "as documented";
  for (const char* bad : {"", "soon", "-1", "0", "1e300", "99999999999999", "02/31/2025 09:00:00 AM +00:00",
                          "03/01/2025 13:00:00 AM +00:00", "03/01/2025 09:00:00 +00:00", "03/01/2025 09:00 AM +00:00",
                          "03/01/2025 09:00:00 AM +01:00"}) {
    EXPECT_EQ(parse_expires_on(bad), std::nullopt) << bad;
  }
}

class ManagedIdentity : public ::testing::Test {
 protected:
  ManagedIdentityClient make(ManagedIdentityEndpoint endpoint, ManagedIdentityId identity = {}) {
    return {{.endpoint = std::move(endpoint),
             .identity = std::move(identity),
             .wait =
                 [this](milliseconds pause, const std::stop_token&) {
                   pauses_.push_back(std::chrono::duration_cast<seconds>(pause));
                   return true;
                 }},
            transport_,
            clock_,
            cache_};
  }
  static ManagedIdentityEndpoint imds() { return find({}).value(); }
  static ManagedIdentityEndpoint app_service() {
    return {Kind::kAppService, "http://localhost:4141/MSI/token", "s3cret-header"};
  }
  void say(int status, std::string body, http::Headers headers = {}) {
    http::Response response = json_response(status, std::move(body));
    for (const auto& [name, value] : headers.fields()) response.headers.add(name, value);
    answers_.push_back(std::move(response));
  }

  ManualClock clock_{kNow};
  std::deque<http::Response> answers_;
  std::vector<seconds> pauses_;
  std::shared_ptr<TokenCache> cache_ = std::make_shared<TokenCache>(clock_);
  std::shared_ptr<ScriptedTransport> transport_ =
      std::make_shared<ScriptedTransport>([this](const http::Request&) -> Result<http::Response> {
        if (answers_.empty()) return fail(Errc::kNetwork, "no route to host");
        http::Response next = std::move(answers_.front());
        answers_.pop_front();
        return next;
      });
};

TEST_F(ManagedIdentity, AsksImdsAsDocumented) {
  say(200, kImdsAnswer);
  auto client = make(imds());
  const auto token = client.get({.resource = "https://management.azure.com/"});
  ASSERT_TRUE(token) << token.error().message();
  EXPECT_EQ((*token)->access_token, "AT");
  EXPECT_EQ((*token)->expires_on, kNow + seconds(3599));
  EXPECT_EQ((*token)->refresh_token, "");
  const http::Request request = transport_->requests().at(0);
  EXPECT_EQ(request.method, "GET");
  EXPECT_EQ(request.origin, "http://169.254.169.254");
  EXPECT_EQ(request.target,
            "/metadata/identity/oauth2/token?api-version=2018-02-01&resource=https%3A%2F%2Fmanagement.azure.com%2F");
  EXPECT_EQ(request.headers.get("Metadata"), "true");
  EXPECT_EQ(client.get({.resource = "https://management.azure.com/"})->source, TokenSource::kCache);
}

TEST_F(ManagedIdentity, AsksAppServiceAsDocumented) {
  say(200, kAppServiceAnswer);
  const auto token = make(app_service()).get({.resource = "https://vault.azure.net"});
  ASSERT_TRUE(token) << token.error().message();
  EXPECT_EQ((*token)->expires_on, kNow + std::chrono::hours(24)) << "there is no expires_in";
  const http::Request request = transport_->requests().at(0);
  EXPECT_EQ(request.origin, "http://localhost:4141");
  EXPECT_EQ(request.target, "/MSI/token?api-version=2019-08-01&resource=https%3A%2F%2Fvault.azure.net");
  EXPECT_EQ(request.headers.get("X-IDENTITY-HEADER"), "s3cret-header");
  EXPECT_FALSE(request.headers.get("Metadata"));
}

TEST_F(ManagedIdentity, NamesAnIdentityInTheWordsOfTheService) {
  const auto query_for = [&](ManagedIdentityEndpoint endpoint, ManagedIdentityId::Kind kind) {
    say(200, kImdsAnswer);
    EXPECT_TRUE(make(std::move(endpoint), {kind, "id"}).get({.resource = "r"}));
    return Form::parse(transport_->requests().back().query()).value();
  };
  using Id = ManagedIdentityId::Kind;
  EXPECT_EQ(query_for(imds(), Id::kClientId).get("client_id"), "id");
  EXPECT_EQ(query_for(imds(), Id::kObjectId).get("object_id"), "id");
  EXPECT_EQ(query_for(imds(), Id::kResourceId).get("msi_res_id"), "id");
  EXPECT_EQ(query_for(app_service(), Id::kClientId).get("client_id"), "id");
  EXPECT_EQ(query_for(app_service(), Id::kObjectId).get("principal_id"), "id");
  EXPECT_EQ(query_for(app_service(), Id::kResourceId).get("mi_res_id"), "id");
  EXPECT_EQ(transport_->count(), 6u) << "none of them shares a token with another";
}

TEST_F(ManagedIdentity, TriesAgainWhileTheServiceStarts) {
  for (const int status : {404, 429, 500}) say(status, "");
  say(200, kImdsAnswer);
  ASSERT_TRUE(make(imds()).get({.resource = "r"}));
  EXPECT_EQ(pauses_, (std::vector<seconds>{seconds(1), seconds(2), seconds(4)}));
}

TEST_F(ManagedIdentity, GivesTheServiceSeventySecondsForAnUpdate) {
  for (int n = 0; n < 7; ++n) say(410, "");
  const auto token = make(imds()).get({.resource = "r"});
  ASSERT_FALSE(token);
  EXPECT_EQ(token.error().status, 410);
  EXPECT_EQ(transport_->count(), 7u);
  EXPECT_EQ(pauses_, std::vector<seconds>(6, seconds(10)));
}

TEST_F(ManagedIdentity, HeedsRetryAfterAndDoesNotSitOutALongOne) {
  say(429, "", {{"Retry-After", "7"}});
  say(429, "", {{"Retry-After", "60"}});
  auto client = make(imds());
  const auto token = client.get({.resource = "r"});
  ASSERT_FALSE(token);
  EXPECT_EQ(token.error().kind, ClientErrorKind::kThrottled);
  EXPECT_EQ(token.error().retry_after, seconds(60));
  EXPECT_EQ(pauses_, std::vector<seconds>{seconds(7)});
  EXPECT_FALSE(client.get({.resource = "r"}));
  EXPECT_EQ(transport_->count(), 2u) << "the cache remembers";
}

TEST_F(ManagedIdentity, DoesNotRepeatWhatWasRefused) {
  say(400, R"({"error":"invalid_request","error_description":"Identity not found"})");
  const auto unknown = make(imds()).get({.resource = "r"});
  ASSERT_FALSE(unknown);
  EXPECT_EQ(unknown.error().kind, ClientErrorKind::kRefused);
  EXPECT_EQ(unknown.error().description, "Identity not found");
  EXPECT_FALSE(unknown.error().needs_person);
  EXPECT_TRUE(pauses_.empty());
}

TEST_F(ManagedIdentity, ReadsAppServicesOwnErrors) {
  for (int n = 0; n < 4; ++n) {
    say(500, R"({"statusCode":500,"message":"An unexpected error occured while fetching the AAD Token.",)"
             R"("correlationId":"0a1b2c3d-0000-4000-8000-000000000001"})");
  }
  const auto failed = make(app_service()).get({.resource = "r"});
  ASSERT_FALSE(failed);
  EXPECT_EQ(failed.error().kind, ClientErrorKind::kServerError);
  EXPECT_EQ(failed.error().description, "An unexpected error occured while fetching the AAD Token.");
  EXPECT_EQ(failed.error().correlation_id, "0a1b2c3d-0000-4000-8000-000000000001");
  EXPECT_EQ(failed.error().message().find("s3cret"), std::string::npos);
}

TEST_F(ManagedIdentity, RefusesAnswersThatAreNoToken) {
  for (const char* body : {"", "[]", R"({"access_token":"a","token_type":"Bearer"})",
                           R"({"access_token":"a","token_type":"Bearer","expires_on":"soon"})",
                           R"({"access_token":"a","token_type":"Bearer","expires_on":"1740819600"})",
                           R"({"access_token":"a","token_type":"Bearer","expires_on":"1940819600"})",
                           R"({"token_type":"Bearer","expires_on":"1740823199"})"}) {
    say(200, body);
    const auto token = make(imds()).get({.resource = "r"});
    ASSERT_FALSE(token) << body;
    EXPECT_EQ(token.error().kind, ClientErrorKind::kBadResponse) << body;
  }
}

TEST_F(ManagedIdentity, SendsNothingForACallThatCannotWork) {
  EXPECT_EQ(make(imds()).get({}).error().kind, ClientErrorKind::kInvalidArgument);
  EXPECT_FALSE(make(imds(), {ManagedIdentityId::Kind::kClientId, ""}).get({.resource = "r"}));
  EXPECT_FALSE(make({Kind::kImds, "nowhere", ""}).get({.resource = "r"}));
  EXPECT_EQ(transport_->count(), 0u);
  EXPECT_EQ(make(imds()).get({.resource = "r"}).error().kind, ClientErrorKind::kNetwork);
}

TEST_F(ManagedIdentity, APreparedRequestServesAHandle) {
  say(200, kImdsAnswer);
  auto client = make(imds());
  const auto prepared = client.prepare({.resource = "r"});
  ASSERT_TRUE(prepared);
  auto handle = client.handle(*prepared);
  for (int n = 0; n < 3; ++n) ASSERT_TRUE(handle.get());
  EXPECT_TRUE(client.with_token(*prepared, [](const Token& token) { EXPECT_EQ(token.access_token, "AT"); }));
  EXPECT_EQ(client.acquire(*prepared)->source, TokenSource::kCache);
  EXPECT_EQ(transport_->count(), 1u);
}

}  // namespace
}  // namespace entra::client
