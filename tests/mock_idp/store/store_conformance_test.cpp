// The contract of Store, the same for every kind of store.

#include <gmock/gmock.h>

#include <atomic>
#include <functional>
#include <thread>

#include "records.hpp"

namespace entra::idp::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

const Instant kNow{std::chrono::sys_days(std::chrono::year(2025) / 3 / 1)};

template <class Id>
Id id(const char* name) {
  return *Id::parse(derive_guid(name));
}

class StoreContract : public ::testing::TestWithParam<const char*> {
 protected:
  void SetUp() override {
    if (std::string_view(GetParam()) == "memory") {
      store_ = make_memory_store();
      return;
    }
    auto made = make_sqlite_store(folder_.file(), TokenLifetimes{}, kNow);
    ASSERT_TRUE(made) << made.error().message;
    store_ = std::move(*made);
  }
  void TearDown() override { EXPECT_EQ(store_->last_failure(), ""); }

  /// How many of 16 simultaneous callers were the first.
  static int count_first(const std::function<Redemption()>& redeem) {
    std::atomic<int> first{0};
    std::atomic<int> waiting{16};
    std::vector<std::thread> callers;
    for (int i = 0; i < 16; ++i) {
      callers.emplace_back([&] {
        --waiting;
        while (waiting > 0) std::this_thread::yield();
        if (redeem() == Redemption::kFirst) ++first;
      });
    }
    for (std::thread& caller : callers) caller.join();
    return first;
  }

  TemporaryFolder folder_;
  std::unique_ptr<Store> store_;
};

TEST_P(StoreContract, KeepsEveryFieldOfEveryRecord) {
  OddValues odd;
  const auto code = odd.make<AuthorizationCode>();
  const auto token = odd.make<RefreshToken>();
  const auto device = odd.make<DeviceCode>();
  const auto session = odd.make<Session>();
  store_->put_code("c", code);
  store_->put_refresh_token("r", token);
  store_->put_device_code("d", device);
  store_->put_session("s", session);
  EXPECT_TRUE(same(store_->find_code("c"), code));
  EXPECT_TRUE(same(store_->find_refresh_token("r"), token));
  EXPECT_TRUE(same(store_->find_device_code("d"), device));
  EXPECT_TRUE(same(store_->find_user_code(device.user_code), device));
  EXPECT_TRUE(same(store_->find_session("s"), session));
}

TEST_P(StoreContract, KeepsEmptyRecords) {
  store_->put_code("c", {});
  store_->put_refresh_token("r", {});
  store_->put_device_code("d", {});
  store_->put_session("s", {});
  EXPECT_TRUE(same(store_->find_code("c"), AuthorizationCode{}));
  EXPECT_TRUE(same(store_->find_refresh_token("r"), RefreshToken{}));
  EXPECT_TRUE(same(store_->find_device_code("d"), DeviceCode{}));
  EXPECT_TRUE(same(store_->find_session("s"), Session{}));
}

TEST_P(StoreContract, KnowsNothingThatWasNotPut) {
  EXPECT_FALSE(store_->find_code("x"));
  EXPECT_FALSE(store_->find_refresh_token(""));
  EXPECT_FALSE(store_->find_device_code("x"));
  EXPECT_FALSE(store_->find_user_code("x"));
  EXPECT_FALSE(store_->find_session("x"));
  EXPECT_FALSE(store_->find_text("x"));
  EXPECT_FALSE(store_->tokens_valid_from(id<ObjectId>("ada")));
  EXPECT_EQ(store_->redeem_code("x"), Redemption::kUnknown);
  EXPECT_EQ(store_->redeem_refresh_token("x"), Redemption::kUnknown);
  EXPECT_EQ(store_->redeem_device_code("x"), Redemption::kUnknown);
}

TEST_P(StoreContract, TellsSecretsApartByEveryByte) {
  RefreshToken one;
  one.scope = "one";
  store_->put_refresh_token(std::string_view("a\0b", 3), one);
  EXPECT_FALSE(store_->find_refresh_token("a"));
  EXPECT_FALSE(store_->find_refresh_token(std::string_view("a\0B", 3)));
  EXPECT_TRUE(same(store_->find_refresh_token(std::string_view("a\0b", 3)), one));
}

