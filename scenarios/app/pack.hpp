#pragma once
// Where the built-in scenarios and the mock's program are.

#include <optional>
#include <string>

namespace entra::scenarios {

/// $ENTRA_SUITES, else the source tree that this was built from, else share/entra-harness/suites beside the
/// executable's folder. None when none of them is a folder.
[[nodiscard]] std::optional<std::string> find_suites();
/// mock_idp beside this executable; none when it is not there.
[[nodiscard]] std::optional<std::string> find_mock_idp();

}  // namespace entra::scenarios
