#include "directory/live_directory.hpp"

#include <gtest/gtest.h>

#include "sample_config.hpp"

namespace entra::idp {
namespace {

constexpr const char* kOne = "11111111-1111-4111-8111-111111111111";
constexpr const char* kTwo = "22222222-2222-4222-8222-222222222222";
constexpr const char* kAnn = "ann@one.example.com";
constexpr const char* kBen = "ben@elsewhere.example";
constexpr const char* kGuest = "ann_one.example.com#EXT#@two.example";
constexpr const char* kPolicy = "99999999-0003-4000-8000-000000000000";

class LiveDirectoryTest : public ::testing::Test {
 protected:
  LiveDirectoryTest() { open(); }

  void open() {
    auto config = parse_config("sample.json", kSampleConfig);
    ASSERT_TRUE(config) << config.error().one_line;
    live_ = std::make_unique<LiveDirectory>(std::move(*config), ChangeKeeper{[this] { return kept_; },
                                                                             [this](const std::string& text) {
                                                                               kept_ = text;
                                                                               ++saved_;
                                                                             }});
  }
  static const Tenant& tenant(const Directory& directory, const char* id = kOne) { return *directory.find_tenant(id); }
  static const User& user(const Directory& directory, const char* name, const char* id = kOne) {
    return *directory.find_user(tenant(directory, id), name);
  }
  Result<void, ConfigError> change(const char* name, const std::string& json) {
    const auto now = live_->current();
    return live_->change_user(tenant(*now), user(*now, name), json);
  }
  Result<ObjectId, ConfigError> put(const std::string& json) {
    const auto now = live_->current();
    return live_->put_policy(tenant(*now), json);
  }

