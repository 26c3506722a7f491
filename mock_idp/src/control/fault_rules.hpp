#pragma once
// Fault rules: which requests go wrong, and how.

#include <atomic>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "control/request_facts.hpp"
#include "entra/support/json_access.hpp"
#include "entra/support/random.hpp"
#include "tokens/defects.hpp"

namespace entra::idp {

/// Empty members match everything.
struct FaultMatch {
  std::string method;
  std::string path;  ///< a glob
  std::string tenant;
  std::string client_id;
  std::string grant_type;
  std::optional<std::uint64_t> nth;    ///< of the matching requests, 1 is the first
  std::optional<std::uint64_t> times;  ///< at most so many firings
  std::optional<double> probability;
};

/// What happens. With a status the request is not carried out; everything else spoils what came of it.
struct FaultAction {
  int status{0};  ///< 0: the request is carried out
  int aadsts{0};
  std::vector<std::string> arguments;  ///< of the AADSTS text
  std::string retry_after;
  std::optional<std::string> body;
  std::vector<http::Headers::Field> headers;
  bool malformed{false};
  bool stale{false};
  TokenDefect defect{TokenDefect::kNone};
  http::WireFault wire;
};

struct FaultRule {
  FaultMatch match;
  FaultAction action;
  Json shown;  ///< {"match", "do"} as they were given
};

/// A rule that fired.
struct ChosenFault {
  std::uint64_t id{0};
  std::shared_ptr<const FaultRule> rule;
};

/// The rules of one scope, oldest first. Thread-safe.
class FaultRules {
 public:
  static constexpr std::size_t kMost = 1000;

  /// The rule as JSON with its id; none when there are kMost already.
  [[nodiscard]] std::optional<OrderedJson> add(FaultRule rule);
  [[nodiscard]] std::optional<OrderedJson> find(std::uint64_t id) const;
  [[nodiscard]] OrderedJson list() const;  ///< {"count", "faults"}
  [[nodiscard]] bool remove(std::uint64_t id);
  void clear();
  [[nodiscard]] bool is_empty() const { return count_.load() == 0; }

  /// Every rule that fits counts the request; the first of them that is due fires.
  [[nodiscard]] std::optional<ChosenFault> choose(const RequestFacts& facts, Random& random);

 private:
  struct Entry {
    std::uint64_t id{0};
    std::shared_ptr<const FaultRule> rule;
    std::uint64_t matched{0};
    std::uint64_t fired{0};
  };
  [[nodiscard]] static OrderedJson describe(const Entry& entry);

  mutable std::mutex mutex_;
  std::vector<Entry> entries_;
  std::atomic<std::size_t> count_{0};
  std::uint64_t next_{1};
};

/// {"match": {…}, "do": {…}}, strict.
[[nodiscard]] Result<FaultRule, http::Response> read_fault(const http::Request& request, const Directory& directory);

}  // namespace entra::idp
