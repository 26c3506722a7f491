#include "control/journal.hpp"

#include <algorithm>
#include <array>

#include "entra/support/text.hpp"

namespace entra::idp {
namespace {

/// A long soak must not eat the memory; the oldest exchanges go first.
constexpr std::size_t kMostEntries = 20'000;

constexpr std::array<std::string_view, 16> kSecretNames = {
    "client_secret", "password",       "refresh_token", "code",         "client_assertion", "assertion",
    "code_verifier", "access_token",   "id_token",      "device_code",  "mock_password",    "mock_code",
    "mock_flow",     "mock_user_code", "otc",           "id_token_hint"};

bool matches(const JournalEntry& entry, const JournalFilter& filter) {
  const auto fits = [](const std::string& wanted, const std::string& actual) {
    return wanted.empty() || equals_ignoring_case(wanted, actual);
  };
  return (filter.path.empty() || matches_glob(filter.path, entry.path)) && fits(filter.tenant, entry.tenant) &&
         fits(filter.client_id, entry.client_id) && fits(filter.grant_type, entry.grant_type) &&
         (filter.aadsts == 0 || filter.aadsts == entry.aadsts) && entry.id > filter.since;
}

OrderedJson text_or_null(const std::string& text) {
  return text.empty() ? OrderedJson(nullptr) : OrderedJson(text);
}

OrderedJson describe(const JournalEntry& entry) {
  OrderedJson parameters = OrderedJson::object();
  for (const auto& [name, value] : entry.parameters.fields()) parameters[name] = value;
  OrderedJson body;
  body["id"] = entry.id;
  body["at"] = format_rfc3339(entry.at);
  body["method"] = entry.method;
  body["path"] = entry.path;
  body["parameters"] = std::move(parameters);
  body["status"] = entry.status;
  body["outcome"] = entry.status < 400 ? "served" : "refused";
  body["aadsts"] = entry.aadsts == 0 ? OrderedJson(nullptr) : OrderedJson(entry.aadsts);
  body["reason"] = text_or_null(entry.reason);
  body["tenant"] = text_or_null(entry.tenant);
  body["client_id"] = text_or_null(entry.client_id);
  body["user"] = text_or_null(entry.user);
  body["grant_type"] = text_or_null(entry.grant_type);
  body["policies"] = entry.policies;
  body["duration_us"] = entry.duration_us;
  return body;
}

}  // namespace

bool is_secret_parameter(std::string_view name) {
  return std::find(kSecretNames.begin(), kSecretNames.end(), name) != kSecretNames.end();
}

void Journal::add(JournalEntry entry) {
  Form masked;
  for (const auto& [name, value] : entry.parameters.fields()) {
    masked.add(name, is_secret_parameter(name) ? mask_secret(value) : value);
  }
  entry.parameters = std::move(masked);
  const std::scoped_lock lock(mutex_);
  entry.id = next_++;
  entries_.push_back(std::move(entry));
  if (entries_.size() > kMostEntries) entries_.pop_front();
}

void Journal::clear() {
  const std::scoped_lock lock(mutex_);
  entries_.clear();
  next_ = 1;
}

OrderedJson Journal::list(const JournalFilter& filter) const {
  std::vector<const JournalEntry*> found;
  const std::scoped_lock lock(mutex_);
  for (const JournalEntry& entry : entries_) {
    if (matches(entry, filter)) found.push_back(&entry);
  }
  OrderedJson body;
  body["count"] = found.size();
  const std::size_t skip = filter.limit != 0 && found.size() > filter.limit ? found.size() - filter.limit : 0;
  OrderedJson requests = OrderedJson::array();
  for (std::size_t i = skip; i < found.size(); ++i) requests.push_back(describe(*found[i]));
  body["requests"] = std::move(requests);
  return body;
}

}  // namespace entra::idp
