#include "entra/support/located_json.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

namespace entra {
namespace {

std::string refusal(const std::string& text) {
  const auto parsed = parse_located_json(SourceText("f", text));
  return parsed ? "accepted" : parsed.error().one_line();
}

LocatedJson accepted(const SourceText& source) {
  auto parsed = parse_located_json(source);
  EXPECT_TRUE(parsed) << (parsed ? "" : parsed.error().with_excerpt());
  return parsed ? std::move(*parsed) : LocatedJson();
}

std::string spanned(const SourceText& source, Span span) {
  return source.text().substr(span.begin, span.end - span.begin);
}

TEST(LocatedJson, EveryValueKnowsItsExactRange) {
  const SourceText source("f",
                          "// head\n{ \"a\" : [ 1, -2.5e3 , /*x*/ \"t\\\"u\" ],\n  \"b\":{\"c\":true}, \"d\":null}\n");
  const LocatedJson root = accepted(source);
  ASSERT_EQ(root.kind, LocatedJson::Kind::kObject);
  ASSERT_EQ(root.members.size(), 3u);
  EXPECT_EQ(spanned(source, root.members[0].name_span), "\"a\"");
  const LocatedJson& a = root.members[0].value;
  EXPECT_EQ(spanned(source, a.span), "[ 1, -2.5e3 , /*x*/ \"t\\\"u\" ]");
  ASSERT_EQ(a.elements.size(), 3u);
  EXPECT_EQ(spanned(source, a.elements[0].span), "1");
  EXPECT_EQ(spanned(source, a.elements[1].span), "-2.5e3");
  EXPECT_EQ(spanned(source, a.elements[2].span), "\"t\\\"u\"");
  EXPECT_EQ(a.elements[2].scalar, "t\"u");
  EXPECT_EQ(spanned(source, root.find("b")->find("c")->span), "true");
  EXPECT_EQ(spanned(source, root.find("d")->span), "null");
  EXPECT_EQ(root.find("e"), nullptr);
  EXPECT_EQ(source.locate(root.find("b")->span.begin).line, 3u);
  EXPECT_EQ(source.locate(root.find("b")->span.begin).column, 7u);
  EXPECT_EQ(root.to_json().dump(), R"({"a":[1,-2500.0,"t\"u"],"b":{"c":true},"d":null})");
}

TEST(LocatedJson, ColumnsCountCharactersNotBytes) {
  const SourceText source("f", "{\"é€😀\": x}");
  const auto parsed = parse_located_json(source);
  ASSERT_FALSE(parsed);
  EXPECT_EQ(source.locate(parsed.error().span.begin).column, 9u);
}

TEST(LocatedJson, ByteOrderMarkTakesNoColumn) {
  const SourceText source("f", "\xEF\xBB\xBF{}");
  EXPECT_EQ(source.locate(accepted(source).span.begin).column, 1u);
  EXPECT_EQ(source.line(1), "{}");
}

struct Row {
  const char* name;
  std::string text;
  std::string message;
};

class LocatedJsonRefuses : public testing::TestWithParam<Row> {};

TEST_P(LocatedJsonRefuses, AtTheExactPlace) {
  EXPECT_EQ(refusal(GetParam().text), GetParam().message);
}

