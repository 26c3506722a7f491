#pragma once
// What an API answers when it refuses a token: a status and WWW-Authenticate (RFC 9110 §11.6.1), ready to be sent.
// Sources: RFC 6750 §3, RFC 9470 §3, Entra "Claims challenges, claims requests, and client capabilities".

#include <string>

#include "entra/client/refusal.hpp"
#include "entra/client/validator.hpp"

namespace entra::client {

/// In which words more than one factor, an authentication context or a fresh sign-in is asked for.
enum class ChallengeStyle {
  kEntra,   ///< error="insufficient_claims" and base64 claims, which the MSALs and Entra's own clients act on
  kRfc9470  ///< error="insufficient_user_authentication" with acr_values and max_age
};

struct RejectionOptions {
  ChallengeStyle style{ChallengeStyle::kEntra};
  std::string realm = {};
  std::string client_id = {};  ///< of the API, for kEntra; left out when empty
  std::string authorization_uri = "https://login.microsoftonline.com/common/oauth2/authorize";  ///< for kEntra
};

struct Rejection {
  int status{401};                    ///< 401; 403 where no other token of this kind helps; 503 when we have no keys
  std::string www_authenticate = {};  ///< the header's value; empty with 503
  std::string claims = {};            ///< with kEntra and a step-up: the claims request in it, as JSON text
};

/// The answer to a refused token. Who did not get past the signature learns only that the token is not valid, and
/// nobody learns what we compare with: a missing scope or role is named, since the API's own documents name it.
/// `options` are those of the validator that refused. Pure.
[[nodiscard]] Rejection make_rejection(const Refusal& refusal, const ValidatorOptions& options,
                                       const RejectionOptions& wording = {});

/// The answer to a request without any token: no error code (RFC 6750 §3.1).
[[nodiscard]] Rejection make_missing_token_rejection(const RejectionOptions& wording = {});

/// What the policy asks for as a claims request (OpenID Connect Core §5.5), JSON text:
/// {"access_token":{"acrs":{"essential":true,"value":"c1"}}}. Of a maximum age only auth_time can be asked this way.
[[nodiscard]] std::string make_claims_request(const MfaPolicy& policy);

}  // namespace entra::client
