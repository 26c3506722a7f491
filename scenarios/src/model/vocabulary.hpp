#pragma once
// Every key that a scenario file may hold: the loader refuses others, the JSON Schema and the guide are made from the
// same tables, so that no key is declared and ignored.

#include <string_view>
#include <vector>

namespace entra::scenarios {

/// What a key's value must be. All but the structured ones may instead be text with ${references}.
enum class ValueType {
  kText,
  kTextOrList,  ///< a string or an array of strings
  kTextList,
  kFlag,
  kInteger,   ///< whole, not negative
  kDuration,  ///< ISO 8601: "PT1H"
  kLifetime,  ///< ISO 8601, or whole seconds
  kInstant,   ///< RFC 3339
  kObject,
  kArray,
  kAny,
};

struct Key {
  std::string_view name;
  ValueType type;
  std::string_view about;
  bool required{false};
};

[[nodiscard]] const std::vector<Key>& root_keys();
[[nodiscard]] const std::vector<Key>& idp_keys();
[[nodiscard]] const std::vector<Key>& lifetime_keys();
[[nodiscard]] const std::vector<Key>& client_keys();
[[nodiscard]] const std::vector<Key>& step_keys();       ///< what every step may hold, without its kind
[[nodiscard]] const std::vector<Key>& step_kind_keys();  ///< of which a step holds exactly one
[[nodiscard]] const std::vector<Key>& http_keys();
[[nodiscard]] const std::vector<Key>& control_keys();
[[nodiscard]] const std::vector<Key>& clock_keys();
[[nodiscard]] const std::vector<Key>& repeat_keys();

/// A named flow of the client library and what `with` may hold for it.
struct FlowDefinition {
  std::string_view name;
  std::string_view about;
  std::vector<Key> parameters;
  bool takes_target{false};  ///< resource or scope, not both
  bool needs_target{false};
  bool takes_client{false};  ///< client names an entry of `clients`
};
[[nodiscard]] const std::vector<FlowDefinition>& flow_definitions();
[[nodiscard]] const FlowDefinition* find_flow(std::string_view name);

/// Variables that exist without being declared.
[[nodiscard]] const std::vector<Key>& built_in_variables();

}  // namespace entra::scenarios
