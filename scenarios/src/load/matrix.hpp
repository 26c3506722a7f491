#pragma once
// The axes of a scenario and their combinations.

#include <string>
#include <utility>
#include <vector>

#include "load/node_check.hpp"

namespace entra::scenarios {

struct MatrixCase {
  std::string label;  ///< "secret=expired,version=v1"
  std::vector<std::pair<std::string, Json>> values;
};

/// Each axis is an array of scalars, or of objects that all have the same members, among them "name". The axes become
/// declared variables. At most 1000 cases. Cases are labelled by their value or "name"; strings of an axis with a
/// secret name by their number.
[[nodiscard]] std::vector<MatrixCase> read_matrix(const LocatedJson& node, NodeCheck& check);

}  // namespace entra::scenarios
