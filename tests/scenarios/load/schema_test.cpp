#include "load/schema.hpp"

#include <gtest/gtest.h>

#include <fstream>
#include <iterator>

#include "assert/predicate.hpp"
#include "entra/support/json_access.hpp"
#include "model/vocabulary.hpp"

namespace entra::scenarios {
namespace {

TEST(Schema, IsTheCommittedFile) {
  std::ifstream file(std::string(ENTRA_SOURCE_DIR) + "/scenarios/schema/scenario.schema.json", std::ios::binary);
  const std::string committed{std::istreambuf_iterator<char>(file), {}};
  EXPECT_EQ(schema_text(), committed) << "write it anew: scenarios schema > scenarios/schema/scenario.schema.json";
}

TEST(Schema, KnowsEveryKeyOfTheTables) {
  const auto schema = parse_json(schema_text());
  ASSERT_TRUE(schema);
  const Json& root = *schema;
  for (const Key& key : root_keys()) EXPECT_TRUE(root["properties"].contains(key.name)) << key.name;
  const Json& step = root["$defs"]["step"]["properties"];
  for (const Key& key : step_keys()) EXPECT_TRUE(step.contains(key.name)) << key.name;
  for (const Key& key : step_kind_keys()) EXPECT_TRUE(step.contains(key.name)) << key.name;
  const Json& operators_of = root["$defs"]["predicate"]["anyOf"][1]["properties"];
  for (const OperatorInfo& info : operators()) EXPECT_TRUE(operators_of.contains(info.name)) << info.name;
  EXPECT_EQ(step["flow"]["enum"].size(), flow_definitions().size());
}

}  // namespace
}  // namespace entra::scenarios
