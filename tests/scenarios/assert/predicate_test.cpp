#include "assert/predicate.hpp"

#include <gtest/gtest.h>

namespace entra::scenarios {
namespace {

std::optional<Predicate> parsed(const std::string& text, std::vector<Diagnostic>& errors) {
  const SourceText source("p.json", text);
  const auto node = parse_located_json(source);
  if (!node) {
    ADD_FAILURE() << node.error().one_line();
    return std::nullopt;
  }
  return parse_predicate(source, *node, errors);
}

// `actual` as JSON, or empty for an absent value.
Verdict verdict_of(const std::string& predicate, const std::string& actual) {
  std::vector<Diagnostic> errors;
  const auto one = parsed(predicate, errors);
  if (!one) {
    ADD_FAILURE() << predicate << (errors.empty() ? "" : ": " + errors[0].message);
    return {};
  }
  const Json value = actual.empty() ? Json() : Json::parse(actual);
  return evaluate(*one, actual.empty() ? nullptr : &value);
}

struct Row {
  const char* predicate;
  const char* holds_for;
  const char* fails_for;
};

TEST(Predicates, HoldAndFail) {
  for (const Row& row : {
           Row{"200", "200", "201"},
           Row{"1", "1.0", "\"1\""},
           Row{"null", "null", ""},
           Row{"[1, 2]", "[1, 2]", "[2, 1]"},
           Row{R"({"eq": {"a": 1}})", R"({"a": 1})", R"({"a": 1, "b": 2})"},
           Row{R"({"ne": 1})", "2", "1"},
           Row{R"({"lt": 5})", "4", "5"},
           Row{R"({"le": 5})", "5", "6"},
           Row{R"({"gt": 5})", "6", "5"},
           Row{R"({"ge": 5})", "5", "4"},
           Row{R"({"ge": 5})", "5", "\"6\""},
           Row{R"({"lt": "2025-01-01T00:00:00Z"})", R"("2024-12-31T23:59:59Z")", R"("2025-01-01T00:00:00Z")"},
           Row{R"({"lt": "2025-01-01T00:00:00Z"})", R"("2025-01-01T00:30:00+01:00")", R"("2024-12-31T23:30:00-01:00")"},
           Row{R"({"matches": "^AADSTS[0-9]+"})", R"("AADSTS50076: x")", R"("x AADSTS50076")"},
           Row{R"({"matches": "a"})", R"("cat")", "1"},
           Row{R"({"contains": 50076})", "[1, 50076]", "[1]"},
           Row{R"({"contains": "mfa"})", R"("with mfa")", R"("without")"},
           Row{R"({"contains": "mfa"})", R"(["pwd", "mfa"])", R"(["pwd", "mfax"])"},
           Row{R"({"contains": "error"})", R"({"error": null})", R"({"code": "error"})"},
           Row{R"({"contains": 1})", "[1]", "\"1\""},
           Row{R"({"one_of": ["a", "b"]})", R"("b")", R"("c")"},
           Row{R"({"present": true})", "null", ""},
           Row{R"({"present": false})", "", "null"},
           Row{R"({"type": "integer"})", "1", "1.5"},
           Row{R"({"type": "number"})", "1", "\"1\""},
           Row{R"({"type": "object"})", "{}", "[]"},
           Row{R"({"length": 2})", R"("öä")", R"("abc")"},
           Row{R"({"length": {"gt": 1}})", "[1, 2]", "[1]"},
           Row{R"({"length": 1})", R"({"a": 1})", "1"},
           Row{R"({"near": {"value": 10, "within": 2}})", "12", "13"},
           Row{R"({"near": {"value": "2025-01-01T00:00:00Z", "within": "PT5S"}})", R"("2024-12-31T23:59:55Z")",
               R"("2025-01-01T00:00:06Z")"},
           Row{R"({"near": {"value": "2025-01-01T00:00:00Z", "within": 5}})", R"("2025-01-01T00:00:05Z")", "5"},
           Row{R"({"subset": {"a": {"b": 1}}})", R"({"a": {"b": 1, "c": 2}, "d": 3})", R"({"a": {"c": 2}})"},
           Row{R"({"subset": [{"kid": 1}]})", R"([{"kid": 2}, {"kid": 1, "use": "sig"}])", R"([{"kid": 2}])"},
           Row{R"({"not": {"contains": "mfa"}})", R"(["pwd"])", R"(["mfa"])"},
           Row{R"({"all": [{"ge": 1}, {"lt": 3}]})", "2", "3"},
       }) {
    EXPECT_TRUE(verdict_of(row.predicate, row.holds_for).holds) << row.predicate << " of " << row.holds_for;
    EXPECT_FALSE(verdict_of(row.predicate, row.fails_for).holds) << row.predicate << " of " << row.fails_for;
  }
}

TEST(Predicates, AnAbsentValueSatisfiesOnlyItsAbsence) {
  for (const char* predicate : {"null", R"({"ne": 1})", R"({"lt": 5})", R"({"contains": "a"})", R"({"length": 0})",
                                R"({"subset": {}})", R"({"type": "null"})", R"({"all": [{"ne": 1}]})"})
    EXPECT_FALSE(verdict_of(predicate, "").holds) << predicate;
  for (const char* predicate : {R"({"present": false})", R"({"not": {"present": true}})",
                                R"({"not": {"contains": "a"}})", R"({"all": [{"present": false}]})"})
    EXPECT_TRUE(verdict_of(predicate, "").holds) << predicate;
}

struct Text {
  const char* predicate;
  const char* expectation;
  const char* actual;
  const char* detail;
};

TEST(Predicates, SayWhatTheyExpectedAndWhyItFailed) {
  for (const Text& text :
       {Text{"200", "to be 200", "401", ""}, Text{R"({"contains": 50076})", "to contain 50076", "[70043]", ""},
        Text{R"({"contains": 1})", "to contain 1", "\"1\"", "a string can only contain a string"},
        Text{R"({"lt": 5})", "to be less than 5", "\"4\"", "only numbers, or times in RFC 3339, have an order"},
        Text{R"({"length": {"ge": 2}})", "to have a length that is at least 2", "[1]", "its length is 1"},
        Text{R"({"near": {"value": 10, "within": 2}})", "to be within 2 of 10", "13", ""},
        Text{R"({"not": {"matches": "x"}})", "not to match /x/", "\"x\"", ""},
        Text{R"({"all": [{"ge": 1}, {"lt": 3}]})", "to be less than 3", "3", ""},
        Text{R"({"matches": "x"})", "to match /x/", "5", "a value of type integer is no text to match"},
        Text{R"({"present": false})", "to be absent", "5", ""}}) {
    const Verdict verdict = verdict_of(text.predicate, text.actual);
    EXPECT_FALSE(verdict.holds);
    EXPECT_EQ(verdict.expectation, text.expectation);
    EXPECT_EQ(verdict.detail, text.detail) << text.predicate;
  }
}

TEST(Predicates, RefuseOtherOperands) {
  for (const auto& [text, message] : {std::pair{R"({"equals": 1})", "is no operator"},
                                      {R"({"contain": 1})", "did you mean 'contains'?"},
                                      {"{}", "exactly one operator, this one holds 0"},
                                      {R"({"eq": 1, "ne": 2})", "this one holds 2"},
                                      {R"({"lt": true})", "a number or a time"},
                                      {R"({"matches": "["})", "not a regular expression"},
                                      {R"({"matches": 1})", "takes a regular expression"},
                                      {R"({"one_of": 1})", "takes an array"},
                                      {R"({"present": "yes"})", "true or false"},
                                      {R"({"type": "text"})", "type takes one of string"},
                                      {R"({"length": "two"})", "length takes a whole number"},
                                      {R"({"near": 5})", "near takes"},
                                      {R"({"near": {"value": 1, "within": "soon"}})", "within takes"},
                                      {R"({"subset": 1})", "an object or an array"},
                                      {R"({"all": []})", "all takes an array"},
                                      {R"({"not": {"x": 1}})", "'x' is no operator"}}) {
    std::vector<Diagnostic> errors;
    EXPECT_FALSE(parsed(text, errors)) << text;
    ASSERT_EQ(errors.size(), 1U) << text;
    EXPECT_NE(errors[0].message.find(message), std::string::npos) << errors[0].message;
  }
}

TEST(Predicates, TakeVariables) {
  std::vector<Diagnostic> errors;
  const auto one = parsed(R"({"not": {"one_of": ["${a}", "${b}"]}})", errors);
  ASSERT_TRUE(one);
  const auto resolved = resolve_predicate(*one, {{"a", 1}, {"b", "x"}});
  ASSERT_TRUE(resolved);
  const Json two = 2;
  const Json number = 1;
  EXPECT_TRUE(evaluate(*resolved, &two).holds);
  EXPECT_FALSE(evaluate(*resolved, &number).holds);
  EXPECT_FALSE(resolve_predicate(*one, {{"a", 1}}));
}

}  // namespace
}  // namespace entra::scenarios
