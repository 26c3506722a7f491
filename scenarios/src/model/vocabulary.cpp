#include "model/vocabulary.hpp"

namespace entra::scenarios {

using enum ValueType;

const std::vector<Key>& root_keys() {
  static const std::vector<Key> keys{
      {"$schema", kText, "the JSON Schema, for editors"},
      {"scenario", kText, "the name: kebab-case, unique in a run", true},
      {"about", kText, "what the scenario shows, in a sentence or two"},
      {"tags", kTextList, "words to select scenarios by (--tag)"},
      {"skip", kText, "a reason: the scenario is reported as skipped and not run"},
      {"idp", kObject, "the mock that the scenario gets for itself"},
      {"vars", kObject, "variables, used as ${name}; a later one may use an earlier one"},
      {"clients", kObject, "named sets of flow parameters for `with`: {\"client\": NAME}"},
      {"matrix", kObject, "axes: each name with the array of its values; every combination is a case of its own"},
      {"steps", kArray, "what happens, in order; the first failure ends it", true},
      {"always", kArray, "steps that run afterwards even when one failed"},
  };
  return keys;
}

const std::vector<Key>& idp_keys() {
  static const std::vector<Key> keys{
      {"directory", kText,
       "the mock's config file, relative to the scenario file; without it, the built-in demo directory"},
      {"clock", kInstant,
       "when the scenario begins (RFC 3339); the clock stands still except for clock steps. Default "
       "2025-01-01T00:00:00Z"},
      {"seed", kInteger,
       "of the mock's and the client's randomness in process. Default: made from the scenario's name"},
      {"lifetimes", kObject, "token lifetimes instead of the directory's"},
  };
  return keys;
}

const std::vector<Key>& lifetime_keys() {
  static const std::vector<Key> keys{
      {"accessToken", kLifetime, "access tokens"},
      {"idToken", kLifetime, "id tokens"},
      {"refreshToken", kLifetime, "refresh tokens, since they were issued"},
      {"authorizationCode", kLifetime, "authorization codes"},
      {"deviceCode", kLifetime, "device codes"},
  };
  return keys;
}

const std::vector<Key>& client_keys() {
  static const std::vector<Key> keys{
      {"tenant", kText, "the tenant of the authority: a GUID, a domain, common or organizations"},
      {"client_id", kText, "the application's id"},
      {"client_secret", kText, "its secret; without one it is a public client"},
      {"certificate_file", kText,
       "its certificate (PEM, relative to the scenario file), with key_file instead of a secret"},
      {"key_file", kText, "the certificate's private key (PEM, relative to the scenario file)"},
      {"redirect_uri", kText, "where codes are sent to"},
      {"version", kText, "v1 or v2 endpoints; default v1 when a resource is asked for, else v2"},
      {"user", kText, "the user principal name who signs in (auth_code)"},
  };
  return keys;
}

const std::vector<Key>& step_kind_keys() {
  static const std::vector<Key> keys{
      {"flow", kText, "a flow of the client library, by name; `with` holds its parameters"},
      {"http", kObject, "one raw request to the mock"},
      {"control", kObject, "one request to the mock's control plane"},
      {"clock", kObject, "moves the mock's clock and the client's"},
      {"check", kObject, "expectations only: the journal, variables, saved tokens, the clock"},
      {"repeat", kObject, "runs steps several times"},
  };
  return keys;
}

const std::vector<Key>& step_keys() {
  static const std::vector<Key> keys{
      {"id", kText, "a name for the report, unique in the scenario"},
      {"about", kText, "why this step is here"},
      {"with", kObject, "the parameters of a flow"},
      {"expect", kObject, "expressions and what they must be"},
      {"save", kObject, "variable names and the expressions that give their values"},
      {"if", kObject,
       "expectations about variables, the journal or the clock; the step is skipped when one does not hold"},
      {"skip", kText, "a reason: the step is reported as skipped and not run"},
  };
  return keys;
}

const std::vector<Key>& http_keys() {
  static const std::vector<Key> keys{
      {"method", kText, "default GET, or POST with a body"},
      {"path", kText, "on the mock's own origin, with its query"},
      {"url", kText, "absolute, for a host that the mock stands in for; always answered by the mock"},
      {"query", kObject, "parameters that are percent-encoded and added to the path"},
      {"headers", kObject, "names and values"},
      {"form", kObject, "a form body; the content type is set"},
      {"json", kAny, "a JSON body; the content type is set"},
      {"body", kText, "a body as it is"},
  };
  return keys;
}

const std::vector<Key>& control_keys() {
  static const std::vector<Key> keys{
      {"method", kText, "default POST with json, else GET"},
      {"path", kText, "begins with /_mock/", true},
      {"json", kAny, "the body"},
  };
  return keys;
}

const std::vector<Key>& clock_keys() {
  static const std::vector<Key> keys{
      {"set", kInstant, "an RFC 3339 time"},
      {"advance", kDuration, "an ISO 8601 duration such as PT54M59S or P90D"},
  };
  return keys;
}

const std::vector<Key>& repeat_keys() {
  static const std::vector<Key> keys{
      {"times", kInteger, "how often", true},
      {"counter", kText, "the variable that counts from 1; default i"},
      {"steps", kArray, "the steps", true},
  };
  return keys;
}

namespace {

std::vector<Key> with_client(std::vector<Key> own) {
  std::vector<Key> keys{{"client", kText, "an entry of `clients`; keys given here win over its keys"}};
  for (const Key& key : client_keys())
    if (key.name != "user" && key.name != "redirect_uri") keys.push_back(key);
  keys.insert(keys.end(), own.begin(), own.end());
  return keys;
}

const Key kResource{"resource", kText, "v1: the resource. On v2 it means {resource}/.default"};
const Key kScope{"scope", kTextOrList, "v2: the scopes, as an array or separated by blanks"};
const Key kClaims{"claims", kText, "a claims challenge (JSON text), sent along"};
const Key kFresh{"fresh", kFlag, "true: pass by what the client's cache holds"};

std::vector<FlowDefinition> make_flows() {
  return {
      {"client_credentials", "an app-only token (RFC 6749 §4.4), from the client's cache while it is good",
       with_client({kResource, kScope, kClaims, kFresh}), true, true, true},
      {"auth_code", "a user's sign-in (POST /_mock/sign-ins) whose code is redeemed at once (RFC 6749 §4.1.3)",
       with_client({{"user", kText, "the user principal name", true},
                    {"redirect_uri", kText, "where the code is sent to", true},
                    kResource,
                    kScope,
                    {"mfa", kFlag, "true: with a second factor. Default false"},
                    {"nonce", kText, "goes into the id_token"},
                    {"ip", kText, "the address that the user signs in from"},
                    {"consent", kFlag, "false: the user declines what is asked for. Default true"},
                    {"pkce", kFlag, "false: without a code challenge (RFC 7636). Default true"}}),
       true, true, true},
      {"redeem_code", "redeems a code (RFC 6749 §4.1.3)",
       with_client({{"code", kText, "the code", true},
                    {"redirect_uri", kText, "as at the sign-in", true},
                    {"code_verifier", kText, "of the code challenge (RFC 7636 §4.5)"},
                    kResource,
                    kScope}),
       true, false, true},
      {"refresh", "a new access token from a refresh token (RFC 6749 §6), for any resource and tenant that it reaches",
       with_client({{"refresh_token", kText, "the refresh token", true}, kResource, kScope, kClaims, kFresh}), true,
       false, true},
      {"validate_token",
       "the client's validator on a token; its key cache lives as long as the scenario",
       {{"token", kText, "the token", true},
        {"tenant", kText, "whose metadata and keys are used", true},
        {"audience", kTextOrList, "one of them must be in aud", true},
        {"issuer", kTextOrList, "instead of the metadata's issuer; {tenantid} stands for the token's tid"},
        {"allowed_tenants", kTextOrList, "tid must be one of them"},
        {"scopes", kTextOrList, "user tokens must have all of them"},
        {"roles", kTextOrList, "app-only tokens must have all of them"},
        {"nonce", kText, "the id_token must hold it"},
        {"require_mfa", kFlag, "true: refuse tokens that do not prove a second factor"},
        {"skew", kDuration, "tolerance on exp, nbf and iat; default and maximum PT5M"}}},
      {"mfa_policy",
       "the client's MFA rule on a token's claims, without verifying the token",
       {{"token", kText, "the token", true},
        {"trust_amr", kFlag, "default true"},
        {"trust_authentication_method", kFlag, "default true"},
        {"either_claim_suffices", kFlag, "default false: two trusted claims that contradict each other prove nothing"},
        {"refuse_app_only", kFlag, "default false, as Partner Center does"}}},
      {"discovery",
       "the discovery document of a tenant (OpenID Connect Discovery §4)",
       {{"tenant", kText, "a GUID, a domain, common or organizations", true},
        {"version", kText, "v1 or v2; default v2"}}},
  };
}

}  // namespace

const std::vector<FlowDefinition>& flow_definitions() {
  static const std::vector<FlowDefinition> flows = make_flows();
  return flows;
}

const FlowDefinition* find_flow(std::string_view name) {
  for (const FlowDefinition& flow : flow_definitions())
    if (flow.name == name) return &flow;
  return nullptr;
}

const std::vector<Key>& built_in_variables() {
  static const std::vector<Key> keys{
      {"now", kText, "the mock's clock, RFC 3339"},
      {"epoch", kInteger, "the mock's clock, whole seconds since 1970"},
      {"origin", kText, "where the mock is reached, such as https://localhost:8443"},
  };
  return keys;
}

}  // namespace entra::scenarios
