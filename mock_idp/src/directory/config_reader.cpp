#include "directory/config_reader.hpp"

#include <algorithm>
#include <tuple>

#include "entra/support/text.hpp"

namespace entra::idp {
namespace {

Value child(const Value& parent, const LocatedJson& json, const std::string& token) {
  return {&json, parent.pointer + "/" + token};
}

std::string with_pointer(const std::string& message, const std::string& pointer) {
  return message + " (at " + (pointer.empty() ? "the root" : pointer) + ")";
}

}  // namespace

std::string pointer_token(std::string_view name) {
  std::string token;
  for (const char c : name) {
    if (c == '~') {
      token += "~0";
    } else if (c == '/') {
      token += "~1";
    } else {
      token += c;
    }
  }
  return token;
}

void Loading::refuse(const Value& at, const std::string& message) {
  problems_.push_back({false, {source_, at.json->span, with_pointer(message, at.pointer), at.pointer}});
}

void Loading::refuse_missing(const Value& object, std::string_view name, std::string_view expected) {
  const Span brace{object.json->span.begin, object.json->span.begin + 1};
  const std::string message = "\"" + std::string(name) + "\" is missing; expected " + std::string(expected);
  problems_.push_back({true, {source_, brace, with_pointer(message, object.pointer), object.pointer}});
}

void Loading::refuse_unknown(const Value& object, const LocatedJson::Member& member,
                             const std::set<std::string>& known) {
  const std::vector<std::string> names(known.begin(), known.end());
  const auto near = nearest(member.name, names);
  const std::string pointer = object.pointer + "/" + pointer_token(member.name);
  const std::string message = "unknown field \"" + member.name + "\"; " +
                              (near ? "did you mean \"" + *near + "\"?" : "known here: " + join(names, ", "));
  problems_.push_back({false, {source_, member.name_span, with_pointer(message, pointer), pointer}});
}

ConfigError Loading::first_error() const {
  const auto first = std::min_element(problems_.begin(), problems_.end(), [](const Problem& a, const Problem& b) {
    return std::tie(a.missing, a.diagnostic.span.begin) < std::tie(b.missing, b.diagnostic.span.begin);
  });
  if (first == problems_.end()) return {};
  return {first->diagnostic.one_line(), first->diagnostic.with_excerpt()};
}

Value Loading::find(const std::string& pointer) const {
  Value at = root();
  for (const std::string& token : split_words(pointer, '/')) {
    const LocatedJson* next = nullptr;
    if (at.json->kind == LocatedJson::Kind::kArray) {
      if (token.find_first_not_of("0123456789") == std::string::npos && token.size() < 9) {
        const auto index = static_cast<std::size_t>(std::stoul(token));
        if (index < at.json->elements.size()) next = &at.json->elements[index];
      }
    } else {
      for (const auto& member : at.json->members)
        if (pointer_token(member.name) == token) next = &member.value;
    }
    if (next == nullptr) break;
    at = child(at, *next, token);
  }
  return at;
}

std::string Loading::place(const Value& value) const {
  const LineColumn at = source_.locate(value.json->span.begin);
  return source_.name() + ":" + std::to_string(at.line) + ":" + std::to_string(at.column);
}

ObjectReader::ObjectReader(Loading& loading, Value object, std::string_view section)
    : loading_(loading), object_(std::move(object)), section_(section) {
  expect(object_, LocatedJson::Kind::kObject, "an object");
}

bool ObjectReader::expect(const Value& value, LocatedJson::Kind kind, std::string_view expected) {
  if (value.json->kind == kind) return true;
  loading_.refuse(value, "expected " + std::string(expected) + ", found " + std::string(value.json->kind_name()));
  return false;
}

std::optional<Value> ObjectReader::member(std::string_view name) {
  asked_.emplace(name);
  loading_.note_field(section_, name);
  const LocatedJson* found = object_.json->find(name);
  if (found == nullptr || found->kind == LocatedJson::Kind::kNull) return std::nullopt;
  return child(object_, *found, pointer_token(name));
}

std::optional<std::string> ObjectReader::string_of(const Value& value) {
  if (!expect(value, LocatedJson::Kind::kString, "a string")) return std::nullopt;
  return value.json->scalar.get_ref<const std::string&>();
}

std::optional<std::string> ObjectReader::text(std::string_view name) {
  const auto found = member(name);
  return found ? string_of(*found) : std::nullopt;
}

std::string ObjectReader::required_text(std::string_view name, std::string_view expected) {
  const auto found = member(name);
  if (!found) {
    if (is_object()) missing(name, expected);
    return {};
  }
  auto text = string_of(*found);
  if (text && text->empty()) loading_.refuse(*found, "must not be empty; expected " + std::string(expected));
  return text.value_or("");
}

bool ObjectReader::flag(std::string_view name, bool otherwise) {
  const auto found = member(name);
  if (!found || !expect(*found, LocatedJson::Kind::kBool, "true or false")) return otherwise;
  return found->json->scalar.get<bool>();
}

std::optional<std::int64_t> ObjectReader::integer(std::string_view name, std::int64_t low, std::int64_t high) {
  const auto found = member(name);
  if (!found) return std::nullopt;
  const std::string range = "a whole number from " + std::to_string(low) + " to " + std::to_string(high);
  if (!expect(*found, LocatedJson::Kind::kNumber, range)) return std::nullopt;
  const auto& number = found->json->scalar;
  const bool huge = number.is_number_unsigned() && number.get<std::uint64_t>() > static_cast<std::uint64_t>(high);
  if (number.is_number_integer() && !huge && number.get<std::int64_t>() >= low && number.get<std::int64_t>() <= high)
    return number.get<std::int64_t>();
  loading_.refuse(*found, "expected " + range + ", found " + number.dump());
  return std::nullopt;
}

void ObjectReader::each_text(std::string_view name, const std::function<void(const Value&, const std::string&)>& take) {
  const auto found = member(name);
  if (!found || !expect(*found, LocatedJson::Kind::kArray, "an array of strings")) return;
  for (std::size_t i = 0; i < found->json->elements.size(); ++i) {
    const Value element = child(*found, found->json->elements[i], std::to_string(i));
    if (const auto text = string_of(element)) take(element, *text);
  }
}

std::vector<std::string> ObjectReader::texts(std::string_view name) {
  std::vector<std::string> all;
  each_text(name, [&](const Value& at, const std::string& text) {
    if (text.empty()) loading_.refuse(at, "must not be empty");
    all.push_back(text);
  });
  return all;
}

void ObjectReader::each(std::string_view name, const std::function<void(const Value&)>& take) {
  const auto found = member(name);
  if (!found || !expect(*found, LocatedJson::Kind::kArray, "an array of objects")) return;
  for (std::size_t i = 0; i < found->json->elements.size(); ++i)
    take(child(*found, found->json->elements[i], std::to_string(i)));
}

void ObjectReader::expect_unused(const std::vector<std::string>& names) {
  for (const std::string& name : names) {
    const auto found = member(name);
    const bool is_empty = found && found->json->kind == LocatedJson::Kind::kArray && found->json->elements.empty();
    if (found && !is_empty) loading_.refuse(*found, name + " is not judged here; expected null");
  }
}

void ObjectReader::missing_or_empty(std::string_view name, std::string_view expected) {
  const auto found = member(name);
  if (found && found->json->kind == LocatedJson::Kind::kArray && found->json->elements.empty()) {
    loading_.refuse(*found, "must not be empty; expected " + std::string(expected));
  } else if (!found && is_object()) {
    missing(name, expected);
  }
}

void ObjectReader::refuse_word(const Value& at, const std::string& word, const std::vector<std::string>& known) {
  const auto near = nearest(word, known);
  loading_.refuse(at, "unknown value \"" + word + "\"; " + (near ? "did you mean \"" + *near + "\"? " : "") +
                          "expected one of " + join(known, ", "));
}

void ObjectReader::done() {
  for (const auto& member : object_.json->members)
    if (!asked_.contains(member.name)) loading_.refuse_unknown(object_, member, asked_);
}

}  // namespace entra::idp
