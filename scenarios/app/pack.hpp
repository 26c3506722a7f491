#pragma once
// Where the built-in scenarios and the mock's program are.

#include <optional>
#include <string>

#include "entra/support/result.hpp"

namespace entra::scenarios {

/// $ENTRA_SUITES, else share/entra-harness/suites beside the executable's folder, else the source tree that this was
/// built from. kNotFound when what was given, or all of the others, are no folders.
[[nodiscard]] Result<std::string> find_suites();
/// mock_idp beside this executable; none when it is not there.
[[nodiscard]] std::optional<std::string> find_mock_idp();

}  // namespace entra::scenarios
