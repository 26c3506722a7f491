#include "resources/vault_changes.hpp"

namespace entra::idp {
namespace {

constexpr std::size_t kLongestValue = 25u << 10;
constexpr std::size_t kLongestContentType = 255;
constexpr std::size_t kMostTags = 15;
constexpr std::size_t kLongestTag = 256;  // names and values alike

tl::unexpected<std::string> refuse(const std::string& message) {
  return tl::unexpected<std::string>(message);
}
tl::unexpected<std::string> refuse_member(const std::string& name) {
  return refuse("Property has invalid value: " + name);
}

/// Null counts as left out, as SDKs send it.
const Json* find_given(const Json& object, std::string_view name) {
  const Json* const found = find_member(object, name);
  return found == nullptr || found->is_null() ? nullptr : found;
}

Result<std::map<std::string, std::string>, std::string> parse_tags(const Json& json) {
  std::map<std::string, std::string> tags;
  if (!json.is_object()) return refuse_member("tags");
  for (const auto& [name, value] : json.items()) {
    if (!value.is_string()) return refuse_member("tags." + name);
    tags.emplace(name, value.get<std::string>());
    if (name.size() > kLongestTag || tags[name].size() > kLongestTag)
      return refuse("A tag's name and value may have 256 characters each.");
  }
  if (tags.size() > kMostTags) return refuse("A secret may have 15 tags.");
  return tags;
}

Result<void, std::string> parse_attributes(const Json& json, SecretChanges& changes) {
  if (!json.is_object()) return refuse_member("attributes");
  if (const Json* const enabled = find_given(json, "enabled")) {
    if (!enabled->is_boolean()) return refuse_member("attributes.enabled");
    changes.enabled = enabled->get<bool>();
  }
  if (find_given(json, "nbf") != nullptr) {
    changes.not_before = get_integer(json, "nbf");
    if (!changes.not_before) return refuse_member("attributes.nbf");
  }
  if (find_given(json, "exp") != nullptr) {
    changes.expires = get_integer(json, "exp");
    if (!changes.expires) return refuse_member("attributes.exp");
  }
  return {};
}

}  // namespace

void SecretChanges::apply(SecretVersion& version) const {
  if (content_type) version.content_type = *content_type;
  if (tags) version.tags = *tags;
  if (enabled) version.enabled = *enabled;
  if (not_before) version.not_before = not_before;
  if (expires) version.expires = expires;
}

Result<SecretChanges, std::string> parse_secret_changes(const Json& body) {
  SecretChanges changes;
  if (find_given(body, "contentType") != nullptr) {
    changes.content_type = get_string(body, "contentType");
    if (!changes.content_type) return refuse_member("contentType");
    if (changes.content_type->size() > kLongestContentType) return refuse("The content type may have 255 characters.");
  }
  if (const Json* const tags = find_given(body, "tags")) {
    auto parsed = parse_tags(*tags);
    if (!parsed) return tl::unexpected(parsed.error());
    changes.tags = std::move(*parsed);
  }
  if (const Json* const attributes = find_given(body, "attributes")) {
    if (auto parsed = parse_attributes(*attributes, changes); !parsed) return tl::unexpected(parsed.error());
  }
  return changes;
}

Result<std::string, std::string> parse_secret_value(const Json& body) {
  auto value = get_string(body, "value");
  if (!value) return refuse("The request body must be a JSON object with a string 'value'.");
  if (value->size() > kLongestValue) return refuse("Secret value exceeds the maximum allowed length of 25 KB.");
  return *value;
}

}  // namespace entra::idp
