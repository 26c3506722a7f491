#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "directory/load_with_vocabulary.hpp"
#include "entra/idp/load_config.hpp"
#include "sample_config.hpp"

namespace entra::idp {
namespace {

using Json = nlohmann::json;

/// Just as much of JSON Schema (draft 2020-12) as our schema uses; says where a value does not fit.
class Validator {
 public:
  explicit Validator(const Json& schema) : schema_(schema) {}

  [[nodiscard]] std::string check(const Json& value) const { return check(value, schema_, ""); }

 private:
  [[nodiscard]] std::string check(const Json& value, const Json& schema, const std::string& at) const {
    if (schema.contains("$ref")) {
      const std::string ref = schema.at("$ref").get<std::string>();
      if (auto wrong = check(value, schema_.at(Json::json_pointer(ref.substr(1))), at); !wrong.empty()) return wrong;
    }
    if (schema.contains("anyOf")) {
      const auto& forms = schema.at("anyOf");
      const auto fits = [&](const Json& form) { return check(value, form, at).empty(); };
      if (std::none_of(forms.begin(), forms.end(), fits)) return check(value, forms.front(), at);
    }
    if (schema.contains("type") && !has_type(value, schema.at("type"))) return at + ": type";
    if (schema.contains("enum") &&
        std::find(schema["enum"].begin(), schema["enum"].end(), value) == schema["enum"].end())
      return at + ": enum";
    if (schema.contains("minimum") && value.is_number() && value < schema.at("minimum")) return at + ": minimum";
    if (schema.contains("maximum") && value.is_number() && value > schema.at("maximum")) return at + ": maximum";
    if (schema.contains("minLength") && value.get<std::string>().empty()) return at + ": minLength";
    if (value.is_array()) {
      if (value.size() < schema.value("minItems", 0u)) return at + ": minItems";
      if (value.size() > schema.value("maxItems", std::size_t{1'000'000})) return at + ": maxItems";
      for (std::size_t i = 0; schema.contains("items") && i < value.size(); ++i)
        if (auto wrong = check(value[i], schema.at("items"), at + "/" + std::to_string(i)); !wrong.empty())
          return wrong;
    }
    if (value.is_object()) {
      for (const auto& name : schema.value("required", Json::array()))
        if (!value.contains(name.get<std::string>())) return at + ": required " + name.get<std::string>();
      for (const auto& [name, member] : value.items()) {
        const Json properties = schema.value("properties", Json::object());
        if (!properties.contains(name)) {
          if (schema.value("additionalProperties", Json(true)) == Json(false)) return at + "/" + name + ": unknown";
          continue;
        }
        if (auto wrong = check(member, properties.at(name), at + "/" + name); !wrong.empty()) return wrong;
      }
    }
    return "";
  }
  static bool has_type(const Json& value, const Json& type) {
    if (type.is_array())
      return std::any_of(type.begin(), type.end(), [&](const Json& one) { return has_type(value, one); });
    if (type == "integer") return value.is_number_integer();
    return std::string(value.type_name()) == type.get<std::string>();
  }

  const Json& schema_;
};

Json schema() {
  return Json::parse(config_schema_text());
}

TEST(ConfigSchema, ListsExactlyTheFieldsThatTheLoaderKnows) {
  // The sample has every section except keyCredential, whose objects need a real certificate.
  std::map<std::string, std::set<std::string>> known;
  ASSERT_TRUE(load_with_vocabulary(kSampleConfig, known));
  std::map<std::string, std::set<std::string>> with_key;
  (void)load_with_vocabulary(sample_with("\"keyCredentials\": []", "\"keyCredentials\": [{}]"), with_key);
  known["keyCredential"] = with_key["keyCredential"];

  std::map<std::string, std::set<std::string>> listed;
  const Json document = schema();
  for (const auto& [section, definition] : document.at("$defs").items()) {
    if (!definition.contains("properties")) continue;
    EXPECT_EQ(definition.value("additionalProperties", Json(true)), Json(false)) << section;
    for (const auto& [name, unused] : definition.at("properties").items()) listed[section].insert(name);
  }
  EXPECT_EQ(listed, known);
}

TEST(ConfigSchema, AcceptsTheSampleAndTheDemo) {
  const Json document = schema();
  EXPECT_EQ(Validator(document).check(Json::parse(kSampleConfig)), "");
  EXPECT_EQ(Validator(document).check(Json::parse(demo_config_text(), nullptr, true, true)), "");
}

TEST(ConfigSchema, RefusesWhatTheLoaderRefuses) {
  const Json document = schema();
  const Validator validator(document);
  const std::pair<const char*, const char*> changes[] = {
      {"\"signIn\"", "\"signin\""},
      {"\"usgov\"", "\"mars\""},
      {"\"accessToken\": 1", "\"accessToken\": 0"},
      {"\"domains\": [\"two.example\"]", "\"domains\": []"},
      {"\"builtInControls\": [\"mfa\"]", "\"builtInControls\": [\"mfaa\"]"},
      {"\"insiderRiskLevels\": null", "\"insiderRiskLevels\": [\"minor\"]"},
      {kSampleConfig, "{}"},
  };
  for (const auto& [from, to] : changes) {
    const std::string text = sample_with(from, to);
    EXPECT_FALSE(parse_config("c", text)) << to;
    EXPECT_NE(validator.check(Json::parse(text)), "") << to;
  }
}

TEST(ConfigSchema, EveryReferenceLeadsSomewhere) {
  const Json document = schema();
  const std::string text = document.dump();
  for (std::size_t at = text.find("\"#/"); at != std::string::npos; at = text.find("\"#/", at + 1)) {
    const std::string pointer = text.substr(at + 2, text.find('"', at + 1) - at - 2);
    EXPECT_TRUE(document.contains(Json::json_pointer(pointer))) << pointer;
  }
}

}  // namespace
}  // namespace entra::idp
