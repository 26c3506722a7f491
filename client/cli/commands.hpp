#pragma once
// The three commands, each a function of its options; the exit code is what comes back.

#include <chrono>
#include <optional>
#include <string>
#include <vector>

namespace entra::cli {

inline constexpr int kDone = 0;
inline constexpr int kRefused = 1;   ///< the token, or the wish for one, was refused
inline constexpr int kBadUsage = 2;  ///< the command line or a file named there is wrong

struct GetOptions {
  std::string authority;
  std::string client_id;
  std::string flow{"client_credentials"};
  std::string api;  ///< "v1", "v2", or empty: v1 for --resource, v2 for --scope
  std::string tenant;
  std::string secret_env, secret_file, certificate, key, federated_token_file;
  bool send_x5c{false};
  std::string resource;
  std::vector<std::string> scopes;
  std::string refresh_token_env, code_env, code_verifier_env, redirect_uri;
  std::string username, password_env, assertion_env;
  std::string claims;
  std::string cache_file;  ///< empty: nothing outlives the call
  std::string account;     ///< user name or home account id; empty: the only one
  std::string ca_file;
  double timeout_seconds{30};
  bool json{false};
};

struct DecodeOptions {
  std::string token;  ///< empty or "-": standard input
  std::string at;     ///< RFC 3339; empty: now
  bool json{false};
};

struct ValidateOptions {
  std::string token;
  std::string authority, jwks_file;
  std::vector<std::string> audiences, issuers, tenants, scopes, roles;
  bool require_mfa{false};
  long skew_seconds{300};
  std::string at;
  std::string ca_file;
  bool json{false};
};

/// --timeout in the library's unit.
[[nodiscard]] inline std::chrono::milliseconds timeout_of(const GetOptions& options) {
  return std::chrono::milliseconds(static_cast<long>(options.timeout_seconds * 1000));
}

[[nodiscard]] int run_get(const GetOptions& options);
[[nodiscard]] int run_decode(const DecodeOptions& options);
[[nodiscard]] int run_validate(const ValidateOptions& options);

}  // namespace entra::cli
