#pragma once
// What was asked and what came of it: every exchange but those of /_mock itself, secrets masked. Thread-safe.

#include <cstdint>
#include <deque>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "entra/support/clock.hpp"
#include "entra/support/json_access.hpp"
#include "entra/support/url.hpp"

namespace entra::idp {

struct JournalEntry {
  std::uint64_t id{0};
  Instant at{};
  std::string method;
  std::string path;
  Form parameters;  ///< query and form; values of secret names are masked when the entry is added
  int status{0};
  int aadsts{0};
  std::string reason;  ///< why a resource refused
  std::string tenant;
  std::string client_id;
  std::string user;
  std::string grant_type;
  OrderedJson policies = OrderedJson::array();
  std::int64_t duration_us{0};
};

/// Narrowing of GET /_mock/requests.
struct JournalFilter {
  std::string path;  ///< exact, or a glob with '*'
  std::string tenant;
  std::string client_id;
  std::string grant_type;
  int aadsts{0};           ///< 0: any
  std::uint64_t since{0};  ///< entries after this id
  std::size_t limit{0};    ///< the newest so many; 0: all
};

class Journal {
 public:
  void add(JournalEntry entry);
  void clear();
  /// {"count": n, "requests": [...]}; count is that of all matches, whatever the limit.
  [[nodiscard]] OrderedJson list(const JournalFilter& filter) const;

 private:
  mutable std::mutex mutex_;
  std::deque<JournalEntry> entries_;
  std::uint64_t next_{1};
};

/// Whether a parameter's value must never be shown.
[[nodiscard]] bool is_secret_parameter(std::string_view name);

}  // namespace entra::idp
