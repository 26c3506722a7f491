#include "entra/client/errors.hpp"

#include <algorithm>

namespace entra::client {

std::string_view to_string(ClientErrorKind kind) noexcept {
  switch (kind) {
    case ClientErrorKind::kInvalidArgument:
      return "invalid_argument";
    case ClientErrorKind::kNetwork:
      return "network";
    case ClientErrorKind::kTimeout:
      return "timeout";
    case ClientErrorKind::kCancelled:
      return "cancelled";
    case ClientErrorKind::kRefused:
      return "refused";
    case ClientErrorKind::kThrottled:
      return "throttled";
    case ClientErrorKind::kServerError:
      return "server_error";
    case ClientErrorKind::kBadResponse:
      return "bad_response";
    case ClientErrorKind::kNeedsPerson:
      return "needs_person";
    case ClientErrorKind::kCrypto:
      return "crypto";
  }
  return "unknown";
}

std::string ClientError::message() const {
  std::string out(to_string(kind));
  if (status != 0) out += " (HTTP " + std::to_string(status) + ")";
  if (!error.empty()) out += " " + error;
  if (!suberror.empty()) out += "/" + suberror;
  if (!description.empty()) out += ": " + description;
  // Older answers put the trace lines of the description on lines of their own.
  std::erase(out, '\r');
  std::replace(out.begin(), out.end(), '\n', ' ');
  return out;
}

ClientError to_client_error(const Error& error) {
  ClientError out;
  switch (error.code) {
    case Errc::kNetwork:
    case Errc::kUnreachable:
    case Errc::kForbidden:
    case Errc::kIo:
      out.kind = ClientErrorKind::kNetwork;
      break;
    case Errc::kTimeout:
      out.kind = ClientErrorKind::kTimeout;
      break;
    case Errc::kCrypto:
      out.kind = ClientErrorKind::kCrypto;
      break;
    default:
      out.kind = ClientErrorKind::kInvalidArgument;
  }
  out.description = error.message;
  return out;
}

}  // namespace entra::client
