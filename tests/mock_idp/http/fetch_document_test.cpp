#include "http/fetch_document.hpp"

#include <gtest/gtest.h>

#include "http/server.hpp"

namespace entra::idp::http_server {
namespace {

class FetchDocument : public ::testing::Test {
 protected:
  std::string serve(Handler handler) {
    ListenerOptions options;
    options.address = "127.0.0.1";
    auto opened = Listener::open(options, std::move(handler));
    if (!opened) return "";
    listener_ = std::move(*opened);
    return "http://127.0.0.1:" + std::to_string(listener_->port());
  }
  std::unique_ptr<Listener> listener_;
};

http::Response answer(int status, std::string body) {
  http::Response response;
  response.status = status;
  response.body = std::move(body);
  return response;
}

TEST_F(FetchDocument, ReadsTheBodyOfAGoodAnswer) {
  http::Request seen;
  const std::string base = serve([&](const http::Request& request) {
    seen = request;
    return answer(200, R"({"keys":[]})");
  });
  const auto document = fetch_document(base + "/a/keys?x=1");
  ASSERT_TRUE(document) << document.error().message;
  EXPECT_EQ(*document, R"({"keys":[]})");
  EXPECT_EQ(seen.method, "GET");
  EXPECT_EQ(seen.target, "/a/keys?x=1");
  const std::string by_name = "http://localhost" + base.substr(base.rfind(':'));
  EXPECT_TRUE(fetch_document(by_name + "/"));
}

TEST_F(FetchDocument, FollowsNoRedirect) {
  int calls = 0;
  const std::string base = serve([&](const http::Request&) {
    ++calls;
    auto response = answer(302, "");
    response.headers.add("Location", "/elsewhere");
    return response;
  });
  EXPECT_EQ(fetch_document(base + "/").error().code, Errc::kNotFound);
  EXPECT_EQ(calls, 1);
}

TEST_F(FetchDocument, LimitsTheSize) {
  const std::string base = serve([](const http::Request&) { return answer(200, std::string(5000, 'x')); });
  FetchLimits limits;
  limits.size = 4000;
  EXPECT_EQ(fetch_document(base + "/", limits).error().code, Errc::kOutOfRange);
  limits.size = 8000;
  EXPECT_TRUE(fetch_document(base + "/", limits));
}

TEST_F(FetchDocument, AsksNobodyElse) {
  for (const char* url : {"http://example.com/", "http://10.0.0.1/", "http://169.254.169.254/latest",
                          "http://127.0.0.1.nip.io/", "http://[fe80::1]/", "http://0.0.0.0/"}) {
    EXPECT_EQ(fetch_document(url).error().code, Errc::kUnsupported) << url;
  }
  EXPECT_FALSE(fetch_document("file:///etc/passwd"));
}

TEST_F(FetchDocument, SaysWhenNobodyAnswers) {
  const std::string base = serve([](const http::Request&) { return answer(200, ""); });
  listener_.reset();
  EXPECT_EQ(fetch_document(base + "/").error().code, Errc::kNetwork);
}

}  // namespace
}  // namespace entra::idp::http_server
