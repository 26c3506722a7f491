#pragma once
// A folder for as long as something runs.

#include <string>
#include <string_view>
#include <utility>

#include "entra/support/result.hpp"

namespace entra {

/// Its owner's alone (0700); gone, with all that is in it, when this object is. For one thread at a time.
class TemporaryFolder {
 public:
  /// "{prefix}-" and six characters of the system's choice, under TMPDIR or /tmp. kIo, naming the place.
  [[nodiscard]] static Result<TemporaryFolder> make(std::string_view prefix);
  ~TemporaryFolder();
  TemporaryFolder(TemporaryFolder&& other) noexcept : path_(std::exchange(other.path_, {})) {}
  TemporaryFolder& operator=(TemporaryFolder&&) = delete;
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;

  [[nodiscard]] const std::string& path() const noexcept { return path_; }

 private:
  explicit TemporaryFolder(std::string path) : path_(std::move(path)) {}
  std::string path_;
};

}  // namespace entra
