#pragma once
// What a run was, as plain values with every secret already masked: the one source that all reports are made from.

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace entra::scenarios {

enum class Outcome { kPassed, kFailed, kError, kSkipped };
[[nodiscard]] std::string_view to_string(Outcome outcome) noexcept;  ///< "passed", "failed", "error", "skipped"

/// A token that went over the wire, taken apart; the token itself is gone.
struct TokenReport {
  std::string name;         ///< the member or header it stood in
  std::string fingerprint;  ///< "jwt:1a2b3c4d"
  std::string header;       ///< indented JSON
  std::string payload;      ///< indented JSON
};

struct ExchangeReport {
  std::size_t number{0};  ///< from 1 within the scenario
  std::string step;
  std::string virtual_time;  ///< RFC 3339
  std::string lane;          ///< "mock", "resource" or "control": who was asked
  std::string method;
  std::string url;
  std::vector<std::pair<std::string, std::string>> request_headers;
  std::string request_body;
  int status{0};  ///< 0: no answer
  std::string reason;
  std::vector<std::pair<std::string, std::string>> response_headers;
  std::string response_body;
  std::string error;  ///< why there was no answer
  std::int64_t wall_us{0};
  std::vector<TokenReport> tokens;
};

struct FailureReport {
  std::string message;  ///< "expected json:/error_codes to contain 50076"
  std::string file;
  std::size_t line{0};
  std::size_t column{0};
  std::size_t width{1};  ///< characters under carets
  std::string excerpt;   ///< the source line and carets, two lines
  std::string actual;    ///< one line, may be empty
  std::string from;      ///< "the answer to POST /x (exchange 7)", may be empty
  std::string why;       ///< what the mock's journal says, may be empty
  std::string next;      ///< one command to go on
};

struct StepReport {
  std::string id;  ///< "store/refresh" inside a repeat
  std::string kind;
  std::string title;
  std::size_t iteration{0};  ///< of the innermost repeat, from 1; 0 outside
  Outcome outcome{Outcome::kPassed};
  std::string skip_reason;
  std::string virtual_time;  ///< when it began
  std::int64_t wall_us{0};
  std::vector<FailureReport> failures;
};

struct ScenarioReport {
  std::string name;
  std::string file;
  std::size_t line{1};
  std::string about;
  std::vector<std::string> tags;
  std::size_t repetition{1};  ///< from 1, of --repeat
  Outcome outcome{Outcome::kPassed};
  std::string detail;  ///< of kError and kSkipped
  std::uint64_t seed{0};
  std::string virtual_begin;
  std::string virtual_end;
  std::int64_t wall_us{0};
  std::vector<StepReport> steps;
  std::vector<ExchangeReport> exchanges;
  std::string source;  ///< the file
};

struct Counts {
  std::size_t passed{0};
  std::size_t failed{0};
  std::size_t errors{0};
  std::size_t skipped{0};
  [[nodiscard]] std::size_t total() const { return passed + failed + errors + skipped; }
};

struct RunReport {
  std::string idp;  ///< "in-process", "https" or the URL
  unsigned jobs{1};
  std::string shuffle_seed;  ///< empty: in order
  std::string started;       ///< RFC 3339, real time
  std::int64_t wall_us{0};
  bool interrupted{false};
  std::vector<ScenarioReport> scenarios;  ///< in the order of selection

  [[nodiscard]] Counts counts() const;
};

}  // namespace entra::scenarios
