#include "persist/cache_document.hpp"

#include <array>

#include "persist/cache_entry.hpp"

namespace entra::client {

Result<CacheDocument> CacheDocument::parse(std::string_view text) {
  if (text.find_first_not_of(" \t\r\n") == std::string_view::npos) return CacheDocument();
  auto root = parse_json(text);
  // Whatever the reason, the file is none that can be gone on with.
  if (!root) return fail(Errc::kMalformed, "the token cache is damaged: " + root.error().message);
  if (!root->is_object()) return fail(Errc::kMalformed, "the token cache is damaged: it is no JSON object");
  constexpr std::array<std::string_view, 5> kSections{schema::kAccessToken, schema::kRefreshToken, schema::kIdToken,
                                                      schema::kAccount, schema::kAppMetadata};
  for (const std::string_view name : kSections) {
    const Json* section = find_member(*root, name);
    if (section == nullptr || section->is_object()) continue;
    if (!section->is_null()) {
      return fail(Errc::kMalformed,
                  "the token cache is damaged: its section " + std::string(name) + " is no JSON object");
    }
    root->erase(std::string(name));
  }
  return CacheDocument(std::move(*root));
}

std::string CacheDocument::text() const {
  return root_.dump(-1, ' ', false, Json::error_handler_t::replace);
}

const Json& CacheDocument::section(std::string_view name) const {
  static const Json none = Json::object();
  const Json* found = find_member(root_, name);
  return found == nullptr ? none : *found;
}

Json& CacheDocument::open_section(std::string_view name) {
  Json& found = root_[std::string(name)];
  if (found.is_null()) found = Json::object();
  return found;
}

}  // namespace entra::client
