// Verification with contexts that each thread keeps: setting one up costs a fifth of what it then computes.

#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/rsa.h>

#include <array>
#include <cstddef>
#include <memory>

#include "entra/support/base64.hpp"
#include "entra/support/evp.hpp"

namespace entra::crypto {
namespace {

using MdContext = std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)>;
using KeyContext = std::unique_ptr<EVP_PKEY_CTX, decltype(&EVP_PKEY_CTX_free)>;

enum DigestIndex : std::size_t { kSha256, kSha384, kSha512, kDigests };

/// Fetched once for the process (crypto(7), "Performance").
const EVP_MD* digest_method(DigestIndex index) {
  static const std::array<EVP_MD*, kDigests> methods = {EVP_MD_fetch(nullptr, "SHA2-256", nullptr),
                                                        EVP_MD_fetch(nullptr, "SHA2-384", nullptr),
                                                        EVP_MD_fetch(nullptr, "SHA2-512", nullptr)};
  return methods[index];
}

DigestIndex digest_of(RsaAlgorithm algorithm) {
  switch (algorithm) {
    case RsaAlgorithm::kRs384:
    case RsaAlgorithm::kPs384:
      return kSha384;
    case RsaAlgorithm::kRs512:
    case RsaAlgorithm::kPs512:
      return kSha512;
    default:
      return kSha256;
  }
}

bool is_pss(RsaAlgorithm algorithm) {
  return algorithm == RsaAlgorithm::kPs256 || algorithm == RsaAlgorithm::kPs384 || algorithm == RsaAlgorithm::kPs512;
}

KeyContext make_context(EVP_PKEY* key, RsaAlgorithm algorithm) {
  KeyContext context(EVP_PKEY_CTX_new_from_pkey(nullptr, key, nullptr), &EVP_PKEY_CTX_free);
  const bool ready =
      context && EVP_PKEY_verify_init(context.get()) == 1 &&
      EVP_PKEY_CTX_set_rsa_padding(context.get(), is_pss(algorithm) ? RSA_PKCS1_PSS_PADDING : RSA_PKCS1_PADDING) == 1 &&
      EVP_PKEY_CTX_set_signature_md(context.get(), digest_method(digest_of(algorithm))) == 1 &&
      (!is_pss(algorithm) || EVP_PKEY_CTX_set_rsa_pss_saltlen(context.get(), RSA_PSS_SALTLEN_DIGEST) == 1);
  if (!ready) context.reset();
  return context;
}

/// Belongs to one thread. A context holds its key, so that an address stands for one key as long as it is kept.
class KeptContexts {
 public:
  /// Null when OpenSSL refuses.
  EVP_PKEY_CTX* find_or_make(EVP_PKEY* key, RsaAlgorithm algorithm) {
    for (Line& line : lines_) {
      if (line.key == key && line.algorithm == algorithm) return line.context.get();
    }
    Line& line = lines_[next_++ % lines_.size()];
    line.key = nullptr;
    line.context = make_context(key, algorithm);
    if (!line.context) return nullptr;
    line.key = key;
    line.algorithm = algorithm;
    return line.context.get();
  }

  /// The size of the hash; 0 when OpenSSL refuses.
  unsigned hash(DigestIndex index, std::string_view data, unsigned char* out) {
    MdContext& context = digests_[index];
    if (!context) context.reset(EVP_MD_CTX_new());
    unsigned size = 0;
    const bool hashed = context && EVP_DigestInit_ex2(context.get(), digest_method(index), nullptr) == 1 &&
                        EVP_DigestUpdate(context.get(), data.data(), data.size()) == 1 &&
                        EVP_DigestFinal_ex(context.get(), out, &size) == 1;
    return hashed ? size : 0;
  }

 private:
  struct Line {
    EVP_PKEY* key{nullptr};
    RsaAlgorithm algorithm{RsaAlgorithm::kRs256};
    KeyContext context{nullptr, &EVP_PKEY_CTX_free};
  };
  std::array<Line, 8> lines_;
  std::size_t next_{0};
  std::array<MdContext, kDigests> digests_{MdContext(nullptr, &EVP_MD_CTX_free), MdContext(nullptr, &EVP_MD_CTX_free),
                                           MdContext(nullptr, &EVP_MD_CTX_free)};
};

}  // namespace

bool RsaPublicKey::verify(RsaAlgorithm algorithm, std::string_view data, std::string_view signature) const {
  thread_local KeptContexts contexts;
  std::array<unsigned char, EVP_MAX_MD_SIZE> hash;
  EVP_PKEY_CTX* const context = contexts.find_or_make(key_.get(), algorithm);
  const unsigned size = context == nullptr ? 0 : contexts.hash(digest_of(algorithm), data, hash.data());
  const bool held =
      size != 0 && EVP_PKEY_verify(context, as_bytes(signature).data(), signature.size(), hash.data(), size) == 1;
  if (!held) ERR_clear_error();
  return held;
}

}  // namespace entra::crypto
