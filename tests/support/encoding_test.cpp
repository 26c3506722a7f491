#include <gtest/gtest.h>

#include "entra/support/base64.hpp"
#include "entra/support/guid.hpp"
#include "entra/support/url.hpp"

namespace entra {
namespace {

/// RFC 4648 §10.
TEST(Base64, KnowsTheVectorsOfTheRfc) {
  const std::pair<std::string, std::string> rows[] = {{"", ""},
                                                      {"f", "Zg=="},
                                                      {"fo", "Zm8="},
                                                      {"foo", "Zm9v"},
                                                      {"foob", "Zm9vYg=="},
                                                      {"fooba", "Zm9vYmE="},
                                                      {"foobar", "Zm9vYmFy"}};
  for (const auto& [plain, encoded] : rows) {
    EXPECT_EQ(base64_encode(plain), encoded);
    EXPECT_EQ(base64_decode(encoded).value(), plain);
    const std::string unpadded = encoded.substr(0, encoded.find('='));
    EXPECT_EQ(base64url_encode(plain), unpadded);
    EXPECT_EQ(base64url_decode(unpadded).value(), plain);
  }
}

TEST(Base64, UsesTheUrlAlphabet) {
  const std::string bytes("\xfb\xff\xfe", 3);
  EXPECT_EQ(base64url_encode(bytes), "-__-");
  EXPECT_EQ(base64_encode(bytes), "+//+");
  EXPECT_FALSE(base64url_decode("+//+"));
  EXPECT_FALSE(base64_decode("-__-"));
}

/// One value has one spelling: padding, spare bits, blanks and impossible lengths are refused.
TEST(Base64Url, IsStrict) {
  for (const char* text : {"Zg==", "Zh", "Zm9", "Zg\n", " Zg", "A", "Zm9vY"})
    EXPECT_FALSE(base64url_decode(text)) << text;
  EXPECT_TRUE(base64url_decode("Zm8"));
}

TEST(Url, TakesAbsoluteUrlsApart) {
  const auto url = parse_url("HTTPS://Localhost:8443/a%20b?x=1&y");
  ASSERT_TRUE(url);
  EXPECT_EQ(url->origin(), "https://localhost:8443");
  EXPECT_EQ(url->path, "/a%20b");
  EXPECT_EQ(url->query, "x=1&y");
  EXPECT_EQ(url->target(), "/a%20b?x=1&y");
  EXPECT_EQ(parse_url("https://example.com")->port, 443);
  EXPECT_EQ(parse_url("https://example.com")->path, "/");
  EXPECT_EQ(parse_url("https://example.com:443/")->origin(), "https://example.com");
  EXPECT_EQ(parse_url("http://[::1]:8400/x")->host, "[::1]");
  EXPECT_EQ(parse_url("http://[::1]:8400/x")->port, 8400);
}

TEST(Url, RefusesWhatIsNoPlainUrl) {
  for (const char* text : {"", "localhost", "ftp://x/", "https://", "https://u@x/", "https://x/#f", "https://x:0/",
                           "https://x:70000/", "https://x:/", "https://x y/", "https://[::1/", "https://x:8a/"}) {
    EXPECT_FALSE(parse_url(text)) << text;
  }
}

TEST(Form, KeepsOrderAndDuplicates) {
  const auto form = Form::parse("a=1&b=two+words&a=%C3%A9&&flag&=x");
  ASSERT_TRUE(form);
  EXPECT_EQ(form->get("a"), "1");
  EXPECT_EQ(form->get("b"), "two words");
  EXPECT_EQ(form->get("flag"), "");
  EXPECT_EQ(form->first_duplicate(), "a");
  EXPECT_EQ(form->fields().size(), 5u);
  EXPECT_EQ(form->fields()[2].second, "\xC3\xA9");
}

TEST(Form, RefusesBrokenPercentEncoding) {
  for (const char* text : {"a=%", "a=%4", "a=%zz", "%g1=b"}) EXPECT_FALSE(Form::parse(text)) << text;
}

TEST(Form, EncodesWhatItParses) {
  const Form form{{"redirect_uri", "https://x/?a=b&c"}, {"scope", "a b+c"}};
  EXPECT_EQ(form.encode(), "redirect_uri=https%3A%2F%2Fx%2F%3Fa%3Db%26c&scope=a%20b%2Bc");
  EXPECT_EQ(Form::parse(form.encode())->fields(), form.fields());
}

TEST(Guid, ParsesToLowerCaseOrNotAtAll) {
  using Id = Guid<struct TestTag>;
  EXPECT_EQ(Id::parse("AAAAAAAA-0000-4000-8000-00000000000B")->str(), "aaaaaaaa-0000-4000-8000-00000000000b");
  for (const char* text : {"", "aaaaaaaa", "{aaaaaaaa-0000-4000-8000-00000000000b}",
                           "gaaaaaaa-0000-4000-8000-00000000000b", "aaaaaaaa00000-4000-8000-00000000000b"}) {
    EXPECT_FALSE(Id::parse(text)) << text;
  }
}

/// The name-based GUID of the DNS name space is checked against RFC 4122 only in its form: version and variant.
TEST(Guid, DerivesTheSameForTheSameText) {
  EXPECT_EQ(derive_guid("x"), derive_guid("x"));
  EXPECT_NE(derive_guid("x"), derive_guid("y"));
  EXPECT_TRUE(is_guid(derive_guid("x")));
  EXPECT_EQ(derive_guid("x")[14], '5');
}

}  // namespace
}  // namespace entra
