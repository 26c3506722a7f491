#pragma once
// What every grant has in common: one shape, (request, context) -> Tokens or ProtocolError.

#include <optional>
#include <string>
#include <string_view>

#include "directory/live_directory.hpp"
#include "entra/support/random.hpp"
#include "entra/support/result.hpp"
#include "entra/support/url.hpp"
#include "grants/aadsts.hpp"
#include "policy/conditional_access.hpp"
#include "store/store.hpp"
#include "tokens/issuer_keys.hpp"
#include "tokens/jws.hpp"
#include "tokens/origin.hpp"

namespace entra::idp {

class Inbox;

/// Result of a protocol step.
template <class T>
using Checked = Result<T, ProtocolError>;

[[nodiscard]] inline tl::unexpected<ProtocolError> refuse(int code, std::vector<std::string> arguments = {}) {
  return tl::unexpected<ProtocolError>(ProtocolError{code, std::move(arguments), ""});
}

/// What a request to the token endpoint says, before anything is checked.
struct TokenRequest {
  TokenVersion version{TokenVersion::kV2};
  std::string tenant;  ///< the path's first segment, as sent
  Form form;           ///< the body; credentials of HTTP Basic added as client_id and client_secret
  Origin origin;
  std::string browser_origin;  ///< the Origin header; empty: none
  std::string ip_address;
};

/// What came to light while answering, for the journal.
struct Trace {
  std::string tenant;
  std::string client;
  std::string user;
  std::string grant_type;
  int aadsts{0};       ///< 0: none
  std::string reason;  ///< why a resource refused; empty: it did not
  std::vector<PolicyFinding> policies;
  std::string persistent_browser;                 ///< what they say about staying signed in: always, never, or nothing
  std::optional<milliseconds> refresh_token_age;  ///< of the token that was presented, for x-ms-clitelem
};

/// The state a grant works on. References outlive the call.
struct GrantContext {
  const Directory& directory;
  Store& store;
  const KeyRing& keys;
  Random& random;
  Instant now;
  Trace& trace;
  TokenSigner signer{sign_jws};
  IssuerKeys* issuer_keys{nullptr};  ///< of other token services; null where no assertion is ever presented
  LiveDirectory* live{nullptr};      ///< for changes; null where a request changes nobody
  Inbox* inbox{nullptr};             ///< for codes and approvals; null where nobody is asked for them
};

/// One successful answer of the token endpoint, before it is written in the words of v1 or v2.
struct Tokens {
  std::string access_token;
  seconds expires_in{0};
  std::optional<seconds> refresh_in;  ///< long-lived tokens: when to renew
  Instant issued{};
  Instant expires{};
  std::string refresh_token;        ///< empty: none
  std::string id_token;             ///< empty: none
  std::string client_info;          ///< empty: none
  std::vector<std::string> scopes;  ///< v1 form: bare names
  std::string scope_text;           ///< v2 form: qualified, ".default" echoed as asked; empty: app-only
  std::string resource;             ///< as asked
};

[[nodiscard]] Checked<Tokens> grant_client_credentials(const TokenRequest& request, GrantContext& context);
[[nodiscard]] Checked<Tokens> grant_authorization_code(const TokenRequest& request, GrantContext& context);
[[nodiscard]] Checked<Tokens> grant_refresh_token(const TokenRequest& request, GrantContext& context);
[[nodiscard]] Checked<Tokens> grant_password(const TokenRequest& request, GrantContext& context);
[[nodiscard]] Checked<Tokens> grant_on_behalf_of(const TokenRequest& request, GrantContext& context);
[[nodiscard]] Checked<Tokens> grant_device_code(const TokenRequest& request, GrantContext& context);

/// Dispatches on grant_type; the names of the grants served stand here and nowhere else.
[[nodiscard]] Checked<Tokens> grant_tokens(const TokenRequest& request, GrantContext& context);

}  // namespace entra::idp
