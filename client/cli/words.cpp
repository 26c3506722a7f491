#include "words.hpp"

#include <array>
#include <utility>

namespace entra::cli {

std::string describe_distance(Instant at, Instant now) {
  constexpr std::array<std::pair<std::int64_t, std::string_view>, 5> kUnits{
      {{365 * 86'400, "year"}, {86'400, "day"}, {3'600, "hour"}, {60, "minute"}, {1, "second"}}};
  const std::int64_t seconds = to_epoch_seconds(at) - to_epoch_seconds(now);
  const std::int64_t distance = seconds < 0 ? -seconds : seconds;
  for (const auto& [length, name] : kUnits) {
    if (distance < length) continue;
    const std::int64_t count = distance / length;
    const std::string words = std::to_string(count) + " " + std::string(name) + (count == 1 ? "" : "s");
    return seconds < 0 ? words + " ago" : "in " + words;
  }
  return "now";
}

// Sources: RFC 7519 §4.1, RFC 7515 §4.1, OpenID Connect Core §2, Entra "Access token claims reference" and "ID token
// claims reference".
const std::vector<ClaimNote>& known_claims() {
  static const std::vector<ClaimNote> notes{
      {"ver", "Version of the token: 1.0 or 2.0, chosen by the resource, not by the endpoint."},
      {"iss", "Who issued it: the tenant's token service."},
      {"aud", "Whom it is for; every other API must refuse it."},
      {"tid", "The tenant in which it was issued."},
      {"iat", "Issued at; Entra dates it back by five minutes.", true},
      {"nbf", "Not valid before.", true},
      {"exp", "Not valid from then on.", true},
      {"sub", "The user or application, as a name that only this client's app knows."},
      {"oid", "Object id of the user or service principal in the tenant."},
      {"upn", "The user's sign-in name; it can change, so it identifies nobody."},
      {"unique_name", "Readable name of the user (v1)."},
      {"preferred_username", "Readable name of the user (v2)."},
      {"name", "Display name."},
      {"given_name", "First name."},
      {"family_name", "Last name."},
      {"email", "Mail address; unverified unless the tenant says so."},
      {"idtyp", "\"app\" for a token without a user."},
      {"appid", "The client that asked for it (v1)."},
      {"appidacr", "How the client proved itself: 0 not at all, 1 with a secret, 2 with a certificate (v1)."},
      {"azp", "The client that asked for it (v2)."},
      {"azpacr", "How the client proved itself: 0 not at all, 1 with a secret, 2 with a certificate (v2)."},
      {"scp", "What the client may do for the user: delegated permissions."},
      {"roles", "What it may do by itself, or the user's roles in the app."},
      {"amr", "How the person signed in; \"mfa\" means more than one factor."},
      {"http://schemas.microsoft.com/ws/2008/06/identity/claims/authenticationmethod",
       "How the person signed in, as the Partner Center guide words its rule: multipleauthn is more than one factor."},
      {"acr", "Whether the sign-in meets ISO/IEC 29115: 0 no, 1 yes (v1)."},
      {"acrs", "Authentication contexts that the sign-in satisfied."},
      {"auth_time", "When the person last signed in.", true},
      {"nonce", "The value that the client sent, against replay."},
      {"at_hash", "Half of the hash of the access token that came along."},
      {"c_hash", "Half of the hash of the code that came along."},
      {"idp", "Where the user comes from, when not from this tenant."},
      {"acct", "0 a member of the tenant, 1 a guest."},
      {"ipaddr", "Address from which the user signed in."},
      {"groups", "Groups of the user, at most 200."},
      {"hasgroups", "The user has more groups than fit: ask Microsoft Graph."},
      {"wids", "Directory roles, by template id."},
      {"sid", "The sign-in session."},
      {"xms_cc", "What the client can handle: CP1 is a claims challenge."},
      {"pwd_exp", "Seconds until the password expires."},
      {"pwd_url", "Where the password can be changed."},
      {"tenant_region_scope", "Region of the tenant."},
      {"app_displayname", "Name of the client."},
      {"aio", "Internal to Microsoft Entra."},
      {"rh", "Internal to Microsoft Entra."},
      {"uti", "The token's own id, as sign-in logs show it."},
      {"jti", "The token's own id."},
  };
  return notes;
}

const std::vector<ClaimNote>& known_header_members() {
  static const std::vector<ClaimNote> notes{
      {"typ", "What kind of thing this is."},
      {"alg", "How it is signed; Entra uses RS256 only."},
      {"kid", "Which of the published keys signed it."},
      {"x5t", "The same key, by its certificate's SHA-1 (v1 tokens)."},
      {"nonce", "Only in tokens for Microsoft Graph, which nobody else can validate."},
  };
  return notes;
}

std::string_view describe_amr(std::string_view method) {
  constexpr std::array<std::pair<std::string_view, std::string_view>, 9> kMethods{{
      {"pwd", "password"},
      {"mfa", "more than one factor"},
      {"rsa", "a key of the device or a certificate"},
      {"otp", "one-time code"},
      {"fed", "assertion of a federated provider"},
      {"wia", "Windows integrated sign-in"},
      {"ngcmfa", "a strong credential was set up with MFA; not MFA itself"},
      {"wiaormfa", "Windows integrated sign-in or MFA; not proof of MFA"},
      {"none", "no sign-in completed"},
  }};
  for (const auto& [name, words] : kMethods) {
    if (name == method) return words;
  }
  return {};
}

}  // namespace entra::cli
