#include "persist/kept_tokens.hpp"

#include <thread>

#include "entra/client/token_client.hpp"
#include "entra/support/base64.hpp"
#include "persist/sign_in_identity.hpp"
#include "persist/testing/store_fixture.hpp"
#include "testing/scripted_transport.hpp"
#include "testing/token_cache_fixture.hpp"

namespace entra::client {
namespace {

using namespace testing;
using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

std::string client_info() {
  return base64url_encode(R"({"uid":")" + std::string(kUser) + R"(","utid":")" + kTenant + R"("})");
}

std::string id_token() {
  return base64url_encode(R"({"alg":"RS256"})") + "." +
         base64url_encode(R"({"oid":")" + std::string(kUser) + R"(","tid":")" + kTenant +
                          R"(","preferred_username":"ada@interop.onmicrosoft.com","name":"Ada Admin"})") +
         ".AAAA";
}

/// One process of several that share a file: a memory and a store of its own.
struct Process {
  std::shared_ptr<QueueExecutor> executor = std::make_shared<QueueExecutor>();
  std::shared_ptr<TokenCache> cache;
  TokenClient client;
};

class KeptTokensTest : public StoreTest {
 protected:
  ClientOptions options(const std::string& tenant = kTenant) {
    FileTokenStoreOptions file{.path = path_, .lock_wait = milliseconds(0)};
    return {.authority = Authority::parse("https://login.microsoftonline.com/" + tenant).value(),
            .client_id = kClient,
            .credential = ClientSecret{"s3cret"},
            .store = open_file_token_store(file).value(),
            .on_store_error = [this](const Error& error) { errors_.push_back(error); }};
  }
  Process start(ClientOptions options) {
    auto executor = std::make_shared<QueueExecutor>();
    auto cache = std::make_shared<TokenCache>(clock_, TokenCacheOptions{.renew_spread = 0, .executor = executor});
    return {executor, cache, TokenClient(std::move(options), transport_, clock_, random_, cache)};
  }
  Process start() { return start(options()); }

  /// "AT1", "AT2", … and for persons "RT1", …; the numbers count requests.
  http::Response answer(const http::Request& request) {
    const Form form = Form::parse(request.body).value();
    const std::string number = std::to_string(++answers_);
    Json body = {{"token_type", "Bearer"}, {"expires_in", 3600}, {"access_token", "AT" + number}};
    if (refresh_in_ > 0) body["refresh_in"] = refresh_in_;
    if (form.get("grant_type") != "client_credentials") {
      body["refresh_token"] = "RT" + number;
      body["scope"] = form.get_or("scope", "User.Read");
      if (with_id_token_) body["id_token"] = id_token();
      if (form.get("client_info") == "1" && with_client_info_) body["client_info"] = client_info();
    }
    return json_response(200, body.dump());
  }
  void refuse_with(std::string error, int status = 400) {
    transport_->answer_with([=](const http::Request&) {
      return json_response(status, R"({"error":")" + error + R"(","error_description":"no"})");
    });
  }
  Form form(std::size_t index) { return Form::parse(transport_->requests().at(index).body).value(); }
  /// Ada signs in with a code, in a process that then ends.
  void sign_in() {
    ASSERT_TRUE(start().client.redeem_code(
        {.code = "code", .redirect_uri = "http://localhost", .target = {.scopes = {"User.Read"}}}));
  }

  static ClientCredentialsRequest app() { return {.target = {.resource = "https://graph.microsoft.com"}}; }
  static SilentRequest silent(std::string scope = "User.Read") {
    return {.home_account_id = kHome, .target = {.scopes = {std::move(scope)}}};
  }

  ManualClock clock_{kThen};
  SeededRandom random_{1};
  std::vector<Error> errors_;
  int answers_{0};
  int refresh_in_{0};
  bool with_id_token_{true};
  bool with_client_info_{true};
  std::shared_ptr<ScriptedTransport> transport_ =
      std::make_shared<ScriptedTransport>([this](const http::Request& request) { return answer(request); });
};

