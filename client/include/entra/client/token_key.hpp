#pragma once
// What two requests must have in common to share a token.

#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <string_view>

namespace entra::client {

/// Everything that two requests must share to share a token. A view: what it names must live as long as it is used.
struct TokenKeyParts {
  std::string_view authority_origin = {};
  std::string_view tenant = {};
  std::string_view client_id = {};
  std::string_view credential = {};  ///< fingerprint, never the secret
  std::string_view version = {};     ///< of the endpoint
  std::string_view grant = {};
  std::string_view resource = {};  ///< v1; told apart from a scope of the same text
  /// Any order; duplicates do not matter, nor does the case of a scope's name (behind its resource's last slash).
  std::span<const std::string> scopes = {};
  std::string_view account = {};  ///< user name, or fingerprint of a refresh token or an assertion; empty: nobody
  std::string_view claims = {};
};

/// The parts as one length-prefixed text with its hash beside it. Equality is on the whole text: a hash alone could
/// hand one tenant another's token. Immutable; copies share the text, so that making one allocates once and copying
/// never does, and a copy is known for one without being read. One that was moved from is good for nothing but an
/// assignment or its end.
class TokenKey {
 public:
  explicit TokenKey(const TokenKeyParts& parts);
  [[nodiscard]] std::string_view text() const noexcept { return {text_.get(), size_}; }
  [[nodiscard]] std::size_t hash() const noexcept { return hash_; }  ///< of one text another in every process
  [[nodiscard]] std::string_view tenant() const noexcept;            ///< as in the parts
  [[nodiscard]] std::string_view account() const noexcept;           ///< as in the parts
  friend bool operator==(const TokenKey& a, const TokenKey& b) noexcept {
    return a.text_ == b.text_ || (a.hash_ == b.hash_ && a.text() == b.text());
  }

 private:
  std::shared_ptr<const char[]> text_;
  std::size_t size_{0};
  std::size_t hash_{0};
};

}  // namespace entra::client
