#pragma once
// Errors that several files of this folder make.

#include <string>
#include <utility>

#include "entra/client/errors.hpp"

namespace entra::client {

/// The call itself is wrong; nothing was sent.
inline tl::unexpected<ClientError> invalid(std::string description) {
  ClientError error;
  error.kind = ClientErrorKind::kInvalidArgument;
  error.description = std::move(description);
  return tl::unexpected(std::move(error));
}

/// An answer that is not what was asked for.
inline tl::unexpected<ClientError> bad_response(int status, std::string description) {
  ClientError error;
  error.kind = ClientErrorKind::kBadResponse;
  error.status = status;
  error.description = std::move(description);
  return tl::unexpected(std::move(error));
}

}  // namespace entra::client
