#include "model/variables.hpp"

#include <gtest/gtest.h>

namespace entra::scenarios {
namespace {

const Variables& variables() {
  static const Variables all{{"name", "Ada"},
                             {"epoch", 1000},
                             {"list", Json::array({1, 2})},
                             {"user", Json{{"upn", "ada@contoso.com"}, {"age", 36}}}};
  return all;
}

struct Row {
  Json value;
  Json wanted;
};

TEST(Interpolation, ReplacesReferences) {
  for (const Row& row :
       {Row{"plain", "plain"}, Row{"Hello ${name}!", "Hello Ada!"}, Row{"${name}${name}", "AdaAda"},
        Row{"${epoch}", 1000}, Row{"${epoch+60}", 1060}, Row{"${epoch-60}", 940}, Row{"at ${epoch+1}", "at 1001"},
        Row{"${list}", Json::array({1, 2})}, Row{"l=${list}", "l=[1,2]"}, Row{"${user.upn}", "ada@contoso.com"},
        Row{"${user.age+1}", 37}, Row{"$${name}", "${name}"}, Row{"a $${b} ${name}", "a ${b} Ada"}, Row{"$5", "$5"},
        Row{Json{{"k-${name}", Json::array({"${epoch}", nullptr, true})}},
            Json{{"k-Ada", Json::array({1000, nullptr, true})}}}}) {
    const auto result = interpolate(row.value, variables());
    ASSERT_TRUE(result) << row.value << ": " << result.error().message;
    EXPECT_EQ(*result, row.wanted) << row.value;
  }
}

TEST(Interpolation, RefusesWhatItCannotReplace) {
  for (const auto& [text, code, message] :
       {std::tuple{"${nobody}", Errc::kUnknownName, "no variable is named 'nobody'"},
        {"${user.name}", Errc::kUnknownName, "'user' has no member 'name'"},
        {"${name.first}", Errc::kUnknownName, "'name' has no member 'first'"},
        {"${name+1}", Errc::kMalformed, "is no whole number"},
        {"${", Errc::kMalformed, "without '}'"},
        {"${}", Errc::kMalformed, "is not ${name}"},
        {"${a b}", Errc::kMalformed, "is not ${name}"},
        {"${user.}", Errc::kMalformed, "is not ${name}"},
        {"${epoch+99999999999999999999}", Errc::kOutOfRange, "out of range"}}) {
    const auto result = interpolate(Json(text), variables());
    ASSERT_FALSE(result) << text;
    EXPECT_EQ(result.error().code, code) << text;
    EXPECT_NE(result.error().message.find(message), std::string::npos) << result.error().message;
  }
}

}  // namespace
}  // namespace entra::scenarios
