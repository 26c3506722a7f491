#pragma once
// A private folder that is removed with everything in it.

#include <string>

#include "entra/support/result.hpp"

namespace entra::scenarios {

class TemporaryFolder {
 public:
  /// Mode 0700 under $TMPDIR or /tmp.
  [[nodiscard]] static Result<TemporaryFolder> make();
  TemporaryFolder(TemporaryFolder&& other) noexcept : path_(std::exchange(other.path_, {})) {}
  TemporaryFolder& operator=(TemporaryFolder&&) = delete;
  ~TemporaryFolder();
  [[nodiscard]] const std::string& path() const noexcept { return path_; }

 private:
  explicit TemporaryFolder(std::string path) : path_(std::move(path)) {}
  std::string path_;
};

}  // namespace entra::scenarios
