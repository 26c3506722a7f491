#pragma once
// The file of a persistent store before SQLite touches it: whose it is, who may read it, who uses it.

#include <cstdint>
#include <string>

#include "entra/support/result.hpp"

namespace entra::idp {

/// SQLite's application_id of a store, "Entr" in ASCII: tells it from any other database.
inline constexpr std::uint32_t kStoreApplicationId = 0x456e7472;
/// SQLite's user_version: raised whenever the tables change.
inline constexpr std::uint32_t kStoreVersion = 2;

/// The file under an exclusive lock, until destroyed or the process dies.
class StoreFile {
 public:
  /// Created with mode 0600 when absent. What is refused is left as it was.
  [[nodiscard]] static Result<StoreFile> open(const std::string& path);
  StoreFile(StoreFile&& other) noexcept;
  StoreFile& operator=(StoreFile&&) = delete;
  ~StoreFile();

  [[nodiscard]] const std::string& path() const noexcept { return path_; }  ///< absolute

 private:
  StoreFile(int descriptor, std::string path) : descriptor_(descriptor), path_(std::move(path)) {}
  int descriptor_;
  std::string path_;
};

}  // namespace entra::idp
