#pragma once
// A token in a test's hands, and how GoogleTest prints what may hold one: claims, never the text that would open doors.

#include <iosfwd>
#include <string>
#include <string_view>
#include <utility>

#include "entra/client/errors.hpp"
#include "entra/client/token.hpp"
#include "entra/client/validator.hpp"

namespace entra::testing {

/// The text of a token. Matchers take it instead of std::string, since GoogleTest would print a string in full.
class TokenText {
 public:
  explicit TokenText(std::string text) : text_(std::move(text)) {}
  [[nodiscard]] const std::string& str() const noexcept { return text_; }
  // NOLINTNEXTLINE(google-explicit-constructor): it is a token's text wherever one is asked for
  operator std::string_view() const noexcept { return text_; }
  [[nodiscard]] std::string bearer() const { return "Bearer " + text_; }  ///< for the Authorization header

 private:
  std::string text_;
};

/// `token {"aud":…}`: the claims; `no token (why)` for a text that cannot be taken apart.
[[nodiscard]] std::string describe(const TokenText& token);

// GoogleTest calls these by the types' namespaces; the names are its own.
// NOLINTBEGIN(readability-identifier-naming)
void PrintTo(const TokenText& token, std::ostream* out);
// NOLINTEND(readability-identifier-naming)

}  // namespace entra::testing

namespace entra::client {

// NOLINTBEGIN(readability-identifier-naming)
void PrintTo(const Claims& claims, std::ostream* out);
void PrintTo(const ValidatedToken& token, std::ostream* out);
void PrintTo(const Refusal& refusal, std::ostream* out);
void PrintTo(const ClientError& error, std::ostream* out);
void PrintTo(const Result<ValidatedToken, Refusal>& verdict, std::ostream* out);
void PrintTo(const Result<Acquired, ClientError>& acquired, std::ostream* out);
void PrintTo(const Token& token, std::ostream* out);  ///< kind and expiry
// NOLINTEND(readability-identifier-naming)

}  // namespace entra::client
