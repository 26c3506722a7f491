#include "model/expression.hpp"

#include <gtest/gtest.h>

namespace entra::scenarios {
namespace {

struct Row {
  const char* text;
  Root root;
  const char* argument;
  std::vector<std::string> pointer;
  bool needs_answer;
};

std::ostream& operator<<(std::ostream& out, const Row& row) {
  return out << row.text;
}

class Expressions : public ::testing::TestWithParam<Row> {};

TEST_P(Expressions, AreParsed) {
  const auto expression = parse_expression(GetParam().text);
  ASSERT_TRUE(expression) << expression.error().message;
  EXPECT_EQ(expression->root, GetParam().root);
  EXPECT_EQ(expression->argument, GetParam().argument);
  EXPECT_EQ(expression->pointer.tokens, GetParam().pointer);
  EXPECT_EQ(expression->needs_answer(), GetParam().needs_answer);
  EXPECT_EQ(expression->text, GetParam().text);
}

INSTANTIATE_TEST_SUITE_P(
    All, Expressions,
    ::testing::Values(Row{"status", Root::kStatus, "", {}, true}, Row{"reason", Root::kReason, "", {}, true},
                      Row{"body", Root::kBody, "", {}, true}, Row{"now", Root::kNow, "", {}, false},
                      Row{"header:WWW-Authenticate", Root::kHeader, "WWW-Authenticate", {}, true},
                      Row{"location:code", Root::kLocation, "code", {}, true}, Row{"json:", Root::kJson, "", {}, true},
                      Row{"json:/a~1b/0/c~0d", Root::kJson, "", {"a/b", "0", "c~d"}, true},
                      Row{"jwt(id_token):/payload/amr", Root::kJwt, "id_token", {"payload", "amr"}, true},
                      Row{"jwt(${at}):/header/kid", Root::kJwt, "${at}", {"header", "kid"}, false},
                      Row{"journal:/count", Root::kJournal, "", {"count"}, false},
                      Row{"var:token", Root::kVar, "token", {}, false},
                      Row{"var:list/0/id", Root::kVar, "list", {"0", "id"}, false}));

TEST(Expression, ReadsTheFiltersOfAJournal) {
  const auto expression = parse_expression("journal(path=*/token, grant_type=refresh_token):/requests/0");
  ASSERT_TRUE(expression);
  EXPECT_EQ(expression->query,
            (std::vector<std::pair<std::string, std::string>>{{"path", "*/token"}, {"grant_type", "refresh_token"}}));
  EXPECT_EQ(expression->pointer.tokens, (std::vector<std::string>{"requests", "0"}));
}

struct Bad {
  const char* text;
  Errc code;
  const char* message;
};

TEST(Expression, RefusesOthers) {
  for (const Bad& bad :
       {Bad{"", Errc::kUnknownName, "known: status"}, Bad{"stats", Errc::kUnknownName, "did you mean 'status'?"},
        Bad{"json/a", Errc::kUnknownName, "did you mean 'json'?"}, Bad{"json:a", Errc::kMalformed, "'/'"},
        Bad{"json:/a~2", Errc::kMalformed, "~"}, Bad{"header:", Errc::kMalformed, "header needs a name"},
        Bad{"jwt(access_token)", Errc::kMalformed, "lacks '):'"},
        Bad{"jwt:/payload/aud", Errc::kMalformed, "jwt needs a token"},
        Bad{"jwt(access_token):/claims/aud", Errc::kMalformed, "/header or /payload"},
        Bad{"journal(path):/count", Errc::kMalformed, "name=value"},
        Bad{"journal(pat=/x):/count", Errc::kUnknownName, "did you mean 'path'?"},
        Bad{"var:", Errc::kMalformed, "var needs a name"}, Bad{"json(a):/b", Errc::kUnknownName, "known root"}}) {
    const auto expression = parse_expression(bad.text);
    ASSERT_FALSE(expression) << bad.text;
    EXPECT_EQ(expression.error().code, bad.code) << bad.text;
    EXPECT_NE(expression.error().message.find(bad.message), std::string::npos)
        << bad.text << ": " << expression.error().message;
  }
}

TEST(Pointer, FindsAndSaysHowFarItCame) {
  const Json document = Json::parse(R"({"a": {"b": [10, {"c/d": 11}]}, "": 12})");
  const auto value = [&](const char* text) {
    const auto pointer = parse_pointer(text);
    EXPECT_TRUE(pointer) << text;
    const Json* found = resolve_pointer(document, *pointer);
    return found == nullptr ? Json("absent") : *found;
  };
  EXPECT_EQ(value(""), document);
  EXPECT_EQ(value("/a/b/0"), 10);
  EXPECT_EQ(value("/a/b/1/c~1d"), 11);
  EXPECT_EQ(value("/"), 12);
  EXPECT_EQ(value("/a/b/-"), "absent");
  EXPECT_EQ(value("/a/b/01"), "absent") << "RFC 6901 §4: no leading zeros";
  EXPECT_EQ(value("/a/b/2"), "absent");
  EXPECT_EQ(value("/a/b/99999999999999999999"), "absent");
  EXPECT_EQ(deepest_existing(document, *parse_pointer("/a/x/y")), "/a");
}

}  // namespace
}  // namespace entra::scenarios
