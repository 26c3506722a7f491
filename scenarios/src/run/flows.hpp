#pragma once
// The flow steps, each through the client library.

#include "run/session.hpp"

namespace entra::scenarios {

/// Runs a flow of model/vocabulary.hpp with filled parameters. A refusal is an answer; an Error means that the step
/// could not be carried out at all, for example because a parameter became something else than text.
[[nodiscard]] Result<Answer> run_flow(Session& session, const std::string& flow, const Json& with);

}  // namespace entra::scenarios
