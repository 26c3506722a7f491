#include "model/variables.hpp"

#include <charconv>

#include "entra/support/text.hpp"

namespace entra::scenarios {
namespace {

bool is_name_character(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

Result<Reference> parse_reference(std::string_view inside) {
  Reference reference;
  const std::string shown = "'${" + std::string(inside) + "}'";
  // Names hold no sign, so the last one begins the offset.
  std::string_view path = inside;
  const std::size_t sign = inside.find_last_of("+-");
  if (sign != std::string_view::npos && sign > 0 && sign + 1 < inside.size() &&
      inside.substr(sign + 1).find_first_not_of("0123456789") == std::string_view::npos) {
    const std::string_view digits = inside.substr(sign + 1);
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), reference.offset);
    if (error != std::errc{} || end != digits.data() + digits.size())
      return fail(Errc::kOutOfRange, shown + " has an offset out of range");
    if (inside[sign] == '-') reference.offset = -reference.offset;
    path = inside.substr(0, sign);
  }
  std::string part;
  std::vector<std::string> parts;
  for (std::size_t i = 0; i <= path.size(); ++i) {
    if (i == path.size() || path[i] == '.') {
      if (part.empty()) return fail(Errc::kMalformed, shown + " is not ${name}, ${name.member} or ${name+number}");
      parts.push_back(std::move(part));
      part.clear();
    } else if (is_name_character(path[i])) {
      part += path[i];
    } else {
      return fail(Errc::kMalformed, shown + " is not ${name}, ${name.member} or ${name+number}");
    }
  }
  reference.name = std::move(parts.front());
  reference.members.assign(std::make_move_iterator(parts.begin() + 1), std::make_move_iterator(parts.end()));
  return reference;
}

Result<Json> look_up(const Reference& reference, const Variables& variables) {
  const auto found = variables.find(reference.name);
  if (found == variables.end()) return fail(Errc::kUnknownName, "no variable is named '" + reference.name + "' here");
  const Json* value = &found->second;
  std::string path = reference.name;
  for (const std::string& member : reference.members) {
    value = find_member(*value, member);
    if (value == nullptr) return fail(Errc::kUnknownName, "'" + path + "' has no member '" + member + "'");
    path += "." + member;
  }
  if (reference.offset == 0) return *value;
  if (!value->is_number_integer()) return fail(Errc::kMalformed, "'" + path + "' is no whole number to add to");
  return Json(value->get<std::int64_t>() + reference.offset);
}

}  // namespace

std::string as_text(const Json& value) {
  if (value.is_string()) return value.get<std::string>();
  return value.dump(-1, ' ', false, Json::error_handler_t::replace);
}

Result<std::vector<Reference>> find_references(std::string_view text) {
  std::vector<Reference> references;
  std::size_t at = 0;
  while ((at = text.find("${", at)) != std::string_view::npos) {
    if (at > 0 && text[at - 1] == '$') {  // "$${" is a literal "${"
      at += 2;
      continue;
    }
    const std::size_t close = text.find('}', at);
    if (close == std::string_view::npos)
      return fail(Errc::kMalformed, "'${' without '}'; a literal one is written '$${'");
    auto reference = parse_reference(text.substr(at + 2, close - at - 2));
    if (!reference) return tl::unexpected<Error>(reference.error());
    reference->begin = at;
    reference->end = close + 1;
    references.push_back(std::move(*reference));
    at = close + 1;
  }
  return references;
}

namespace {

Result<Json> interpolate_string(std::string_view text, const Variables& variables) {
  auto references = find_references(text);
  if (!references) return tl::unexpected<Error>(references.error());
  if (references->size() == 1 && references->front().begin == 0 && references->front().end == text.size())
    return look_up(references->front(), variables);
  std::string out;
  std::size_t at = 0;
  const auto append_literal = [&](std::string_view part) {
    for (std::size_t i = 0; i < part.size(); ++i) {
      if (part.substr(i, 3) == "$${") continue;  // drops the escaping '$'
      out += part[i];
    }
  };
  for (const Reference& reference : *references) {
    append_literal(text.substr(at, reference.begin - at));
    auto value = look_up(reference, variables);
    if (!value) return value;
    out += as_text(*value);
    at = reference.end;
  }
  append_literal(text.substr(at));
  return Json(std::move(out));
}

}  // namespace

Result<Json> interpolate(const Json& value, const Variables& variables) {
  if (value.is_string()) return interpolate_string(value.get_ref<const std::string&>(), variables);
  if (!value.is_structured()) return value;
  Json out = value.is_array() ? Json::array() : Json::object();
  for (const auto& [name, member] : value.items()) {
    auto result = interpolate(member, variables);
    if (!result) return result;
    if (value.is_array()) {
      out.push_back(std::move(*result));
    } else {
      auto key = interpolate_text(name, variables);
      if (!key) return tl::unexpected<Error>(key.error());
      out[*key] = std::move(*result);
    }
  }
  return out;
}

Result<std::string> interpolate_text(std::string_view text, const Variables& variables) {
  auto value = interpolate_string(text, variables);
  if (!value) return tl::unexpected<Error>(value.error());
  return as_text(*value);
}

}  // namespace entra::scenarios
