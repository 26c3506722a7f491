#include <algorithm>
#include <map>
#include <mutex>
#include <unordered_map>

#include "entra/support/evp.hpp"
#include "store/store.hpp"

namespace entra::idp {
namespace {

class MemoryStore final : public Store {
 public:
  void put_code(std::string_view code, AuthorizationCode record) override {
    const std::scoped_lock lock(mutex_);
    codes_[crypto::sha256(code)] = {std::move(record), false};
  }

  std::optional<AuthorizationCode> find_code(std::string_view code) const override {
    const std::scoped_lock lock(mutex_);
    const auto found = codes_.find(crypto::sha256(code));
    if (found == codes_.end()) return std::nullopt;
    return found->second.record;
  }

  Redemption redeem_code(std::string_view code) override {
    const std::scoped_lock lock(mutex_);
    const auto found = codes_.find(crypto::sha256(code));
    if (found == codes_.end()) return Redemption::kUnknown;
    if (found->second.redeemed) return Redemption::kAgain;
    found->second.redeemed = true;
    return Redemption::kFirst;
  }

  void put_refresh_token(std::string_view token, RefreshToken record) override {
    const std::scoped_lock lock(mutex_);
    refresh_tokens_[crypto::sha256(token)] = std::move(record);
  }

  std::optional<RefreshToken> find_refresh_token(std::string_view token) const override {
    const std::scoped_lock lock(mutex_);
    const auto found = refresh_tokens_.find(crypto::sha256(token));
    if (found == refresh_tokens_.end()) return std::nullopt;
    return found->second;
  }

  void add_consent(const Consent& consent) override {
    const std::scoped_lock lock(mutex_);
    for (Consent& known : consents_) {
      if (known.tenant != consent.tenant || known.client != consent.client || known.resource != consent.resource ||
          known.user != consent.user) {
        continue;
      }
      for (const std::string& scope : consent.scopes) {
        if (std::find(known.scopes.begin(), known.scopes.end(), scope) == known.scopes.end())
          known.scopes.push_back(scope);
      }
      return;
    }
    consents_.push_back(consent);
  }

  std::vector<std::string> consented_scopes(const TenantId& tenant, const AppId& client, const AppId& resource,
                                            const ObjectId& user) const override {
    const std::scoped_lock lock(mutex_);
    std::vector<std::string> scopes;
    for (const Consent& consent : consents_) {
      const bool is_for_user = consent.user.empty() || consent.user == user;
      if (consent.tenant == tenant && consent.client == client && consent.resource == resource && is_for_user) {
        scopes.insert(scopes.end(), consent.scopes.begin(), consent.scopes.end());
      }
    }
    return scopes;
  }

  bool has_consent(const TenantId& tenant, const AppId& client) const override {
    const std::scoped_lock lock(mutex_);
    return std::any_of(consents_.begin(), consents_.end(),
                       [&](const Consent& consent) { return consent.tenant == tenant && consent.client == client; });
  }

  void revoke_sign_ins(const ObjectId& user, Instant before) override {
    const std::scoped_lock lock(mutex_);
    valid_from_[user] = before;
  }

  std::optional<Instant> tokens_valid_from(const ObjectId& user) const override {
    const std::scoped_lock lock(mutex_);
    const auto found = valid_from_.find(user);
    if (found == valid_from_.end()) return std::nullopt;
    return found->second;
  }

  void clear() override {
    const std::scoped_lock lock(mutex_);
    codes_.clear();
    refresh_tokens_.clear();
    consents_.clear();
    valid_from_.clear();
  }

 private:
  struct Code {
    AuthorizationCode record;
    bool redeemed{false};
  };

  mutable std::mutex mutex_;
  std::unordered_map<std::string, Code> codes_;
  std::unordered_map<std::string, RefreshToken> refresh_tokens_;
  std::vector<Consent> consents_;
  std::map<ObjectId, Instant> valid_from_;
};

}  // namespace

std::unique_ptr<Store> make_memory_store() {
  return std::make_unique<MemoryStore>();
}

}  // namespace entra::idp