INSTANTIATE_TEST_SUITE_P(
    Table, LocatedJsonRefuses,
    testing::Values(
        Row{"Empty", "", "f:1:1: the file is empty; a JSON value was expected"},
        Row{"OnlyComments", "// a\n/* b */\n", "f:3:1: the file is empty; a JSON value was expected"},
        Row{"TrailingCommaObject", "{\n  \"a\": 1,\n}", "f:2:9: a trailing comma is not allowed here"},
        Row{"TrailingCommaArray", "[1, 2 , // last\n]", "f:1:7: a trailing comma is not allowed here"},
        Row{"SecondName", "{\"a\":1,\n \"b\":2, \"a\":3}", "f:2:9: the member \"a\" was given before in this object"},
        Row{"SecondNameEscaped", R"({"a":1,"\u0061":3})", "f:1:8: the member \"a\" was given before in this object"},
        Row{"SecondNameDeep", R"([{"x":{"k":1,"k":2}}])", "f:1:14: the member \"k\" was given before in this object"},
        Row{"UnclosedObject", "[ {\"a\":1", "f:1:3: this object is never closed"},
        Row{"UnclosedArray", "{\n \"a\": [1, 2", "f:2:7: this array is never closed"},
        Row{"UnclosedArrayBehindComma", "[1,", "f:1:1: this array is never closed"},
        Row{"UnclosedString", "{\n \"a\": \"text\n}", "f:2:7: this string is not closed on its line"},
        Row{"UnclosedStringAtEnd", "[\"a\\", "f:1:2: this string is not closed on its line"},
        Row{"UnclosedComment", "{}\n /* x", "f:2:2: this comment is never closed"},
        Row{"BehindTheEnd", "{} []", "f:1:4: nothing may follow the end of the value"},
        Row{"MissingColon", "{\"a\" 1}", "f:1:6: expected ':' after the name \"a\""},
        Row{"MissingValue", "{\"a\":,\"b\":1}", "f:1:6: expected a value for \"a\""},
        Row{"MissingValueAtEnd", "{\"a\":", "f:1:6: expected a value for \"a\""},
        Row{"MissingComma", "{\"a\":1\n \"b\":2}", "f:2:2: expected ',' or '}', found '\"'"},
        Row{"WrongBracket", "[1}", "f:1:3: expected ',' or ']', found '}'"},
        Row{"TwoCommas", "[1,,2]", "f:1:4: expected a value, found ','"},
        Row{"BareName", "{name: 1}", "f:1:2: expected a member name in double quotes, found 'n'"},
        Row{"SingleQuotes", "{\"a\": 'x'}", "f:1:7: strings stand in double quotes"},
        Row{"HashComment", "{ # no\n}", "f:1:3: a comment begins with // or /*"},
        Row{"PythonTrue", "[True]", "f:1:2: 'True' is not a JSON value; did you mean true?"},
        Row{"BareWord", "[contoso]", "f:1:2: 'contoso' is not a JSON value; a string needs double quotes"},
        Row{"LeadingZero", "[007]", "f:1:2: '007' is not a JSON number, or too large for one"},
        Row{"Overflow", "[1e400]", "f:1:2: '1e400' is not a JSON number, or too large for one"},
        Row{"BadEscape", R"(["a\q"])", "f:1:4: a string has no such escape; a backslash itself is written \\\\"},
        Row{"ShortUnicodeEscape", R"(["\u12"])", "f:1:3: '\\u' needs four hexadecimal digits"},
        Row{"HalfSurrogate", R"(["\ud800"])", "f:1:2: a \\u escape in this string is half of a surrogate pair"},
        Row{"TabInString", "[\"a\tb\"]", "f:1:4: a control character in a string must be written as an escape"},
        Row{"InvalidUtf8", "{\n \"\xC3\x28\"}", "f:2:3: this is not valid UTF-8"},
        Row{"OverlongUtf8", "[\"\xC0\xAF\"]", "f:1:3: this is not valid UTF-8"},
        Row{"Utf8InComment", "// \xFF\n{}", "f:1:4: this is not valid UTF-8"},
        Row{"Nul", std::string("{}\0", 3), "f:1:3: nothing may follow the end of the value"},
        Row{"TooDeep", std::string(65, '[') + std::string(65, ']'), "f:1:65: values are nested more than 64 deep"},
        Row{"TooLarge", std::string((8u << 20) + 1, ' '), "f:1:1: the file is larger than 8 MiB"}),
    [](const auto& row) { return row.param.name; });

TEST(LocatedJson, TakesSixtyFourLevels) {
  EXPECT_EQ(refusal(std::string(64, '[') + std::string(64, ']')), "accepted");
}

