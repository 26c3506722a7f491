#include "entra/testing/mock_idp_test.hpp"

#include "entra/client/jwks_cache.hpp"
#include "entra/idp/load_config.hpp"

namespace entra::testing {
namespace {

/// The value, or a failed test and an empty value.
template <class T, class E>
T value_or_failure(Result<T, E> made, T otherwise) {
  if (made) return std::move(*made);
  if constexpr (std::is_same_v<E, Error>) {
    ADD_FAILURE() << made.error().message;
  } else {
    ADD_FAILURE() << made.error().message();
  }
  return otherwise;
}

}  // namespace

MockIdpTest::MockIdpTest() {
  open(idp::demo_config_text());
}

MockIdpTest::MockIdpTest(const Directory& directory) {
  open(directory.json());
}

MockIdpTest::MockIdpTest(const std::string& config_json) {
  open(config_json);
}

// Fatal, so that GoogleTest does not run the body of a test that has no mock.
void MockIdpTest::open(const std::string& config_json) {
  auto made = InProcessIdp::make(config_json);
  if (!made) FAIL() << made.error().message;
  idp_ = std::move(*made);
}

client::Authority MockIdpTest::authority(std::string_view tenant) {
  return value_or_failure(idp_->authority(tenant), idp_->authority().value());
}

HttpsServer MockIdpTest::serve_https() {
  return value_or_failure(idp_->serve_https(), HttpsServer{});
}

client::Validator MockIdpTest::validator(std::string audience) {
  client::ValidatorOptions rules;
  rules.audiences = {std::move(audience)};
  return validator(std::move(rules));
}

client::Validator MockIdpTest::validator(client::ValidatorOptions rules) {
  return client::Validator(std::move(rules), std::make_shared<client::AuthorityKeys>(authority(), transport(), clock()),
                           clock());
}

client::CodeRequest MockIdpTest::sign_in(const SignIn& sign_in) {
  return value_or_failure(idp_->sign_in(sign_in), client::CodeRequest{});
}

client::Token MockIdpTest::get_tokens(const SignIn& sign_in) {
  auto code = this->sign_in(sign_in);
  if (code.code.empty()) return {};
  const auto version = sign_in.scope.empty() ? client::EndpointVersion::kV1 : client::EndpointVersion::kV2;
  auto client = idp_->make_client(sign_in.client_id, version);
  if (!client) {
    ADD_FAILURE() << client.error().message;
    return {};
  }
  const auto acquired = client->redeem_code(code);
  if (!acquired) {
    ADD_FAILURE() << acquired.error().message();
    return {};
  }
  return *acquired->token;
}

TokenText MockIdpTest::mint(const TokenOrder& order) {
  return value_or_failure(idp_->mint(order), TokenText(""));
}

std::vector<JournalEntry> MockIdpTest::requests(std::string_view query) {
  return value_or_failure(idp_->requests(query), std::vector<JournalEntry>{});
}

}  // namespace entra::testing
