#include "entra/support/json_access.hpp"

#include <limits>

namespace entra {
namespace {

constexpr std::size_t kMaxDepth = 64;
constexpr std::size_t kLongestQuote = 100;

/// Somebody else's text as one line of a message, in quotes and with escapes.
std::string as_json_text(const std::string& text) {
  return Json(text.substr(0, kLongestQuote)).dump(-1, ' ', true, Json::error_handler_t::replace);
}

/// Builds a Json from SAX events, so that a second member of one name is seen instead of replacing the first.
class StrictBuilder {
 public:
  using number_integer_t = Json::number_integer_t;
  using number_unsigned_t = Json::number_unsigned_t;
  using number_float_t = Json::number_float_t;
  using string_t = Json::string_t;
  using binary_t = Json::binary_t;

  [[nodiscard]] Result<Json> take(bool parsed) {
    if (parsed) return std::move(root_);
    return tl::unexpected<Error>(error_);
  }

  bool null() { return add(Json(nullptr)); }
  bool boolean(bool value) { return add(Json(value)); }
  bool number_integer(number_integer_t value) { return add(Json(value)); }
  bool number_unsigned(number_unsigned_t value) { return add(Json(value)); }
  bool number_float(number_float_t value, const string_t& /*source*/) { return add(Json(value)); }
  bool string(string_t& value) { return add(Json(std::move(value))); }
  bool binary(binary_t& /*value*/) { return refuse(Errc::kUnsupported, "binary values are not JSON"); }

  bool start_object(std::size_t /*size*/) { return open(Json::object()); }
  bool start_array(std::size_t /*size*/) { return open(Json::array()); }
  bool end_object() { return close(); }
  bool end_array() { return close(); }

  bool key(string_t& name) {
    auto [place, added] = open_.back()->get_ref<Json::object_t&>().emplace(name, Json());
    if (!added) return refuse(Errc::kDuplicate, "the member " + as_json_text(name) + " stands twice in one object");
    slot_ = &place->second;
    return true;
  }

  bool parse_error(std::size_t position, const std::string& /*last_token*/, const nlohmann::detail::exception& error) {
    // 406 is "number overflow"; everything else of the lexer and the parser is a matter of form.
    const bool too_large = error.id == 406;
    return refuse(
        too_large ? Errc::kOutOfRange : Errc::kMalformed,
        (too_large ? "a number is too large near byte " : "not valid JSON near byte ") + std::to_string(position));
  }

 private:
  bool refuse(Errc code, std::string message) {
    error_ = Error{code, std::move(message)};
    return false;
  }

  /// Where the next value belongs: the root, the member whose name was just read, or a new element.
  Json* place(Json value) {
    if (open_.empty()) {
      root_ = std::move(value);
      return &root_;
    }
    if (slot_ != nullptr) {
      Json* here = std::exchange(slot_, nullptr);
      *here = std::move(value);
      return here;
    }
    auto& elements = open_.back()->get_ref<Json::array_t&>();
    elements.push_back(std::move(value));
    return &elements.back();
  }
  bool add(Json value) {
    place(std::move(value));
    return true;
  }
  bool open(Json container) {
    if (open_.size() == kMaxDepth) return refuse(Errc::kOutOfRange, "JSON is nested more than 64 deep");
    open_.push_back(place(std::move(container)));
    return true;
  }
  bool close() {
    open_.pop_back();
    return true;
  }

  Json root_;
  std::vector<Json*> open_;
  Json* slot_{nullptr};
  Error error_{Errc::kMalformed, "not valid JSON"};
};

}  // namespace

Result<Json> parse_json(std::string_view text) {
  // The library's lexer takes a NUL for the end of the text and would not look at what follows.
  if (const auto nul = text.find('\0'); nul != std::string_view::npos)
    return fail(Errc::kMalformed, "not valid JSON near byte " + std::to_string(nul + 1));
  StrictBuilder builder;
  const bool parsed = Json::sax_parse(text.begin(), text.end(), &builder, Json::input_format_t::json, true, false);
  return builder.take(parsed);
}

const Json* find_member(const Json& object, std::string_view name) {
  if (!object.is_object()) return nullptr;
  const auto found = object.find(std::string(name));
  return found == object.end() ? nullptr : &*found;
}

std::optional<std::string> get_string(const Json& object, std::string_view name) {
  const Json* member = find_member(object, name);
  if (member == nullptr || !member->is_string()) return std::nullopt;
  return member->get_ref<const std::string&>();
}

std::optional<std::int64_t> get_integer(const Json& object, std::string_view name) {
  const Json* member = find_member(object, name);
  if (member == nullptr || !member->is_number_integer()) return std::nullopt;
  if (member->is_number_unsigned() &&
      member->get<std::uint64_t>() > static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max()))
    return std::nullopt;
  return member->get<std::int64_t>();
}

std::optional<bool> get_bool(const Json& object, std::string_view name) {
  const Json* member = find_member(object, name);
  if (member == nullptr || !member->is_boolean()) return std::nullopt;
  return member->get<bool>();
}

std::optional<std::vector<std::string>> get_strings(const Json& object, std::string_view name) {
  const Json* member = find_member(object, name);
  if (member == nullptr || !member->is_array()) return std::nullopt;
  std::vector<std::string> strings;
  strings.reserve(member->size());
  for (const Json& element : *member) {
    if (!element.is_string()) return std::nullopt;
    strings.push_back(element.get_ref<const std::string&>());
  }
  return strings;
}

}  // namespace entra
