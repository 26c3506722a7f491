#pragma once
// What the tests of the grants share: a client of a scripted authority, and the forms that it sent.

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <utility>

#include "entra/client/token_client.hpp"
#include "entra/support/url.hpp"
#include "testing/scripted_transport.hpp"

namespace entra::client::testing {

class TokenClientFixture : public ::testing::Test {
 protected:
  ClientOptions options(EndpointVersion version = EndpointVersion::kV2,
                        ClientCredential credential = ClientSecret{"s3cret"}) {
    return {.authority = Authority::parse("https://localhost:8443/contoso.example").value(),
            .version = version,
            .client_id = "client-1",
            .credential = std::move(credential)};
  }
  TokenClient make(ClientOptions options) { return {std::move(options), transport_, clock_, random_, cache_}; }
  Form form(std::size_t index) { return Form::parse(transport_->requests().at(index).body).value(); }
  std::string target(std::size_t index) { return transport_->requests().at(index).target; }
  /// A token of v2 for every request from here on.
  void answer(std::string body, int status = 200) {
    transport_->answer_with([=](const http::Request&) { return json_response(status, body); });
  }

  ManualClock clock_{from_epoch_seconds(1'740'819'600)};
  SeededRandom random_{42};
  std::shared_ptr<TokenCache> cache_ = std::make_shared<TokenCache>(clock_);
  std::shared_ptr<ScriptedTransport> transport_ = std::make_shared<ScriptedTransport>([](const http::Request&) {
    return json_response(200, R"({"token_type":"Bearer","expires_in":3599,"access_token":"AT","refresh_token":"RT"})");
  });
};

}  // namespace entra::client::testing
