#pragma once
// HTTP messages as plain values (RFC 9110), the same for a server, a client and an in-process call.

#include <chrono>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace entra::http {

/// Header fields in order; names compare without case.
class Headers {
 public:
  using Field = std::pair<std::string, std::string>;

  Headers() = default;
  Headers(std::initializer_list<Field> fields) : fields_(fields) {}
  void add(std::string name, std::string value) { fields_.emplace_back(std::move(name), std::move(value)); }
  void set(std::string_view name, std::string value);  ///< replaces all of that name
  void remove(std::string_view name);
  [[nodiscard]] std::optional<std::string> get(std::string_view name) const;  ///< the first one
  [[nodiscard]] std::string get_or(std::string_view name, std::string_view otherwise = "") const;
  [[nodiscard]] const std::vector<Field>& fields() const noexcept { return fields_; }

 private:
  std::vector<Field> fields_;
};

/// Whether a request may be sent again when nobody knows what became of it.
enum class Repeat {
  kByMethod,  ///< GET, HEAD, OPTIONS, PUT and DELETE may (RFC 9110 §9.2.2)
  kYes,       ///< its sender knows that a second one does no harm
  kNo
};

struct Request {
  std::string method{"GET"};
  std::string origin;       ///< "https://localhost:8443": scheme and authority, no trailing slash
  std::string target{"/"};  ///< path and query exactly as sent
  Headers headers;
  std::string body;
  std::string remote_address;        ///< numeric peer address; empty when sent by us
  Repeat repeat{Repeat::kByMethod};  ///< no part of what is sent

  [[nodiscard]] std::string_view path() const;   ///< target up to '?', still percent-encoded
  [[nodiscard]] std::string_view query() const;  ///< after '?', or empty
  [[nodiscard]] bool may_repeat() const;
};

/// How a server spoils the transfer of an answer on purpose. What a client received never carries one.
struct WireFault {
  enum class End {
    kWhole,
    kDrop,      ///< the connection closes before the first byte
    kReset,     ///< likewise, with a reset instead of an orderly end
    kTruncate,  ///< the head promises the whole body; `body_bytes` of it come, then the connection closes
  };
  End end{End::kWhole};
  std::size_t body_bytes{0};           ///< when kTruncate
  std::chrono::milliseconds delay{0};  ///< before anything is sent or closed
  std::size_t bytes_per_second{0};     ///< 0: as fast as it goes
};

struct Response {
  int status{200};
  std::string reason;  ///< empty: the standard phrase of the status
  Headers headers;
  std::string body;
  WireFault wire{};
};

/// "Not Found" for 404 (RFC 9110 §15); "Unknown" for others than the registered ones.
[[nodiscard]] std::string_view standard_reason(int status) noexcept;

}  // namespace entra::http
