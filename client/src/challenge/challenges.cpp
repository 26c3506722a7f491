#include <algorithm>

#include "entra/client/claims_challenge.hpp"
#include "entra/support/text.hpp"

namespace entra::client {
namespace {

constexpr std::size_t kMaxBytes = 16u << 10;
constexpr std::size_t kMaxChallenges = 16;
constexpr std::size_t kMaxParams = 32;

bool is_letter_or_digit(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}
/// RFC 9110 §5.6.2.
bool is_token_char(char c) {
  return is_letter_or_digit(c) || std::string_view("!#$%&'*+-.^_`|~").find(c) != std::string_view::npos;
}
/// RFC 9110 §11.2, without the padding.
bool is_token68_char(char c) {
  return is_letter_or_digit(c) || std::string_view("-._~+/").find(c) != std::string_view::npos;
}

/// Reads from left to right; `at` in errors counts bytes from 1.
class Reader {
 public:
  explicit Reader(std::string_view text) : text_(text) {}

  Result<std::vector<Challenge>> read() {
    std::vector<Challenge> challenges;
    for (skip_commas(); !is_at_end(); skip_commas()) {
      if (challenges.size() == kMaxChallenges) return fail(Errc::kOutOfRange, "more than 16 challenges");
      auto challenge = read_challenge();
      if (!challenge) return tl::unexpected(challenge.error());
      challenges.push_back(std::move(*challenge));
    }
    return challenges;
  }

 private:
  [[nodiscard]] bool is_at_end() const { return at_ == text_.size(); }
  [[nodiscard]] bool sees(char c) const { return at_ < text_.size() && text_[at_] == c; }
  [[nodiscard]] bool sees_blank() const { return sees(' ') || sees('\t'); }
  void skip_blanks() {
    while (sees_blank()) ++at_;
  }
  void skip_commas() {
    while (sees_blank() || sees(',')) ++at_;
  }
  template <class Allowed>
  std::string_view take_while(const Allowed& is_allowed) {
    const std::size_t from = at_;
    while (at_ < text_.size() && is_allowed(text_[at_])) ++at_;
    return text_.substr(from, at_ - from);
  }
  [[nodiscard]] tl::unexpected<Error> malformed(std::string_view expected) const {
    return fail(Errc::kMalformed, "byte " + std::to_string(at_ + 1) + ": expected " + std::string(expected));
  }

  Result<Challenge> read_challenge() {
    Challenge challenge;
    challenge.scheme = std::string(take_while(is_token_char));
    if (challenge.scheme.empty()) return malformed("the name of a scheme");
    if (is_at_end() || sees(',')) return challenge;
    if (!sees_blank()) return malformed("a blank behind the scheme");
    skip_blanks();
    if (is_at_end() || sees(',')) return challenge;
    if (take_token68(challenge.token68)) return challenge;
    do {
      if (challenge.params.size() == kMaxParams) return fail(Errc::kOutOfRange, "more than 32 parameters");
      if (auto done = read_param(challenge); !done) return tl::unexpected(done.error());
      skip_blanks();
      if (!is_at_end() && !sees(',')) return malformed("a comma");
      skip_commas();
    } while (sees_param());
    return challenge;
  }

  /// All that is there up to the next comma.
  bool take_token68(std::string& into) {
    const std::size_t from = at_;
    const std::string_view body = take_while(is_token68_char);
    take_while([](char c) { return c == '='; });
    const std::string_view whole = text_.substr(from, at_ - from);
    skip_blanks();
    const bool ends = !body.empty() && (is_at_end() || sees(','));
    if (!ends) at_ = from;
    if (ends) into = std::string(whole);
    return ends;
  }

  /// "name =", as against the next challenge's scheme.
  bool sees_param() {
    const std::size_t from = at_;
    const bool has_name = !take_while(is_token_char).empty();
    skip_blanks();
    const bool found = has_name && sees('=');
    at_ = from;
    return found;
  }

  Result<void> read_param(Challenge& challenge) {
    const std::string name = to_lower(take_while(is_token_char));
    if (name.empty()) return malformed("the name of a parameter");
    if (challenge.get(name)) return fail(Errc::kMalformed, "the parameter " + name + " is there twice");
    skip_blanks();
    if (!sees('=')) return malformed("'=' behind the parameter " + name);
    ++at_;
    skip_blanks();
    if (sees('"')) return read_quoted(challenge, name);
    const auto value = take_while([](char c) { return c > ' ' && c < 0x7f && c != ',' && c != '"'; });
    if (value.empty()) return malformed("a value for the parameter " + name);
    challenge.params.emplace_back(name, std::string(value));
    return {};
  }

  /// RFC 9110 §5.6.4.
  Result<void> read_quoted(Challenge& challenge, const std::string& name) {
    std::string value;
    for (++at_; at_ < text_.size() && text_[at_] != '"'; ++at_) {
      if (text_[at_] == '\\' && ++at_ == text_.size()) break;
      const auto byte = static_cast<unsigned char>(text_[at_]);
      if ((byte < ' ' && byte != '\t') || byte == 0x7f) return malformed("no control character");
      value += text_[at_];
    }
    if (is_at_end()) return malformed("the closing quote of the parameter " + name);
    ++at_;
    challenge.params.emplace_back(name, std::move(value));
    return {};
  }

  std::string_view text_;
  std::size_t at_{0};
};

}  // namespace

bool Challenge::is(std::string_view name) const noexcept {
  return equals_ignoring_case(scheme, name);
}

std::optional<std::string> Challenge::get(std::string_view name) const {
  const auto found = std::find_if(params.begin(), params.end(), [&](const auto& param) { return param.first == name; });
  return found == params.end() ? std::nullopt : std::optional(found->second);
}

Result<std::vector<Challenge>> parse_challenges(std::string_view www_authenticate) {
  if (www_authenticate.size() > kMaxBytes) return fail(Errc::kOutOfRange, "WWW-Authenticate is larger than 16 KiB");
  auto challenges = Reader(www_authenticate).read();
  if (!challenges) return tl::unexpected(challenges.error().in("WWW-Authenticate"));
  return challenges;
}

}  // namespace entra::client
