#include "grants/aadsts.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>

namespace entra::idp {
namespace {

std::string read(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

TEST(AadstsTable, HasEachCodeOnceInOrder) {
  int previous = 0;
  for (const AadstsRow& row : aadsts_table()) {
    EXPECT_GT(row.code, previous);
    previous = row.code;
    EXPECT_EQ(aadsts_row(row.code).text, row.text);
  }
}

/// invalid_client is 401, the transient error 503, all else 400: what MSALs branch on.
TEST(AadstsTable, HasRowsForServiceErrors) {
  for (const AadstsRow& row : aadsts_table()) {
    if (row.code == 90033) {
      EXPECT_EQ(row.status, 503);
    } else if (row.error_v2 == "invalid_client" && row.status != 400) {
      EXPECT_EQ(row.status, 401) << row.code;
    } else {
      EXPECT_EQ(row.status, 400) << row.code;
    }
  }
}

TEST(AadstsTable, PutsArgumentsWhereTheyBelong) {
  const ProtocolError error{700016, {"{1}-app", "Contoso"}, ""};
  EXPECT_TRUE(error.description().starts_with(
      "AADSTS700016: Application with identifier '{1}-app' was not found in the directory 'Contoso'."))
      << error.description();
}

TEST(AadstsTable, EveryRowNamesATestThatExists) {
  std::string sources;
  for (const auto& entry :
       std::filesystem::recursive_directory_iterator(std::string(ENTRA_SOURCE_DIR) + "/tests/mock_idp")) {
    if (entry.path().extension() == ".cpp") sources += read(entry.path());
  }
  for (const AadstsRow& row : aadsts_table()) {
    const std::size_t dot = row.test.find('.');
    const std::string written =
        "(" + std::string(row.test.substr(0, dot)) + ", " + std::string(row.test.substr(dot + 1)) + ")";
    EXPECT_NE(sources.find(written), std::string::npos) << row.code << " names " << row.test;
  }
}

TEST(AadstsTable, DocumentIsUpToDate) {
  EXPECT_EQ(read(std::string(ENTRA_SOURCE_DIR) + "/docs/errors.md"), make_errors_document())
      << "run: build/bin/mock_idp --print-errors > docs/errors.md";
}

}  // namespace
}  // namespace entra::idp
