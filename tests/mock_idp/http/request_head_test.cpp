#include "http/request_head.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace entra::idp::http_server {
namespace {

TEST(RequestHead, RefusesWhatMakesFramingAmbiguous) {
  struct Row {
    const char* name;
    std::string head;
    int status;
  };
  const std::vector<Row> rows = {
      {"both lengths", "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n", 400},
      {"same length twice", "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 1\r\n\r\n", 400},
      {"length list", "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1, 1\r\n\r\n", 400},
      {"negative length", "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\n", 400},
      {"empty length", "POST / HTTP/1.1\r\nHost: a\r\nContent-Length:\r\n\r\n", 400},
      {"unknown coding", "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip, chunked\r\n\r\n", 501},
      {"chunked in 1.0", "POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n", 400},
      {"no host", "GET / HTTP/1.1\r\n\r\n", 400},
      {"two hosts", "GET / HTTP/1.1\r\nHost: a\r\nHost: a\r\n\r\n", 400},
      {"empty host", "GET / HTTP/1.1\r\nHost: \r\n\r\n", 400},
      {"folded field", "GET / HTTP/1.1\r\nHost: a\r\nX: 1\r\n 2\r\n\r\n", 400},
      {"blank before colon", "GET / HTTP/1.1\r\nHost : a\r\n\r\n", 400},
      {"no colon", "GET / HTTP/1.1\r\nHost: a\r\nX\r\n\r\n", 400},
      {"no version", "GET /\r\nHost: a\r\n\r\n", 400},
      {"blank in target", "GET /a b HTTP/1.1\r\nHost: a\r\n\r\n", 400},
      {"relative target", "GET a HTTP/1.1\r\nHost: a\r\n\r\n", 400},
      {"other scheme", "GET ftp://a/ HTTP/1.1\r\nHost: a\r\n\r\n", 400},
      {"HTTP/2 preface", "PRI * HTTP/2.0\r\n\r\n", 505},
      {"method is no token", "GE(T / HTTP/1.1\r\nHost: a\r\n\r\n", 400},
      {"other expectation", "POST / HTTP/1.1\r\nHost: a\r\nExpect: 200-ok\r\n\r\n", 417},
      {"compressed body", "POST / HTTP/1.1\r\nHost: a\r\nContent-Encoding: gzip\r\nContent-Length: 1\r\n\r\n", 415},
  };
  for (const Row& row : rows) {
    const auto parsed = parse_request_head(row.head);
    ASSERT_FALSE(parsed) << row.name;
    EXPECT_EQ(parsed.error().status, row.status) << row.name << ": " << parsed.error().detail;
  }
}

TEST(RequestHead, KeepsWhatWasSent) {
  const auto head = parse_request_head(
      "bReW /pot%2Fa?x=%3D HTTP/1.1\r\nhost: Login.Example\r\nX-A:  \t v%0d%0a \xff \r\nX-A:\r\n\r\n");
  ASSERT_TRUE(head);
  EXPECT_EQ(head->method, "bReW");
  EXPECT_EQ(head->target, "/pot%2Fa?x=%3D");
  EXPECT_EQ(head->authority, "Login.Example");
  EXPECT_EQ(head->headers.fields()[1].second, "v%0d%0a \xff");
  EXPECT_EQ(head->headers.fields()[2].second, "");
  EXPECT_TRUE(head->keep_alive);
}

TEST(RequestHead, TakesAllFormsOfTheTarget) {
  const auto absolute = parse_request_head("GET HTTPS://Graph.example?x=1 HTTP/1.1\r\nHost: other\r\n\r\n");
  ASSERT_TRUE(absolute);
  EXPECT_EQ(absolute->authority, "Graph.example");
  EXPECT_EQ(absolute->target, "/?x=1");
  const auto asterisk = parse_request_head("OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n");
  ASSERT_TRUE(asterisk);
  EXPECT_EQ(asterisk->target, "*");
  const auto connect = parse_request_head("CONNECT graph.example:443 HTTP/1.1\r\nHost: graph.example:443\r\n\r\n");
  ASSERT_TRUE(connect);
  EXPECT_EQ(connect->target, "graph.example:443");
}

TEST(RequestHead, ExpectationCountsOnlyWithABodyAndInHttp11) {
  const auto expects = [](const std::string& head) { return parse_request_head(head)->expects_continue; };
  EXPECT_TRUE(expects("POST / HTTP/1.1\r\nHost: a\r\nExpect: 100-CONTINUE\r\nContent-Length: 1\r\n\r\n"));
  EXPECT_FALSE(expects("POST / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\n\r\n"));
  EXPECT_FALSE(expects("POST / HTTP/1.0\r\nExpect: 100-continue\r\nContent-Length: 1\r\n\r\n"));
}

TEST(RequestHead, EndIsFoundHoweverTheBytesArrive) {
  const std::string head = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";
  const std::string bytes = head + "GET /next";
  std::size_t checked = 0;
  for (std::size_t size = 0; size < head.size(); ++size) {
    const auto end = find_head_end(std::string_view(bytes).substr(0, size), checked);
    ASSERT_TRUE(end);
    EXPECT_EQ(*end, 0u) << size;
  }
  EXPECT_EQ(find_head_end(bytes, checked), head.size());
}

TEST(RequestHead, LonelyLineEndsAndNulAreRefusedAtOnce) {
  for (const std::string& bytes :
       {std::string("GET / HTTP/1.1\n"), std::string("GET /\rx"), std::string("GET /\0", 6), std::string("\n")}) {
    std::size_t checked = 0;
    const auto end = find_head_end(bytes, checked);
    ASSERT_FALSE(end) << bytes;
    EXPECT_EQ(end.error().status, 400);
  }
}

TEST(Origin, IsNormalised) {
  EXPECT_EQ(parse_origin("https", "LocalHost:8443"), "https://localhost:8443");
  EXPECT_EQ(parse_origin("https", "localhost:443"), "https://localhost");
  EXPECT_EQ(parse_origin("http", "localhost:443"), "http://localhost:443");
  EXPECT_EQ(parse_origin("http", "localhost:"), "http://localhost");
  EXPECT_EQ(parse_origin("https", "[::1]:8443"), "https://[::1]:8443");
  for (const char* bad : {"a/b", "u@a", "a b", "a:x", "a:70000", "a, b", "", "[::1", "a?x", "a#x"}) {
    EXPECT_FALSE(parse_origin("http", bad)) << bad;
  }
}

}  // namespace
}  // namespace entra::idp::http_server
