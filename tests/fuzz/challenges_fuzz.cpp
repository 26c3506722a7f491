// WWW-Authenticate of an API that may be anybody's.

#include <string>

#include "entra/client/claims_challenge.hpp"
#include "entra/support/text.hpp"
#include "require.hpp"

namespace {

/// The same challenges in the plainest spelling.
std::string write_challenges(const std::vector<entra::client::Challenge>& challenges) {
  std::string out;
  for (const auto& challenge : challenges) {
    if (!out.empty()) out += ", ";
    out += challenge.scheme;
    if (!challenge.token68.empty()) out += " " + challenge.token68;
    for (std::size_t i = 0; i < challenge.params.size(); ++i) {
      out += (i == 0 ? " " : ", ") + challenge.params[i].first + "=\"";
      for (const char c : challenge.params[i].second) {
        if (c == '"' || c == '\\') out += '\\';
        out += c;
      }
      out += '"';
    }
  }
  return out;
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace entra;
  using fuzz::require;
  const std::string_view text = fuzz::as_text(data, size);
  const auto challenges = client::parse_challenges(text);
  const auto claims = client::parse_claims_challenge(text);
  require(challenges || !claims, "claims come out of what can be parsed");
  if (!challenges) return 0;
  const std::string plain = write_challenges(*challenges);
  if (const auto again = client::parse_challenges(plain)) {
    require(write_challenges(*again) == plain, "challenges are written and read back alike");
  } else {
    require(again.error().code == Errc::kOutOfRange, "only quotes that make it too long may refuse it");
  }
  if (claims && *claims) require((*claims)->claims_json.size() <= 16u << 10, "claims are bounded");
  return 0;
}
