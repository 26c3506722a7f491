#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <fstream>
#include <sstream>
#include <thread>

#include "http/certificate_authority.hpp"
#include "http/server.hpp"
#include "testing/temporary_directory.hpp"

namespace entra::idp::http_server {
namespace {

using ::testing::HasSubstr;
using testing::TemporaryDirectory;

const std::vector<std::string> kNames = {"localhost", "*.vault.azure.net"};
const std::vector<std::string> kAddresses = {"127.0.0.1", "::1"};

std::string read(const std::string& path) {
  std::ostringstream text;
  text << std::ifstream(path).rdbuf();
  return text.str();
}

void write(const std::string& path, const std::string& text) {
  std::ofstream(path) << text;
}

unsigned mode_of(const std::string& path) {
  struct stat status {};
  return stat(path.c_str(), &status) == 0 ? status.st_mode & 0777u : 0;
}

TEST(Certificates, AreMadePrivateAndFitTogether) {
  const TemporaryDirectory temporary;
  const std::string directory = temporary.path() + "/a/b";
  const auto files = ensure_certificates(directory, kNames, kAddresses);
  ASSERT_TRUE(files) << files.error().message;
  EXPECT_EQ(mode_of(directory), 0700u);
  EXPECT_EQ(mode_of(directory + "/ca-key.pem"), 0600u);
  EXPECT_EQ(mode_of(files->tls.private_key_file), 0600u);
  EXPECT_EQ(mode_of(files->tls.certificate_chain_file), 0600u);
  EXPECT_EQ(mode_of(files->ca_file), 0644u);
  const auto authority = parse_certificate(read(files->ca_file));
  const auto server = parse_certificate(read(files->tls.certificate_chain_file));
  ASSERT_TRUE(authority && server);
  EXPECT_TRUE(is_signed_by(*server, *authority));
  EXPECT_TRUE(is_pair(*server, *parse_key(read(files->tls.private_key_file))));
  EXPECT_TRUE(covers(*server, {kNames, kAddresses}));
  EXPECT_FALSE(covers(*server, {{"login.microsoftonline.com"}, {}}));
  EXPECT_FALSE(covers(*server, {{}, {"127.0.0.2"}}));
  EXPECT_THAT(read(files->tls.certificate_chain_file), HasSubstr(read(files->ca_file)));
}

TEST(Certificates, ServerCertificateEndsWithin825DaysAndTheAuthorityAfterNineYears) {
  const auto authority_key = make_key();
  const auto authority = make_authority(*authority_key);
  const auto server = make_server_certificate(*make_key(), {kNames, {}}, *authority, *authority_key);
  ASSERT_TRUE(server);
  EXPECT_TRUE(is_valid_for(*server, std::chrono::hours(24 * 800)));
  EXPECT_FALSE(is_valid_for(*server, std::chrono::hours(24 * 825)));
  EXPECT_TRUE(is_valid_for(*authority, std::chrono::hours(24 * 365 * 9)));
}

TEST(Certificates, AreReusedWhileTheyCoverTheNames) {
  const TemporaryDirectory temporary;
  const auto first = ensure_certificates(temporary.path(), kNames, kAddresses);
  ASSERT_TRUE(first);
  const std::string certificate = read(first->tls.certificate_chain_file);
  const std::string authority = read(first->ca_file);
  ASSERT_TRUE(ensure_certificates(temporary.path(), {"LOCALHOST"}, {"::1"}));
  EXPECT_EQ(read(first->tls.certificate_chain_file), certificate);
  ASSERT_TRUE(ensure_certificates(temporary.path(), {"localhost", "graph.microsoft.com"}, {}));
  EXPECT_NE(read(first->tls.certificate_chain_file), certificate);
  EXPECT_EQ(read(first->ca_file), authority) << "clients that trust it must go on trusting";
}

TEST(Certificates, ACertificateOfAnotherAuthorityIsReplaced) {
  const TemporaryDirectory mine;
  const TemporaryDirectory other;
  const auto files = ensure_certificates(mine.path(), kNames, {});
  const auto foreign = ensure_certificates(other.path(), kNames, {});
  ASSERT_TRUE(files && foreign);
  write(files->tls.certificate_chain_file, read(foreign->tls.certificate_chain_file));
  write(files->tls.private_key_file, read(foreign->tls.private_key_file));
  ASSERT_TRUE(ensure_certificates(mine.path(), kNames, {}));
  EXPECT_TRUE(is_signed_by(*parse_certificate(read(files->tls.certificate_chain_file)),
                           *parse_certificate(read(files->ca_file))));
}

TEST(Certificates, CorruptFilesAreNamedAndLeftAlone) {
  for (const std::string name : {"ca.pem", "ca-key.pem", "tls-cert.pem", "tls-key.pem"}) {
    const TemporaryDirectory temporary;
    ASSERT_TRUE(ensure_certificates(temporary.path(), kNames, {}));
    const std::string path = temporary.path() + "/" + name;
    write(path, "not PEM");
    const auto again = ensure_certificates(temporary.path(), kNames, {});
    ASSERT_FALSE(again) << name;
    EXPECT_EQ(again.error().code, Errc::kMalformed) << name;
    EXPECT_THAT(again.error().message, HasSubstr(path));
    EXPECT_EQ(read(path), "not PEM");
  }
}

TEST(Certificates, AnAuthorityWithoutItsKeyIsAnError) {
  const TemporaryDirectory temporary;
  ASSERT_TRUE(ensure_certificates(temporary.path(), kNames, {}));
  std::filesystem::remove(temporary.path() + "/ca-key.pem");
  const auto again = ensure_certificates(temporary.path(), kNames, {});
  ASSERT_FALSE(again);
  EXPECT_THAT(again.error().message, HasSubstr("ca-key.pem"));
}

TEST(Certificates, AnInterruptedFirstStartIsFinished) {
  const TemporaryDirectory temporary;
  const auto files = ensure_certificates(temporary.path(), kNames, {});
  ASSERT_TRUE(files);
  std::filesystem::remove(files->ca_file);
  std::filesystem::remove(files->tls.certificate_chain_file);
  ASSERT_TRUE(ensure_certificates(temporary.path(), kNames, {}));
  EXPECT_TRUE(is_signed_by(*parse_certificate(read(files->tls.certificate_chain_file)),
                           *parse_certificate(read(files->ca_file))));
}

TEST(Certificates, StartsAtTheSameTimeAgree) {
  const TemporaryDirectory temporary;
  std::vector<std::string> authorities(8);
  {
    std::vector<std::jthread> starts;
    for (std::string& authority : authorities) {
      starts.emplace_back([&] {
        const auto files = ensure_certificates(temporary.path(), kNames, kAddresses);
        if (files) authority = read(files->ca_file) + read(files->tls.certificate_chain_file);
      });
    }
  }
  EXPECT_FALSE(authorities.front().empty());
  for (const std::string& authority : authorities) EXPECT_EQ(authority, authorities.front());
}

TEST(Certificates, NeedANameAndNumericAddresses) {
  const TemporaryDirectory temporary;
  EXPECT_EQ(ensure_certificates(temporary.path(), {}, {}).error().code, Errc::kMissing);
  EXPECT_EQ(ensure_certificates(temporary.path(), {}, {"localhost"}).error().code, Errc::kMalformed);
}

TEST(Certificates, ADirectoryThatIsAFileIsAnError) {
  const TemporaryDirectory temporary;
  write(temporary.path() + "/file", "");
  const auto files = ensure_certificates(temporary.path() + "/file", kNames, {});
  ASSERT_FALSE(files);
  EXPECT_EQ(files.error().code, Errc::kIo);
  EXPECT_THAT(files.error().message, HasSubstr(temporary.path() + "/file"));
}

}  // namespace
}  // namespace entra::idp::http_server
