#include "control/journal.hpp"

#include <algorithm>
#include <array>

#include "entra/support/json_text.hpp"
#include "entra/support/text.hpp"

namespace entra::idp {
namespace {

// A long soak must not eat the memory, nor a few huge requests; the oldest exchanges go first.
constexpr std::size_t kMostEntries = 20'000;
constexpr std::size_t kMostBytes = 64u << 20;
constexpr std::size_t kLongestText = 4096;
constexpr std::size_t kMostParameters = 100;

constexpr std::array<std::string_view, 19> kSecretNames = {"client_secret",
                                                           "password",
                                                           "refresh_token",
                                                           "code",
                                                           "client_assertion",
                                                           "assertion",
                                                           "code_verifier",
                                                           "access_token",
                                                           "id_token",
                                                           "device_code",
                                                           "mock_password",
                                                           "mock_code",
                                                           "mock_flow",
                                                           "mock_user_code",
                                                           "otc",
                                                           "id_token_hint",
                                                           "mock_secret",
                                                           "mock_new_password",
                                                           "mock_confirm_password"};

constexpr std::array<std::string_view, 8> kKeptHeaders = {
    "client-request-id", "return-client-request-id", "x-client-SKU", "x-client-Ver",
    "x-client-OS",       "x-ms-lib-capability",      "User-Agent",   "Origin"};

constexpr std::array<const char*, 16> kKeptClaims = {"aud", "iss", "sub", "oid", "tid",   "appid", "azp", "idtyp",
                                                     "scp", "amr", "ver", "uti", "roles", "nbf",   "exp", "acrs"};

std::string cut(std::string text) {
  if (text.size() <= kLongestText) return text;
  return text.substr(0, kLongestText) + "… (" + std::to_string(text.size()) + " bytes)";
}

bool matches(const JournalEntry& entry, const JournalFilter& filter) {
  const auto fits = [](const std::string& wanted, const std::string& actual) {
    return wanted.empty() || equals_ignoring_case(wanted, actual);
  };
  return (filter.all_scopes || filter.scope == entry.scope) && fits(filter.method, entry.method) &&
         (filter.path.empty() || matches_glob(filter.path, entry.path)) && fits(filter.tenant, entry.tenant) &&
         fits(filter.client_id, entry.client_id) && fits(filter.grant_type, entry.grant_type) &&
         fits(filter.user, entry.user) && (filter.status == 0 || filter.status == entry.status) &&
         (filter.aadsts == 0 || filter.aadsts == entry.aadsts) && (filter.fault == 0 || filter.fault == entry.fault) &&
         (!filter.any_fault || entry.fault != 0) && (!filter.unmatched || *filter.unmatched == entry.unmatched) &&
         entry.id > filter.since;
}

OrderedJson text_or_null(const std::string& text) {
  return text.empty() ? OrderedJson(nullptr) : OrderedJson(text);
}

std::string_view outcome_of(const JournalEntry& entry) {
  switch (entry.end) {
    case http::WireFault::End::kDrop:
      return "dropped";
    case http::WireFault::End::kReset:
      return "reset";
    case http::WireFault::End::kTruncate:
      return "truncated";
    case http::WireFault::End::kWhole:
      break;
  }
  return entry.status < 400 ? "served" : "refused";
}

OrderedJson describe_fields(const std::vector<http::Headers::Field>& fields) {
  OrderedJson body = OrderedJson::object();
  for (const auto& [name, value] : fields) body[name] = value;
  return body;
}

OrderedJson describe(const std::vector<IssuedToken>& tokens) {
  OrderedJson list = OrderedJson::array();
  for (const IssuedToken& token : tokens) {
    OrderedJson entry;
    entry["kid"] = token.kid;
    entry["claims"] = OrderedJson::parse(token.claims);
    list.push_back(std::move(entry));
  }
  return list;
}

OrderedJson describe(const JournalEntry& entry) {
  OrderedJson body;
  body["id"] = entry.id;
  body["scope"] = text_or_null(entry.scope);
  body["at"] = format_rfc3339(entry.at);
  body["method"] = entry.method;
  body["path"] = entry.path;
  body["parameters"] = describe_fields(entry.parameters.fields());
  body["headers"] = describe_fields(entry.headers.fields());
  body["status"] = entry.status;
  body["outcome"] = outcome_of(entry);
  body["unmatched"] = entry.unmatched;
  body["aadsts"] = entry.aadsts == 0 ? OrderedJson(nullptr) : OrderedJson(entry.aadsts);
  body["reason"] = text_or_null(entry.reason);
  body["fault"] = entry.fault == 0 ? OrderedJson(nullptr) : OrderedJson(entry.fault);
  body["tenant"] = text_or_null(entry.tenant);
  body["client_id"] = text_or_null(entry.client_id);
  body["user"] = text_or_null(entry.user);
  body["grant_type"] = text_or_null(entry.grant_type);
  body["request_id"] = text_or_null(entry.request_id);
  body["correlation_id"] = text_or_null(entry.correlation_id);
  body["tokens"] = describe(entry.tokens);
  body["policies"] = OrderedJson::parse(entry.policies);
  body["duration_us"] = entry.duration_us;
  return body;
}

OrderedJson describe(const JournalEntry& entry, const std::vector<std::string>& fields) {
  OrderedJson whole = describe(entry);
  if (fields.empty()) return whole;
  OrderedJson body = OrderedJson::object();
  for (const std::string& name : fields) body[name] = std::move(whole[name]);
  return body;
}

/// The bytes that an entry holds, near enough to bound them.
std::size_t weigh(const JournalEntry& entry) {
  std::size_t bytes = sizeof(JournalEntry) + entry.path.size() + entry.reason.size() + entry.policies.size();
  for (const auto& [name, value] : entry.parameters.fields()) bytes += sizeof(Form::Field) + name.size() + value.size();
  for (const auto& [name, value] : entry.headers.fields()) bytes += sizeof(Form::Field) + name.size() + value.size();
  for (const IssuedToken& token : entry.tokens) bytes += sizeof token + token.kid.size() + token.claims.size();
  return bytes;
}

Form keep_parameters(const Form& all) {
  Form kept;
  for (const auto& [name, value] : all.fields()) {
    if (kept.fields().size() == kMostParameters) break;
    kept.add(cut(name), is_secret_parameter(name) ? mask_secret(value) : cut(value));
  }
  return kept;
}

}  // namespace

bool is_secret_parameter(std::string_view name) {
  return std::find(kSecretNames.begin(), kSecretNames.end(), name) != kSecretNames.end();
}

http::Headers pick_journal_headers(const http::Headers& headers) {
  http::Headers kept;
  for (const std::string_view name : kKeptHeaders) {
    if (auto value = headers.get(name)) kept.add(std::string(name), cut(std::move(*value)));
  }
  return kept;
}

IssuedToken summarize_token(std::string_view kid, const OrderedJson& claims) {
  return {std::string(kid), write_json_members(claims, kKeptClaims)};
}

const std::vector<std::string>& Journal::field_names() {
  static const std::vector<std::string> names = [] {
    std::vector<std::string> all;
    const OrderedJson shown = describe(JournalEntry{});
    for (const auto& item : shown.items()) all.push_back(item.key());
    return all;
  }();
  return names;
}

void Journal::add(JournalEntry entry) {
  entry.parameters = keep_parameters(entry.parameters);
  for (std::string* text : {&entry.method, &entry.path, &entry.reason, &entry.tenant, &entry.client_id, &entry.user,
                            &entry.grant_type, &entry.correlation_id}) {
    *text = cut(std::move(*text));
  }
  const std::size_t weight = weigh(entry);
  const std::scoped_lock lock(mutex_);
  entry.id = next_++;
  entries_.push_back(std::move(entry));
  bytes_ += weight;
  while (entries_.size() > kMostEntries || bytes_ > kMostBytes) drop_oldest();
}

void Journal::drop_oldest() {
  bytes_ -= weigh(entries_.front());
  entries_.pop_front();
}

void Journal::clear() {
  const std::scoped_lock lock(mutex_);
  entries_.clear();
  bytes_ = 0;
  next_ = 1;
}

void Journal::clear(std::string_view scope) {
  const std::scoped_lock lock(mutex_);
  std::erase_if(entries_, [&](const JournalEntry& entry) {
    if (entry.scope != scope) return false;
    bytes_ -= weigh(entry);
    return true;
  });
  if (entries_.empty()) next_ = 1;  // no id that anybody holds can name another entry now
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
  for (std::size_t i = skip; i < found.size(); ++i) requests.push_back(describe(*found[i], filter.fields));
  body["requests"] = std::move(requests);
  return body;
}

std::optional<OrderedJson> Journal::find(std::uint64_t id) const {
  const std::scoped_lock lock(mutex_);
  const auto found =
      std::lower_bound(entries_.begin(), entries_.end(), id,
                       [](const JournalEntry& entry, std::uint64_t wanted) { return entry.id < wanted; });
  if (found == entries_.end() || found->id != id) return std::nullopt;
  return describe(*found);
}

std::size_t Journal::count(const JournalFilter& filter) const {
  const std::scoped_lock lock(mutex_);
  return static_cast<std::size_t>(std::count_if(entries_.begin(), entries_.end(),
                                                [&](const JournalEntry& entry) { return matches(entry, filter); }));
}

}  // namespace entra::idp
