#include "entra/client/claims_challenge.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "entra/support/base64.hpp"

namespace entra::client {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;

/// "scheme:token68" or "scheme{name=value|…}" for each challenge, or the error.
std::string shown(std::string_view field) {
  const auto challenges = parse_challenges(field);
  if (!challenges) return challenges.error().message;
  std::string out;
  for (const Challenge& challenge : *challenges) {
    if (!out.empty()) out += " ";
    out += challenge.scheme;
    if (!challenge.token68.empty()) out += ":" + challenge.token68;
    if (challenge.params.empty()) continue;
    out += "{";
    for (const auto& [name, value] : challenge.params) out += (out.ends_with('{') ? "" : "|") + name + "=" + value;
    out += "}";
  }
  return out;
}

TEST(ParseChallenges, FieldsAsServersSendThem) {
  struct Row {
    std::string_view field;
    std::string_view expected;
  };
  const std::vector<Row> rows = {
      // RFC 9110 §11.6.1, its own example.
      {R"(Basic realm="simple", Newauth realm="apps", type=1, title="Login to \"apps\"")",
       R"(Basic{realm=simple} Newauth{realm=apps|type=1|title=Login to "apps"})"},
      // RFC 4559 §4.2, with others around it.
      {"Negotiate", "Negotiate"},
      {"Negotiate YIIFt==, Bearer, Basic realm=x", "Negotiate:YIIFt== Bearer Basic{realm=x}"},
      // Entra: an API of v1, Microsoft Graph, Key Vault.
      {R"(Bearer authorization_uri="https://login.microsoftonline.com/contoso.com/oauth2/authorize", error="invalid_token", error_description="The access token is missing.")",
       "Bearer{authorization_uri=https://login.microsoftonline.com/contoso.com/oauth2/authorize|error=invalid_token|"
       "error_description=The access token is missing.}"},
      {R"(Bearer authorization="https://login.windows.net/72f988bf-86f1-41af-91ab-2d7cd011db47", resource="https://vault.azure.net")",
       "Bearer{authorization=https://login.windows.net/72f988bf-86f1-41af-91ab-2d7cd011db47|"
       "resource=https://vault.azure.net}"},
      // Partner Center and Azure Arc leave the quotes out.
      {R"(Bearer error="invalid_token")", "Bearer{error=invalid_token}"},
      {"OAuth realm=urn:cpsvc:cpid:c1", "OAuth{realm=urn:cpsvc:cpid:c1}"},
      {"Basic realm=/var/opt/azcmagent/tokens/1234.key", "Basic{realm=/var/opt/azcmagent/tokens/1234.key}"},
      {R"(PKeyAuth Nonce="n", Version="1.0", Context="a, b=c")", "PKeyAuth{nonce=n|version=1.0|context=a, b=c}"},
      {R"(,, Bearer realm = "a" ,,, error= b ,)", "Bearer{realm=a|error=b}"},
      {"Bearer\trealm=\"\"", "Bearer{realm=}"},
      {"", ""},
  };
  for (const Row& row : rows) EXPECT_EQ(shown(row.field), row.expected) << row.field;
}

