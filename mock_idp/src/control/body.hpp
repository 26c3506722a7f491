#pragma once
// Reading a control request's JSON body, and the one form of its errors.

#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

#include "entra/support/http_message.hpp"
#include "entra/support/json_access.hpp"

namespace entra::idp {

[[nodiscard]] http::Response control_answer(int status, const OrderedJson& body);
/// {"error": {"message", "pointer"}}: what was wrong, what was expected, and where.
[[nodiscard]] http::Response control_fault(int status, std::string message, std::string pointer = "");
/// 204.
[[nodiscard]] http::Response control_done();

/// A step of a control request: a value, or the answer that says what was wrong.
template <class T>
using Controlled = Result<T, http::Response>;

/// A JSON object whose members are all known and of the right type.
class ControlBody {
 public:
  enum class Type { kString, kBool, kInteger, kNumber, kStrings, kObject, kText };  ///< kText: a string or an integer
  struct Field {
    std::string_view name;
    Type type;
  };
  using Fields = std::vector<Field>;

  /// An empty body is an empty object.
  [[nodiscard]] static Controlled<ControlBody> parse(const http::Request& request, const Fields& known);
  /// A member that is an object, read by the same rules; an empty one when absent.
  [[nodiscard]] Controlled<ControlBody> object(std::string_view name, const Fields& known) const;

  [[nodiscard]] bool has(std::string_view name) const { return find_member(json_, name) != nullptr; }
  [[nodiscard]] std::string text(std::string_view name) const;
  [[nodiscard]] bool flag(std::string_view name, bool otherwise) const {
    return get_bool(json_, name).value_or(otherwise);
  }
  [[nodiscard]] std::int64_t number(std::string_view name, std::int64_t otherwise) const {
    return get_integer(json_, name).value_or(otherwise);
  }
  [[nodiscard]] double real(std::string_view name, double otherwise) const;
  [[nodiscard]] std::vector<std::string> texts(std::string_view name) const {
    return get_strings(json_, name).value_or(std::vector<std::string>{});
  }
  [[nodiscard]] std::size_t size() const { return json_.size(); }
  [[nodiscard]] const Json& json() const noexcept { return json_; }
  /// 400 at a member of this object.
  [[nodiscard]] tl::unexpected<http::Response> fault(std::string_view name, const std::string& message) const;
  /// A whole number within a range, or `otherwise` when absent.
  [[nodiscard]] Controlled<std::int64_t> number_within(std::string_view name, std::int64_t least, std::int64_t most,
                                                       std::int64_t otherwise) const;

 private:
  [[nodiscard]] static Controlled<ControlBody> read(Json json, std::string pointer, const Fields& known);
  Json json_ = Json::object();
  std::string pointer_;  ///< of this object in the body
};

}  // namespace entra::idp
