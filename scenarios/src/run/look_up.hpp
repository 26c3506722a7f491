#pragma once
// The value of an expression while a scenario runs.

#include <optional>
#include <string>

#include "model/expression.hpp"
#include "run/session.hpp"

namespace entra::scenarios {

struct Found {
  std::optional<Json> value;  ///< none: it does not exist
  std::string from;           ///< "the answer to POST /x (exchange 7)", "the journal", …
  std::string hint;           ///< why it does not exist, may be empty
};
/// `answer` may be null for expressions that need none. An Error means that it cannot be told, for example because the
/// journal could not be read.
[[nodiscard]] Result<Found> look_up(Session& session, const Expression& expression, const Answer* answer);

/// "the answer to POST /contoso/oauth2/token (exchange 7)".
[[nodiscard]] std::string name_exchange(const Session& session, std::size_t number);

}  // namespace entra::scenarios