TEST(LocatedJson, AgreesWithTheJsonLibraryOnWhatIsJson) {
  const std::string texts[] = {"0",
                               "-0",
                               "01",
                               "1.",
                               ".5",
                               "+1",
                               "1e5",
                               "1E+05",
                               "--1",
                               "true",
                               "tru",
                               "nullx",
                               "\"\\/\"",
                               "\"\\x\"",
                               "[]",
                               "[,]",
                               "[1 2]",
                               "{}",
                               "{,}",
                               "{1:2}",
                               "[\"\"]",
                               "{\"\":0}",
                               "[[],{}]",
                               "{\"a\":}",
                               "[1]]",
                               "\"\x7F\"",
                               "\"\"\"\"",
                               "[1]\"x",
                               "1/2",
                               "Infinity",
                               "\"\\uDBFF\\uDFFF\"",
                               "\"\\uDC00\\uD800\"",
                               "\f1"};
  for (const std::string& text : texts) EXPECT_EQ(refusal(text) == "accepted", nlohmann::json::accept(text)) << text;
}

TEST(Diagnostic, ShowsTheLineWithCaretsUnderTheSpan) {
  const SourceText source("dir.json", "{\n\t\"id\": \"nonsense\"\r\n}\n");
  const LocatedJson root = accepted(source);
  const Diagnostic diagnostic{source, root.find("id")->span, "not a GUID", "/id"};
  EXPECT_EQ(diagnostic.one_line(), "dir.json:2:8: not a GUID");
  EXPECT_EQ(diagnostic.with_excerpt(),
            "dir.json:2:8: not a GUID\n"
            "  2 |  \"id\": \"nonsense\"\n"
            "    |        ^^^^^^^^^^");
}

TEST(Diagnostic, MarksOneColumnAtTheEndOfTheFileAndTheRestOfALineForLongSpans) {
  const SourceText source("f", "{\n \"a\": [1,\n 2]\n}");
  EXPECT_EQ((Diagnostic{source, {17, 17}, "m", ""}).with_excerpt(), "f:4:2: m\n  4 | }\n    |  ^");
  EXPECT_EQ((Diagnostic{source, accepted(source).find("a")->span, "m", ""}).with_excerpt(),
            "f:2:7: m\n  2 |  \"a\": [1,\n    |       ^^^");
}

TEST(Diagnostic, ShowsOnlyTheNeighbourhoodInAVeryLongLine) {
  const std::string text = "[" + std::string(5000, ' ') + "x" + std::string(5000, ' ') + "]";
  const auto parsed = parse_located_json(SourceText("f", text));
  ASSERT_FALSE(parsed);
  const std::string shown = parsed.error().with_excerpt();
  EXPECT_LT(shown.size(), 500u);
  const auto lines_begin = shown.find('\n') + 1;
  const auto second = shown.find('\n', lines_begin) + 1;
  // "…" is one column of three bytes; the caret stands under the x.
  EXPECT_EQ(shown.find('x', lines_begin) - lines_begin - 2, shown.find('^', second) - second);
}

TEST(SourceText, SaysWhyAFileCannotBeRead) {
  const auto absent = SourceText::read("/nonexistent/x.json");
  ASSERT_FALSE(absent);
  EXPECT_EQ(absent.error().code, Errc::kNotFound);
  const auto folder = SourceText::read(testing::TempDir());
  ASSERT_FALSE(folder);
  EXPECT_EQ(folder.error().code, Errc::kIo);
}

TEST(SourceText, ReadsAFileAsItIs) {
  const std::string path = testing::TempDir() + "entra_source_text.json";
  std::ofstream(path, std::ios::binary) << "{\r\n}";
  const auto source = SourceText::read(path);
  ASSERT_TRUE(source);
  EXPECT_EQ(source->text(), "{\r\n}");
  EXPECT_EQ(source->name(), path);
  EXPECT_EQ(source->line(1), "{");
  EXPECT_EQ(source->line(3), "");
  std::filesystem::remove(path);
}

}  // namespace
}  // namespace entra
