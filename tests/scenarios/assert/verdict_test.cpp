#include <gtest/gtest.h>

#include "assert/predicate.hpp"

namespace entra::scenarios {
namespace {

struct Judged {
  Verdict verdict;
  std::string source_text;  ///< what the verdict's span covers
};

Judged judge(const std::string& predicate, const Json& actual) {
  const SourceText source("x.scenario.json", predicate);
  const auto tree = parse_located_json(source);
  std::vector<Diagnostic> diagnostics;
  const auto parsed = parse_predicate(source, *tree, diagnostics);
  EXPECT_TRUE(parsed) << predicate;
  Verdict verdict = evaluate(*parsed, &actual);
  const Span span = verdict.span;
  return {std::move(verdict), predicate.substr(span.begin, span.end - span.begin)};
}

TEST(Verdict, OfAllIsThatOfThePartThatFails) {
  const auto [verdict, part] = judge(R"({"all": [{"length": 2}, {"subset": {"a": 1}}]})", Json{{"a", 2}, {"b", 0}});
  EXPECT_FALSE(verdict.holds);
  EXPECT_EQ(verdict.expectation, R"(to hold at least {"a":1})");
  EXPECT_EQ(verdict.detail, "'/a' is 2 instead of 1");
  EXPECT_EQ(part, R"({"a": 1})");
}

TEST(Verdict, NamesTheMemberThatDiffers) {
  const Json actual{{"error", {{"code", "A"}, {"a/b", true}}}, {"list", {1, 2}}};
  const struct {
    std::string predicate;
    std::string detail;
  } cases[] = {
      {R"({"subset": {"error": {"code": "B"}}})", R"('/error/code' is "A" instead of "B")"},
      {R"({"subset": {"error": {"a/b": false}}})", "'/error/a~1b' is true instead of false"},
      {R"({"subset": {"nothing": 1}})", "'/nothing' is absent instead of 1"},
      {R"({"subset": {"list": [3]}})", "'/list' has no element 3"},
      {R"({"eq": {"error": {"code": "A"}, "list": [1, 2]}})", "'/error/a~1b' is true, which was not expected"},
      {R"({"eq": {"error": {"code": "A", "a/b": true}, "list": [1, 3]}})", "'/list/1' is 2 instead of 3"},
      {R"({"eq": {"error": {"code": "A", "a/b": true}, "list": [1]}})", "'/list' is [1,2] instead of [1]"},
  };
  for (const auto& one : cases) {
    const auto judged = judge(one.predicate, actual);
    EXPECT_FALSE(judged.verdict.holds) << one.predicate;
    EXPECT_EQ(judged.verdict.detail, one.detail);
  }
}

TEST(Verdict, SaysLengthsInWords) {
  EXPECT_EQ(judge(R"({"length": 7})", Json("abc")).verdict.expectation, "to have a length that is 7");
  EXPECT_EQ(judge(R"({"length": {"gt": 7}})", Json("abc")).verdict.expectation,
            "to have a length that is greater than 7");
  EXPECT_EQ(judge(R"({"length": 7})", Json("abc")).verdict.detail, "its length is 3");
}

TEST(Verdict, HoldsWithoutDetail) {
  const auto judged = judge(R"({"all": [{"length": 1}, {"eq": {"a": [1]}}]})", Json{{"a", {1}}});
  EXPECT_TRUE(judged.verdict.holds);
  EXPECT_EQ(judged.verdict.detail, "");
}

}  // namespace
}  // namespace entra::scenarios
