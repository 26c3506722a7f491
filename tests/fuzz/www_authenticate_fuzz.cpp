// A WWW-Authenticate field of an API, trusted or not.

#include <algorithm>
#include <cctype>
#include <set>
#include <string>

#include "entra/client/claims.hpp"
#include "entra/client/claims_challenge.hpp"
#include "require.hpp"

namespace {

using namespace entra;
using fuzz::require;

void check(const client::Challenge& challenge) {
  require(!challenge.scheme.empty() && challenge.is(challenge.scheme), "a challenge has a scheme");
  require(challenge.params.size() <= 32, "parameters are bounded");
  require(challenge.token68.empty() || challenge.params.empty(), "a challenge has a token68 or parameters");
  std::set<std::string> names;
  for (const auto& [name, value] : challenge.params) {
    const bool is_lower = std::none_of(name.begin(), name.end(), [](unsigned char c) { return std::isupper(c) != 0; });
    require(!name.empty() && is_lower && names.insert(name).second, "names are in lower case and stand once");
    require(challenge.get(name) == value, "a parameter is found by its name");
  }
}

void check(const client::ClaimsChallenge& challenge) {
  require(challenge.claims_json.empty() || client::Claims::parse(challenge.claims_json).has_value(),
          "a claims request is one JSON object");
  require(!challenge.max_age || challenge.max_age->count() >= 0, "an age is not negative");
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string field(fuzz::as_text(data, size));
  const auto challenges = client::parse_challenges(field);
  const auto wanted = client::parse_claims_challenge(field);
  if (!challenges) {
    require(challenges.error().message.find_first_of("\r\n") == std::string::npos, "an error is one line");
    require(!wanted, "a claims challenge stands in a field that can be read");
    return 0;
  }
  require(challenges->size() <= 16, "challenges are bounded");
  for (const client::Challenge& challenge : *challenges) check(challenge);
  if (!wanted) {
    require(wanted.error().message.find_first_of("\r\n") == std::string::npos, "an error is one line");
    return 0;
  }
  if (*wanted) check(**wanted);
  http::Response response;
  response.status = 401;
  response.headers.add("WWW-Authenticate", field);
  require(client::find_claims_challenge(response).has_value() == wanted->has_value(),
          "a field says the same alone and in an answer");
  return 0;
}
