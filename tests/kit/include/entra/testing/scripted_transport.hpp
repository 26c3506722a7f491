#pragma once
// A transport without a network: it answers as the test wrote down, and remembers what it was asked.

#include <cstddef>
#include <deque>
#include <functional>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "entra/client/transport.hpp"
#include "entra/testing/answers.hpp"

namespace entra::testing {

using RequestMatcher = std::function<bool(const http::Request&)>;
/// The path (without the query) ends in this text: path_ends("/token").
[[nodiscard]] RequestMatcher path_ends(std::string text);
/// The form body has the field with this value: form_has("grant_type", "refresh_token").
[[nodiscard]] RequestMatcher form_has(std::string name, std::string value);

/// Answers a request, in this order, by the first `when` whose matcher takes it, however often; by the next `then`,
/// each of which serves once; by the handler. A request that nothing is written down for fails the test, names itself,
/// and is answered with Errc::kUnsupported. Thread-safe; a handler runs without a lock held.
class ScriptedTransport final : public client::Transport {
 public:
  using Handler = std::function<Result<http::Response>(const http::Request&)>;
  using Answer = Result<http::Response>;

  ScriptedTransport() = default;
  explicit ScriptedTransport(Handler handler) : handler_(std::move(handler)) {}

  ScriptedTransport& when(RequestMatcher matcher, Answer answer);
  ScriptedTransport& then(Answer answer);
  void answer_with(Handler handler);  ///< from now on, for what neither `when` nor `then` answers

  [[nodiscard]] Result<http::Response> send(const http::Request& request, std::chrono::milliseconds timeout) override;

  [[nodiscard]] std::vector<http::Request> requests() const;  ///< in the order in which they came
  [[nodiscard]] std::size_t count() const;
  [[nodiscard]] std::size_t unused() const;  ///< answers of `then` that nobody asked for yet

 private:
  mutable std::mutex mutex_;
  std::vector<std::pair<RequestMatcher, Answer>> rules_;
  std::deque<Answer> script_;
  Handler handler_;
  std::vector<http::Request> requests_;
};

}  // namespace entra::testing
