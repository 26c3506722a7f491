// Faults of the mock as a scenario in the same process meets them: what a socket would do, without waiting.

#include "run/in_process_idp.hpp"

#include <gtest/gtest.h>

#include "testing/load.hpp"

namespace entra::scenarios {
namespace {

using std::chrono::milliseconds;

class InProcessFaults : public ::testing::Test {
 protected:
  void SetUp() override {
    auto opened = provider().open(
        testing::load_one(testing::with_steps(R"({ "id": "a", "control": { "path": "/_mock/health" } })")));
    ASSERT_TRUE(opened) << opened.error().message;
    idp_ = std::move(*opened);
  }
  static IdpProvider& provider() {
    static const std::unique_ptr<IdpProvider> one = make_in_process_provider();
    return *one;
  }
  /// One request that meets the fault.
  Result<http::Response> meet(const std::string& fault, milliseconds patience = milliseconds(5000)) {
    const auto added = idp_->transport()->send(
        {"POST", idp_->origin(), "/_mock/faults", {}, R"({"match":{"times":1},"do":)" + fault + "}", ""}, patience);
    EXPECT_EQ(added->status, 201) << added->body;
    return idp_->transport()->send({"GET", idp_->origin(), "/common/discovery/keys", {}, "", ""}, patience);
  }
  std::unique_ptr<IdpInstance> idp_;
};

TEST_F(InProcessFaults, BrokenTransfersAreTransportErrors) {
  for (const char* fault : {R"({"drop":true})", R"({"reset":true})", R"({"truncate":10})"}) {
    const auto answer = meet(fault);
    ASSERT_FALSE(answer) << fault;
    EXPECT_EQ(answer.error().code, Errc::kNetwork) << fault;
  }
  EXPECT_TRUE(meet(R"({"truncate":1000000})")) << "nothing was missing";
}

TEST_F(InProcessFaults, PatienceIsComparedNotSpent) {
  for (const char* fault :
       {R"({"delay_ms":60000})", R"({"slow_bytes_per_second":1})", R"({"delay_ms":60000,"drop":true})"}) {
    const auto answer = meet(fault);
    ASSERT_FALSE(answer) << fault;
    EXPECT_EQ(answer.error().code, Errc::kTimeout) << fault;
  }
  const auto answer = meet(R"({"delay_ms":60000})", milliseconds(60000));
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->wire.delay, milliseconds(0)) << "what a client has received carries no fault";
}

}  // namespace
}  // namespace entra::scenarios
