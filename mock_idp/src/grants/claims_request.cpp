#include "grants/claims_request.hpp"

#include <algorithm>
#include <charconv>

#include "entra/support/json_access.hpp"

namespace entra::idp {
namespace {

/// One requested claim, {"essential", "value", "values"}; null stands for "voluntary, any value".
struct Wanted {
  bool essential{false};
  std::vector<std::string> values;
};

std::optional<Wanted> read_claim(const Json& json) {
  Wanted wanted;
  if (json.is_null()) return wanted;
  if (!json.is_object()) return std::nullopt;
  const Json* const essential = find_member(json, "essential");
  const Json* const value = find_member(json, "value");
  const Json* const values = find_member(json, "values");
  if (essential != nullptr && !essential->is_boolean()) return std::nullopt;
  if (value != nullptr && !value->is_string()) return std::nullopt;
  if (values != nullptr && !get_strings(json, "values")) return std::nullopt;
  wanted.essential = essential != nullptr && essential->get<bool>();
  if (values != nullptr) wanted.values = *get_strings(json, "values");
  if (value != nullptr) wanted.values.push_back(value->get<std::string>());
  return wanted;
}

std::optional<Instant> read_epoch(const std::string& text) {
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  constexpr std::int64_t kYear9999 = 253402300799;
  const bool is_whole = error == std::errc() && end == text.data() + text.size();
  if (!is_whole || number < 0 || number > kYear9999) return std::nullopt;
  return from_epoch_seconds(number);
}

bool read_access_token(const Json& section, ClaimsRequest& request) {
  if (!section.is_object()) return false;
  for (const auto& item : section.items()) {
    const auto wanted = read_claim(item.value());
    if (!wanted) return false;
    if (item.key() == "xms_cc") request.capabilities = wanted->values;
    if (item.key() == "acrs") {
      request.contexts = wanted->values;
      request.contexts_are_essential = wanted->essential;
    }
    if (item.key() == "nbf" && wanted->essential) {
      if (wanted->values.size() != 1) return false;
      request.not_before = read_epoch(wanted->values.front());
      if (!request.not_before) return false;
    }
  }
  return true;
}

}  // namespace

bool ClaimsRequest::handles_challenges() const {
  return std::any_of(capabilities.begin(), capabilities.end(),
                     [](const std::string& one) { return one == "CP1" || one == "cp1"; });
}

void ClaimsRequest::add(const ClaimsRequest& other) {
  const auto unite = [](std::vector<std::string>& all, const std::vector<std::string>& more) {
    for (const std::string& one : more) {
      if (std::find(all.begin(), all.end(), one) == all.end()) all.push_back(one);
    }
  };
  unite(capabilities, other.capabilities);
  unite(contexts, other.contexts);
  contexts_are_essential |= other.contexts_are_essential;
  if (!not_before) not_before = other.not_before;
}

Checked<ClaimsRequest> parse_claims_request(const std::string& text) {
  ClaimsRequest request;
  if (text.empty()) return request;
  const auto json = parse_json(text);
  if (!json || !json->is_object()) return refuse(90023, {"claims"});
  for (const char* const section : {"access_token", "id_token", "userinfo"}) {
    const Json* const found = find_member(*json, section);
    ClaimsRequest unused;
    if (found == nullptr || found->is_null()) continue;
    const bool is_access = section == std::string_view("access_token");
    if (!read_access_token(*found, is_access ? request : unused)) return refuse(90023, {"claims"});
  }
  return request;
}

}  // namespace entra::idp
