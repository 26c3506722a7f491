#pragma once
// From files to checked scenarios, or to every error of every file in one go.

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "entra/support/located_json.hpp"
#include "model/scenario.hpp"

namespace entra::scenarios {

/// Says what is wrong with a mock config file, ready to print; none when it is fine.
using DirectoryCheck = std::function<std::optional<std::string>(const std::string& path)>;

struct Loaded {
  std::vector<Scenario> scenarios;            ///< in the order of files and matrix cases
  std::vector<Diagnostic> diagnostics;        ///< bad scenario files; such a file gives no scenario
  std::vector<std::string> directory_errors;  ///< bad mock configs that scenarios name, each once
};

/// One file's text; relative paths in it are resolved against the folder of source.name().
[[nodiscard]] Loaded load_scenario(const SourceText& source);
/// Files in order. A scenario name that two files share is an error. `check` may be empty.
[[nodiscard]] Loaded load_scenarios(const std::vector<SourceText>& sources, const DirectoryCheck& check = {});

/// Files as given, folders searched in depth for *.scenario.json, sorted. kNotFound names what does not exist.
[[nodiscard]] Result<std::vector<std::string>> find_scenario_files(const std::vector<std::string>& paths);

}  // namespace entra::scenarios
