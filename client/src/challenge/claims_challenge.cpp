#include "entra/client/claims_challenge.hpp"

#include <algorithm>
#include <charconv>

#include "entra/support/base64.hpp"
#include "entra/support/json_access.hpp"
#include "entra/support/text.hpp"

namespace entra::client {
namespace {

constexpr std::size_t kMaxClaimsBytes = 8u << 10;
constexpr std::string_view kInsufficientClaims = "insufficient_claims";
constexpr std::string_view kInsufficientAuthentication = "insufficient_user_authentication";

/// What services write: base64 (Microsoft Graph), base64url (some gateways), with padding or not, or the JSON itself.
Result<std::string> decode_claims(const std::string& text) {
  std::string json = text;
  if (!text.starts_with('{')) {
    std::string plain = text;
    while (plain.ends_with('=')) plain.pop_back();
    std::replace(plain.begin(), plain.end(), '-', '+');
    std::replace(plain.begin(), plain.end(), '_', '/');
    auto decoded = base64_decode(plain);
    if (!decoded) return tl::unexpected(decoded.error());
    json = std::move(*decoded);
  }
  if (json.size() > kMaxClaimsBytes) return fail(Errc::kOutOfRange, "larger than 8 KiB");
  const auto object = parse_json(json);
  if (!object) return tl::unexpected(object.error());
  if (!object->is_object() || object->empty()) return fail(Errc::kMalformed, "expected a JSON object with members");
  return json;
}

/// c1 to c99 (https://learn.microsoft.com/graph/api/resources/authenticationcontextclassreference).
bool is_authentication_context(std::string_view value) {
  return (value.size() == 2 || value.size() == 3) && value[0] == 'c' && value[1] >= '1' && value[1] <= '9' &&
         (value.size() == 2 || (value[2] >= '0' && value[2] <= '9'));
}

std::string acrs_request(const std::vector<std::string>& acr_values) {
  std::vector<std::string> contexts;
  std::copy_if(acr_values.begin(), acr_values.end(), std::back_inserter(contexts), is_authentication_context);
  if (contexts.empty()) return "";
  OrderedJson acrs = {{"essential", true}};
  if (contexts.size() == 1) {
    acrs["value"] = contexts.front();
  } else {
    acrs["values"] = contexts;
  }
  return OrderedJson{{"access_token", {{"acrs", acrs}}}}.dump();
}

Result<std::chrono::seconds> parse_max_age(std::string_view text) {
  std::int32_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size() || value < 0)
    return fail(Errc::kMalformed, "expected a number of seconds");
  return std::chrono::seconds(value);
}

Result<ClaimsChallenge> read_claims_challenge(const Challenge& challenge, std::string error) {
  const auto text_of = [&](std::string_view name) { return challenge.get(name).value_or(""); };
  ClaimsChallenge out;
  out.error = std::move(error);
  out.error_description = text_of("error_description");
  out.authorization_uri = text_of("authorization_uri");
  out.client_id = text_of("client_id");
  out.realm = text_of("realm");
  out.acr_values = split_words(text_of("acr_values"));
  if (const auto max_age = challenge.get("max_age")) {
    const auto seconds = parse_max_age(*max_age);
    if (!seconds) return tl::unexpected(seconds.error().in("max_age"));
    out.max_age = *seconds;
  }
  if (const auto claims = challenge.get("claims")) {
    auto json = decode_claims(*claims);
    if (!json) return tl::unexpected(json.error().in("claims"));
    out.claims_json = std::move(*json);
  } else if (out.error == kInsufficientAuthentication) {
    out.claims_json = acrs_request(out.acr_values);
  } else {
    return fail(Errc::kMalformed, "error=\"insufficient_claims\" without claims");
  }
  return out;
}

}  // namespace

Result<std::optional<ClaimsChallenge>> parse_claims_challenge(std::string_view www_authenticate) {
  const auto challenges = parse_challenges(www_authenticate);
  if (!challenges) return tl::unexpected(challenges.error());
  for (const Challenge& challenge : *challenges) {
    if (!challenge.is("Bearer") && !challenge.is("PoP")) continue;
    std::string error = challenge.get("error").value_or("");
    if (error != kInsufficientClaims && error != kInsufficientAuthentication) continue;
    auto found = read_claims_challenge(challenge, std::move(error));
    if (!found) return tl::unexpected(found.error().in("WWW-Authenticate"));
    return std::optional(std::move(*found));
  }
  return std::optional<ClaimsChallenge>();
}

std::optional<ClaimsChallenge> find_claims_challenge(const http::Response& response) {
  for (const auto& [name, value] : response.headers.fields()) {
    if (!equals_ignoring_case(name, "WWW-Authenticate")) continue;
    auto found = parse_claims_challenge(value);
    if (found && *found) return std::move(*found);
  }
  return std::nullopt;
}

}  // namespace entra::client