TEST_F(KeptTokensTest, ASecondProcessNeedsNoRequestForTheApplicationsToken) {
  const auto first = start().client.client_credentials(app());
  ASSERT_TRUE(first);
  EXPECT_EQ(first->source, TokenSource::kNetwork);
  Process second = start();
  const auto again = second.client.client_credentials({.target = {.scopes = {"https://graph.microsoft.com/.default"}}});
  ASSERT_TRUE(again);
  EXPECT_EQ((*again)->access_token, "AT1");
  EXPECT_EQ(again->source, TokenSource::kStore);
  EXPECT_EQ((*again)->expires_on, kThen + hours(1));
  EXPECT_EQ(second.client.client_credentials({.target = {.scopes = {"https://graph.microsoft.com/.default"}}})->source,
            TokenSource::kCache)
      << "from now on it is in memory";
  EXPECT_EQ(transport_->count(), 1u);
  EXPECT_FALSE(form(0).has("client_info")) << "an application is nobody's account";
  EXPECT_TRUE(errors_.empty());
}

TEST_F(KeptTokensTest, WhatMsalWroteIsServed) {
  for (const char* name : {"msal_python.json", "msal_node.json"}) {
    write_text(path_, golden(name));
    Process process = start();
    EXPECT_EQ((*process.client.client_credentials(app()))->access_token, "app-token") << name;
    EXPECT_EQ((*process.client.acquire_silent(silent()))->access_token, "user-read-token") << name;
  }
  EXPECT_EQ(transport_->count(), 0u);
}

TEST_F(KeptTokensTest, APersonsTokenIsServedSilently) {
  sign_in();
  EXPECT_EQ(form(0).get("client_info"), "1");
  Process process = start();
  const auto accounts = process.client.accounts();
  ASSERT_TRUE(accounts);
  ASSERT_EQ(accounts->size(), 1u);
  EXPECT_EQ(accounts->front().home_account_id, kHome);
  EXPECT_EQ(accounts->front().username, "ada@interop.onmicrosoft.com");
  const auto token = process.client.acquire_silent(silent("user.read"));
  ASSERT_TRUE(token);
  EXPECT_EQ((*token)->access_token, "AT1");
  EXPECT_EQ((*token)->id_token, id_token());
  EXPECT_EQ(token->source, TokenSource::kStore);
  EXPECT_EQ(transport_->count(), 1u);
}

TEST_F(KeptTokensTest, AnotherScopeIsAskedForWithTheKeptRefreshTokenAndTheNewestIsKept) {
  sign_in();
  Process process = start();
  ASSERT_TRUE(process.client.acquire_silent(silent("api://orders/read")));
  EXPECT_EQ(form(1).get("refresh_token"), "RT1");
  EXPECT_EQ(form(1).get("scope"), "api://orders/read openid profile offline_access");
  ASSERT_TRUE(start().client.acquire_silent(silent("api://stock/read")));
  EXPECT_EQ(form(2).get("refresh_token"), "RT2");
  EXPECT_EQ((*start().client.acquire_silent(silent("api://orders/read")))->access_token, "AT2");
  EXPECT_EQ((*start().client.acquire_silent(silent()))->access_token, "AT1");
  EXPECT_EQ(transport_->count(), 3u);
  EXPECT_EQ(file()["RefreshToken"].size(), 1u);
}

TEST_F(KeptTokensTest, AnExpiredTokenIsRenewedSilently) {
  sign_in();
  clock_.advance(hours(1) - seconds(300));
  const auto token = start().client.acquire_silent(silent());
  ASSERT_TRUE(token);
  EXPECT_EQ((*token)->access_token, "AT2");
  EXPECT_EQ(token->source, TokenSource::kNetwork);
}

TEST_F(KeptTokensTest, WithoutClientInfoTheIdTokenSaysWhoItIs) {
  with_client_info_ = false;
  sign_in();
  EXPECT_TRUE(start().client.acquire_silent(silent()));
  EXPECT_EQ(transport_->count(), 1u);
}

