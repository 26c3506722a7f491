#include "entra/testing/scripted_transport.hpp"

#include <gtest/gtest.h>

#include <optional>

#include "entra/support/url.hpp"

namespace entra::testing {
namespace {

/// What was asked, without its query, headers and body, which may hold secrets.
std::string describe(const http::Request& request) {
  return request.method + " " + request.origin + std::string(request.path());
}

}  // namespace

RequestMatcher path_ends(std::string text) {
  return [text = std::move(text)](const http::Request& request) { return request.path().ends_with(text); };
}

RequestMatcher form_has(std::string name, std::string value) {
  return [name = std::move(name), value = std::move(value)](const http::Request& request) {
    const auto form = Form::parse(request.body);
    return form && form->get(name) == value;
  };
}

ScriptedTransport& ScriptedTransport::when(RequestMatcher matcher, Answer answer) {
  const std::scoped_lock lock(mutex_);
  rules_.emplace_back(std::move(matcher), std::move(answer));
  return *this;
}

ScriptedTransport& ScriptedTransport::then(Answer answer) {
  const std::scoped_lock lock(mutex_);
  script_.push_back(std::move(answer));
  return *this;
}

void ScriptedTransport::answer_with(Handler handler) {
  const std::scoped_lock lock(mutex_);
  handler_ = std::move(handler);
}

Result<http::Response> ScriptedTransport::send(const http::Request& request, std::chrono::milliseconds) {
  Handler handler;
  std::size_t number = 0;
  {
    const std::scoped_lock lock(mutex_);
    requests_.push_back(request);
    number = requests_.size();
    for (const auto& [matches, answer] : rules_) {
      if (matches(request)) return answer;
    }
    if (!script_.empty()) {
      Answer answer = std::move(script_.front());
      script_.pop_front();
      return answer;
    }
    handler = handler_;
  }
  if (handler) return handler(request);
  const std::string text = "ScriptedTransport: nothing is scripted for request " + std::to_string(number) + ", " +
                           describe(request) + "; every answer of then() is used, and no when() takes it";
  ADD_FAILURE() << text;
  return fail(Errc::kUnsupported, text);
}

std::vector<http::Request> ScriptedTransport::requests() const {
  const std::scoped_lock lock(mutex_);
  return requests_;
}

std::size_t ScriptedTransport::count() const {
  const std::scoped_lock lock(mutex_);
  return requests_.size();
}

std::size_t ScriptedTransport::unused() const {
  const std::scoped_lock lock(mutex_);
  return script_.size();
}

}  // namespace entra::testing
