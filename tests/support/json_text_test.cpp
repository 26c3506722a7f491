#include "entra/support/json_text.hpp"

#include <gtest/gtest.h>

#include <array>

namespace entra {
namespace {

TEST(JsonText, IsWhatTheLibraryWrites) {
  for (const char* text : {
           R"({})",
           R"([])",
           R"({"a":{},"b":[],"c":[[],{}]})",
           R"({"typ":"JWT","alg":"RS256","kid":"x"})",
           R"({"z":1,"a":-5,"big":18446744073709551615,"f":1.5,"t":true,"n":null})",
           R"({"quo\"te":"back\\slash","line":"a\nb\u0000c\u001f\u007f","umlaut":"Österreich 東京"})",
           R"(["roles","User.Read.All",["deep",[1,[2]]]])",
           R"("")",
           R"(7)",
       }) {
    const OrderedJson json = OrderedJson::parse(text);
    EXPECT_EQ(write_json(json), json.dump()) << text;
  }
}

TEST(JsonText, ReplacesWhatIsNoUtf8) {
  EXPECT_EQ(write_json(OrderedJson{{"name", "a\xff"}}), "{\"name\":\"a\xEF\xBF\xBD\"}");
}

TEST(JsonText, WritesTheNamedMembersOnly) {
  const OrderedJson json = OrderedJson::parse(R"({"iss":"i","roles":["a","b"],"aud":"x","secret":"s"})");
  constexpr std::array<const char*, 4> kNames = {"aud", "iss", "none", "roles"};
  EXPECT_EQ(write_json_members(json, kNames), R"({"aud":"x","iss":"i","roles":["a","b"]})");
  EXPECT_EQ(write_json_members(OrderedJson::object(), kNames), "{}");
}

}  // namespace
}  // namespace entra
