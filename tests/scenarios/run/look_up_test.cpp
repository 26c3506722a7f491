#include "run/look_up.hpp"

#include <gtest/gtest.h>

#include "run/scripted_idp.hpp"

namespace entra::scenarios {
namespace {

using testing::ScriptedIdp;

http::Response json_answer(std::string body) {
  http::Response response;
  response.headers.add("Content-Type", "application/json");
  response.body = std::move(body);
  return response;
}

Scenario empty_scenario() {
  Scenario scenario{SourceText("x.scenario.json", "{}"), {}, {}, {}, {}, {}, {}, {}, {}, {}};
  scenario.idp.clock = from_epoch_seconds(1735689600);
  return scenario;
}

Answer redirect_to(const std::string& location) {
  Answer answer;
  answer.status = 302;
  answer.headers.add("Location", location);
  return answer;
}

class LookUp : public ::testing::Test {
 protected:
  std::optional<Json> value_of(const std::string& expression, const Answer& answer) {
    const auto parsed = parse_expression(expression);
    EXPECT_TRUE(parsed) << expression;
    auto found = look_up(session_, *parsed, &answer);
    EXPECT_TRUE(found) << expression;
    return found->value;
  }

  Scenario scenario_ = empty_scenario();
  ScriptedIdp idp_{[](const http::Request&) { return json_answer(R"({"count":1,"requests":[{"scope":"a b"}]})"); }};
  Session session_{scenario_, idp_};
};

TEST_F(LookUp, LocationReadsTheQueryAndTheFragment) {
  const Answer query = redirect_to("https://app.example/cb?code=0.A%2Bb&state=s%201#");
  EXPECT_EQ(value_of("location:code", query), Json("0.A+b"));
  EXPECT_EQ(value_of("location:state", query), Json("s 1"));
  EXPECT_EQ(value_of("location:error", query), std::nullopt);
  EXPECT_EQ(value_of("location:code", redirect_to("https://app.example/cb?x=1#code=c1")), Json("c1"));
  EXPECT_EQ(value_of("location:x", redirect_to("https://app.example/cb?x=1#x=2")), Json("1"));
}

TEST_F(LookUp, LocationOfAnAnswerThatIsNoRedirectIsAbsent) {
  Answer answer;
  answer.status = 200;
  EXPECT_EQ(value_of("location:code", answer), std::nullopt);
}

TEST_F(LookUp, LocationNeedsAName) {
  EXPECT_FALSE(parse_expression("location:"));
}

TEST_F(LookUp, ReferencesInPointersAreReplaced) {
  session_.set_variable("field", "scope");
  EXPECT_EQ(value_of("journal:/requests/0/${field}", Answer{}), Json("a b"));
  Answer answer;
  answer.status = 200;
  answer.json = Json{{"scope", 7}, {"${field}", 8}};
  EXPECT_EQ(value_of("json:/${field}", answer), Json(7));
}

TEST(SecretBook, LearnsTheCodeOfARedirect) {
  SecretBook secrets;
  http::Response response;
  response.headers.add("Location", "https://app.example/cb?code=0.Asecretcode%2B1&state=plain-state#");
  secrets.learn_response(http::Request{}, response);
  const std::string shown = secrets.mask("code=0.Asecretcode%2B1 or 0.Asecretcode+1, state=plain-state");
  EXPECT_EQ(shown.find("secretcode"), std::string::npos) << shown;
  EXPECT_NE(shown.find("plain-state"), std::string::npos) << shown;
}

// A running clock would be a little late after "set", and every boundary to the second with it.
TEST(Session, FreezesTheClockBeforeItSetsIt) {
  Scenario scenario = empty_scenario();
  ScriptedIdp idp([](const http::Request&) { return json_answer("{}"); });
  Session session(scenario, idp);
  ASSERT_TRUE(session.begin());
  ASSERT_EQ(idp.asked().size(), 2u);
  EXPECT_EQ(idp.asked()[0].body, R"({"frozen":true})");
  EXPECT_EQ(idp.asked()[1].body, R"({"set":"2025-01-01T00:00:00Z"})");
  EXPECT_EQ(to_epoch_seconds(session.clock().now()), 1735689600);
}

}  // namespace
}  // namespace entra::scenarios
