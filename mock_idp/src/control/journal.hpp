#pragma once
// What was asked and what came of it: every exchange but those of /_mock itself, secrets masked. Thread-safe.

#include <cstdint>
#include <deque>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "entra/support/clock.hpp"
#include "entra/support/http_message.hpp"
#include "entra/support/json_access.hpp"
#include "entra/support/url.hpp"

namespace entra::idp {

/// A token that an answer carried: never its text.
struct IssuedToken {
  std::string kid;
  std::string claims;  ///< JSON of those that say for whom, what and until when
};

struct JournalEntry {
  std::uint64_t id{0};
  std::string scope;  ///< empty: the nameless one
  Instant at{};
  std::string method;
  std::string path;
  Form parameters;        ///< query and form; values of secret names are masked when the entry is added
  http::Headers headers;  ///< the caller's ids and names, never what it proves itself with
  int status{0};
  int aadsts{0};
  std::string reason;  ///< why a resource refused
  std::string tenant;
  std::string client_id;
  std::string user;
  std::string grant_type;
  std::string request_id;
  std::string correlation_id;
  std::uint64_t fault{0};  ///< id of the rule that fired; 0: none
  http::WireFault::End end{http::WireFault::End::kWhole};
  bool unmatched{false};  ///< no route served it
  std::vector<IssuedToken> tokens;
  std::string policies{"[]"};  ///< JSON text
  std::int64_t duration_us{0};
};

/// Narrowing of GET /_mock/requests; empty members match everything.
struct JournalFilter {
  std::string scope;       ///< exactly this one
  bool all_scopes{false};  ///< whatever `scope` says
  std::string method;
  std::string path;  ///< exact, or a glob with '*'
  std::string tenant;
  std::string client_id;
  std::string grant_type;
  std::string user;
  int status{0};
  int aadsts{0};
  std::uint64_t fault{0};
  bool any_fault{false};
  std::optional<bool> unmatched;
  std::uint64_t since{0};           ///< entries after this id
  std::size_t limit{0};             ///< the newest so many; 0: all
  std::vector<std::string> fields;  ///< members to show; empty: all
};

class Journal {
 public:
  void add(JournalEntry entry);
  void clear();
  void clear(std::string_view scope);
  /// {"count": n, "requests": [...]}; count is that of all matches, whatever the limit.
  [[nodiscard]] OrderedJson list(const JournalFilter& filter) const;
  [[nodiscard]] std::optional<OrderedJson> find(std::uint64_t id) const;
  [[nodiscard]] std::size_t count(const JournalFilter& filter) const;

  /// The members that an entry is shown with.
  [[nodiscard]] static const std::vector<std::string>& field_names();

 private:
  void drop_oldest();  ///< mutex_ is held

  mutable std::mutex mutex_;
  std::deque<JournalEntry> entries_;
  std::size_t bytes_{0};
  std::uint64_t next_{1};
};

/// Whether a parameter's value must never be shown.
[[nodiscard]] bool is_secret_parameter(std::string_view name);
/// The headers of a request that an entry keeps.
[[nodiscard]] http::Headers pick_journal_headers(const http::Headers& headers);
/// The claims of a token that an entry keeps.
[[nodiscard]] IssuedToken summarize_token(std::string_view kid, const OrderedJson& claims);

}  // namespace entra::idp
