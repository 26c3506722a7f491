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

Result<std::string> find_suites() {
  std::error_code ignored;
  if (const char* given = std::getenv("ENTRA_SUITES"); given != nullptr && *given != '\0') {
    if (fs::is_directory(given, ignored)) return std::string(given);
    return fail(Errc::kNotFound, "ENTRA_SUITES is '" + std::string(given) + "', which is no folder");
  }
  // An installation first: the tree that it was built from may lie on the same machine, and be older or newer.
  for (const fs::path& candidate :
       {own_folder().parent_path() / "share/entra-harness/suites", fs::path(ENTRA_SUITES_DIR)})
    if (fs::is_directory(candidate, ignored)) {
      // Short names in reports when the pack lies below the working folder.
      const fs::path relative = fs::relative(candidate, ignored);
      return !relative.empty() && *relative.begin() != ".." ? relative.string() : candidate.string();
    }
  return fail(Errc::kNotFound,
              "the built-in scenarios are not where they should be; name files, or set ENTRA_SUITES to their folder");
}

std::optional<std::string> find_mock_idp() {
  const fs::path program = own_folder() / "mock_idp";
  std::error_code ignored;
  return fs::is_regular_file(program, ignored) ? std::optional<std::string>(program.string()) : std::nullopt;
}

}  // namespace entra::scenarios