TEST_P(StoreContract, RedeemsOnceAndStaysKnown) {
  store_->put_code("c", {});
  EXPECT_EQ(store_->redeem_code("c"), Redemption::kFirst);
  EXPECT_EQ(store_->redeem_code("c"), Redemption::kAgain);
  EXPECT_TRUE(store_->find_code("c"));
  store_->put_refresh_token("c", {});
  EXPECT_EQ(store_->redeem_refresh_token("c"), Redemption::kFirst) << "codes and tokens are apart";
  EXPECT_EQ(store_->redeem_refresh_token("c"), Redemption::kAgain);
  EXPECT_TRUE(store_->find_refresh_token("c"));
  store_->put_device_code("c", {});
  EXPECT_EQ(store_->redeem_device_code("c"), Redemption::kFirst);
  EXPECT_EQ(store_->redeem_device_code("c"), Redemption::kAgain);
}

TEST_P(StoreContract, LetsExactlyOneOfSixteenCallersRedeem) {
  for (int round = 0; round < 20; ++round) {
    const std::string secret = "secret " + std::to_string(round);
    store_->put_code(secret, {});
    store_->put_refresh_token(secret, {});
    store_->put_device_code(secret, {});
    EXPECT_EQ(count_first([&] { return store_->redeem_code(secret); }), 1);
    EXPECT_EQ(count_first([&] { return store_->redeem_refresh_token(secret); }), 1);
    EXPECT_EQ(count_first([&] { return store_->redeem_device_code(secret); }), 1);
    EXPECT_EQ(count_first([&] {
                return store_->use_assertion_once(secret, kNow + seconds(60), kNow) ? Redemption::kFirst
                                                                                    : Redemption::kAgain;
              }),
              1);
  }
}

TEST_P(StoreContract, EndsAFamilyAsOne) {
  RefreshToken token;
  token.family = "one";
  store_->put_refresh_token("a", token);
  store_->put_refresh_token("b", token);
  token.family = "other";
  store_->put_refresh_token("c", token);
  EXPECT_EQ(store_->redeem_refresh_token("a"), Redemption::kFirst);
  store_->end_refresh_family("one");
  EXPECT_FALSE(store_->find_refresh_token("a"));
  EXPECT_EQ(store_->redeem_refresh_token("b"), Redemption::kUnknown);
  EXPECT_TRUE(store_->find_refresh_token("c"));
}

TEST_P(StoreContract, TakesOneDecisionAboutADevice) {
  OddValues odd;
  DeviceCode expected;
  expected.user_code = "ABCD'EFGH";
  store_->put_device_code("d", expected);
  const auto sign_in = odd.make<SignIn>();
  EXPECT_FALSE(store_->approve_device("OTHER", sign_in, id<TenantId>("contoso")));
  EXPECT_TRUE(store_->approve_device("ABCD'EFGH", sign_in, id<TenantId>("contoso")));
  EXPECT_FALSE(store_->approve_device("ABCD'EFGH", {}, {}));
  EXPECT_FALSE(store_->decline_device("ABCD'EFGH"));
  expected.state = DeviceCodeState::kApproved;
  expected.sign_in = sign_in;
  expected.approved_tenant = id<TenantId>("contoso");
  EXPECT_TRUE(same(store_->find_device_code("d"), expected));

  DeviceCode other;
  other.user_code = "declined";
  store_->put_device_code("e", other);
  EXPECT_TRUE(store_->decline_device("declined"));
  EXPECT_FALSE(store_->approve_device("declined", sign_in, {}));
  other.state = DeviceCodeState::kDeclined;
  EXPECT_TRUE(same(store_->find_user_code("declined"), other));
}

