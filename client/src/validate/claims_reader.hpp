#pragma once
// Claims from a text that can be kept, with the exact fault when they are none.

#include <string>

#include "entra/client/claims.hpp"
#include "validate/json_index.hpp"

namespace entra::client {

struct ClaimsReader {
  [[nodiscard]] static Result<Claims, JsonFault> read(std::string json_text);
};

}  // namespace entra::client
