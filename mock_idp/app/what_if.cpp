#include "what_if.hpp"

#include <algorithm>
#include <iostream>

#include "directory/circumstance_words.hpp"
#include "entra/idp/mock_idp.hpp"
#include "entra/support/json_access.hpp"
#include "entra/support/text.hpp"
#include "options.hpp"

namespace entra::idp::app {
namespace {

constexpr int kRefused = 1;

bool is_circumstance(const std::string& name) {
  const auto& words = circumstance_words();
  return name == kIsCompliant ||
         std::any_of(words.begin(), words.end(), [&](const CircumstanceWord& one) { return one.name == name; });
}

/// true, false and whole numbers as such, `methods` as a list, everything else as text.
Json read_value(const std::string& name, const std::string& text) {
  if (name == "methods") return split_words(text, ',');
  if (text == "true" || text == "false") return text == "true";
  const bool is_number = name.ends_with("_seconds_ago") && !text.empty() && text.size() < 12 &&
                         text.find_first_not_of("0123456789") == std::string::npos;
  return is_number ? Json(std::stoll(text)) : Json(text);
}

int complain(const std::string& message) {
  std::cerr << "mock_idp: --what-if: " << message << "\n";
  return kUsage;
}

std::string mark_of(const Json& policy) {
  const std::string result = get_string(policy, "result").value_or("");
  if (result == "failure") return "  no   ";
  return result == "success" ? "  ok   " : "  -    ";
}

void print(const Json& answer) {
  const std::string decision = get_string(answer, "decision").value_or("");
  std::cout << (decision == "granted"   ? "Access is granted."
                : decision == "blocked" ? "Access is blocked."
                                        : "More is required.");
  if (const auto code = get_integer(answer, "aadsts")) {
    std::cout << " AADSTS" << *code
              << ", missing: " << join(get_strings(answer, "missing").value_or(std::vector<std::string>{}), ", ")
              << "\n"
              << get_string(answer, "error_description").value_or("");
  }
  std::cout << "\n\n";
  for (const Json& policy : answer.at("policies")) {
    std::cout << mark_of(policy) << get_string(policy, "displayName").value_or("") << " ("
              << get_string(policy, "result").value_or("") << ")\n         " << get_string(policy, "why").value_or("")
              << "\n";
  }
  if (answer.at("policies").empty()) std::cout << "  The tenant has no policy.\n";
}

}  // namespace

int what_if(Config config, const std::vector<std::string>& facts) {
  Json body = Json::object();
  for (const std::string& fact : facts) {
    const std::size_t equals = fact.find('=');
    if (equals == 0 || equals == std::string::npos) return complain("'" + fact + "' is not NAME=VALUE");
    const std::string name = fact.substr(0, equals);
    const Json value = read_value(name, fact.substr(equals + 1));
    (is_circumstance(name) ? body["circumstances"][name] : body[name]) = value;
  }
  auto server = MockIdp::make(std::move(config));
  if (!server) return complain(server.error().message);
  http::Request request;
  request.method = "POST";
  request.target = "/_mock/policies/evaluate";
  request.origin = "https://localhost";
  request.body = body.dump();
  const http::Response response = (*server)->handle(request);
  const auto answer = parse_json(response.body);
  if (!answer) return complain("no answer");
  if (response.status != 200) {
    const Json error = answer->value("error", Json::object());
    return complain(error.value("message", "refused"));
  }
  print(*answer);
  return get_string(*answer, "decision") == "granted" ? kClean : kRefused;
}

}  // namespace entra::idp::app
