#include "entra/support/json_text.hpp"

#include <cstdint>
#include <utility>

namespace entra {
namespace {

/// A token's claims; not above what the heap hands out without looking.
constexpr std::size_t kUsualSize = 1000;

/// Printable ASCII without the two characters that JSON escapes (RFC 8259 §7). Without a branch and in bytes, which the
/// compiler takes sixteen at a time.
bool is_plain(const std::string& text) {
  std::uint8_t special = 0;
  for (const char c : text) {
    const auto byte = static_cast<std::uint8_t>(c);
    special |= static_cast<std::uint8_t>(byte < 0x20) | static_cast<std::uint8_t>(byte > 0x7e) |
               static_cast<std::uint8_t>(byte == '"') | static_cast<std::uint8_t>(byte == '\\');
  }
  return special == 0;
}

void append_string(std::string& out, const std::string& text) {
  if (is_plain(text)) {
    out.append(1, '"').append(text).append(1, '"');
  } else {
    out += OrderedJson(text).dump(-1, ' ', false, OrderedJson::error_handler_t::replace);
  }
}

void append(std::string& out, const OrderedJson& json) {
  char separator = json.is_object() ? '{' : '[';
  switch (json.type()) {
    case OrderedJson::value_t::object:
      if (json.empty()) out += separator;
      for (const auto& [name, value] : json.get_ref<const OrderedJson::object_t&>()) {
        out += std::exchange(separator, ',');
        append_string(out, name);
        out += ':';
        append(out, value);
      }
      out += '}';
      break;
    case OrderedJson::value_t::array:
      if (json.empty()) out += separator;
      for (const OrderedJson& element : json) {
        out += std::exchange(separator, ',');
        append(out, element);
      }
      out += ']';
      break;
    case OrderedJson::value_t::string:
      append_string(out, json.get_ref<const std::string&>());
      break;
    default:
      out += json.dump();
  }
}

}  // namespace

std::string write_json(const OrderedJson& json) {
  std::string out;
  out.reserve(kUsualSize);
  append(out, json);
  return out;
}

std::string write_json_members(const OrderedJson& object, std::span<const char* const> names) {
  std::string out;
  out.reserve(kUsualSize);
  char separator = '{';
  for (const char* const name : names) {
    const auto found = object.find(name);
    if (found == object.end()) continue;
    out += std::exchange(separator, ',');
    append_string(out, name);
    out += ':';
    append(out, *found);
  }
  if (separator == '{') out += separator;
  out += '}';
  return out;
}

}  // namespace entra
