#pragma once
// Reading a control request's JSON body, and the one form of its errors.

#include <initializer_list>
#include <string>
#include <string_view>

#include "entra/support/http_message.hpp"
#include "entra/support/json_access.hpp"

namespace entra::idp {

[[nodiscard]] http::Response control_answer(int status, const OrderedJson& body);
/// {"error": {"message", "pointer"}}: what was wrong, what was expected, and where.
[[nodiscard]] http::Response control_fault(int status, std::string message, std::string pointer = "");

/// A JSON object whose members are all known and of the right type; typed access notes the first fault.
class ControlBody {
 public:
  enum class Type { kString, kBool, kInteger };
  struct Field {
    std::string_view name;
    Type type;
  };

  /// An empty body is an empty object.
  [[nodiscard]] static Result<ControlBody, http::Response> parse(const http::Request& request,
                                                                 std::initializer_list<Field> known);
  [[nodiscard]] bool has(std::string_view name) const { return find_member(json_, name) != nullptr; }
  [[nodiscard]] std::string text(std::string_view name) const { return get_string(json_, name).value_or(""); }
  [[nodiscard]] bool flag(std::string_view name, bool otherwise) const {
    return get_bool(json_, name).value_or(otherwise);
  }
  [[nodiscard]] std::int64_t number(std::string_view name, std::int64_t otherwise) const {
    return get_integer(json_, name).value_or(otherwise);
  }
  [[nodiscard]] std::size_t size() const { return json_.size(); }

 private:
  Json json_ = Json::object();
};

}  // namespace entra::idp
