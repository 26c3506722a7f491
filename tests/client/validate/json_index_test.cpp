// The scanner against the tree that nlohmann/json builds of the same text: one must accept and refuse what the other
// does, and read the same values.

#include "validate/json_index.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>

#include "entra/client/claims.hpp"
#include "entra/support/json_access.hpp"
#include "entra/support/random.hpp"

namespace entra::client {
namespace {

/// Empty when both agree about the text and all that is in it.
std::string difference(const std::string& text) {
  const auto tree = parse_json(text);
  JsonIndex index;
  const JsonFault fault = index.read(text);
  const bool is_object = tree && tree->is_object();
  if (is_object != (fault == JsonFault::kNone)) return std::string("the scanner says: ") + std::string(describe(fault));
  if (!is_object) return tree && fault != JsonFault::kNotAnObject ? "a value that is no object" : "";
  const auto claims = Claims::parse(text);
  if (!claims) return "claims: " + claims.error().message;
  std::vector<std::string> names;
  for (auto member = tree->begin(); member != tree->end(); ++member) {
    const std::string& name = member.key();
    names.push_back(name);
    if (claims->text(name) != get_string(*tree, name)) return "text of " + name;
    if (claims->integer(name) != get_integer(*tree, name)) return "integer of " + name;
    if (claims->boolean(name) != get_bool(*tree, name)) return "boolean of " + name;
    if (claims->list(name) != get_strings(*tree, name)) return "list of " + name;
    if (claims->value_json(name) != member->dump()) return "value of " + name;
  }
  return claims->names() == names ? "" : "names";
}

TEST(JsonIndex, AgreesWithTheTreeOnHostileTexts) {
  const std::string deep(63, '[');
  const std::array texts = {
      std::string(),
      std::string("{"),
      std::string("}"),
      std::string("{}"),
      std::string(" \t\r\n{ \n} "),
      std::string("{}{}"),
      std::string("{} x"),
      std::string("[]"),
      std::string("null"),
      std::string("\"x\""),
      std::string("{\"a\"}"),
      std::string("{\"a\":}"),
      std::string("{\"a\":1,}"),
      std::string("{,}"),
      std::string("{\"a\":1 \"b\":2}"),
      std::string("{a:1}"),
      std::string("{'a':1}"),
      std::string("{\"a\":1//x\n}"),
      std::string("{\"a\":/**/1}"),
      std::string("{\"a\":[1,]}"),
      std::string("{\"a\":[,1]}"),
      std::string("{\"a\":[1 2]}"),
      // Members given twice.
      std::string(R"({"a":1,"a":1})"),
      std::string(R"({"a":1,"\u0061":2})"),
      std::string(R"({"":1,"":2})"),
      std::string(R"({"o":{"x":1,"y":2,"x":3}})"),
      std::string(R"({"l":[{"x":1},{"x":2}]})"),
      std::string(R"({"l":[[{"x":1,"x":2}]]})"),
      std::string(R"({"o":{"x":{"x":{"x":1}}}})"),
      std::string(R"({"abcdefghX12345678":1,"abcdefghY12345678":2})"),
      // Numbers.
      std::string(R"({"a":0,"b":-0,"c":-1,"d":1.5,"e":1e3,"f":1E+3,"g":1e-3,"h":0.0})"),
      std::string(R"({"a":01})"),
      std::string(R"({"a":-})"),
      std::string(R"({"a":+1})"),
      std::string(R"({"a":.5})"),
      std::string(R"({"a":5.})"),
      std::string(R"({"a":1e})"),
      std::string(R"({"a":1e+})"),
      std::string(R"({"a":0x10})"),
      std::string(R"({"a":NaN})"),
      std::string(R"({"a":Infinity})"),
      std::string(R"({"a":1e308})"),
      std::string(R"({"a":1e309})"),
      std::string(R"({"a":-1e400})"),
      std::string(R"({"a":1e-400})"),
      std::string(R"({"a":9223372036854775807})"),
      std::string(R"({"a":9223372036854775808,"b":-9223372036854775808,"c":18446744073709551616})"),
      "{\"a\":" + std::string(400, '9') + "}",
      "{\"a\":" + std::string(300, '9') + "}",
      "{\"a\":1." + std::string(400, '9') + "}",
      // Strings.
      std::string(R"({"a":"\"\\\/\b\f\n\r\t\u00e9\u20AC\ud83d\ude00"})"),
      std::string(R"({"a":"\x"})"),
      std::string(R"({"a":"\u12"})"),
      std::string(R"({"a":"\u12g4"})"),
      std::string(R"({"a":"\ud83d"})"),
      std::string(R"({"a":"\ud83d\u0041"})"),
      std::string(R"({"a":"\ude00"})"),
      std::string(R"({"a":"\ud83dx"})"),
      std::string(R"({"a":"\u0000b","\u0000":1})"),
      std::string("{\"a\":\"\n\"}"),
      std::string("{\"a\":\"\x1f\"}"),
      std::string("{\"a\":\"\x7f\"}"),
      std::string("{\"a\":\"\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80\"}"),
      std::string("{\"a\":\"\xc0\xaf\"}"),
      std::string("{\"a\":\"\xe0\x80\xaf\"}"),
      std::string("{\"a\":\"\xed\xa0\x80\"}"),
      std::string("{\"a\":\"\xf4\x90\x80\x80\"}"),
      std::string("{\"a\":\"\xf8\x88\x80\x80\x80\"}"),
      std::string("{\"a\":\"\xe2\x82\"}"),
      std::string("{\"a\":\"\x80\"}"),
      std::string("{\"a\":\"\xff\"}"),
      std::string("{\"a\":\"x"),
      std::string("{\"a\":\"x\\"),
      std::string("{\"a\":\"x\\u00"),
      std::string("{\"a\":\"\xe2"),
      std::string("{\"a\":\"x\0y\"}", 11),
      std::string("{}\0", 3),
      std::string("{\"a\":\0}", 7),
      // Lists.
      std::string(R"({"a":[],"b":["x"],"c":["x",1],"d":[["x"]],"e":["\u0078","y"],"f":[null],"g":{}})"),
      // Nesting: 64 containers in one another are the most.
      "{\"a\":" + deep + std::string(63, ']') + "}",
      "{\"a\":[" + deep + std::string(63, ']') + "]}",
      "{\"a\":" + std::string(100'000, '['),
      "{\"a\":" + std::string(100'000, '{'),
      std::string("{\"a\":tru}"),
      std::string("{\"a\":truex}"),
      std::string("{\"a\":True}"),
  };
  for (const std::string& text : texts) EXPECT_EQ(difference(text), "") << text.substr(0, 200);
}

TEST(JsonIndex, RefusesAByteOrderMark) {
  // The one difference: the library skips it, and RFC 8259 §8.1 forbids to send it.
  const std::string text = "\xef\xbb\xbf{}";
  EXPECT_TRUE(parse_json(text));
  EXPECT_EQ(JsonIndex().read(text), JsonFault::kInvalid);
}

/// Changes a good document here and there, as a fuzzer would.
class Mutator {
 public:
  std::string next() {
    std::string text(kSeeds.at(pick(kSeeds.size())));
    for (std::size_t changes = pick(4); changes > 0; --changes) change(text);
    return text;
  }

 private:
  static constexpr std::array<std::string_view, 4> kSeeds = {
      R"({"aud":"https://graph.microsoft.com","iss":"https://sts.windows.net/t/","exp":1003600,"amr":["pwd","mfa"]})",
      R"({"typ":"JWT","alg":"RS256","kid":"k\u00311","x":{"y":[1,2.5e3,-7],"z":{"y":null}},"b":true})",
      R"({"a":"\ud83d\ude00","b":["\n","x"],"c":[[],{}],"d":-0.5E-2,"e":18446744073709551615,"":false})",
      "{\"n\xc3\xa9\":\"\xe2\x82\xac\",\"roles\":[\"R.All\",\"W\"],\"scp\":\"a "
      "b\",\"k1\":1,\"k2\":2,\"k3\":{\"k1\":3}}",
  };
  static constexpr std::string_view kBytes = "{}[]\",:\\u0d8 \n\x01-.eE+1tfn\x7f\x80\xc3\xa9\xed\xa0\xf0\xffk";

  std::size_t pick(std::size_t bound) { return static_cast<std::size_t>(random_.below(bound)); }
  void change(std::string& text) {
    const std::size_t at = pick(text.size() + 1);
    switch (pick(5)) {
      case 0:
        text.insert(at, 1, kBytes[pick(kBytes.size())]);
        break;
      case 1:
        text.erase(at, 1);
        break;
      case 2:
        if (at < text.size()) text[at] = kBytes[pick(kBytes.size())];
        break;
      case 3:
        text.insert(at, text.substr(pick(text.size() + 1), 1 + pick(12)));
        break;
      default:
        text.resize(at);
    }
    if (text.empty()) text = "{";
  }
  SeededRandom random_{20'260'401};
};

TEST(JsonIndex, AgreesWithTheTreeOnRandomTexts) {
  Mutator mutator;
  std::size_t accepted = 0;
  for (int round = 0; round < 40'000; ++round) {
    const std::string text = mutator.next();
    ASSERT_EQ(difference(text), "") << text;
    if (parse_json(text)) ++accepted;
  }
  EXPECT_GT(accepted, 5'000u) << "the texts are too broken to say much";
}

TEST(JsonIndex, FindsAMemberGivenTwiceAmongThousands) {
  std::string text = "{";
  for (int n = 0; n < 5'000; ++n) text += "\"member-" + std::to_string(n) + "\":" + std::to_string(n) + ",";
  EXPECT_EQ(JsonIndex().read(text + "\"last\":0}"), JsonFault::kNone);
  EXPECT_EQ(JsonIndex().read(text + "\"member-17\":0}"), JsonFault::kDuplicate);
}

TEST(JsonIndex, NamesTheFault) {
  const auto fault = [](std::string_view text) { return JsonIndex().read(text); };
  EXPECT_EQ(fault("{"), JsonFault::kInvalid);
  EXPECT_EQ(fault("{}x"), JsonFault::kTrailingBytes);
  EXPECT_EQ(fault("[1]"), JsonFault::kNotAnObject);
  EXPECT_EQ(fault(R"({"a":1,"a":2})"), JsonFault::kDuplicate);
  EXPECT_EQ(fault("{\"a\":" + std::string(64, '[') + std::string(64, ']') + "}"), JsonFault::kTooDeep);
  EXPECT_EQ(fault(R"({"a":1e999})"), JsonFault::kNumberTooLarge);
}

}  // namespace
}  // namespace entra::client
