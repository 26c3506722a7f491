#include "entra/client/file_token_store.hpp"

#include <cerrno>
#include <cstdio>
#include <mutex>
#include <utility>

#include "entra/support/evp.hpp"
#include "persist/cache_document.hpp"
#include "persist/file_lock.hpp"
#include "persist/private_file.hpp"
#include "persist/sealed_header.hpp"

namespace entra::client {
namespace {

using DocumentPtr = std::shared_ptr<const CacheDocument>;

class FileTokenStore final : public TokenStore {
 public:
  explicit FileTokenStore(FileTokenStoreOptions options) : options_(std::move(options)) {}

  Result<std::optional<StoredAccessToken>> find_access_token(const AccessTokenQuery& query) override {
    return read([&](const CacheDocument& document) { return document.find_access_token(query); });
  }
  Result<std::vector<std::string>> find_refresh_tokens(const CredentialQuery& query) override {
    return read([&](const CacheDocument& document) { return document.find_refresh_tokens(query); });
  }
  Result<std::optional<std::string>> find_id_token(const CredentialQuery& query) override {
    return read([&](const CacheDocument& document) { return document.find_id_token(query); });
  }
  Result<std::vector<StoredAccount>> accounts(const StoreAuthority& authority) override {
    return read([&](const CacheDocument& document) { return document.accounts(authority); });
  }

  Result<void> write(const StoredAnswer& answer) override {
    const auto written = change([&](CacheDocument& document) {
      document.write(answer);
      return std::size_t{1};
    });
    if (!written) return tl::unexpected(written.error());
    return {};
  }
  Result<std::size_t> remove_access_token(std::string_view secret) override {
    return remove([&](CacheDocument& document) { return document.remove_access_token(secret); });
  }
  Result<std::size_t> remove_refresh_token(std::string_view secret) override {
    return remove([&](CacheDocument& document) { return document.remove_refresh_token(secret); });
  }
  Result<std::size_t> remove_account(const CredentialQuery& query) override {
    return remove([&](CacheDocument& document) { return document.remove_account(query); });
  }
  Result<std::size_t> clear(const StoreAuthority& authority, std::string_view client_id) override {
    return remove([&](CacheDocument& document) { return document.clear(authority, client_id); });
  }

 private:
  template <class Find>
  auto read(const Find& find) -> Result<decltype(find(std::declval<const CacheDocument&>()))> {
    const std::scoped_lock lock(mutex_);
    const auto document = newest();
    if (!document) return tl::unexpected(document.error());
    return find(**document);
  }
  template <class Change>
  Result<std::size_t> change(const Change& change) {
    const std::scoped_lock lock(mutex_);
    const auto held = take_lock();
    if (!held) return tl::unexpected(held.error());
    return change_locked(change);
  }
  /// As `change`; where nothing is to be removed, nothing is locked or written.
  template <class Change>
  Result<std::size_t> remove(const Change& change) {
    {
      const std::scoped_lock lock(mutex_);
      const auto document = newest();
      if (!document) return tl::unexpected(document.error());
      CacheDocument trial = **document;
      if (change(trial) == 0) return std::size_t{0};
    }
    return this->change(change);
  }
  template <class Change>
  Result<std::size_t> change_locked(const Change& change) {
    const auto document = load(/*is_locked=*/true);
    if (!document) return tl::unexpected(document.error());
    CacheDocument changed = **document;
    const std::size_t count = change(changed);
    if (count == 0) return count;
    if (auto saved = save(changed); !saved) return tl::unexpected(saved.error());
    return count;
  }

  Result<FileLock> take_lock() {
    if (auto made = make_directory_of(options_.path); !made) return tl::unexpected(made.error());
    return FileLock::acquire(options_.path + ".lockfile", {.wait = options_.lock_wait});
  }

  /// The document as the file has it now; parsed again only when the file has changed.
  Result<DocumentPtr> newest() {
    const auto stamp = stamp_of(options_.path);
    if (!stamp) return tl::unexpected(stamp.error());
    if (document_ && *stamp == stamp_) return document_;
    auto document = load(/*is_locked=*/false);
    // Somebody who writes in place, as MSAL Python does, may have been half way: only under the lock is damage damage.
    if (document || document.error().code != Errc::kMalformed) return document;
    const auto held = take_lock();
    if (!held) return tl::unexpected(held.error());
    return load(/*is_locked=*/true);
  }

  Result<DocumentPtr> load(bool is_locked) {
    auto file = read_private_file(options_.path, options_.max_file_bytes);
    if (!file) return tl::unexpected(file.error());
    if (!*file) return keep(std::make_shared<const CacheDocument>(), std::nullopt);
    if ((*file)->was_tightened) {
      repaired({Errc::kUnsupported, options_.path + " could be read by others; its mode is 0600 now"});
    }
    auto document = decode((*file)->bytes);
    if (document) return keep(std::make_shared<const CacheDocument>(std::move(*document)), (*file)->stamp);
    if (document.error().code != Errc::kMalformed || !is_locked) {
      return tl::unexpected(document.error().in(options_.path));
    }
    return set_aside((*file)->bytes, document.error());
  }

  Result<CacheDocument> decode(const std::string& bytes) const {
    if (!options_.cipher.open) {
      if (is_sealed(bytes)) return fail(Errc::kUnsupported, "the token store is encrypted and no key was given");
      return CacheDocument::parse(bytes);
    }
    // An empty file is one that somebody made beforehand, for its mode.
    if (bytes.empty()) return CacheDocument();
    const auto plain = options_.cipher.open(bytes);
    if (!plain) return tl::unexpected(plain.error());
    return CacheDocument::parse(*plain);
  }

  /// Under its content's name, so that the same damage does not fill the directory.
  Result<DocumentPtr> set_aside(const std::string& bytes, const Error& why) {
    const std::string aside = options_.path + ".corrupt-" + crypto::to_hex(crypto::sha256(bytes).substr(0, 4));
    if (std::rename(options_.path.c_str(), aside.c_str()) != 0) return io_failure(options_.path, "set aside");
    repaired({why.code, options_.path + ": " + why.message + "; set aside as " + aside});
    return keep(std::make_shared<const CacheDocument>(), std::nullopt);
  }

  Result<void> save(const CacheDocument& document) {
    std::string bytes = document.text();
    if (options_.cipher.seal) {
      auto sealed = options_.cipher.seal(bytes);
      if (!sealed) return tl::unexpected(sealed.error().in(options_.path));
      bytes = std::move(*sealed);
    }
    if (bytes.size() > options_.max_file_bytes) {
      return fail(Errc::kOutOfRange,
                  options_.path + " would be larger than " + std::to_string(options_.max_file_bytes) + " bytes");
    }
    document_.reset();
    return replace_private_file(options_.path, bytes);
  }

  DocumentPtr keep(DocumentPtr document, std::optional<FileStamp> stamp) {
    document_ = document;
    stamp_ = stamp;
    return document;
  }
  void repaired(const Error& what) const {
    if (options_.on_repair) options_.on_repair(what);
  }

  const FileTokenStoreOptions options_;
  std::mutex mutex_;
  DocumentPtr document_;  ///< null: nothing was read yet, or we wrote
  std::optional<FileStamp> stamp_;
};

}  // namespace

Result<std::shared_ptr<TokenStore>> open_file_token_store(FileTokenStoreOptions options) {
  if (options.path.empty()) return fail(Errc::kMissing, "the path of the token store is empty");
  return std::make_shared<FileTokenStore>(std::move(options));
}

}  // namespace entra::client
