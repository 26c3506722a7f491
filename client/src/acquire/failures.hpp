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

}  // namespace entra::client
