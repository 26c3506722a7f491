#include "entra/client/claims.hpp"

#include <algorithm>
#include <charconv>

#include "entra/support/json_access.hpp"
#include "validate/claims_reader.hpp"
#include "validate/json_index.hpp"

namespace entra::client {
namespace {

/// Compact, members sorted: for people, so that a tree may be built.
std::string compact(std::string_view json_text) {
  const auto json = parse_json(json_text);
  return json ? json->dump(-1, ' ', false, Json::error_handler_t::replace) : std::string();
}

Errc code_of(JsonFault fault) {
  switch (fault) {
    case JsonFault::kDuplicate:
      return Errc::kDuplicate;
    case JsonFault::kTooDeep:
    case JsonFault::kNumberTooLarge:
      return Errc::kOutOfRange;
    default:
      return Errc::kMalformed;
  }
}

std::optional<std::vector<std::string>> own(const std::optional<std::span<const std::string_view>>& views) {
  if (!views) return std::nullopt;
  return std::vector<std::string>(views->begin(), views->end());
}

}  // namespace

struct Claims::Document {
  explicit Document(std::string json_text) : text(std::move(json_text)) {}
  const std::string text;
  JsonIndex index;  ///< of the text

  [[nodiscard]] const JsonMember* find(std::string_view name, JsonKind kind) const noexcept {
    const JsonMember* member = index.find(name);
    return member != nullptr && member->kind == kind ? member : nullptr;
  }
};

Result<Claims, JsonFault> ClaimsReader::read(std::string json_text) {
  auto document = std::make_shared<Claims::Document>(std::move(json_text));
  if (const JsonFault fault = document->index.read(document->text); fault != JsonFault::kNone) {
    return tl::unexpected(fault);
  }
  return Claims(std::move(document));
}

Result<Claims> Claims::parse(std::string_view json_text) {
  auto claims = ClaimsReader::read(std::string(json_text));
  if (!claims) return fail(code_of(claims.error()), std::string(describe(claims.error())));
  return std::move(*claims);
}

bool Claims::has(std::string_view name) const {
  return document_->index.find(name) != nullptr;
}

std::optional<std::string_view> Claims::text_view(std::string_view name) const {
  const JsonMember* member = document_->find(name, JsonKind::kText);
  if (member == nullptr) return std::nullopt;
  return document_->index.texts(*member).front();
}

std::optional<std::span<const std::string_view>> Claims::list_view(std::string_view name) const {
  const JsonMember* member = document_->find(name, JsonKind::kTexts);
  if (member == nullptr) return std::nullopt;
  return document_->index.texts(*member);
}

std::optional<std::span<const std::string_view>> Claims::text_or_list_view(std::string_view name) const {
  const JsonMember* member = document_->index.find(name);
  if (member == nullptr || (member->kind != JsonKind::kText && member->kind != JsonKind::kTexts)) return std::nullopt;
  return document_->index.texts(*member);
}

std::optional<std::string> Claims::text(std::string_view name) const {
  const auto view = text_view(name);
  return view ? std::optional<std::string>(*view) : std::nullopt;
}

std::optional<std::vector<std::string>> Claims::list(std::string_view name) const {
  return own(list_view(name));
}

std::optional<std::vector<std::string>> Claims::text_or_list(std::string_view name) const {
  return own(text_or_list_view(name));
}

std::optional<std::int64_t> Claims::integer(std::string_view name) const {
  const JsonMember* member = document_->find(name, JsonKind::kInteger);
  if (member == nullptr) return std::nullopt;
  std::int64_t number = 0;
  const char* const end = member->value.data() + member->value.size();
  const auto [behind, error] = std::from_chars(member->value.data(), end, number);
  return error == std::errc() && behind == end ? std::optional(number) : std::nullopt;
}

std::optional<bool> Claims::boolean(std::string_view name) const {
  const JsonMember* member = document_->find(name, JsonKind::kBoolean);
  return member == nullptr ? std::nullopt : std::optional(member->value == "true");
}

std::vector<std::string> Claims::names() const {
  std::vector<std::string> out;
  for (const JsonMember& member : document_->index.members()) out.emplace_back(member.name);
  std::sort(out.begin(), out.end());
  return out;
}

std::string Claims::value_json(std::string_view name) const {
  const JsonMember* member = document_->index.find(name);
  return member == nullptr ? std::string() : compact(member->value);
}

std::string Claims::json() const {
  return compact(document_->text);
}

bool Claims::is_app_only() const {
  if (const auto kind = text_view("idtyp")) return *kind == "app";
  const auto object_id = text_view("oid");
  return !has("scp") && object_id && !object_id->empty() && object_id == text_view("sub");
}

}  // namespace entra::client
