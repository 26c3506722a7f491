#include "pack.hpp"

#include <cstdlib>
#include <filesystem>

namespace entra::scenarios {
namespace {

namespace fs = std::filesystem;

fs::path own_folder() {
  std::error_code error;
  const fs::path self = fs::read_symlink("/proc/self/exe", error);
  return error ? fs::path(".") : self.parent_path();
}

}  // namespace

std::optional<std::string> find_suites() {
  std::error_code ignored;
  if (const char* given = std::getenv("ENTRA_SUITES"); given != nullptr && *given != '\0')
    return fs::is_directory(given, ignored) ? std::optional<std::string>(given) : std::nullopt;
  for (const fs::path& candidate :
       {fs::path(ENTRA_SUITES_DIR), own_folder().parent_path() / "share/entra-harness/suites"})
    if (fs::is_directory(candidate, ignored)) {
      // Short names in reports when the pack lies below the working folder.
      const fs::path relative = fs::relative(candidate, ignored);
      return !relative.empty() && *relative.begin() != ".." ? relative.string() : candidate.string();
    }
  return std::nullopt;
}

std::optional<std::string> find_mock_idp() {
  const fs::path program = own_folder() / "mock_idp";
  std::error_code ignored;
  return fs::is_regular_file(program, ignored) ? std::optional<std::string>(program.string()) : std::nullopt;
}

}  // namespace entra::scenarios
