#include "browser.hpp"
#include "core.hpp"

namespace entra::idp::testing {
namespace {

/// The core itself, so that a device may wait without having asked for its code over HTTP.
class DeviceLogin : public ::testing::Test {
 protected:
  void SetUp() override {
    auto config = parse_config("test", directory_with_hybrid(), std::string(ENTRA_SOURCE_DIR));
    ASSERT_TRUE(config) << config.error().one_line;
    core_ = std::make_unique<Core>(std::move(*config), clock_, random_, make_memory_store());
    auto keys = KeyRing::make(shared_keys(), clock_.now());
    ASSERT_TRUE(keys);
    core_->keys = std::move(*keys);
    wait_for("ABCDE1234");
  }
  void wait_for(const std::string& user_code, const std::string& scope = "openid offline_access User.Read") {
    DeviceCode waiting;
    if (auto id = AppId::parse(kDesktop)) waiting.client = *id;
    waiting.tenant = kPartner;
    waiting.user_code = user_code;
    waiting.scope = scope;
    waiting.issued = core_->clock.now();
    core_->store->put_device_code("device-" + user_code, waiting);
  }
  Page type(Browser& browser, const std::string& user_code) {
    return browser.submit(browser.open("/devicelogin"), {{"mock_user_code", user_code}, {"mock_action", "code"}});
  }
  Browser browser() {
    return Browser([this](const http::Request& request) { return core_->handle(request); });
  }
  DeviceCodeState state() { return core_->store->find_user_code("ABCDE1234")->state; }

  ManualClock clock_{Instant(std::chrono::sys_days(std::chrono::year(2025) / 3 / 1))};
  SeededRandom random_{7};
  std::unique_ptr<Core> core_;
};

TEST_F(DeviceLogin, PersonSignsInAndConfirms) {
  Browser person = browser();
  const Page sign_in = type(person, "abcde-1234");
  ASSERT_TRUE(sign_in.shows("Desktop")) << sign_in.response.body;
  const Page confirm = person.sign_in(sign_in, kBob, "pass-bob");
  ASSERT_TRUE(confirm.shows("Are you trying to sign in to <strong>Desktop</strong>?")) << confirm.response.body;
  EXPECT_TRUE(confirm.shows("<li>User.Read</li>"));
  EXPECT_EQ(state(), DeviceCodeState::kPending);
  const Page done = person.press(confirm, "accept");
  EXPECT_TRUE(done.shows("You have signed in to Desktop")) << done.response.body;
  const auto approved = core_->store->find_user_code("ABCDE1234");
  EXPECT_EQ(approved->state, DeviceCodeState::kApproved);
  EXPECT_EQ(approved->approved_tenant.str(), kPartner);
  EXPECT_EQ(approved->sign_in->amr, std::vector<std::string>{"pwd"});
}

/// Somebody who is signed in still confirms: a code may come from somebody else (AADSTS50199's purpose).
TEST_F(DeviceLogin, SessionIsNotEnough) {
  Browser person = browser();
  person.press(person.sign_in(type(person, "ABCDE1234"), kBob, "pass-bob"), "accept");
  wait_for("WXYZ98765");
  const Page confirm = type(person, "WXYZ98765");
  EXPECT_TRUE(confirm.shows("Are you trying to sign in")) << confirm.response.body;
  EXPECT_TRUE(person.open("/device?otc=WXYZ98765").shows("Are you trying to sign in"));
  EXPECT_TRUE(person.open("/common/oauth2/deviceauth?otc=WXYZ98765").shows("Are you trying to sign in"));
}

TEST_F(DeviceLogin, PersonDeclines) {
  Browser person = browser();
  person.press(person.sign_in(type(person, "ABCDE1234"), kBob, "pass-bob"), "decline");
  EXPECT_EQ(state(), DeviceCodeState::kDeclined);
}

TEST_F(DeviceLogin, WhoIsNotSignedInDecidesNothing) {
  Browser person = browser();
  person.press(type(person, "ABCDE1234"), "cancel");
  EXPECT_EQ(state(), DeviceCodeState::kPending);
  Browser forger = browser();
  const Page page = forger.open("/devicelogin");
  forger.submit(page, {{"otc", "ABCDE1234"}, {"mock_action", "accept"}});
  EXPECT_EQ(state(), DeviceCodeState::kPending);
}

TEST_F(DeviceLogin, RefusesAnUnknownCode) {
  Browser person = browser();
  const Page page = type(person, "NOSUCHONE");
  EXPECT_TRUE(page.shows("AADSTS70018"));
  EXPECT_TRUE(page.shows("mock_user_code")) << "to try again";
}

TEST_F(DeviceLogin, RefusesAnExpiredCode) {
  Browser person = browser();
  core_->clock.advance(seconds(900));
  EXPECT_TRUE(type(person, "ABCDE1234").shows("AADSTS70019"));
}

TEST_F(DeviceLogin, RefusesADecidedCode) {
  Browser person = browser();
  const Page confirm = person.sign_in(type(person, "ABCDE1234"), kBob, "pass-bob");
  person.press(confirm, "accept");
  EXPECT_TRUE(person.press(confirm, "accept").shows("AADSTS90120"));
  EXPECT_TRUE(type(person, "ABCDE1234").shows("AADSTS90120"));
}

TEST_F(DeviceLogin, ScopesForAdministratorsStopIt) {
  wait_for("ADMIN0001", "openid Directory.Read.All");
  Browser person = browser();
  const Page stop = person.sign_in(type(person, "ADMIN0001"), kBob, "pass-bob");
  EXPECT_TRUE(stop.shows("AADSTS90094")) << stop.response.body;
}

}  // namespace
}  // namespace entra::idp::testing