TEST_P(StoreContract, FindsTheNewestDeviceOfAUserCode) {
  DeviceCode device;
  device.user_code = "SAME";
  device.scope = "older";
  store_->put_device_code("zz", device);
  device.scope = "newer";
  store_->put_device_code("aa", device);
  EXPECT_EQ(store_->find_user_code("SAME")->scope, "newer");
  EXPECT_TRUE(store_->decline_device("SAME"));
  EXPECT_EQ(store_->find_device_code("zz")->state, DeviceCodeState::kPending);
  EXPECT_EQ(store_->find_device_code("aa")->state, DeviceCodeState::kDeclined);
}

TEST_P(StoreContract, ReplacesAndEndsSessions) {
  OddValues odd;
  store_->put_session("cookie", odd.make<Session>());
  const auto later = odd.make<Session>();
  store_->put_session("cookie", later);
  EXPECT_TRUE(same(store_->find_session("cookie"), later));
  store_->end_session("cookie");
  EXPECT_FALSE(store_->find_session("cookie"));
}

TEST_P(StoreContract, UsesAnAssertionOnceUntilItExpires) {
  EXPECT_TRUE(store_->use_assertion_once("jti", kNow + seconds(60), kNow));
  EXPECT_FALSE(store_->use_assertion_once("jti", kNow + seconds(90), kNow + seconds(59)));
  EXPECT_TRUE(store_->use_assertion_once("other", kNow + seconds(60), kNow));
  EXPECT_TRUE(store_->use_assertion_once("jti", kNow + seconds(120), kNow + seconds(60))) << "expired: a new one";
  EXPECT_FALSE(store_->use_assertion_once("jti", kNow + seconds(120), kNow + seconds(61)));
}

TEST_P(StoreContract, GathersConsents) {
  const auto contoso = id<TenantId>("contoso");
  const auto app = id<AppId>("app");
  const auto graph = id<AppId>("graph");
  const auto ada = id<ObjectId>("ada");
  store_->add_consent({contoso, app, graph, ada, {"User.Read", "Mail.Read"}});
  store_->add_consent({contoso, app, graph, ada, {"Mail.Read", "it's"}});
  store_->add_consent({contoso, app, graph, {}, {"Group.Read.All"}});
  store_->add_consent({contoso, id<AppId>("bare"), graph, ada, {}});
  EXPECT_THAT(store_->consented_scopes(contoso, app, graph, ada),
              ElementsAre("User.Read", "Mail.Read", "it's", "Group.Read.All"));
  EXPECT_THAT(store_->consented_scopes(contoso, app, graph, id<ObjectId>("bob")), ElementsAre("Group.Read.All"));
  EXPECT_THAT(store_->consented_scopes(contoso, app, id<AppId>("other"), ada), IsEmpty());
  EXPECT_THAT(store_->consented_scopes(id<TenantId>("other"), app, graph, ada), IsEmpty());
  EXPECT_TRUE(store_->has_consent(contoso, app));
  EXPECT_TRUE(store_->has_consent(contoso, id<AppId>("bare"))) << "a consent to nothing is one";
  EXPECT_FALSE(store_->has_consent(contoso, id<AppId>("other")));
  EXPECT_FALSE(store_->has_consent(id<TenantId>("other"), app));
}

TEST_P(StoreContract, RemovesConsentsOfOneAppInOneTenant) {
  const auto contoso = id<TenantId>("contoso");
  const auto app = id<AppId>("app");
  const auto graph = id<AppId>("graph");
  store_->add_consent({contoso, app, graph, id<ObjectId>("ada"), {"User.Read"}});
  store_->add_consent({contoso, app, id<AppId>("vault"), {}, {"user_impersonation"}});
  store_->add_consent({contoso, id<AppId>("other"), graph, {}, {"User.Read"}});
  store_->add_consent({id<TenantId>("fabrikam"), app, graph, {}, {"User.Read"}});
  store_->remove_consents(contoso, app);
  EXPECT_FALSE(store_->has_consent(contoso, app));
  EXPECT_THAT(store_->consented_scopes(contoso, app, graph, id<ObjectId>("ada")), IsEmpty());
  EXPECT_TRUE(store_->has_consent(contoso, id<AppId>("other")));
  EXPECT_TRUE(store_->has_consent(id<TenantId>("fabrikam"), app));
}

