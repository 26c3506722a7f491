#include "http/message_reader.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace entra::idp::http_server {
namespace {

using State = MessageReader::State;

const std::string kChunkedHead = "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n";

TEST(MessageReader, CutsPipelinedMessagesApart) {
  MessageReader reader(MessageLimits{});
  reader.feed("\r\nPOST /1 HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\nab" + kChunkedHead +
              "3\r\nxyz\r\n0\r\n\r\nGET /3 HTTP/1.1\r\nHost: a\r\n\r\nGET /4");
  std::vector<std::string> seen;
  while (reader.advance() == State::kComplete) {
    const Message message = reader.take();
    seen.push_back(message.head.target + " " + message.body);
  }
  EXPECT_EQ(seen, (std::vector<std::string>{"/1 ab", "/ xyz", "/3 "}));
  EXPECT_EQ(reader.advance(), State::kNeedMore);
  EXPECT_FALSE(reader.is_idle());
}

TEST(MessageReader, EveryCutOfTheBytesGivesTheSameMessage) {
  const std::string bytes = kChunkedHead + "5;a=\"b\"\r\nhello\r\n00A\r\n0123456789\r\n0\r\nTrailer: t\r\n\r\n";
  for (std::size_t cut = 0; cut <= bytes.size(); ++cut) {
    MessageReader reader(MessageLimits{});
    reader.feed(bytes.substr(0, cut));
    const State first = reader.advance();
    EXPECT_EQ(first, cut == bytes.size() ? State::kComplete : State::kNeedMore) << cut;
    reader.feed(bytes.substr(cut));
    ASSERT_EQ(reader.advance(), State::kComplete) << cut;
    EXPECT_EQ(reader.take().body, "hello0123456789") << cut;
    EXPECT_TRUE(reader.is_idle()) << cut;
  }
}

TEST(MessageReader, ReportsTheExpectationOnceBeforeTheBody) {
  MessageReader reader(MessageLimits{});
  reader.feed("POST / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n");
  EXPECT_EQ(reader.advance(), State::kContinue);
  EXPECT_EQ(reader.advance(), State::kNeedMore);
  EXPECT_TRUE(reader.in_body());
  reader.feed("ok");
  EXPECT_EQ(reader.advance(), State::kComplete);
}

TEST(MessageReader, RefusesMalformedChunks) {
  for (const std::string body : {"-2\r\n", "\r\n", "g\r\n", "0x5\r\n", "5 5\r\n", "5\nhello", "2\r\nabc\r\n",
                                 "ffffffffffffffffff\r\n", "1\r\na\n", "0\r\nbad\n"}) {
    MessageReader reader(MessageLimits{});
    reader.feed(kChunkedHead + body);
    ASSERT_EQ(reader.advance(), State::kRefused) << body;
    EXPECT_EQ(reader.refusal().status, 400) << body;
  }
}

TEST(MessageReader, CountsChunksAgainstTheLimit) {
  MessageReader reader(MessageLimits{1024, 10});
  reader.feed(kChunkedHead + "6\r\n123456\r\n");
  EXPECT_EQ(reader.advance(), State::kNeedMore);
  reader.feed("5\r\n");
  ASSERT_EQ(reader.advance(), State::kRefused);
  EXPECT_EQ(reader.refusal().status, 413);
}

TEST(MessageReader, RefusesLengthsBeyondTheLimitAtTheHead) {
  for (const std::string length : {"11", "18446744073709551616", "99999999999999999999999999"}) {
    MessageReader reader(MessageLimits{1024, 10});
    reader.feed("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: " + length + "\r\n\r\n");
    ASSERT_EQ(reader.advance(), State::kRefused) << length;
    EXPECT_EQ(reader.refusal().status, 413) << length;
  }
}

TEST(MessageReader, LimitsHeadTrailerAndChunkLine) {
  const auto status_of = [](const std::string& bytes) {
    MessageReader reader(MessageLimits{256, 1024});
    reader.feed(bytes);
    return reader.advance() == State::kRefused ? reader.refusal().status : 0;
  };
  const std::string start = "GET / HTTP/1.1\r\nHost: a\r\n";
  EXPECT_EQ(status_of(start + "X: " + std::string(300, 'x')), 431);
  EXPECT_EQ(status_of(start + "X: " + std::string(300, 'x') + "\r\n\r\n"), 431);
  EXPECT_EQ(status_of("GET /" + std::string(300, 'x')), 414);
  EXPECT_EQ(status_of(start + "X: " + std::string(256 - start.size() - 7, 'x') + "\r\n\r\n"), 0);
  EXPECT_EQ(status_of(kChunkedHead + "1;" + std::string(5000, 'x')), 400);
  std::string trailers = kChunkedHead + "0\r\n";
  for (int i = 0; i < 30; ++i) trailers += "T: 0123456789\r\n";
  EXPECT_EQ(status_of(trailers), 431);
}

}  // namespace
}  // namespace entra::idp::http_server
