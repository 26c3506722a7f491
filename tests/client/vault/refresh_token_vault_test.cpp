#include <gmock/gmock.h>

#include "entra/client/retrying_transport.hpp"
#include "vault_world.hpp"

namespace entra::client {
namespace {

using std::chrono::seconds;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using testing::kApp;
using testing::kResource;
using testing::kTenant;
using testing::kVaultUrl;
using ::testing::Not;
using Kept = RefreshTokenVault::Kept;

using RefreshTokenVaultTest = testing::VaultWorld;

TEST_F(RefreshTokenVaultTest, KeepsATokenForTheNextProcess) {
  const auto nothing = vault_->load();
  ASSERT_FALSE(nothing);
  EXPECT_EQ(nothing.error().kind, ClientErrorKind::kRefused);
  EXPECT_EQ(nothing.error().error, "SecretNotFound");
  const auto saved = vault_->save("RT1", clock_.now());
  ASSERT_TRUE(saved) << saved.error().message();
  EXPECT_EQ(saved->kept, Kept::kOurs);
  const auto loaded = make_vault()->load();
  ASSERT_TRUE(loaded) << loaded.error().message();
  EXPECT_EQ(loaded->refresh_token, "RT1");
  EXPECT_EQ(loaded->version, saved->version);
  EXPECT_EQ(loaded->created, clock_.now());
}

TEST_F(RefreshTokenVaultTest, SendsNeitherTokenNorSecretBeforeTheVaultHasSaidWhatItIs) {
  ASSERT_TRUE(vault_->save("RT1", clock_.now()));
  const auto& first = transport_->requests.front();
  EXPECT_EQ(first.origin, kVaultUrl);
  EXPECT_FALSE(first.headers.get("Authorization"));
  EXPECT_EQ(first.body, "");
  int without_token = 0;
  for (const auto& request : transport_->requests)
    without_token += request.origin == kVaultUrl && !request.headers.get("Authorization") ? 1 : 0;
  EXPECT_EQ(without_token, 1) << "the challenge is remembered";
}

TEST_F(RefreshTokenVaultTest, ANewRefreshTokenThatComesWithTheAnswerIsSaved) {
  const std::string first = sign_in();
  save(first);
  clock_.advance(seconds(60));
  const auto used = vault_->use(refresh());
  ASSERT_TRUE(used) << used.error().message();
  EXPECT_FALSE(used->not_saved);
  EXPECT_NE(used->token->refresh_token, first);
  EXPECT_EQ(newest(), used->token->refresh_token);
  EXPECT_THAT(spent_, ElementsAre(first));
}

TEST_F(RefreshTokenVaultTest, AnAnswerWithTheSameTokenWritesNothing) {
  const std::string version = save("RT1");
  const auto used = vault_->use([](const std::string& token) -> Result<Acquired, ClientError> {
    return Acquired{std::make_shared<const Token>(Token{.access_token = "AT", .refresh_token = token})};
  });
  ASSERT_TRUE(used);
  EXPECT_EQ(vault_->load()->version, version);
}

TEST_F(RefreshTokenVaultTest, ADisabledNewestVersionIsPassedOver) {
  save("RT1");
  clock_.advance(seconds(1));
  const std::string second = save("RT2");
  clock_.advance(seconds(1));
  disable(save("RT3"));
  const auto loaded = vault_->load();
  ASSERT_TRUE(loaded) << loaded.error().message();
  EXPECT_EQ(loaded->refresh_token, "RT2");
  EXPECT_EQ(loaded->version, second);
}

TEST_F(RefreshTokenVaultTest, WhenTheNewestIsRefusedTheOneBeforeIsTriedAndHealsTheVault) {
  const std::string good = sign_in();
  save("0.Aolder");
  clock_.advance(seconds(1));
  const std::string good_version = save(good);
  clock_.advance(seconds(1));
  save("0.Anonsense");
  clock_.advance(seconds(1));
  const auto used = vault_->use(refresh());
  ASSERT_TRUE(used) << used.error().message();
  EXPECT_THAT(spent_, ElementsAre("0.Anonsense", good));
  EXPECT_EQ(used->version, good_version);
  EXPECT_EQ(newest(), used->token->refresh_token);
}

TEST_F(RefreshTokenVaultTest, WhenBothAreRefusedTheErrorNamesBoth) {
  save("0.Aoldest");
  clock_.advance(seconds(1));
  const std::string before = save("0.Aolder");
  clock_.advance(seconds(1));
  const std::string newest = save("0.Anonsense");
  const auto used = vault_->use(refresh());
  ASSERT_FALSE(used);
  EXPECT_THAT(spent_, ElementsAre("0.Anonsense", "0.Aolder")) << "one other, not all";
  EXPECT_EQ(used.error().error, "invalid_grant");
  EXPECT_EQ(used.error().aadsts, 70000);
  EXPECT_THAT(used.error().description, HasSubstr(newest));
  EXPECT_THAT(used.error().description, HasSubstr("version " + before + " failed too: refused (HTTP 400)"));
  EXPECT_THAT(used.error().description, Not(HasSubstr("nonsense")));
}

TEST_F(RefreshTokenVaultTest, ALoneRefusedTokenIsSaidToBeAlone) {
  save("0.Anonsense");
  const auto used = vault_->use(refresh());
  ASSERT_FALSE(used);
  EXPECT_EQ(used.error().error, "invalid_grant");
  EXPECT_THAT(used.error().description, HasSubstr("no other version to try"));
}

TEST_F(RefreshTokenVaultTest, OtherFailuresTryNothingElse) {
  save("0.Aolder");
  clock_.advance(seconds(1));
  save("0.Anewest");
  int calls = 0;
  const auto used = vault_->use([&](const std::string&) -> Result<Acquired, ClientError> {
    ++calls;
    ClientError error;
    error.kind = ClientErrorKind::kThrottled;
    return tl::unexpected(error);
  });
  ASSERT_FALSE(used);
  EXPECT_EQ(used.error().kind, ClientErrorKind::kThrottled);
  EXPECT_EQ(calls, 1);
}

TEST_F(RefreshTokenVaultTest, ANewerTokenOfAnotherWriterIsNotOverwritten) {
  save("RT1");
  clock_.advance(seconds(10));
  const auto read = vault_->load();
  ASSERT_TRUE(read);
  const Instant obtained = clock_.now();
  clock_.advance(seconds(5));
  const auto other = make_vault()->save("RT-other", clock_.now(), *read);
  ASSERT_TRUE(other);
  clock_.advance(seconds(5));
  const auto saved = vault_->save("RT-ours", obtained, *read);
  ASSERT_TRUE(saved);
  EXPECT_EQ(saved->kept, Kept::kTheirs);
  EXPECT_EQ(saved->version, other->version);
  EXPECT_EQ(newest(), "RT-other");

  const auto later = vault_->save("RT-later", clock_.now(), *read);
  ASSERT_TRUE(later);
  EXPECT_EQ(later->kept, Kept::kOurs) << "ours is the newer one now, whoever wrote since we read";
  EXPECT_EQ(newest(), "RT-later");
}

TEST_F(RefreshTokenVaultTest, TwoProcessesAtOnceLeaveAGoodTokenAndEveryVersion) {
  const std::string first = sign_in();
  save(first);
  clock_.advance(seconds(60));
  // The other one goes through all of its use between our reading and our writing.
  const auto other = make_vault();
  std::string others;
  transport_->before = [&](const http::Request& request) {
    if (request.method != "PUT") return;
    transport_->before = nullptr;
    clock_.advance(seconds(1));
    const auto used = other->use(refresh());
    ASSERT_TRUE(used) << used.error().message();
    others = used->token->refresh_token;
    clock_.advance(seconds(1));
  };
  const auto used = vault_->use(refresh());
  ASSERT_TRUE(used) << used.error().message();
  EXPECT_THAT(spent_, ElementsAre(first, first));
  EXPECT_EQ(newest(), used->token->refresh_token) << "the later write";
  ASSERT_TRUE(make_vault()->use(refresh())) << "and it works";
  EXPECT_NE(others, used->token->refresh_token);
}

TEST_F(RefreshTokenVaultTest, AWriterThatFollowsAtOnceIsReported) {
  const auto other = make_vault();
  std::string others;
  int lists = 0;
  transport_->before = [&](const http::Request& request) {
    const bool is_list = request.target.find("/versions") != std::string::npos && request.headers.get("Authorization");
    if (!is_list || ++lists != 2) return;
    transport_->before = nullptr;
    clock_.advance(seconds(1));
    others = other->save("RT-other", clock_.now())->version;
  };
  const auto saved = vault_->save("RT-ours", clock_.now());
  ASSERT_TRUE(saved);
  EXPECT_EQ(saved->kept, Kept::kTheirs);
  EXPECT_EQ(saved->version, others);
}

TEST_F(RefreshTokenVaultTest, ManyVersionsAreReadPageByPage) {
  for (int i = 0; i < 60; ++i) {
    save("RT" + std::to_string(i));
    clock_.advance(seconds(1));
  }
  disable(vault_->load()->version);
  EXPECT_EQ(newest(), "RT58");
}

TEST_F(RefreshTokenVaultTest, AVaultUnderAnotherNameMustBeAllowed) {
  const std::string url = "https://localhost:8443/vault/contoso-vault";
  const auto refused = make_vault({.vault_url = url, .secret_name = kTenant})->load();
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().kind, ClientErrorKind::kBadResponse);
  EXPECT_THAT(refused.error().description, HasSubstr("is not the domain of the vault's host"));
  const auto trusting =
      make_vault({.vault_url = url + "/", .secret_name = kTenant, .verify_challenge_resource = false});
  ASSERT_TRUE(trusting->save("RT1", clock_.now()));
  const auto loaded = trusting->load();
  ASSERT_TRUE(loaded) << loaded.error().message();
  EXPECT_EQ(loaded->refresh_token, "RT1");
}

TEST_F(RefreshTokenVaultTest, ATokenThatWasRevokedIsReplacedOnce) {
  save("RT1");
  std::vector<bool> asked;
  const auto made = RefreshTokenVault::make(
      {.vault_url = kVaultUrl, .secret_name = kTenant},
      [&](const VaultTokenRequest& wanted) -> Result<Acquired, ClientError> {
        asked.push_back(wanted.is_refused);
        EXPECT_EQ(wanted.resource, "https://vault.azure.net");
        EXPECT_EQ(wanted.tenant, kTenant);
        if (wanted.is_refused) return vault_tokens_of(client_)(wanted);
        return Acquired{std::make_shared<const Token>(Token{.access_token = "revoked"})};
      },
      transport_, clock_);
  ASSERT_TRUE(made);
  const auto loaded = (*made)->load();
  ASSERT_TRUE(loaded) << loaded.error().message();
  EXPECT_THAT(asked, ElementsAre(false, true));
}

TEST_F(RefreshTokenVaultTest, ThrottlingIsWaitedForByTheTransport) {
  save("RT1");
  class Waiting final : public Timer {
   public:
    std::chrono::steady_clock::time_point now() const override { return {}; }
    bool wait(std::chrono::milliseconds time) override {
      waited += time;
      return true;
    }
    std::chrono::milliseconds waited{0};
  };
  const auto timer = std::make_shared<Waiting>();
  const Json fault = {{"match", {{"path", "/secrets/*"}, {"times", 1}}}, {"do", {{"status", 429}, {"retry_after", 7}}}};
  EXPECT_EQ(control("/_mock/faults", fault).status, 201);
  const auto made = RefreshTokenVault::make(
      {.vault_url = kVaultUrl, .secret_name = kTenant}, vault_tokens_of(client_),
      make_retrying_transport(transport_, clock_, random_, {.base_delay = std::chrono::milliseconds(0)}, timer),
      clock_);
  ASSERT_TRUE(made);
  EXPECT_TRUE((*made)->load());
  EXPECT_EQ(timer->waited, seconds(7));
}

TEST_F(RefreshTokenVaultTest, WhatIsNoVaultIsNotMade) {
  struct Row {
    RefreshTokenVaultOptions options;
    std::string expected;
  };
  const std::vector<Row> rows = {
      {{.vault_url = "contoso-vault", .secret_name = "a"}, "vault_url: "},
      {{.vault_url = "http://contoso-vault.vault.azure.net", .secret_name = "a"}, "https is required"},
      {{.vault_url = "https://contoso-vault.vault.azure.net?x=y", .secret_name = "a"}, "a query is not allowed"},
      {{.vault_url = kVaultUrl, .secret_name = "a/b"}, "secret_name 'a/b': expected"},
      {{.vault_url = kVaultUrl, .secret_name = ""}, "secret_name '': expected"},
  };
  for (const Row& row : rows) {
    const auto made = RefreshTokenVault::make(row.options, vault_tokens_of(client_), transport_, clock_);
    ASSERT_FALSE(made);
    EXPECT_THAT(made.error().message, HasSubstr(row.expected));
  }
}

}  // namespace
}  // namespace entra::client
