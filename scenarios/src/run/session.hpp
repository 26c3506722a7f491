#pragma once
// One scenario while it runs: its mock, its clock, its variables, the client's caches, and every exchange.

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "entra/client/jwks_cache.hpp"
#include "entra/client/token_client.hpp"
#include "entra/support/clock.hpp"
#include "entra/support/random.hpp"
#include "model/scenario.hpp"
#include "report/secrets.hpp"
#include "run/idp_provider.hpp"

namespace entra::scenarios {

/// One request and what came back, as sent.
struct RawExchange {
  std::string step;
  Instant at;  ///< virtual
  http::Request request;
  std::optional<http::Response> response;
  std::string error;
  std::int64_t wall_us{0};
};

/// What a step's request gave.
struct Answer {
  std::optional<int> status;  ///< none: nothing was asked, or nobody answered
  std::string reason;
  http::Headers headers;
  std::string body;
  std::optional<Json> json;
  std::size_t exchange{0};  ///< number, from 1; 0: no exchange
  bool succeeded{false};
  std::string failure;  ///< why not, in one line
};

class Session {
 public:
  Session(const Scenario& scenario, IdpInstance& idp);
  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;

  /// Passwords and secrets of the mock's config and of the scenario file: a report copies the file.
  void learn_file_secrets();
  /// Sets and freezes the mock's clock at the scenario's beginning, and gives the variables their values.
  [[nodiscard]] Result<void> begin();
  [[nodiscard]] Result<void> set_clock(Instant to);  ///< the mock's and the client's
  [[nodiscard]] Result<void> follow_clock();         ///< the client's, after the mock's was moved otherwise

  /// Sends and records. The origin is the mock's unless the request names another.
  [[nodiscard]] Result<http::Response> send(http::Request request);
  /// Asks the control plane without recording. The answer's JSON, or why there is none.
  [[nodiscard]] Result<Json> ask_control(const std::string& method, const std::string& target,
                                         const Json& body = nullptr);

  [[nodiscard]] Answer answer_of(const Result<http::Response>& response);
  /// A client over the recording transport; all clients of a scenario share one token cache.
  [[nodiscard]] Result<client::TokenClient> make_client(const Json& with);
  [[nodiscard]] Result<client::Authority> authority(const std::string& tenant) const;
  [[nodiscard]] std::shared_ptr<client::AuthorityKeys> keys_of(const client::Authority& authority);

  [[nodiscard]] Result<Json> fill(const Json& value);  ///< references replaced, with the built-in variables of now
  void set_variable(const std::string& name, Json value) { variables_[name] = std::move(value); }
  [[nodiscard]] const Variables& variables();

  void enter_step(std::string path) { step_ = std::move(path); }
  [[nodiscard]] const std::vector<RawExchange>& exchanges() const noexcept { return exchanges_; }
  [[nodiscard]] const Clock& clock() const noexcept { return clock_; }
  [[nodiscard]] Random& random() noexcept { return random_; }
  [[nodiscard]] const std::string& origin() const { return idp_.origin(); }
  [[nodiscard]] SecretBook& secrets() noexcept { return secrets_; }
  [[nodiscard]] const Scenario& scenario() const noexcept { return scenario_; }

 private:
  class Recorder;

  const Scenario& scenario_;
  IdpInstance& idp_;
  ManualClock clock_;
  SeededRandom random_;
  SecretBook secrets_;
  Variables variables_;
  std::string step_;
  std::vector<RawExchange> exchanges_;
  std::shared_ptr<client::Transport> transport_;
  std::shared_ptr<client::TokenCache> cache_;
  std::map<std::string, std::shared_ptr<client::AuthorityKeys>> keys_;
};

}  // namespace entra::scenarios
