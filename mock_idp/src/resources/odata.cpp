#include "resources/odata.hpp"

#include <algorithm>
#include <charconv>

#include "entra/support/base64.hpp"
#include "entra/support/text.hpp"

namespace entra::idp {
namespace {

constexpr std::size_t kLargestPage = 999;

tl::unexpected<std::string> refuse(const std::string& message) {
  return tl::unexpected<std::string>(message);
}

tl::unexpected<std::string> refuse_property(const std::string& name, const std::string& type) {
  return refuse("Could not find a property named '" + name + "' on type '" + type + "'.");
}

/// 'text' with doubled quotes inside, true, false or null (OData 4.01 URL Conventions §5.1.1.14).
std::optional<Json> parse_literal(const std::string& text) {
  if (text == "true" || text == "false") return Json(text == "true");
  if (text == "null") return Json(nullptr);
  if (text.size() < 2 || text.front() != '\'' || text.back() != '\'') return std::nullopt;
  std::string value;
  for (std::size_t i = 1; i + 1 < text.size(); ++i) {
    if (text[i] == '\'' && (i + 2 >= text.size() || text[++i] != '\'')) return std::nullopt;
    value += text[i];
  }
  return Json(value);
}

/// "property eq literal", the one comparison that is served.
bool parse_filter(const std::string& text, ODataQuery& query) {
  const std::size_t operation = text.find(" eq ");
  if (operation == std::string::npos) return false;
  auto literal = parse_literal(text.substr(operation + 4));
  query.filter_property = text.substr(0, operation);
  if (!literal || query.filter_property.find_first_of(" ('/") != std::string::npos) return false;
  query.filter_value = std::move(*literal);
  return !query.filter_property.empty();
}

bool parse_top(const std::string& text, ODataQuery& query) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), query.top);
  return error == std::errc() && end == text.data() + text.size() && query.top >= 1 && query.top <= kLargestPage;
}

/// Member names compare without regard to case, as both Graphs take them.
const OrderedJson* find_property(const OrderedJson& entity, const std::string& name, std::string& spelled) {
  for (const auto& item : entity.items()) {
    if (!equals_ignoring_case(item.key(), name)) continue;
    spelled = item.key();
    return &item.value();
  }
  return nullptr;
}

/// Microsoft Graph's "id", Azure AD Graph's "objectId" or the "name" of its domains.
std::string id_of(const OrderedJson& entity) {
  for (const char* const name : {"id", "objectId", "name"}) {
    if (entity.contains(name)) return entity[name].get<std::string>();
  }
  return "";
}

std::vector<std::string> split_names(const std::string& text) {
  std::vector<std::string> names;
  for (const std::string& part : split_words(text, ',')) {
    for (std::string& word : split_words(part)) names.push_back(std::move(word));
  }
  return names;
}

}  // namespace

Result<ODataQuery, std::string> parse_odata_query(const Form& query) {
  ODataQuery parsed;
  for (const auto& [name, value] : query.fields()) {
    const std::string option = to_lower(name);
    if (option == "$select") {
      parsed.select = split_names(value);
    } else if (option == "$top") {
      if (!parse_top(value, parsed))
        return refuse("Invalid page size specified: '" + value + "'. Must be between 1 and 999 inclusive.");
    } else if (option == "$filter") {
      if (!parse_filter(value, parsed)) return refuse("Invalid filter clause: '" + value + "'.");
    } else if (option == "$count") {
      if (value != "true" && value != "false")
        return refuse("Invalid value '" + value + "' for $count query option found.");
      parsed.count = value == "true";
    } else if (option == "$skiptoken") {
      const auto after = base64url_decode(value);
      if (!after || after->empty()) return refuse("The specified page token value has expired and is no longer valid.");
      parsed.after = *after;
    } else if (option.starts_with('$')) {
      return refuse("The query option '" + name + "' is not supported.");
    }
  }
  return parsed;
}

Result<OrderedJson, std::string> select_properties(const OrderedJson& entity, const std::vector<std::string>& names,
                                                   const std::string& type) {
  OrderedJson selected = OrderedJson::object();
  for (const std::string& name : names) {
    std::string spelled;
    const OrderedJson* const value = find_property(entity, name, spelled);
    if (value == nullptr) return refuse_property(name, type);
    selected[spelled] = *value;
  }
  return selected;
}

Result<bool, std::string> matches_filter(const OrderedJson& entity, const ODataQuery& query, const std::string& type) {
  if (query.filter_property.empty()) return true;
  std::string spelled;
  const OrderedJson* const value = find_property(entity, query.filter_property, spelled);
  if (value == nullptr) return refuse_property(query.filter_property, type);
  if (value->is_string() && query.filter_value.is_string())
    return equals_ignoring_case(value->get<std::string>(), query.filter_value.get<std::string>());
  return Json(*value) == query.filter_value;
}

Result<ODataPage, std::string> make_page(const std::vector<OrderedJson>& entities, const ODataQuery& query,
                                         const std::vector<std::string>& defaults, const std::string& type) {
  ODataPage page;
  bool has_begun = query.after.empty();
  std::string last;
  for (const OrderedJson& entity : entities) {
    const auto matches = matches_filter(entity, query, type);
    if (!matches) return tl::unexpected(matches.error());
    if (!*matches) continue;
    ++page.total;
    const std::string id = id_of(entity);
    if (has_begun && page.value.size() == query.top && page.skip_token.empty())
      page.skip_token = base64url_encode(last);
    if (has_begun && page.value.size() < query.top) {
      const auto& names = query.select.empty() ? defaults : query.select;
      auto selected = names.empty() ? Result<OrderedJson, std::string>(entity) : select_properties(entity, names, type);
      if (!selected) return tl::unexpected(selected.error());
      page.value.push_back(std::move(*selected));
      last = id;
    }
    has_begun |= id == query.after;
  }
  if (!has_begun) return refuse("The specified page token value has expired and is no longer valid.");
  return page;
}

}  // namespace entra::idp