  std::string kept_;
  int saved_{0};
  std::unique_ptr<LiveDirectory> live_;
};

TEST_F(LiveDirectoryTest, ChangesWhatIsNamedAndNothingElse) {
  const User before = user(*live_->current(), kAnn);
  ASSERT_TRUE(change(kAnn, R"({"accountEnabled": true, "riskLevel": "high"})"));
  const auto now = live_->current();
  const User& after = user(*now, kAnn);
  EXPECT_TRUE(after.account_enabled);
  EXPECT_EQ(after.risk_level, "high");
  EXPECT_EQ(after.password, before.password);
  EXPECT_EQ(after.mfa.methods.size(), before.mfa.methods.size());
  ASSERT_TRUE(change(kAnn, R"({"password": "new"})"));
  EXPECT_TRUE(user(*live_->current(), kAnn).account_enabled) << "one change does not undo another";
  EXPECT_EQ(user(*live_->current(), kAnn).password, "new");
}

TEST_F(LiveDirectoryTest, ReadersKeepTheirSnapshot) {
  const auto before = live_->current();
  ASSERT_TRUE(change(kAnn, R"({"accountEnabled": true})"));
  EXPECT_FALSE(user(*before, kAnn).account_enabled);
  EXPECT_TRUE(user(*live_->current(), kAnn).account_enabled);
}

TEST_F(LiveDirectoryTest, BadTextNamesThePlaceAndChangesNothing) {
  const auto before = live_->current();
  struct Case {
    const char* json;
    const char* says;
  };
  for (const Case& one : {Case{R"({"riskLevel": "huge"})", "body:1:15"}, Case{R"({"displayName": "X"})", "displayName"},
                          Case{R"({"accountEnabled": )", "body:1:"},
                          Case{R"({"mfa": {"code": "12"}})", "4 to 10 digits"}, Case{"[]", "body:1:1"}}) {
    const auto done = change(kAnn, one.json);
    ASSERT_FALSE(done) << one.json;
    EXPECT_NE(done.error().one_line.find(one.says), std::string::npos) << done.error().one_line;
  }
  EXPECT_EQ(live_->current(), before);
  EXPECT_EQ(saved_, 0);
}

TEST_F(LiveDirectoryTest, WhatWasKeptHoldsAtTheNextStart) {
  ASSERT_TRUE(change(kAnn, R"({"accountEnabled": true})"));
  ASSERT_TRUE(put(R"({"displayName": "Later", "conditions": {"users": {"includeUsers": ["All"]},
      "applications": {"includeApplications": ["All"]}}, "grantControls": {"builtInControls": ["block"]}})"));
  const auto old = live_->current();
  ASSERT_TRUE(live_->remove_policy(tenant(*old), ObjectId::parse(kPolicy).value()));
  open();
  const auto now = live_->current();
  EXPECT_TRUE(user(*now, kAnn).account_enabled);
  const auto& policies = tenant(*now).policies;
  ASSERT_EQ(policies.size(), 2u);
  EXPECT_EQ(policies.back().display_name, "Later");
  EXPECT_NE(policies.front().id.str(), kPolicy);
}

TEST_F(LiveDirectoryTest, SpoiltKeepingIsLeftAside) {
  for (const char* const spoilt : {"not JSON", "[]", R"({"99999999-9999-4999-8999-999999999999": {"users": {}}})",
                                   R"({"11111111-1111-4111-8111-111111111111": {"users": {"nobody": {}}}})"}) {
    kept_ = spoilt;
    open();
    EXPECT_FALSE(user(*live_->current(), kAnn).account_enabled) << spoilt;
  }
}

TEST_F(LiveDirectoryTest, ResetGoesBackToTheConfig) {
  ASSERT_TRUE(change(kAnn, R"({"accountEnabled": true})"));
  const auto now = live_->current();
  ASSERT_TRUE(live_->remove_policy(tenant(*now), ObjectId::parse(kPolicy).value()));
  live_->reset();
  EXPECT_FALSE(user(*live_->current(), kAnn).account_enabled);
  EXPECT_EQ(tenant(*live_->current()).policies.size(), 2u);
}

TEST_F(LiveDirectoryTest, GuestsFollowTheirAccount) {
  ASSERT_TRUE(change(kBen, R"({"password": "pw-ben", "mfa": {"method": "push"}})"));
  const auto now = live_->current();
  const User& guest = user(*now, kGuest, kTwo);
  EXPECT_EQ(guest.password, "pw-ben");
  ASSERT_EQ(guest.mfa.methods.size(), 1u);
  EXPECT_EQ(guest.mfa.methods[0].method, "push");
}

TEST_F(LiveDirectoryTest, PoliciesOfTheSameIdAreReplaced) {
  ASSERT_TRUE(put(R"({"id": "99999999-0003-4000-8000-000000000000", "displayName": "Other", "state": "disabled",
      "conditions": {"users": {"includeUsers": ["All"]}, "applications": {"includeApplications": ["All"]}}, "grantControls": {"builtInControls": ["mfa"]}})"));
  const auto now = live_->current();
  const auto& policies = tenant(*now).policies;
  ASSERT_EQ(policies.size(), 2u);
  EXPECT_EQ(policies[0].display_name, "Other");
  EXPECT_EQ(policies[0].state, PolicyState::kDisabled);
}

TEST_F(LiveDirectoryTest, PoliciesAreCheckedAgainstTheDirectory) {
  const auto refusal = [&](const std::string& users, const std::string& rest) {
    const auto done = put(R"({"displayName": "P", "conditions": {"users": {"includeUsers": [")" + users +
                          R"("]}, "applications": {"includeApplications": ["All"]})" + rest + "}");
    EXPECT_FALSE(done);
    return done ? std::string() : done.error().one_line;
  };
  const auto says = [](const std::string& text, const char* part) { return text.find(part) != std::string::npos; };
  const std::string mfa = R"(}, "grantControls": {"builtInControls": ["mfa"]})";
  const std::string nobody = refusal("nobody@one.example.com", mfa);
  EXPECT_TRUE(says(nobody, "nobody@one.example.com")) << nobody;
  const std::string nowhere = refusal("All", R"(, "locations": {"includeLocations": ["HW"]})" + mfa);
  EXPECT_TRUE(says(nowhere, "did you mean \"HQ\"")) << nowhere;
  const std::string both = refusal("All", R"(}, "grantControls": {"builtInControls": ["block", "mfa"]})");
  EXPECT_TRUE(says(both, "stands alone")) << both;
  const std::string nothing = refusal("All", "}");
  EXPECT_TRUE(says(nothing, "grantControls")) << nothing;
  EXPECT_EQ(tenant(*live_->current()).policies.size(), 2u);
}

TEST_F(LiveDirectoryTest, SecurityDefaultsAndEnabledPoliciesExcludeEachOther) {
  const auto now = live_->current();
  EXPECT_FALSE(live_->set_security_defaults(tenant(*now), true)) << "the policy \"Full\" is enabled";
  for (const ConditionalAccessPolicy& one : tenant(*now).policies) {
    EXPECT_TRUE(live_->remove_policy(tenant(*now), one.id));
  }
  ASSERT_TRUE(live_->set_security_defaults(tenant(*now), true));
  EXPECT_TRUE(tenant(*live_->current()).security_defaults);
  const std::string body = R"("displayName": "P", "conditions": {"users": {"includeUsers": ["All"]},
      "applications": {"includeApplications": ["All"]}}, "grantControls": {"builtInControls": ["mfa"]}})";
  EXPECT_FALSE(put(R"({"state": "enabled", )" + body));
  EXPECT_TRUE(put(R"({"state": "enabledForReportingButNotEnforced", )" + body));
}

}  // namespace
}  // namespace entra::idp
