#pragma once
// URLs, percent-encoding and application/x-www-form-urlencoded (RFC 3986, WHATWG URL §5), without merging anything.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "entra/support/result.hpp"

namespace entra {

/// Everything but RFC 3986's unreserved characters as %XX.
[[nodiscard]] std::string percent_encode(std::string_view text);
/// kMalformed on a '%' that two hexadecimal digits do not follow. '+' stays '+'.
[[nodiscard]] Result<std::string> percent_decode(std::string_view text);

/// An absolute http or https URL taken apart; nothing is decoded.
struct Url {
  std::string scheme;  ///< lower case
  std::string host;    ///< lower case; IPv6 with its brackets
  std::uint16_t port{0};
  std::string path;   ///< begins with '/'
  std::string query;  ///< without '?'

  [[nodiscard]] std::string origin() const;  ///< scheme://host[:port], the port only when not the default
  [[nodiscard]] std::string target() const;  ///< path[?query]
};
/// kMalformed for other schemes, user info, a fragment, blanks or an empty host.
[[nodiscard]] Result<Url> parse_url(std::string_view text);

/// Names and values in the order they came, duplicates kept (a duplicate is an OAuth error, RFC 6749 §3.1).
class Form {
 public:
  using Field = std::pair<std::string, std::string>;

  Form() = default;
  Form(std::initializer_list<Field> fields) : fields_(fields) {}

  /// Parses a query or a form body; '+' is a blank. kMalformed on broken percent-encoding.
  [[nodiscard]] static Result<Form> parse(std::string_view text);

  void add(std::string name, std::string value) { fields_.emplace_back(std::move(name), std::move(value)); }
  [[nodiscard]] std::optional<std::string> get(std::string_view name) const;  ///< the first one
  [[nodiscard]] std::string get_or(std::string_view name, std::string_view otherwise = "") const;
  [[nodiscard]] bool has(std::string_view name) const { return get(name).has_value(); }
  [[nodiscard]] std::optional<std::string> first_duplicate() const;
  [[nodiscard]] const std::vector<Field>& fields() const noexcept { return fields_; }
  [[nodiscard]] std::string encode() const;

 private:
  std::vector<Field> fields_;
};

}  // namespace entra
