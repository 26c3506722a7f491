#include "fixture.hpp"

namespace entra::idp::testing {
namespace {

using StoreApi = MockIdpTest;

TEST_F(StoreApi, ListsApplicationsToADeveloper) {
  const std::string resource = "https://manage.devcenter.microsoft.com";
  const Answer developer =
      post_form("/" + std::string(kPartner) + "/oauth2/token", {{"grant_type", "client_credentials"},
                                                                {"client_id", kDaemon},
                                                                {"client_secret", kDaemonSecret},
                                                                {"resource", resource}});
  const Answer list = call("/devcenter/v1.0/my/applications", developer.text("access_token"));
  ASSERT_EQ(list.response.status, 200) << list.response.body;
  EXPECT_EQ(list.body.at("value").at(0).at("id"), "9NBLGGH4R315");
  EXPECT_EQ(list.body.at("totalCount"), 1);
  const Answer other = post_form(
      "/" + std::string(kPartner) + "/oauth2/token",
      {{"grant_type", "client_credentials"}, {"client_id", kCsp}, {"client_secret", kSecret}, {"resource", resource}});
  const Answer refused = call("/devcenter/v1.0/my/applications", other.text("access_token"));
  EXPECT_EQ(refused.response.status, 403);
  EXPECT_EQ(get("/devcenter/v1.0/my/applications").response.status, 401);
}

class StorePages : public MockIdpTest {
 protected:
  void SetUp() override {
    Json directory = Json::parse(directory_text());
    Json& products = directory["tenants"][0]["storeApplications"];
    products = Json::array();
    for (int i = 0; i < 5; ++i)
      products.push_back({{"id", "9NBLGGH4R31" + std::to_string(i)}, {"primaryName", "Paint " + std::to_string(i)}});
    start(directory.dump());
    token_ = post_form("/" + std::string(kPartner) + "/oauth2/token",
                       {{"grant_type", "client_credentials"},
                        {"client_id", kDaemon},
                        {"client_secret", kDaemonSecret},
                        {"resource", "https://manage.devcenter.microsoft.com"}})
                 .text("access_token");
  }
  Answer api(const std::string& path) { return call("/devcenter/v1.0/my/" + path, token_); }
  std::string token_;
};

TEST_F(StorePages, FollowEachOther) {
  const Answer first = api("applications?top=2");
  EXPECT_EQ(first.body.at("value").size(), 2u);
  EXPECT_EQ(first.body.at("totalCount"), 5);
  EXPECT_EQ(first.text("@nextLink"), "applications?skip=2&top=2");
  const Answer second = api(first.text("@nextLink"));
  EXPECT_EQ(second.body.at("value").at(0).at("id"), "9NBLGGH4R312");
  const Answer last = api(second.text("@nextLink"));
  EXPECT_EQ(last.body.at("value").size(), 1u);
  EXPECT_FALSE(last.body.contains("@nextLink"));
  EXPECT_EQ(api("applications?skip=9").body.at("value").size(), 0u);
  for (const char* const bad : {"top=0", "top=-1", "top=x", "skip=x", "skip=-1"}) {
    const Answer refused = api("applications?" + std::string(bad));
    EXPECT_EQ(refused.response.status, 400) << bad;
    EXPECT_EQ(refused.text("code"), "InvalidParameterValue") << bad;
  }
}

TEST_F(StorePages, ServeOneProduct) {
  const Answer one = api("applications/9nblggh4r313");
  ASSERT_EQ(one.response.status, 200) << one.response.body;
  EXPECT_EQ(one.text("primaryName"), "Paint 3");
  const Json& submission = one.body.at("lastPublishedApplicationSubmission");
  EXPECT_EQ(submission.at("resourceLocation"),
            "applications/9NBLGGH4R313/submissions/" + submission.at("id").get<std::string>());
  EXPECT_EQ(api("applications/9NBLGGH4R319").text("code"), "ResourceNotFound");
  EXPECT_EQ(api("flights").response.status, 404);
}

}  // namespace
}  // namespace entra::idp::testing
