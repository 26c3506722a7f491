#include "entra/client/jwt.hpp"

#include <gtest/gtest.h>

#include "entra/support/base64.hpp"
#include "entra/support/evp.hpp"

namespace entra::client {
namespace {

// RFC 7515 appendix A.2: the key and the token signed with it.
constexpr const char* kModulus =
    "ofgWCuLjybRlzo0tZWJjNiuSfb4p4fAkd_wWJcyQoTbji9k0l8W26mPddxHmfHQp-Vaw-4qPCJrcS2mJPMEzP1Pt0Bm4d4QlL-yRT-SFd2lZS-pCgN"
    "MsD1W_YpRPEwOWvG6b32690r2jZ47soMZo9wGzjb_7OMg0LOL-bSf63kpaSHSXndS5z5rexMdbBYUsLA9e-KXBdQOS-"
    "UTo7WTBEMa2R2CapHg665xsm"
    "tdVMTBQY4uDZlxvb3qCo5ZwKh9kG4LT6_I5IhlJH7aGhyxXFvUK-DWNmoudF8NAco9_h9iaGNj8q2ethFkMLs91kzk2PAcDTW9gb54h4FRWyuXpoQ";
constexpr const char* kRs256Token =
    "eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlf"
    "Q.cC4hiUPoj9Eetdgtv3hF80EGrhuB__dzERat0XF9g2VtQgr9PJbu3XOiZj5RZmh7AAuHIm4Bh-0Qc_lF5YKt_"
    "O8W2Fp5jujGbds9uJdbF9CUAr7t1"
    "dnZcAcQjbKBYNX4BAynRFdiuB--f_nZLgrnbyTyWzO75vRK5h6xBArLIARNPvkSjtQBMHlb1L07Qe7K0GarZRmB_eSN9383LcOLn6_dO--"
    "xi12jzDwu"
    "sC-eOkHWEsqtFZESc6BfI7noOPqvhJ1phCnvWh6IeYI2w9QOYEUipUTI8np6LbgGY9Fs98rqVt5AXLIhWkWywlVmtVrBp0igcN_"
    "IoypGlUPQGe77Rw";

TEST(Jwt, ReadsAndVerifiesTheRs256ExampleOfRfc7515) {
  const auto jwt = decode_jwt(kRs256Token);
  ASSERT_TRUE(jwt) << jwt.error().message;
  EXPECT_EQ(jwt->header.text("alg"), "RS256");
  EXPECT_EQ(jwt->payload.text("iss"), "joe");
  EXPECT_EQ(jwt->payload.integer("exp"), 1300819380);
  EXPECT_EQ(jwt->payload.boolean("http://example.com/is_root"), true);
  const auto key =
      crypto::RsaPublicKey::from_components(base64url_decode(kModulus).value(), std::string_view("\x01\x00\x01", 3));
  ASSERT_TRUE(key);
  EXPECT_TRUE(key->verify_rs256(jwt->signing_input, jwt->signature));
  EXPECT_FALSE(key->verify_rs256(jwt->signing_input + "x", jwt->signature));
}

TEST(Jwt, ReadsTheUnsecuredExampleOfRfc7519WithAnEmptySignature) {
  const auto jwt = decode_jwt(
      "eyJhbGciOiJub25lIn0.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVl"
      "fQ.");
  ASSERT_TRUE(jwt);
  EXPECT_EQ(jwt->header.text("alg"), "none");
  EXPECT_TRUE(jwt->signature.empty());
}

TEST(Jwt, RefusesEveryOtherShape) {
  const std::string token = kRs256Token;
  const std::string header = base64url_encode(R"({"alg":"RS256"})");
  const std::string claims = base64url_encode(R"({"iss":"joe"})");
  for (const std::string& text : {
           std::string(),
           std::string("."),
           std::string(".."),
           std::string("abc"),
           header + "." + claims,
           token + ".x",
           token + ".",
           token + "\n",
           " " + token,
           token + "=",
           header + "=." + claims + ".AA",
           header + "." + claims + ".A",
           header + "." + claims + ".AB",  // spare bits are not zero
           header + "." + claims + ".A+A",
           header + "." + base64url_encode("[1]") + ".AA",
           header + "." + base64url_encode("not json") + ".AA",
           header + "." + base64url_encode("{} ") + "{}.AA",
           header + "." + base64url_encode("{}{}") + ".AA",
           header + "." + base64url_encode("\xff") + ".AA",
           base64url_encode("5") + "." + claims + ".AA",
       }) {
    EXPECT_FALSE(decode_jwt(text)) << text;
  }
}

TEST(Jwt, RefusesAMemberGivenTwiceAtAnyDepth) {
  const auto code = [](std::string_view head, std::string_view claims) {
    const auto jwt = decode_jwt(base64url_encode(head) + "." + base64url_encode(claims) + ".AA");
    return jwt ? Errc::kNotFound : jwt.error().code;
  };
  EXPECT_EQ(code(R"({"alg":"none","alg":"RS256"})", "{}"), Errc::kDuplicate);
  EXPECT_EQ(code(R"({"alg":"RS256"})", R"({"aud":"a","aud":"b"})"), Errc::kDuplicate);
  EXPECT_EQ(code(R"({"alg":"RS256"})", R"({"x":{"y":1,"y":2}})"), Errc::kDuplicate);
  EXPECT_EQ(code(R"({"alg":"RS256"})", R"({"aud":"a","\u0061ud":"b"})"), Errc::kDuplicate);
}

TEST(Jwt, LimitsTheSize) {
  const std::string token = kRs256Token;
  EXPECT_TRUE(decode_jwt(token, token.size()));
  const auto jwt = decode_jwt(token, token.size() - 1);
  ASSERT_FALSE(jwt);
  EXPECT_EQ(jwt.error().code, Errc::kOutOfRange);
}

TEST(Jwt, OnlyTheWholeTokenIsEverTooLarge) {
  const std::string header = base64url_encode(R"({"alg":"RS256"})");
  for (const std::string& claims :
       {std::string(R"({"exp":1e999})"), R"({"a":)" + std::string(70, '[') + std::string(70, ']') + "}"}) {
    const auto jwt = decode_jwt(header + "." + base64url_encode(claims) + ".AAAA");
    ASSERT_FALSE(jwt);
    EXPECT_EQ(jwt.error().code, Errc::kMalformed) << jwt.error().message;
  }
}

TEST(Claims, AreReadByNameAndType) {
  const auto claims = Claims::parse(R"({"s":"x","n":5,"f":1.5,"b":true,"l":["a","b"],"m":["a",1],"o":{"k":1}})");
  ASSERT_TRUE(claims);
  EXPECT_EQ(claims->text("s"), "x");
  EXPECT_EQ(claims->text("n"), std::nullopt);
  EXPECT_EQ(claims->integer("n"), 5);
  EXPECT_EQ(claims->integer("f"), std::nullopt);
  EXPECT_EQ(claims->boolean("b"), true);
  EXPECT_EQ(claims->list("l"), (std::vector<std::string>{"a", "b"}));
  EXPECT_EQ(claims->list("m"), std::nullopt);
  EXPECT_EQ(claims->text_or_list("s"), std::vector<std::string>{"x"});
  EXPECT_EQ(claims->value_json("o"), R"({"k":1})");
  EXPECT_TRUE(claims->has("o"));
  EXPECT_FALSE(claims->has("z"));
}

TEST(Claims, KnowAnAppOnlyTokenByIdtypOrBySubject) {
  const auto app_only = [](const char* text) { return Claims::parse(text)->is_app_only(); };
  EXPECT_TRUE(app_only(R"({"idtyp":"app","oid":"o","sub":"s"})"));
  EXPECT_TRUE(app_only(R"({"oid":"o","sub":"o"})"));
  EXPECT_FALSE(app_only(R"({"oid":"o","sub":"o","scp":"x"})"));
  EXPECT_FALSE(app_only(R"({"idtyp":"user","oid":"o","sub":"o"})"));
  EXPECT_FALSE(app_only(R"({"oid":"o","sub":"s"})"));
  EXPECT_FALSE(app_only(R"({"oid":"","sub":""})"));
  EXPECT_FALSE(app_only("{}"));
}

}  // namespace
}  // namespace entra::client