TEST_F(KeptTokensTest, APersonWhomNothingNamesIsNotKept) {
  with_client_info_ = with_id_token_ = false;
  sign_in();
  EXPECT_TRUE(names().empty());
}

TEST_F(KeptTokensTest, AnyTenantMeansTheHomeTenant) {
  ASSERT_TRUE(start(options("organizations"))
                  .client.redeem_code(
                      {.code = "code", .redirect_uri = "http://localhost", .target = {.scopes = {"User.Read"}}}));
  EXPECT_EQ((*start(options("common")).client.acquire_silent(silent()))->access_token, "AT1");
  EXPECT_EQ((*start().client.acquire_silent(silent()))->access_token, "AT1");
  ASSERT_TRUE(start(options("common")).client.acquire_silent(silent("api://orders/read")));
  EXPECT_EQ(transport_->requests().at(1).target, "/" + std::string(kTenant) + "/oauth2/v2.0/token");
}

TEST_F(KeptTokensTest, AnotherTenantsTokenIsAnother) {
  sign_in();
  auto request = silent();
  request.tenant = "11111111-0000-4000-8000-000000000001";
  const auto token = start().client.acquire_silent(request);
  ASSERT_TRUE(token);
  EXPECT_EQ((*token)->access_token, "AT2") << "with the refresh token, which is good in every tenant";
}

TEST_F(KeptTokensTest, SaysWhenAPersonIsNeeded) {
  Process process = start();
  const auto unknown = process.client.acquire_silent(silent());
  ASSERT_FALSE(unknown);
  EXPECT_EQ(unknown.error().kind, ClientErrorKind::kNeedsPerson);
  EXPECT_TRUE(unknown.error().needs_person);
  EXPECT_EQ(transport_->count(), 0u);

  sign_in();
  refuse_with("invalid_grant");
  const auto refused = process.client.acquire_silent(silent("api://orders/read"));
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().kind, ClientErrorKind::kRefused);
  EXPECT_TRUE(refused.error().needs_person);
  EXPECT_EQ((*process.client.acquire_silent(silent()))->access_token, "AT1") << "one refusal takes nothing else away";
}

TEST_F(KeptTokensTest, TriesTheNextRefreshTokenWhenOneIsRefusedAndNotWhenTheAuthorityIsDown) {
  sign_in();
  Json json = file();
  json["RefreshToken"]["siblings"] = {{"credential_type", "RefreshToken"},
                                      {"home_account_id", kHome},
                                      {"environment", "login.windows.net"},
                                      {"client_id", "sibling"},
                                      {"family_id", "1"},
                                      {"secret", "FRT"}};
  json["AppMetadata"].begin().value()["family_id"] = "1";
  write_text(path_, json.dump());
  refuse_with("server_error", 503);
  EXPECT_EQ(start().client.acquire_silent(silent("a")).error().kind, ClientErrorKind::kServerError);
  EXPECT_EQ(transport_->count(), 2u);
  transport_->answer_with([this](const http::Request& request) {
    if (request.body.find("refresh_token=FRT") != std::string::npos) return answer(request);
    return json_response(400, R"({"error":"invalid_grant"})");
  });
  EXPECT_TRUE(start().client.acquire_silent(silent("a")));
  EXPECT_EQ(form(3).get("refresh_token"), "FRT");
}

TEST_F(KeptTokensTest, ARefusedTokenDoesNotComeBackFromTheFile) {
  Process process = start();
  ASSERT_TRUE(process.client.client_credentials(app()));
  EXPECT_TRUE(process.cache->invalidate("AT1"));
  EXPECT_TRUE(file()["AccessToken"].empty());
  EXPECT_EQ((*start().client.client_credentials(app()))->access_token, "AT2");

  auto handle = process.client.handle(process.client.prepare(app()).value());
  EXPECT_EQ((*handle.get())->access_token, "AT2");
  handle.invalidate();
  EXPECT_EQ((*handle.get())->access_token, "AT3");
}

