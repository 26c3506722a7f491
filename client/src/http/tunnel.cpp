#include "http/tunnel.hpp"

#include <array>
#include <charconv>

#include "entra/support/base64.hpp"
#include "http/wire_stream.hpp"

namespace entra::client {
namespace {

constexpr std::size_t kMaxHeadBytes = 64u << 10;
constexpr std::size_t kStatusAt = 9;  // behind "HTTP/1.1 ", which the stream has checked

/// 407 wants other credentials, other 4xx are a rule of the proxy's; what is left says that it could not get through.
Error refusal(const std::string& who, int status) {
  const std::string answer = " (HTTP " + std::to_string(status) + ")";
  if (status == 407) return {Errc::kForbidden, who + " wants credentials, or others than those it was given" + answer};
  if (status >= 400 && status < 500) return {Errc::kForbidden, who + " refuses the connection" + answer};
  return {Errc::kUnreachable, who + " could not open the connection" + answer};
}

}  // namespace

std::string proxy_authorization(const Proxy& proxy) {
  return proxy.credentials.empty() ? "" : "Basic " + base64_encode(proxy.credentials);
}

Result<void> open_tunnel(int socket, const std::string& authority, const Proxy& proxy, SteadyTime deadline) {
  Exchange exchange;
  exchange.deadline = deadline;
  exchange.max_head_bytes = exchange.max_bytes = kMaxHeadBytes;
  WireStream stream(socket, nullptr, exchange);
  std::string head = "CONNECT " + authority + " HTTP/1.1\r\nHost: " + authority + "\r\n";
  if (const std::string credentials = proxy_authorization(proxy); !credentials.empty())
    head += "Proxy-Authorization: " + credentials + "\r\n";
  head += "\r\n";
  stream.write(head.data(), head.size());

  std::array<char, 4096> answer{};
  const ssize_t got = stream.read(answer.data(), answer.size());
  const std::string who = "the proxy " + proxy.origin();
  if (exchange.timed_out) return fail(Errc::kTimeout, who + " gave no answer in time");
  if (exchange.head_is_bad) return fail(Errc::kNetwork, who + " does not answer in HTTP/1.1");
  if (got < 0) return fail(Errc::kUnreachable, who + " closed the connection");
  const std::string_view text(answer.data(), static_cast<std::size_t>(got));
  int status = 0;
  std::from_chars(text.data() + kStatusAt, text.data() + kStatusAt + 3, status);
  if (status / 100 != 2) return tl::unexpected(refusal(who, status));
  // Nobody speaks before the client in TLS: what is there already would be taken for the server's word.
  if (text.find("\r\n\r\n") + 4 != text.size())
    return fail(Errc::kNetwork, who + " sent bytes of its own into the tunnel");
  return {};
}

}  // namespace entra::client
