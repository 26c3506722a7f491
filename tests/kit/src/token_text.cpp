#include "entra/testing/token_text.hpp"

#include <ostream>

#include "entra/client/jwt.hpp"

namespace entra::testing {

std::string describe(const TokenText& token) {
  const auto jwt = client::decode_jwt(token);
  return jwt ? "token " + jwt->payload.json() : "no token (" + jwt.error().message + ")";
}

void PrintTo(const TokenText& token, std::ostream* out) {
  *out << describe(token);
}

}  // namespace entra::testing

namespace entra::client {

void PrintTo(const Claims& claims, std::ostream* out) {
  *out << "claims " << claims.json();
}

void PrintTo(const ValidatedToken& token, std::ostream* out) {
  *out << "accepted token " << token.claims.json();
}

void PrintTo(const Refusal& refusal, std::ostream* out) {
  *out << "refused: " << to_string(refusal.reason) << " (" << refusal.detail << ")";
}

void PrintTo(const ClientError& error, std::ostream* out) {
  *out << "error " << error.message();
}

void PrintTo(const Result<ValidatedToken, Refusal>& verdict, std::ostream* out) {
  verdict ? PrintTo(*verdict, out) : PrintTo(verdict.error(), out);
}

void PrintTo(const Result<Acquired, ClientError>& acquired, std::ostream* out) {
  acquired ? PrintTo(**acquired, out) : PrintTo(acquired.error(), out);
}

void PrintTo(const Token& token, std::ostream* out) {
  *out << token.token_type << " token until " << format_rfc3339(token.expires_on);
}

}  // namespace entra::client