TEST_F(KeptTokensTest, ARefusedTokenDoesNotComeBackEvenWhereTheFileCannotBeChanged) {
  Process process = start();
  ASSERT_TRUE(process.client.client_credentials(app()));
  write_text(path_ + ".lockfile", std::to_string(::getpid()) + " somebody");
  process.cache->invalidate("AT1");
  ASSERT_EQ(errors_.size(), 1u);
  EXPECT_EQ(errors_[0].code, Errc::kInUse);
  EXPECT_EQ((*process.client.client_credentials(app()))->access_token, "AT2");
}

TEST_F(KeptTokensTest, AStoreThatFailsFailsNoRequest) {
  std::filesystem::create_directory(path_);
  Process process = start();
  EXPECT_TRUE(process.client.client_credentials(app()));
  EXPECT_EQ(errors_.size(), 2u) << "reading and writing";
  for (const Error& error : errors_) EXPECT_EQ(error.message.find("AT1"), std::string::npos);
  EXPECT_EQ(process.client.acquire_silent(silent()).error().kind, ClientErrorKind::kNeedsPerson);
  EXPECT_EQ(process.client.accounts().error().code, Errc::kUnsupported);
}

TEST_F(KeptTokensTest, ANewTokenIsANewOne) {
  ASSERT_TRUE(start().client.client_credentials(app()));
  auto request = app();
  request.force_refresh = true;
  EXPECT_EQ((*start().client.client_credentials(request))->access_token, "AT2");
  EXPECT_EQ((*start().client.client_credentials(app()))->access_token, "AT2") << "and is the one that is kept";
}

TEST_F(KeptTokensTest, AClaimsChallengePassesByWhatWasGotWithoutIt) {
  ASSERT_TRUE(start().client.client_credentials(app()));
  auto request = app();
  request.claims = R"({"access_token":{"nbf":{"essential":true,"value":"1740819600"}}})";
  EXPECT_EQ((*start().client.client_credentials(request))->access_token, "AT2");
}

TEST_F(KeptTokensTest, AnAgingTokenIsServedWhileItsRenewalGoesToTheNetwork) {
  refresh_in_ = 1800;
  ASSERT_TRUE(start().client.client_credentials(app()));
  clock_.advance(minutes(31));
  Process process = start();
  EXPECT_EQ((*process.client.client_credentials(app()))->access_token, "AT1");
  EXPECT_EQ((*process.client.client_credentials(app()))->access_token, "AT1");
  EXPECT_EQ(transport_->count(), 1u) << "no caller waits";
  EXPECT_EQ(process.executor->run(), 1u);
  EXPECT_EQ((*process.client.client_credentials(app()))->access_token, "AT2");
}

TEST_F(KeptTokensTest, ARenewalTakesWhatAnotherProcessHasRenewed) {
  refresh_in_ = 1800;
  Process first = start();
  Process second = start();
  ASSERT_TRUE(first.client.client_credentials(app()));
  ASSERT_TRUE(second.client.client_credentials(app()));
  clock_.advance(minutes(31));
  ASSERT_TRUE(first.client.client_credentials(app()));
  ASSERT_EQ(first.executor->run(), 1u);
  ASSERT_TRUE(second.client.client_credentials(app()));
  ASSERT_EQ(second.executor->run(), 1u);
  EXPECT_EQ((*second.client.client_credentials(app()))->access_token, "AT2");
  EXPECT_EQ(transport_->count(), 2u);
}

TEST_F(KeptTokensTest, WhoAsksForANewTokenIsNotContentWithTheFlightOfOneWhoIs) {
  ASSERT_TRUE(start().client.client_credentials(app()));
  Process process = start();
  // The first asks the store in the background; the second joins it, and then asks anew.
  auto patient = app();
  patient.patience = milliseconds(0);
  EXPECT_EQ(process.client.client_credentials(patient).error().kind, ClientErrorKind::kTimeout);
  std::jthread background([&] {
    while (process.cache->statistics().waits == 0) std::this_thread::yield();
    process.executor->run();
  });
  auto fresh = app();
  fresh.force_refresh = true;
  EXPECT_EQ((*process.client.client_credentials(fresh))->access_token, "AT2");
}

