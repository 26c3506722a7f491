#include <algorithm>
#include <iostream>

#include "commands.hpp"
#include "entra/client/jwt.hpp"
#include "input.hpp"
#include "words.hpp"

namespace entra::cli {
namespace {

/// A text as it is, everything else as JSON; control characters are never sent to the terminal.
std::string show_value(const client::Claims& claims, std::string_view name) {
  const auto text = claims.text(name);
  const bool plain = text && std::none_of(text->begin(), text->end(),
                                          [](char c) { return static_cast<unsigned char>(c) < ' ' || c == 0x7f; });
  return plain ? *text : claims.value_json(name);
}

std::string time_words(const client::Claims& claims, std::string_view name, Instant now) {
  constexpr std::int64_t kLatestTime = 253'402'300'799;
  const auto seconds = claims.integer(name);
  if (!seconds || *seconds < 0 || *seconds > kLatestTime) return "not a time";
  const Instant at = from_epoch_seconds(*seconds);
  return format_rfc3339(at) + ", " + describe_distance(at, now);
}

std::string amr_words(const client::Claims& claims) {
  std::string out;
  for (const std::string& method : claims.list("amr").value_or(std::vector<std::string>{})) {
    const std::string_view words = describe_amr(method);
    if (words.empty()) continue;
    out += (out.empty() ? "" : "; ") + method + ": " + std::string(words);
  }
  return out;
}

void print_member(const client::Claims& claims, const std::string& name, const ClaimNote* note, Instant now) {
  std::cout << "  " << name << "  " << show_value(claims, name) << '\n';
  if (note != nullptr && note->is_time) std::cout << "      " << time_words(claims, name, now) << '\n';
  if (name == "amr" && !amr_words(claims).empty()) std::cout << "      " << amr_words(claims) << '\n';
  std::cout << "      " << (note == nullptr ? "Not a documented claim." : note->sentence) << '\n';
}

/// The known ones in their order, then the others.
void print_members(const client::Claims& claims, const std::vector<ClaimNote>& notes, Instant now) {
  std::vector<std::string> others = claims.names();
  for (const ClaimNote& note : notes) {
    if (!claims.has(note.name)) continue;
    print_member(claims, std::string(note.name), &note, now);
    std::erase(others, note.name);
  }
  for (const std::string& name : others) print_member(claims, name, nullptr, now);
}

}  // namespace

int run_decode(const DecodeOptions& options) {
  const auto token = read_token(options.token);
  if (!token) return complain(token.error().message);
  const auto now = read_moment(options.at);
  if (!now) return complain(now.error().message);
  const auto jwt = client::decode_jwt(*token, 1u << 20);
  if (!jwt) {
    std::cerr << "entra_token: this is not a JWT: " << jwt.error().message << '\n';
    return kRefused;
  }
  if (options.json) {
    std::cout << "{\"header\":" << jwt->header.json() << ",\"claims\":" << jwt->payload.json() << "}\n";
    return kDone;
  }
  std::cout << "Header\n";
  print_members(jwt->header, known_header_members(), *now);
  std::cout << "\nClaims\n";
  print_members(jwt->payload, known_claims(), *now);
  std::cout << "\nNothing of this is proven: the signature was not checked (see entra_token validate).\n";
  return kDone;
}

}  // namespace entra::cli
