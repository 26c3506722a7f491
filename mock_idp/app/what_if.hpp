#pragma once
// mock_idp --what-if: what conditional access would say, for a terminal.

#include <string>
#include <vector>

#include "entra/idp/config.hpp"

namespace entra::idp::app {

/// `facts` are NAME=VALUE: the members of POST /_mock/policies/evaluate, and those of its circumstances. Prints the
/// decision and every policy's reason. 0: granted, 1: refused, 2: a fact that cannot be used.
[[nodiscard]] int what_if(Config config, const std::vector<std::string>& facts);

}  // namespace entra::idp::app
