#include "http/response_text.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace entra::idp::http_server {
namespace {

using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

TEST(ResponseText, IsExactlyThis) {
  http::Response response;
  response.status = 404;
  response.headers = {
      {"Content-Type", "application/json; charset=utf-8"}, {"Set-Cookie", "a=1"}, {"Set-Cookie", "b=2"}};
  response.body = "{}";
  ResponseContext context;
  context.now = from_epoch_seconds(1550181298);
  const ResponseText text = write_response(response, context);
  EXPECT_TRUE(text.keep_alive);
  EXPECT_EQ(text.bytes,
            "HTTP/1.1 404 Not Found\r\nContent-Type: application/json; charset=utf-8\r\nSet-Cookie: a=1\r\n"
            "Set-Cookie: b=2\r\nDate: Thu, 14 Feb 2019 21:54:58 GMT\r\nContent-Length: 2\r\n\r\n{}");
}

TEST(ResponseText, FramingIsTheTransportsAndTheDateTheHandlers) {
  http::Response response;
  response.headers = {{"content-length", "999"}, {"Transfer-Encoding", "chunked"}, {"date", "D"}};
  response.body = "abc";
  const std::string bytes = write_response(response, {}).bytes;
  EXPECT_THAT(bytes, HasSubstr("\r\nContent-Length: 3\r\n"));
  EXPECT_THAT(bytes, HasSubstr("\r\ndate: D\r\n"));
  EXPECT_THAT(bytes, Not(HasSubstr("999")));
  EXPECT_THAT(bytes, Not(HasSubstr("chunked")));
  EXPECT_THAT(bytes, Not(HasSubstr("Date: ")));
}

TEST(ResponseText, RefusesToSplitItself) {
  std::vector<http::Response> bad(6);
  bad[0].headers.add("Location", "/a\r\nSet-Cookie: x=1");
  bad[1].headers.add("X\r\nY", "1");
  bad[2].reason = "OK\nX: 1";
  bad[3].headers.add("X", std::string("a\0b", 3));
  bad[4].status = 99;
  bad[5].headers.add("", "1");
  for (http::Response& response : bad) {
    response.body = "private";
    const std::string bytes = write_response(response, {}).bytes;
    EXPECT_THAT(bytes, StartsWith("HTTP/1.1 500 Internal Server Error\r\n"));
    EXPECT_THAT(bytes, EndsWith("Content-Length: 0\r\n\r\n"));
  }
}

TEST(ResponseText, BodilessStatusesHaveNoLength) {
  for (const int status : {204, 304}) {
    http::Response response;
    response.status = status;
    response.body = "x";
    const std::string bytes = write_response(response, {}).bytes;
    EXPECT_THAT(bytes, Not(HasSubstr("Content-Length")));
    EXPECT_THAT(bytes, EndsWith("\r\n\r\n"));
  }
}

TEST(ResponseText, ClosesWhenTheHandlerOrTheConnectionSaysSo) {
  http::Response response;
  response.headers.add("connection", "Close");
  EXPECT_FALSE(write_response(response, {}).keep_alive);
  ResponseContext last;
  last.keep_alive = false;
  const ResponseText text = write_response({}, last);
  EXPECT_FALSE(text.keep_alive);
  EXPECT_THAT(text.bytes, HasSubstr("\r\nConnection: close\r\n"));
}

}  // namespace
}  // namespace entra::idp::http_server
