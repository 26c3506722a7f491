#pragma once
// A GoogleTest fixture with a mock Entra ID of its own: derive from it, hand your code its transport, clock and
// authority, and ask for tokens in one line each.

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "entra/client/authority.hpp"
#include "entra/client/token_client.hpp"
#include "entra/client/validator.hpp"
#include "entra/testing/directory.hpp"
#include "entra/testing/in_process_idp.hpp"
#include "entra/testing/token_text.hpp"

namespace entra::testing {

/// Each test gets a new mock; signing keys are made once in the process. What a helper cannot do fails the test with
/// the mock's own words, and gives an empty value. A directory that cannot be read fails the test before its body.
class MockIdpTest : public ::testing::Test {
 protected:
  MockIdpTest();                                         ///< the built-in directory (mock_idp --print-config)
  explicit MockIdpTest(const Directory& directory);      ///< a few lines
  explicit MockIdpTest(const std::string& config_json);  ///< all that the config can say

  [[nodiscard]] InProcessIdp& idp() { return *idp_; }
  [[nodiscard]] const std::string& origin() const { return idp_->origin(); }
  [[nodiscard]] client::Authority authority(std::string_view tenant = {});
  [[nodiscard]] std::shared_ptr<client::Transport> transport() { return idp_->transport(); }
  [[nodiscard]] ManualClock& clock() { return idp_->clock(); }
  [[nodiscard]] HttpsServer serve_https();

  /// A validator that takes tokens for this audience from the first tenant, and believes the mock's keys.
  [[nodiscard]] client::Validator validator(std::string audience);
  /// The same with rules of one's own.
  [[nodiscard]] client::Validator validator(client::ValidatorOptions rules);

  /// The code of a sign-in. A refusal by a policy is an error too: idp().sign_in() gives it as a value.
  [[nodiscard]] client::CodeRequest sign_in(const SignIn& sign_in);
  /// Signs in and redeems the code.
  [[nodiscard]] client::Token get_tokens(const SignIn& sign_in);
  [[nodiscard]] TokenText mint(const TokenOrder& order);
  [[nodiscard]] std::vector<JournalEntry> requests(std::string_view query = {});

 private:
  void open(const std::string& config_json);
  std::unique_ptr<InProcessIdp> idp_;
};

}  // namespace entra::testing
