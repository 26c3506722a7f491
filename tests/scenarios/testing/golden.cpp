#include "testing/golden.hpp"

#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <iterator>

namespace entra::scenarios::testing {

void expect_golden(const std::string& name, const std::string& actual) {
  const std::string path = std::string(ENTRA_SOURCE_DIR) + "/tests/scenarios/golden/" + name;
  if (std::getenv("ENTRA_UPDATE_GOLDEN") != nullptr) {
    std::ofstream(path, std::ios::binary) << actual;
    return;
  }
  std::ifstream file(path, std::ios::binary);
  const std::string wanted{std::istreambuf_iterator<char>(file), {}};
  EXPECT_EQ(actual, wanted) << "in " << path << "; ENTRA_UPDATE_GOLDEN=1 writes it anew";
}

}  // namespace entra::scenarios::testing