TEST(ParseChallenges, ErrorsNameTheByte) {
  struct Row {
    std::string field;
    std::string_view expected;
  };
  const std::vector<Row> rows = {
      {R"(Bearer realm="open)", "WWW-Authenticate: byte 19: expected the closing quote of the parameter realm"},
      {R"(Bearer realm="open\)", "WWW-Authenticate: byte 20: expected the closing quote of the parameter realm"},
      {R"(Bearer realm="a" error="b")", "WWW-Authenticate: byte 18: expected a comma"},
      {R"("Bearer")", "WWW-Authenticate: byte 1: expected the name of a scheme"},
      {"Bearer=x", "WWW-Authenticate: byte 7: expected a blank behind the scheme"},
      {R"(Bearer a="1", A="2")", "WWW-Authenticate: the parameter a is there twice"},
      {std::string("Bearer a=\"\0\"", 12), "WWW-Authenticate: byte 11: expected no control character"},
      {"Bearer a=\"" + std::string(17'000, 'x') + "\"", "WWW-Authenticate is larger than 16 KiB"},
  };
  for (const Row& row : rows) EXPECT_EQ(shown(row.field), row.expected) << row.field.substr(0, 40);
  std::string many;
  for (int i = 0; i < 17; ++i) many += "Bearer, ";
  EXPECT_EQ(shown(many), "WWW-Authenticate: more than 16 challenges");
  many = "Bearer ";
  for (int i = 0; i < 33; ++i) many += "p" + std::to_string(i) + "=x, ";
  EXPECT_EQ(shown(many), "WWW-Authenticate: more than 32 parameters");
}

/// As the documentation shows it: blanks and all.
const std::string kNotBefore = R"({"access_token":{"nbf":{"essential":true, "value":"1604106651"}}})";

std::string insufficient(const std::string& claims) {
  return R"(Bearer realm="", authorization_uri="https://login.microsoftonline.com/common/oauth2/authorize", )"
         R"(error="insufficient_claims", claims=")" +
         claims + "\"";
}

TEST(FindClaimsChallenge, GraphsContinuousAccessEvaluation) {
  http::Response response;
  response.status = 401;
  response.headers.add("WWW-Authenticate", "Negotiate");
  response.headers.add(
      "www-authenticate",
      insufficient("eyJhY2Nlc3NfdG9rZW4iOnsibmJmIjp7ImVzc2VudGlhbCI6dHJ1ZSwgInZhbHVlIjoiMTYwNDEwNjY1MSJ9fX0="));
  const auto challenge = find_claims_challenge(response);
  ASSERT_TRUE(challenge);
  EXPECT_EQ(challenge->claims_json, kNotBefore);
  EXPECT_EQ(challenge->error, "insufficient_claims");
  EXPECT_EQ(challenge->authorization_uri, "https://login.microsoftonline.com/common/oauth2/authorize");
}

TEST(FindClaimsChallenge, ClaimsInEverySpelling) {
  // Bytes whose base64 has '+' and '/', one more at a time so that each padding comes up.
  for (const std::string tail : {"", "x", "xx"}) {
    const std::string json = "{\"id_token\":{\"a\":\"\xc3\xbf\xc3\xbe>>>???" + tail + "\"}}";
    std::string unpadded = base64_encode(json);
    while (unpadded.ends_with('=')) unpadded.pop_back();
    std::string padded_url = base64url_encode(json);
    while (padded_url.size() % 4 != 0) padded_url += '=';
    std::string escaped;
    for (const char c : json) escaped += (c == '"' || c == '\\') ? std::string("\\") + c : std::string(1, c);
    for (const std::string& claims : {base64_encode(json), unpadded, base64url_encode(json), padded_url, escaped}) {
      const auto challenge = parse_claims_challenge(insufficient(claims));
      ASSERT_TRUE(challenge) << claims << ": " << challenge.error().message;
      ASSERT_TRUE(*challenge);
      EXPECT_EQ((*challenge)->claims_json, json);
    }
  }
}

TEST(FindClaimsChallenge, AnAuthenticationContextSaysForWhom) {
  const auto challenge = parse_claims_challenge(
      R"(Bearer realm="", client_id="11111111-2222-4333-8444-555555555555", cc_type="authcontext", )"
      R"(error="insufficient_claims", claims="eyJhY2Nlc3NfdG9rZW4iOnsiYWNycyI6eyJlc3NlbnRpYWwiOnRydWUsInZhbHVlIjoiYzEifX19")");
  ASSERT_TRUE(challenge && *challenge);
  EXPECT_EQ((*challenge)->claims_json, R"({"access_token":{"acrs":{"essential":true,"value":"c1"}}})");
  EXPECT_EQ((*challenge)->client_id, "11111111-2222-4333-8444-555555555555");
}

TEST(FindClaimsChallenge, Rfc9470BecomesARequestForContexts) {
  struct Row {
    std::string_view params;
    std::string_view claims;
    std::optional<std::chrono::seconds> max_age;
  };
  const std::vector<Row> rows = {
      {R"(acr_values="c1")", R"({"access_token":{"acrs":{"essential":true,"value":"c1"}}})", std::nullopt},
      {R"(acr_values="c25 c3", max_age="5")", R"({"access_token":{"acrs":{"essential":true,"values":["c25","c3"]}}})",
       std::chrono::seconds(5)},
      {R"(acr_values="myACR c99 c0 c100 C1")", R"({"access_token":{"acrs":{"essential":true,"value":"c99"}}})",
       std::nullopt},
      {R"(acr_values="myACR")", "", std::nullopt},  // RFC 9470 §3, figure 3
      {R"(max_age="0")", "", std::chrono::seconds(0)},
      {R"(claims="{\"id_token\":{\"a\":null}}", acr_values="c1")", R"({"id_token":{"a":null}})", std::nullopt},
  };
  for (const Row& row : rows) {
    const auto challenge = parse_claims_challenge(
        R"(Bearer error="insufficient_user_authentication", error_description="A different authentication level is required", )" +
        std::string(row.params));
    ASSERT_TRUE(challenge && *challenge) << row.params;
    EXPECT_EQ((*challenge)->claims_json, row.claims);
    EXPECT_EQ((*challenge)->max_age, row.max_age);
    EXPECT_EQ((*challenge)->error_description, "A different authentication level is required");
  }
}

TEST(FindClaimsChallenge, OtherRefusalsAreNone) {
  for (const std::string_view field :
       {"", "Negotiate", R"(Bearer error="invalid_token", claims="e30")",
        R"(Basic error="insufficient_claims", claims="eyJhIjoxfQ")", R"(Bearer claims="eyJhIjoxfQ")"}) {
    const auto challenge = parse_claims_challenge(field);
    ASSERT_TRUE(challenge);
    EXPECT_FALSE(*challenge) << field;
  }
}

TEST(FindClaimsChallenge, ClaimsThatAreNoneAreErrors) {
  struct Row {
    std::string claims;
    std::string_view expected;
  };
  const std::vector<Row> rows = {
      {"", "claims"},
      {"!!!!", "alphabet"},
      {base64_encode("[1]"), "a JSON object"},
      {base64_encode("{}"), "a JSON object"},
      {base64_encode("not json"), "claims"},
      {base64_encode(R"({"a":1,"a":2})"), "claims"},
      {base64_encode("{\"a\":\"" + std::string(9000, 'x') + "\"}"), "larger than 8 KiB"},
  };
  for (const Row& row : rows) {
    const auto challenge = parse_claims_challenge(insufficient(row.claims));
    ASSERT_FALSE(challenge) << row.claims.substr(0, 40);
    EXPECT_THAT(challenge.error().message, StartsWith("WWW-Authenticate: claims: "));
    EXPECT_THAT(challenge.error().message, HasSubstr(row.expected));
  }
  EXPECT_FALSE(parse_claims_challenge(R"(Bearer error="insufficient_claims")"));
  EXPECT_FALSE(parse_claims_challenge(R"(Bearer error="insufficient_user_authentication", max_age="soon")"));
}

}  // namespace
}  // namespace entra::client
