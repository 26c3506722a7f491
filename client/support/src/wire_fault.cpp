#include "entra/support/wire_fault.hpp"

#include <cstdint>
#include <utility>

namespace entra::http {

Result<Response> deliver(Response response, std::chrono::milliseconds timeout) {
  const WireFault fault = std::exchange(response.wire, {});
  const auto rate = static_cast<std::int64_t>(fault.bytes_per_second);
  const auto size = static_cast<std::int64_t>(response.body.size());
  const auto transfer = std::chrono::milliseconds(rate == 0 ? 0 : 1000 * size / rate);
  if (fault.delay + transfer > timeout) return fail(Errc::kTimeout, "the answer did not come in time");
  switch (fault.end) {
    case WireFault::End::kWhole:
      return response;
    case WireFault::End::kDrop:
      return fail(Errc::kNetwork, "the connection closed before an answer came");
    case WireFault::End::kReset:
      return fail(Errc::kNetwork, "the connection was reset");
    case WireFault::End::kTruncate:
      break;
  }
  if (fault.body_bytes >= response.body.size()) return response;
  return fail(Errc::kNetwork, "the connection closed within the answer");
}

}  // namespace entra::http
