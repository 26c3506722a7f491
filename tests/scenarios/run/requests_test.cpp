#include "run/requests.hpp"

#include <gtest/gtest.h>

namespace entra::scenarios {
namespace {

const std::string kOrigin = "https://localhost:8443";

http::Request made(const Json& filled) {
  auto request = make_http_request(filled, kOrigin);
  if (request) return *request;
  ADD_FAILURE() << request.error().message;
  return {};
}

TEST(HttpStep, GoesToTheMockByPath) {
  const http::Request request = made({{"path", "/a?x=1"}, {"query", {{"q", "a b&c"}, {"n", 5}}}});
  EXPECT_EQ(request.method, "GET");
  EXPECT_EQ(request.origin, kOrigin);
  EXPECT_EQ(request.target, "/a?x=1&n=5&q=a%20b%26c");
}

TEST(HttpStep, KeepsTheHostOfAnUrl) {
  const http::Request request = made({{"url", "https://graph.microsoft.com/v1.0/me?$select=id"}});
  EXPECT_EQ(request.origin, "https://graph.microsoft.com");
  EXPECT_EQ(request.target, "/v1.0/me?$select=id");
}

TEST(HttpStep, ABodySetsMethodAndType) {
  const http::Request form = made({{"path", "/"}, {"form", {{"a", "1 2"}}}});
  EXPECT_EQ(form.method, "POST");
  EXPECT_EQ(form.body, "a=1%202");
  EXPECT_EQ(form.headers.get_or("Content-Type"), "application/x-www-form-urlencoded");
  const http::Request json = made({{"path", "/"}, {"json", {{"a", true}}}, {"method", "PUT"}});
  EXPECT_EQ(json.method, "PUT");
  EXPECT_EQ(json.body, R"({"a":true})");
  EXPECT_EQ(json.headers.get_or("Content-Type"), "application/json");
  const http::Request raw = made({{"path", "/"}, {"body", "x"}});
  EXPECT_EQ(raw.method, "POST");
  EXPECT_FALSE(raw.headers.get("Content-Type"));
}

TEST(HttpStep, HeadersWinOverTheBodysType) {
  const http::Request request =
      made({{"path", "/"}, {"json", 1}, {"headers", {{"Content-Type", "text/plain"}, {"X-N", 5}}}});
  EXPECT_EQ(request.headers.get_or("content-type"), "text/plain");
  EXPECT_EQ(request.headers.get_or("X-N"), "5");
}

TEST(HttpStep, RefusesAnAddressThatBecameOdd) {
  EXPECT_FALSE(make_http_request({{"path", ""}}, kOrigin));
  EXPECT_FALSE(make_http_request({{"path", "graph"}}, kOrigin));
  EXPECT_FALSE(make_http_request({{"url", "ftp://x/"}}, kOrigin));
}

TEST(ControlStep, StaysOnTheControlPlane) {
  const auto get = make_control_request({{"path", "/_mock/clock"}});
  ASSERT_TRUE(get);
  EXPECT_EQ(get->method, "GET");
  const auto post = make_control_request({{"path", "/_mock/reset"}, {"json", Json::object()}});
  ASSERT_TRUE(post);
  EXPECT_EQ(post->method, "POST");
  EXPECT_EQ(post->body, "{}");
  EXPECT_FALSE(make_control_request({{"path", "/graph"}}));
}

}  // namespace
}  // namespace entra::scenarios
