#include "entra/client/claims.hpp"

#include "entra/support/json_access.hpp"

namespace entra::client {
namespace {

std::string dump(const Json& json) {
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

}  // namespace

struct Claims::Tree {
  Json object;
};

Result<Claims> Claims::parse(std::string_view json_text) {
  auto json = parse_json(json_text);
  if (!json) return tl::unexpected(json.error());
  if (!json->is_object()) return fail(Errc::kMalformed, "not a JSON object");
  return Claims(std::make_shared<const Tree>(Tree{std::move(*json)}));
}

bool Claims::has(std::string_view name) const {
  return find_member(tree_->object, name) != nullptr;
}

std::optional<std::string> Claims::text(std::string_view name) const {
  return get_string(tree_->object, name);
}

std::optional<std::int64_t> Claims::integer(std::string_view name) const {
  return get_integer(tree_->object, name);
}

std::optional<bool> Claims::boolean(std::string_view name) const {
  return get_bool(tree_->object, name);
}

std::optional<std::vector<std::string>> Claims::list(std::string_view name) const {
  return get_strings(tree_->object, name);
}

std::optional<std::vector<std::string>> Claims::text_or_list(std::string_view name) const {
  if (auto one = text(name)) return std::vector<std::string>{std::move(*one)};
  return list(name);
}

std::vector<std::string> Claims::names() const {
  std::vector<std::string> out;
  for (auto it = tree_->object.begin(); it != tree_->object.end(); ++it) out.push_back(it.key());
  return out;
}

std::string Claims::value_json(std::string_view name) const {
  const Json* value = find_member(tree_->object, name);
  return value == nullptr ? std::string() : dump(*value);
}

std::string Claims::json() const {
  return dump(tree_->object);
}

bool Claims::is_app_only() const {
  if (const auto kind = text("idtyp")) return *kind == "app";
  const auto object_id = text("oid");
  return !has("scp") && object_id && !object_id->empty() && object_id == text("sub");
}

}  // namespace entra::client
