#include "entra/client/token_store_cipher.hpp"

#include <gtest/gtest.h>

#include <set>

namespace entra::client {
namespace {

TokenStoreCipher cipher_with(const std::string& key, Random& random) {
  return make_aes256_gcm_cipher([key]() -> Result<std::string> { return key; }, random);
}

class Cipher : public ::testing::Test {
 protected:
  SeededRandom random_{7};
  const std::string key_ = std::string(31, 'k') + "1";
  const TokenStoreCipher cipher_ = cipher_with(key_, random_);
};

TEST_F(Cipher, OpensWhatItSealed) {
  for (const std::string plain : {"", "x", R"({"AccessToken":{}})"}) {
    const auto sealed = cipher_.seal(plain);
    ASSERT_TRUE(sealed);
    EXPECT_EQ(cipher_.open(*sealed), plain);
  }
  const auto sealed = cipher_.seal("a refresh token");
  EXPECT_EQ(sealed->find("refresh"), std::string::npos);
}

TEST_F(Cipher, NeverUsesANonceTwice) {
  std::set<std::string> nonces;
  for (int i = 0; i < 100; ++i) nonces.insert(cipher_.seal("same")->substr(13, 12));
  EXPECT_EQ(nonces.size(), 100u);
}

TEST_F(Cipher, TellsAnotherKeyFromDamage) {
  const auto sealed = cipher_.seal("secret").value();
  const auto other = cipher_with(std::string(32, 'o'), random_).open(sealed);
  ASSERT_FALSE(other);
  EXPECT_EQ(other.error().code, Errc::kCrypto) << "nothing is wrong with the file";
  for (std::size_t at = 13; at < sealed.size(); ++at) {
    std::string forged = sealed;
    forged[at] = static_cast<char>(forged[at] ^ 1);
    const auto opened = cipher_.open(forged);
    ASSERT_FALSE(opened) << at;
    EXPECT_EQ(opened.error().code, Errc::kMalformed) << at;
    EXPECT_EQ(opened.error().message.find("secret"), std::string::npos);
  }
  for (std::size_t size = 5; size < sealed.size(); ++size) {
    EXPECT_EQ(cipher_.open(sealed.substr(0, size)).error().code, Errc::kMalformed) << size;
  }
}

TEST_F(Cipher, TakesNoPlainText) {
  EXPECT_EQ(cipher_.open(R"({"AccessToken":{}})").error().code, Errc::kUnsupported);
}

TEST_F(Cipher, SaysWhenThereIsNoKey) {
  const auto none = make_aes256_gcm_cipher(
      []() -> Result<std::string> { return fail(Errc::kNotFound, "the vault has no such secret"); }, random_);
  EXPECT_EQ(none.seal("x").error().message, "no key for the token store: the vault has no such secret");
  EXPECT_EQ(none.open(*cipher_.seal("x")).error().code, Errc::kCrypto);
  EXPECT_EQ(cipher_with("short", random_).seal("x").error().message,
            "the key for the token store has 5 bytes, expected 32");
}

}  // namespace
}  // namespace entra::client
