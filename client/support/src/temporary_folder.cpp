#include "entra/support/temporary_folder.hpp"

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <filesystem>

namespace entra {

Result<TemporaryFolder> TemporaryFolder::make(std::string_view prefix) {
  const char* base = std::getenv("TMPDIR");
  std::string path = base != nullptr && *base != '\0' ? base : "/tmp";
  path.append("/").append(prefix).append("-XXXXXX");
  if (::mkdtemp(path.data()) == nullptr) {
    return fail(Errc::kIo, "no temporary folder " + path + ": " + std::strerror(errno));
  }
  return TemporaryFolder(std::move(path));
}

TemporaryFolder::~TemporaryFolder() {
  std::error_code ignored;
  if (!path_.empty()) std::filesystem::remove_all(path_, ignored);
}

}  // namespace entra
