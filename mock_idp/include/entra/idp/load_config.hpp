#pragma once
// From a file in the contract's vocabulary to a Config, or to an error that points at the place.

#include <string>

#include "entra/idp/config.hpp"

namespace entra::idp {

/// One config error: "file:line:column: what is wrong, what was expected", ready to print.
struct ConfigError {
  std::string one_line;
  std::string with_excerpt;  ///< the same with the source line and carets
};

/// Relative pemFile paths are resolved against the file's folder.
[[nodiscard]] Result<Config, ConfigError> load_config(const std::string& path);
/// The same from text; `name` stands for the file in errors.
[[nodiscard]] Result<Config, ConfigError> parse_config(const std::string& name, const std::string& text,
                                                       const std::string& base_directory = ".");
/// The built-in demo directory, as JSON text that parse_config accepts (what --print-config shows without --config).
[[nodiscard]] const std::string& demo_config_text();
/// The JSON Schema (draft 2020-12) of the config file.
[[nodiscard]] const std::string& config_schema_text();

}  // namespace entra::idp
