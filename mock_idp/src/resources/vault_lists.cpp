// Key Vault's lists, a page at a time.

#include <algorithm>
#include <charconv>

#include "entra/support/base64.hpp"
#include "entra/support/text.hpp"
#include "resources/vault_call.hpp"

namespace entra::idp {
namespace {

constexpr std::size_t kLargestPage = 25;

/// An entry of a list and what the list is ordered by.
struct Listed {
  std::string key;
  OrderedJson entry;
};

std::optional<std::size_t> read_page_size(const VaultCall& at) {
  const auto text = at.query.get("maxresults");
  if (!text) return kLargestPage;
  std::size_t size = 0;
  const auto [end, error] = std::from_chars(text->data(), text->data() + text->size(), size);
  const bool is_whole = error == std::errc() && end == text->data() + text->size();
  return is_whole && size >= 1 && size <= kLargestPage ? std::optional(size) : std::nullopt;
}

/// `path` is that of the list. A page goes on behind the last key of the one before, whatever happened meanwhile.
http::Response answer_page(VaultCall& at, const std::string& path, const std::vector<Listed>& all) {
  const auto size = read_page_size(at);
  if (!size) return vault_fault(at.call, 400, "BadParameter", "maxresults must be a number from 1 to 25.");
  const auto marker = base64url_decode(at.query.get_or("$skiptoken"));
  if (!marker) return vault_fault(at.call, 400, "BadParameter", "The $skiptoken is not one of this service.");
  auto next = std::find_if(all.begin(), all.end(), [&](const Listed& one) { return one.key > *marker; });
  OrderedJson value = OrderedJson::array();
  for (; next != all.end() && value.size() < *size; ++next) value.push_back(next->entry);
  OrderedJson body;
  body["nextLink"] = nullptr;
  if (next != all.end()) {
    const std::string count = at.query.has("maxresults") ? "&maxresults=" + std::to_string(*size) : "";
    body["nextLink"] = vault_url(at) + "/" + path + "?api-version=" + at.api_version +
                       "&$skiptoken=" + base64url_encode(std::prev(next)->key) + count;
  }
  body["value"] = std::move(value);
  return vault_answer(at.call, 200, body);
}

http::Response answer_secrets(VaultCall& at, const std::string& path, bool deleted) {
  std::vector<Listed> all;
  for (const SecretHistory& history : at.secrets.list(at.entry, at.call.now)) {
    if (history.deleted.has_value() != deleted) continue;
    if (const auto newest = at.secrets.find_version(at.entry, history, ""))
      all.push_back({to_lower(history.name), describe_listed_secret(at, history, *newest)});
  }
  return answer_page(at, path, all);
}

}  // namespace

http::Response list_secrets(VaultCall& at) {
  return answer_secrets(at, "secrets", false);
}

http::Response list_deleted_secrets(VaultCall& at) {
  return answer_secrets(at, "deletedsecrets", true);
}

http::Response list_secret_versions(VaultCall& at) {
  const auto history = at.secrets.find(at.entry, at.name, at.call.now);
  if (!history || history->deleted) return secret_not_found(at);
  std::vector<Listed> all;
  for (std::size_t i = 0; i < history->versions.size(); ++i) {
    const std::string number = std::to_string(i);
    const std::string key = std::string(10 - number.size(), '0') + number;
    if (const auto version = at.secrets.find_version(at.entry, *history, history->versions[i]))
      all.push_back({key, describe_secret(at, *history, *version, false)});
  }
  return answer_page(at, "secrets/" + at.name + "/versions", all);
}

}  // namespace entra::idp