TEST_P(StoreContract, RemembersTheLastRevocation) {
  const auto ada = id<ObjectId>("ada");
  store_->revoke_sign_ins(ada, kNow);
  store_->revoke_sign_ins(ada, kNow + milliseconds(1));
  EXPECT_EQ(store_->tokens_valid_from(ada), kNow + milliseconds(1));
  EXPECT_FALSE(store_->tokens_valid_from(id<ObjectId>("bob")));
}

TEST_P(StoreContract, KeepsTextsUntilTheyAreEmpty) {
  const std::string odd("va\0lue'\xFF", 8);
  store_->put_text("vault:a/b", odd);
  store_->put_text("vault:a/b/c", "other");
  EXPECT_EQ(store_->find_text("vault:a/b"), odd);
  store_->put_text("vault:a/b", "newer");
  EXPECT_EQ(store_->find_text("vault:a/b"), "newer");
  store_->put_text("vault:a/b", "");
  EXPECT_FALSE(store_->find_text("vault:a/b"));
  EXPECT_EQ(store_->find_text("vault:a/b/c"), "other");
}

TEST_P(StoreContract, ForgetsEverythingWhenCleared) {
  DeviceCode device;
  device.user_code = "ABCD";
  store_->put_code("x", {});
  store_->put_refresh_token("x", {});
  store_->put_device_code("x", device);
  store_->put_session("x", {});
  store_->put_text("x", "y");
  EXPECT_TRUE(store_->use_assertion_once("x", kNow + seconds(60), kNow));
  store_->add_consent({id<TenantId>("t"), id<AppId>("a"), id<AppId>("r"), {}, {"s"}});
  store_->revoke_sign_ins(id<ObjectId>("ada"), kNow);
  store_->clear();
  EXPECT_FALSE(store_->find_code("x"));
  EXPECT_FALSE(store_->find_refresh_token("x"));
  EXPECT_FALSE(store_->find_device_code("x"));
  EXPECT_FALSE(store_->find_user_code("ABCD"));
  EXPECT_FALSE(store_->find_session("x"));
  EXPECT_FALSE(store_->find_text("x"));
  EXPECT_TRUE(store_->use_assertion_once("x", kNow + seconds(60), kNow));
  EXPECT_FALSE(store_->has_consent(id<TenantId>("t"), id<AppId>("a")));
  EXPECT_FALSE(store_->tokens_valid_from(id<ObjectId>("ada")));
}

/// Whatever calls meet each other: nothing is lost, nothing is invented.
TEST_P(StoreContract, ServesManyThreadsAtOnce) {
  constexpr int kThreads = 8;
  constexpr int kEach = 60;
  std::atomic<int> wrong{0};
  std::vector<std::thread> threads;
  for (int t = 0; t < kThreads; ++t) {
    threads.emplace_back([&, t] {
      for (int i = 0; i < kEach; ++i) {
        const std::string name = std::to_string(t) + "/" + std::to_string(i);
        RefreshToken token;
        token.scope = name;
        store_->put_refresh_token(name, token);
        store_->put_text(name, name);
        store_->add_consent({id<TenantId>("t"), id<AppId>("a"), id<AppId>("r"), {}, {name}});
        const auto found = store_->find_refresh_token(name);
        if (!found || found->scope != name || store_->find_text(name) != name) ++wrong;
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(wrong, 0);
  EXPECT_EQ(store_->consented_scopes(id<TenantId>("t"), id<AppId>("a"), id<AppId>("r"), {}).size(),
            std::size_t{kThreads * kEach});
}

INSTANTIATE_TEST_SUITE_P(Every, StoreContract, ::testing::Values("memory", "sqlite"),
                         [](const auto& kind) { return std::string(kind.param); });

}  // namespace
}  // namespace entra::idp::testing
