#include "model/pointer.hpp"

#include <charconv>

namespace entra::scenarios {
namespace {

const Json* step_into(const Json& value, const std::string& token) {
  if (value.is_object()) return find_member(value, token);
  if (!value.is_array()) return nullptr;
  std::size_t index = 0;
  const char* last = token.data() + token.size();
  const auto [end, error] = std::from_chars(token.data(), last, index);
  const bool leading_zero = token.size() > 1 && token.front() == '0';  // RFC 6901 §4: no leading zeros
  if (error != std::errc{} || end != last || leading_zero || index >= value.size()) return nullptr;
  return &value[index];
}

}  // namespace

Result<JsonPointer> parse_pointer(std::string_view text) {
  JsonPointer pointer;
  if (text.empty()) return pointer;
  if (text.front() != '/') return fail(Errc::kMalformed, "a JSON Pointer starts with '/'");
  std::string token;
  for (std::size_t i = 1; i < text.size(); ++i) {
    if (text[i] == '/') {
      pointer.tokens.push_back(std::move(token));
      token.clear();
    } else if (text[i] == '~') {
      const char next = i + 1 < text.size() ? text[i + 1] : '\0';
      if (next != '0' && next != '1') return fail(Errc::kMalformed, "'~' in a JSON Pointer is written ~0, and '/' ~1");
      token += next == '0' ? '~' : '/';
      ++i;
    } else {
      token += text[i];
    }
  }
  pointer.tokens.push_back(std::move(token));
  return pointer;
}

const Json* resolve_pointer(const Json& document, const JsonPointer& pointer) {
  const Json* value = &document;
  for (const std::string& token : pointer.tokens) {
    value = step_into(*value, token);
    if (value == nullptr) return nullptr;
  }
  return value;
}

std::string deepest_existing(const Json& document, const JsonPointer& pointer) {
  std::string path;
  const Json* value = &document;
  for (const std::string& token : pointer.tokens) {
    value = step_into(*value, token);
    if (value == nullptr) break;
    path += "/" + token;
  }
  return path;
}

}  // namespace entra::scenarios
