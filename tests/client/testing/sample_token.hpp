#pragma once
// A good v2 user token, the rules that accept it, and what becomes of it when something is changed.

#include <cstdint>
#include <memory>
#include <string>

#include "entra/client/key_provider.hpp"
#include "entra/client/validator.hpp"
#include "entra/support/json_access.hpp"
#include "testing/forge.hpp"

namespace entra::client::testing {

inline constexpr std::int64_t kNow = 1'740'819'600;
inline constexpr const char* kTenant = "9b3b1a4e-0f1c-4c62-9a53-0a5f7f0a1c11";
inline constexpr const char* kHeader = R"({"typ":"JWT","alg":"RS256","kid":"k1"})";

/// The claims of a good v2 user token, with `changes` merged in (null removes a member).
inline std::string payload(const Json& changes = Json::object()) {
  Json claims = {{"aud", "api://orders"}, {"iss", std::string("https://login.example/") + kTenant + "/v2.0"},
                 {"iat", kNow - 300},     {"nbf", kNow - 300},
                 {"exp", kNow + 3600},    {"sub", "subject-1"},
                 {"oid", "object-1"},     {"azp", "client-1"},
                 {"tid", kTenant},        {"scp", "orders.read orders.write"},
                 {"ver", "2.0"}};
  claims.merge_patch(changes);
  return claims.dump();
}

inline ValidatorOptions options() {
  return {.audiences = {"api://orders"}, .issuers = {"https://login.example/{tenantid}/v2.0"}};
}

/// test_key() as "k1", with `extra` members in its entry.
inline std::shared_ptr<StaticKeys> sample_keys(std::string_view extra = "", std::string metadata_issuer = "") {
  return std::make_shared<StaticKeys>(KeySet::parse(key_set(jwk(test_key(), "k1", extra))).value(),
                                      std::move(metadata_issuer));
}

/// "accepted", or the reason's name.
template <class Outcome>
std::string verdict_of(const Outcome& outcome) {
  return outcome ? "accepted" : std::string(to_string(outcome.error().reason));
}

}  // namespace entra::client::testing
