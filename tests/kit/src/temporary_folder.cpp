#include "temporary_folder.hpp"

#include <cstdlib>
#include <filesystem>

namespace entra::testing {

Result<TemporaryFolder> TemporaryFolder::make() {
  std::error_code error;
  const auto parent = std::filesystem::temp_directory_path(error);
  std::string pattern = (parent / "entra-testing-XXXXXX").string();
  if (error || mkdtemp(pattern.data()) == nullptr)
    return fail(Errc::kIo, "no temporary folder under " + parent.string());
  return TemporaryFolder(std::move(pattern));
}

TemporaryFolder::~TemporaryFolder() {
  if (path_.empty()) return;
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

}  // namespace entra::testing