TEST_F(KeptTokensTest, ARemovedAccountIsGoneForEverybody) {
  sign_in();
  Process process = start();
  ASSERT_TRUE(process.client.acquire_silent(silent()));
  const auto removed = process.client.remove_account(kHome);
  ASSERT_TRUE(removed);
  EXPECT_EQ(*removed, 4u);
  EXPECT_EQ(process.client.acquire_silent(silent()).error().kind, ClientErrorKind::kNeedsPerson);
  EXPECT_TRUE(start().client.accounts()->empty());
}

TEST_F(KeptTokensTest, ForgettingAndClearingReachTheStore) {
  sign_in();
  Process process = start();
  ASSERT_TRUE(process.client.client_credentials(app()));
  process.client.forget("RT1");
  EXPECT_EQ(process.client.acquire_silent(silent()).error().kind, ClientErrorKind::kNeedsPerson);
  EXPECT_EQ((*start().client.client_credentials(app()))->access_token, "AT2");
  process.client.clear();
  EXPECT_EQ((*process.client.client_credentials(app()))->access_token, "AT3");
}

TEST_F(KeptTokensTest, WhatAnAssertionBroughtIsNotKept) {
  ASSERT_TRUE(start().client.on_behalf_of({.assertion = "users-token", .target = {.scopes = {"User.Read"}}}));
  EXPECT_TRUE(names().empty());
}

TEST_F(KeptTokensTest, V1AndV2ShareATokenOfOneResource) {
  auto v1 = options();
  v1.version = EndpointVersion::kV1;
  ASSERT_TRUE(start(std::move(v1)).client.client_credentials(app()));
  EXPECT_EQ((*start().client.client_credentials(app()))->source, TokenSource::kStore);
  EXPECT_EQ(transport_->count(), 1u);
}

TEST_F(KeptTokensTest, OnV1TheResourceIsThatOfTheRequestOrOfTheAnswer) {
  transport_->answer_with([](const http::Request&) {
    return json_response(200, R"({"token_type":"Bearer","expires_in":"3600","access_token":"AT","client_info":")" +
                                  client_info() + R"(","refresh_token":"RT","resource":"https://graph.windows.net"})");
  });
  auto v1 = options();
  v1.version = EndpointVersion::kV1;
  Process process = start(std::move(v1));
  ASSERT_TRUE(process.client.redeem_code({.code = "c", .redirect_uri = "http://localhost"}));
  ASSERT_TRUE(
      process.client.acquire_silent({.home_account_id = kHome, .target = {.resource = "https://graph.windows.net"}}));
  EXPECT_EQ(transport_->count(), 1u);
}

TEST_F(KeptTokensTest, WithoutAStoreASilentRequestIsAMistake) {
  auto none = options();
  none.store = nullptr;
  Process process = start(std::move(none));
  EXPECT_EQ(process.client.acquire_silent(silent()).error().kind, ClientErrorKind::kInvalidArgument);
  EXPECT_EQ(process.client.accounts().error().code, Errc::kMissing);
  ASSERT_TRUE(process.client.refresh({.refresh_token = "RT", .target = {.scopes = {"User.Read"}}}));
  EXPECT_FALSE(form(0).has("client_info"));
}

TEST(SignInIdentity, ComesFromClientInfoBeforeTheIdToken) {
  const auto guest = read_identity(base64url_encode(R"({"uid":"home-oid","utid":"home-tid"})"), id_token());
  ASSERT_TRUE(guest);
  EXPECT_EQ(guest->home_account_id, "home-oid.home-tid");
  EXPECT_EQ(guest->local_account_id, kUser);
  EXPECT_EQ(guest->realm, kTenant);
  for (const char* bad : {"", "!", "e30", "W10"}) {
    EXPECT_EQ(read_identity(bad, id_token())->home_account_id, kHome) << bad;
    EXPECT_FALSE(read_identity(bad, "no.token")) << bad;
  }
  EXPECT_EQ(home_tenant_of(kHome), kTenant);
  EXPECT_EQ(home_tenant_of("sub"), "");
}

}  // namespace
}  // namespace entra::client
