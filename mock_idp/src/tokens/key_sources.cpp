// Where signing keys come from: made in memory, or kept in a folder.

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <fstream>
#include <iterator>
#include <mutex>
#include <vector>

#include "entra/idp/mock_idp.hpp"
#include "entra/support/evp.hpp"

namespace entra::idp {
namespace {

Result<std::string> generate_pem() {
  return crypto::RsaPrivateKey::generate().map([](const crypto::RsaPrivateKey& key) { return key.to_pem(); });
}

class GeneratedKeys final : public SigningKeySource {
 public:
  Result<std::string> private_key_pem(std::size_t n) override {
    const std::scoped_lock lock(mutex_);
    while (keys_.size() <= n) {
      auto pem = generate_pem();
      if (!pem) return pem;
      keys_.push_back(std::move(*pem));
    }
    return keys_[n];
  }

 private:
  std::mutex mutex_;
  std::vector<std::string> keys_;
};

tl::unexpected<Error> io_failure(const std::string& path) {
  return fail(Errc::kIo, path + ": " + std::strerror(errno));
}

/// An advisory lock over the folder, so that two processes that start together make one key.
class FolderLock {
 public:
  explicit FolderLock(const std::string& directory)
      : descriptor_(::open((directory + "/signing.lock").c_str(), O_CREAT | O_RDWR | O_CLOEXEC, 0600)) {
    if (descriptor_ >= 0) ::flock(descriptor_, LOCK_EX);
  }
  ~FolderLock() {
    if (descriptor_ >= 0) ::close(descriptor_);
  }
  FolderLock(const FolderLock&) = delete;
  FolderLock& operator=(const FolderLock&) = delete;
  [[nodiscard]] bool held() const { return descriptor_ >= 0; }

 private:
  int descriptor_;
};

Result<std::string> write_private(const std::string& path, const std::string& text) {
  const std::string beside = path + ".new";
  const int file = ::open(beside.c_str(), O_CREAT | O_TRUNC | O_WRONLY | O_CLOEXEC, 0600);
  if (file < 0) return io_failure(beside);
  const bool written =
      ::write(file, text.data(), text.size()) == static_cast<ssize_t>(text.size()) && ::fsync(file) == 0;
  ::close(file);
  if (!written || ::rename(beside.c_str(), path.c_str()) != 0) return io_failure(path);
  return text;
}

class StoredKeys final : public SigningKeySource {
 public:
  explicit StoredKeys(std::string directory) : directory_(std::move(directory)) {}

  Result<std::string> private_key_pem(std::size_t n) override {
    const FolderLock lock(directory_);
    if (!lock.held()) return io_failure(directory_ + "/signing.lock");
    const std::string path = directory_ + "/signing-" + std::to_string(n) + ".pem";
    if (std::ifstream file(path, std::ios::binary); file) {
      std::string pem(std::istreambuf_iterator<char>(file), {});
      if (crypto::RsaPrivateKey::from_pem(pem)) return pem;
      return fail(Errc::kMalformed, path + ": not an RSA private key in PEM; remove the file to have a new key made");
    }
    if (errno != ENOENT) return io_failure(path);
    auto pem = generate_pem();
    if (!pem) return pem;
    return write_private(path, *pem);
  }

  Result<std::string> load_state() override {
    std::ifstream file(state_path(), std::ios::binary);
    if (file) return std::string(std::istreambuf_iterator<char>(file), {});
    if (errno != ENOENT) return io_failure(state_path());
    return std::string();
  }

  Result<void> save_state(const std::string& state) override {
    const FolderLock lock(directory_);
    if (!lock.held()) return io_failure(directory_ + "/signing.lock");
    if (auto written = write_private(state_path(), state); !written) return tl::unexpected(written.error());
    return {};
  }

 private:
  [[nodiscard]] std::string state_path() const { return directory_ + "/signing-ring.json"; }

  std::string directory_;
};

}  // namespace

std::shared_ptr<SigningKeySource> make_generated_keys() {
  return std::make_shared<GeneratedKeys>();
}

Result<std::shared_ptr<SigningKeySource>> make_stored_keys(const std::string& directory) {
  if (::mkdir(directory.c_str(), 0700) != 0 && errno != EEXIST) return io_failure(directory);
  return std::make_shared<StoredKeys>(directory);
}

}  // namespace entra::idp
