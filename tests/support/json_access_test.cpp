#include "entra/support/json_access.hpp"

#include <gtest/gtest.h>

namespace entra {
namespace {

Json parsed(std::string_view text) {
  auto json = parse_json(text);
  EXPECT_TRUE(json) << text << ": " << (json ? "" : json.error().message);
  return json ? *json : Json();
}

TEST(ParseJson, BuildsWhatTheTextSays) {
  const Json json = parsed(R"( {"a":[1,-2,2.5,true,null,"x\u00e9"],"b":{"c":{}},"d":[[],[{}]]} )");
  EXPECT_EQ(json.dump(), R"({"a":[1,-2,2.5,true,null,"xé"],"b":{"c":{}},"d":[[],[{}]]})");
  EXPECT_EQ(parsed("\"only\"").get<std::string>(), "only");
  EXPECT_TRUE(parsed(R"({"a":{"x":1},"b":{"x":2}})").at("b").at("x").is_number());
}

struct Refusal {
  const char* name;
  std::string text;
  Errc code;
};

class ParseJsonRefuses : public testing::TestWithParam<Refusal> {};

TEST_P(ParseJsonRefuses, WithACode) {
  const auto json = parse_json(GetParam().text);
  ASSERT_FALSE(json);
  EXPECT_EQ(json.error().code, GetParam().code) << json.error().message;
  EXPECT_EQ(json.error().message.find('\n'), std::string::npos);
}

INSTANTIATE_TEST_SUITE_P(
    Table, ParseJsonRefuses,
    testing::Values(Refusal{"Empty", "", Errc::kMalformed}, Refusal{"Blank", " \n", Errc::kMalformed},
                    Refusal{"TrailingBytes", "{} x", Errc::kMalformed},
                    Refusal{"SecondValue", "{}{}", Errc::kMalformed},
                    Refusal{"LineEndInADuplicateName", R"({"a\n":1,"a\n":2})", Errc::kDuplicate},
                    Refusal{"TrailingComma", "[1,]", Errc::kMalformed},
                    Refusal{"Comment", "{} // no", Errc::kMalformed}, Refusal{"Unclosed", "{\"a\":1", Errc::kMalformed},
                    Refusal{"NulBehindTheValue", std::string("{}\0x", 4), Errc::kMalformed},
                    Refusal{"InvalidUtf8", "\"\xC3\x28\"", Errc::kMalformed},
                    Refusal{"HalfSurrogate", R"("\ud800")", Errc::kMalformed},
                    Refusal{"NaN", "[NaN]", Errc::kMalformed}, Refusal{"Overflow", "[1e400]", Errc::kOutOfRange},
                    Refusal{"Duplicate", R"({"a":1,"a":1})", Errc::kDuplicate},
                    Refusal{"DuplicateByEscape", R"({"a":1,"\u0061":1})", Errc::kDuplicate},
                    Refusal{"DuplicateDeep", R"([{"x":{"a":1,"b":{},"a":2}}])", Errc::kDuplicate},
                    Refusal{"TooDeep", std::string(65, '[') + std::string(65, ']'), Errc::kOutOfRange},
                    Refusal{"VeryDeep", std::string(1000000, '['), Errc::kOutOfRange}),
    [](const auto& row) { return row.param.name; });

TEST(ParseJson, TakesSixtyFourLevels) {
  EXPECT_TRUE(parse_json(std::string(64, '[') + std::string(64, ']')));
}

TEST(JsonAccess, GivesMembersOfTheRightTypeOnly) {
  const Json json = parsed(R"({"s":"t","i":5,"n":-5,"f":1.0,"big":18446744073709551615,"b":false,
                               "l":["x","y"],"mixed":["x",1],"none":null})");
  EXPECT_EQ(get_string(json, "s"), "t");
  EXPECT_EQ(get_string(json, "i"), std::nullopt);
  EXPECT_EQ(get_string(json, "absent"), std::nullopt);
  EXPECT_EQ(get_integer(json, "i"), 5);
  EXPECT_EQ(get_integer(json, "n"), -5);
  EXPECT_EQ(get_integer(json, "f"), std::nullopt);
  EXPECT_EQ(get_integer(json, "big"), std::nullopt);
  EXPECT_EQ(get_bool(json, "b"), false);
  EXPECT_EQ(get_bool(json, "none"), std::nullopt);
  EXPECT_EQ(get_strings(json, "l"), (std::vector<std::string>{"x", "y"}));
  EXPECT_EQ(get_strings(json, "mixed"), std::nullopt);
  EXPECT_EQ(find_member(json, "none")->is_null(), true);
  EXPECT_EQ(find_member(json, "S"), nullptr);
}

TEST(JsonAccess, IsEmptyForWhatIsNoObject) {
  const Json array = parsed("[1]");
  EXPECT_EQ(find_member(array, "0"), nullptr);
  EXPECT_EQ(get_string(array, "0"), std::nullopt);
  EXPECT_EQ(get_integer(Json(3), "x"), std::nullopt);
}

}  // namespace
}  // namespace entra
