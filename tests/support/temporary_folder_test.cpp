#include "entra/support/temporary_folder.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

namespace entra {
namespace {

namespace fs = std::filesystem;

TEST(TemporaryFolder, IsItsOwnersAndGoesWithAllThatIsInIt) {
  std::string path;
  {
    auto made = TemporaryFolder::make("entra-test");
    ASSERT_TRUE(made) << made.error().message;
    const TemporaryFolder folder = std::move(*made);
    path = folder.path();
    EXPECT_EQ(fs::status(path).permissions(), fs::perms::owner_all);
    fs::create_directory(fs::path(path) / "deep");
    std::ofstream(fs::path(path) / "deep" / "file") << "text";
    ASSERT_TRUE(fs::exists(fs::path(path) / "deep" / "file"));
  }
  EXPECT_FALSE(fs::exists(path));
}

TEST(TemporaryFolder, NamesThePlaceThatTakesNone) {
  const auto refused = TemporaryFolder::make("no/such/folder/entra-test");
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, Errc::kIo);
  EXPECT_NE(refused.error().message.find("/no/such/folder/"), std::string::npos);
}

}  // namespace
}  // namespace entra
