#include "control/fault_rules.hpp"

#include <algorithm>

#include "entra/support/text.hpp"

namespace entra::idp {
namespace {

bool fits(const FaultMatch& match, const RequestFacts& facts) {
  const auto equal = [](const std::string& wanted, const std::string& actual) {
    return wanted.empty() || equals_ignoring_case(wanted, actual);
  };
  return equal(match.method, facts.method) && (match.path.empty() || matches_glob(match.path, facts.path)) &&
         equal(match.tenant, facts.tenant) && equal(match.client_id, facts.client_id) &&
         equal(match.grant_type, facts.grant_type);
}

/// One draw in a million is fine enough for a rate that a person states.
bool draws(double probability, Random& random) {
  constexpr std::uint64_t kSteps = 1'000'000;
  return static_cast<double>(random.below(kSteps)) < probability * static_cast<double>(kSteps);
}

}  // namespace

OrderedJson FaultRules::describe(const Entry& entry) {
  OrderedJson body;
  body["id"] = entry.id;
  for (const char* part : {"match", "do"}) body[part] = OrderedJson(entry.rule->shown.at(part));
  body["matched"] = entry.matched;
  body["fired"] = entry.fired;
  return body;
}

std::optional<OrderedJson> FaultRules::add(FaultRule rule) {
  const std::scoped_lock lock(mutex_);
  if (entries_.size() >= kMost) return std::nullopt;
  entries_.push_back({next_++, std::make_shared<const FaultRule>(std::move(rule)), 0, 0});
  count_ = entries_.size();
  return describe(entries_.back());
}

std::optional<OrderedJson> FaultRules::find(std::uint64_t id) const {
  const std::scoped_lock lock(mutex_);
  for (const Entry& entry : entries_) {
    if (entry.id == id) return describe(entry);
  }
  return std::nullopt;
}

OrderedJson FaultRules::list() const {
  const std::scoped_lock lock(mutex_);
  OrderedJson body;
  body["count"] = entries_.size();
  body["faults"] = OrderedJson::array();
  for (const Entry& entry : entries_) body["faults"].push_back(describe(entry));
  return body;
}

bool FaultRules::remove(std::uint64_t id) {
  const std::scoped_lock lock(mutex_);
  const std::size_t removed = std::erase_if(entries_, [&](const Entry& entry) { return entry.id == id; });
  count_ = entries_.size();
  return removed != 0;
}

void FaultRules::clear() {
  const std::scoped_lock lock(mutex_);
  entries_.clear();
  count_ = 0;
  next_ = 1;
}

std::optional<ChosenFault> FaultRules::choose(const RequestFacts& facts, Random& random) {
  const std::scoped_lock lock(mutex_);
  std::optional<ChosenFault> chosen;
  for (Entry& entry : entries_) {
    const FaultMatch& match = entry.rule->match;
    if (!fits(match, facts)) continue;
    ++entry.matched;
    if (chosen || (match.nth && entry.matched != *match.nth) || (match.times && entry.fired >= *match.times)) continue;
    if (match.probability && !draws(*match.probability, random)) continue;
    ++entry.fired;
    chosen = ChosenFault{entry.id, entry.rule};
  }
  return chosen;
}

}  // namespace entra::idp
