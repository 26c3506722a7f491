#pragma once
// A load that also tells which fields the loader asked for, by section: what the schema is compared with.

#include <map>
#include <set>
#include <string>

#include "entra/idp/load_config.hpp"

namespace entra::idp {

/// Sections are named as the schema's $defs are. Only sections that the text has are there.
[[nodiscard]] Result<Config, ConfigError> load_with_vocabulary(
    const std::string& text, std::map<std::string, std::set<std::string>>& vocabulary);

}  // namespace entra::idp
