#include "entra/idp/load_config.hpp"

namespace entra::idp {

namespace embedded {
std::string_view config_schema_json();  // config.schema.json beside this file
}

const std::string& config_schema_text() {
  static const std::string text(embedded::config_schema_json());
  return text;
}

}  // namespace entra::idp
