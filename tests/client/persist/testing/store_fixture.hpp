#pragma once
// What the tests of kept tokens share: a directory of their own, the files that real libraries wrote, and answers.

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include "entra/client/file_token_store.hpp"
#include "entra/support/json_access.hpp"

namespace entra::client::testing {

inline constexpr const char* kTenant = "5a1f0c52-6c1d-4b0c-9d5e-0a1b2c3d4e01";
inline constexpr const char* kClient = "5a1f0c52-0001-4b0c-9d5e-000000000001";
inline constexpr const char* kUser = "5a1f0c52-aaaa-4b0c-9d5e-000000000001";
inline const std::string kHome = std::string(kUser) + "." + kTenant;
inline const Instant kThen = from_epoch_seconds(1'740'819'600);

inline std::string read_text(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  std::stringstream text;
  text << in.rdbuf();
  return text.str();
}

inline void write_text(const std::string& path, const std::string& text) {
  std::ofstream(path, std::ios::binary) << text;
  std::filesystem::permissions(path, std::filesystem::perms(0600));
}

/// A file that a real library wrote: msal_python.json, msal_node.json, and both with a port in the authority.
inline std::string golden(const std::string& name) {
  std::string text = read_text(std::string(ENTRA_SOURCE_DIR) + "/tests/client/persist/golden/" + name);
  EXPECT_FALSE(text.empty()) << name;
  return text;
}

inline StoreAuthority public_cloud() {
  return {.environment = "login.microsoftonline.com", .aliases = {"login.windows.net", "login.microsoft.com"}};
}

inline AccessTokenQuery app_query(std::string scope = "https://graph.microsoft.com/.default") {
  return {.authority = public_cloud(), .client_id = kClient, .realm = kTenant, .scopes = {std::move(scope)}};
}

inline AccessTokenQuery user_query(std::vector<std::string> scopes) {
  return {.authority = public_cloud(),
          .client_id = kClient,
          .realm = kTenant,
          .home_account_id = kHome,
          .scopes = std::move(scopes)};
}

inline CredentialQuery credential_query() {
  return {.authority = public_cloud(), .client_id = kClient, .home_account_id = kHome, .realm = kTenant};
}

inline StoredAnswer app_answer(std::string token, std::string scope = "https://graph.microsoft.com/.default") {
  return {.authority = public_cloud(),
          .client_id = kClient,
          .realm = kTenant,
          .scopes = {std::move(scope)},
          .access_token = std::move(token),
          .token_type = "Bearer",
          .cached_at = kThen,
          .expires_on = kThen + std::chrono::hours(1)};
}

inline StoredAnswer user_answer(std::string token, std::vector<std::string> scopes) {
  StoredAnswer answer = app_answer(std::move(token));
  answer.account = {.home_account_id = kHome,
                    .realm = kTenant,
                    .local_account_id = kUser,
                    .username = "ada@interop.onmicrosoft.com",
                    .name = "Ada Admin"};
  answer.scopes = std::move(scopes);
  answer.refresh_token = "new-refresh-token";
  answer.id_token = "new-id-token";
  return answer;
}

/// A directory that is removed with everything in it.
class StoreTest : public ::testing::Test {
 protected:
  StoreTest() {
    std::string pattern = ::testing::TempDir() + "entra_store_XXXXXX";
    EXPECT_NE(::mkdtemp(pattern.data()), nullptr);
    directory_ = pattern;
    path_ = directory_ + "/tokens.json";
  }
  ~StoreTest() override {
    std::error_code ignored;
    std::filesystem::remove_all(directory_, ignored);
  }

  std::shared_ptr<TokenStore> open(FileTokenStoreOptions options = {}) {
    options.path = path_;
    options.on_repair = [this](const Error& what) { repairs_.push_back(what.message); };
    return open_file_token_store(std::move(options)).value();
  }
  [[nodiscard]] Json file() const { return parse_json(read_text(path_)).value(); }
  [[nodiscard]] std::vector<std::string> names() const {
    std::vector<std::string> found;
    for (const auto& entry : std::filesystem::directory_iterator(directory_)) {
      found.push_back(entry.path().filename().string());
    }
    std::sort(found.begin(), found.end());
    return found;
  }
  static unsigned mode_of(const std::string& path) {
    struct stat status {};
    return ::stat(path.c_str(), &status) == 0 ? status.st_mode & 07777u : 0;
  }

  std::string directory_;
  std::string path_;
  std::vector<std::string> repairs_;
};

}  // namespace entra::client::testing
