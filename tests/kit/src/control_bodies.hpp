#pragma once
// What is sent to the mock's control plane, and what its answers say (docs/control-plane.md).

#include <string>
#include <vector>

#include "entra/client/token_client.hpp"
#include "entra/support/http_message.hpp"
#include "entra/support/result.hpp"
#include "entra/testing/in_process_idp.hpp"

namespace entra::testing {

[[nodiscard]] std::string write_sign_in(const SignIn& sign_in);
/// kMalformed when the claims to override are no JSON object.
[[nodiscard]] Result<std::string> write_order(const TokenOrder& order);

// An answer that is an error becomes kUnsupported with the mock's own words.
[[nodiscard]] Result<client::CodeRequest> read_code(const http::Response& response);
[[nodiscard]] Result<TokenText> read_minted(const http::Response& response);
[[nodiscard]] Result<std::vector<JournalEntry>> read_journal(const http::Response& response);

}  // namespace entra::testing
