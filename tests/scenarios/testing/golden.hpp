#pragma once
// Texts that people read, compared with files of this folder.

#include <string>

namespace entra::scenarios::testing {

/// Compares with tests/scenarios/golden/NAME. With ENTRA_UPDATE_GOLDEN set, writes that file instead.
void expect_golden(const std::string& name, const std::string& actual);

}  // namespace entra::scenarios::testing
