#include <algorithm>
#include <map>
#include <mutex>
#include <unordered_map>
#include <utility>

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
    return find(codes_, code);
  }

  Redemption redeem_code(std::string_view code) override { return redeem(codes_, code); }

  void put_refresh_token(std::string_view token, RefreshToken record) override {
    const std::scoped_lock lock(mutex_);
    refresh_tokens_[crypto::sha256(token)] = {std::move(record), false};
  }

  std::optional<RefreshToken> find_refresh_token(std::string_view token) const override {
    const std::scoped_lock lock(mutex_);
    return find(refresh_tokens_, token);
  }

  Redemption redeem_refresh_token(std::string_view token) override { return redeem(refresh_tokens_, token); }

  void end_refresh_family(std::string_view family) override {
    const std::scoped_lock lock(mutex_);
    std::erase_if(refresh_tokens_, [&](const auto& entry) { return entry.second.record.family == family; });
  }

  void put_device_code(std::string_view device_code, DeviceCode record) override {
    const std::scoped_lock lock(mutex_);
    const std::string key = crypto::sha256(device_code);
    user_codes_[record.user_code] = key;
    device_codes_[key] = {std::move(record), false};
  }

  std::optional<DeviceCode> find_device_code(std::string_view device_code) const override {
    const std::scoped_lock lock(mutex_);
    return find(device_codes_, device_code);
  }

  std::optional<DeviceCode> find_user_code(std::string_view user_code) const override {
    const std::scoped_lock lock(mutex_);
    const auto found = user_codes_.find(user_code);
    if (found == user_codes_.end()) return std::nullopt;
    return device_codes_.at(found->second).record;
  }

  bool approve_device(std::string_view user_code, const SignIn& sign_in, const TenantId& tenant) override {
    const std::scoped_lock lock(mutex_);
    DeviceCode* const waiting = find_pending(user_code);
    if (waiting == nullptr) return false;
    waiting->state = DeviceCodeState::kApproved;
    waiting->sign_in = sign_in;
    waiting->approved_tenant = tenant;
    return true;
  }

  bool decline_device(std::string_view user_code) override {
    const std::scoped_lock lock(mutex_);
    DeviceCode* const waiting = find_pending(user_code);
    if (waiting == nullptr) return false;
    waiting->state = DeviceCodeState::kDeclined;
    return true;
  }

  Redemption redeem_device_code(std::string_view device_code) override { return redeem(device_codes_, device_code); }

  void put_session(std::string_view cookie, Session session) override {
    const std::scoped_lock lock(mutex_);
    sessions_[crypto::sha256(cookie)] = std::move(session);
  }

  std::optional<Session> find_session(std::string_view cookie) const override {
    const std::scoped_lock lock(mutex_);
    const auto found = sessions_.find(crypto::sha256(cookie));
    if (found == sessions_.end()) return std::nullopt;
    return found->second;
  }

  void end_session(std::string_view cookie) override {
    const std::scoped_lock lock(mutex_);
    sessions_.erase(crypto::sha256(cookie));
  }

  bool use_assertion_once(std::string_view id, Instant expires, Instant now) override {
    const std::scoped_lock lock(mutex_);
    // Now and then, so that the cost of one is that of a few.
    if (assertions_.size() % 1024 == 0) {
      std::erase_if(assertions_, [&](const auto& entry) { return entry.second <= now; });
    }
    const auto [known, is_new] = assertions_.try_emplace(crypto::sha256(id), expires);
    if (!is_new && known->second > now) return false;
    known->second = expires;
    return true;
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

  void remove_consents(const TenantId& tenant, const AppId& client) override {
    const std::scoped_lock lock(mutex_);
    std::erase_if(consents_,
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

  void put_text(std::string_view name, std::string text) override {
    const std::scoped_lock lock(mutex_);
    if (text.empty()) {
      texts_.erase(std::string(name));
    } else {
      texts_.insert_or_assign(std::string(name), std::move(text));
    }
  }

  std::optional<std::string> find_text(std::string_view name) const override {
    const std::scoped_lock lock(mutex_);
    const auto found = texts_.find(name);
    if (found == texts_.end()) return std::nullopt;
    return found->second;
  }

  void clear() override {
    const std::scoped_lock lock(mutex_);
    codes_.clear();
    refresh_tokens_.clear();
    device_codes_.clear();
    user_codes_.clear();
    sessions_.clear();
    assertions_.clear();
    consents_.clear();
    valid_from_.clear();
    texts_.clear();
  }

  std::uint64_t failures() const override { return 0; }
  std::string last_failure() const override { return {}; }

 private:
  template <class Record>
  struct Redeemable {
    Record record;
    bool redeemed{false};
  };
  /// By the hash of the code or token.
  template <class Record>
  using Table = std::unordered_map<std::string, Redeemable<Record>>;

  template <class Record>
  static std::optional<Record> find(const Table<Record>& table, std::string_view secret) {
    const auto found = table.find(crypto::sha256(secret));
    if (found == table.end()) return std::nullopt;
    return found->second.record;
  }

  template <class Record>
  Redemption redeem(Table<Record>& table, std::string_view secret) {
    const std::scoped_lock lock(mutex_);
    const auto found = table.find(crypto::sha256(secret));
    if (found == table.end()) return Redemption::kUnknown;
    return std::exchange(found->second.redeemed, true) ? Redemption::kAgain : Redemption::kFirst;
  }

  DeviceCode* find_pending(std::string_view user_code) {
    const auto found = user_codes_.find(user_code);
    if (found == user_codes_.end()) return nullptr;
    DeviceCode& waiting = device_codes_.at(found->second).record;
    return waiting.state == DeviceCodeState::kPending ? &waiting : nullptr;
  }

  mutable std::mutex mutex_;
  Table<AuthorizationCode> codes_;
  Table<RefreshToken> refresh_tokens_;
  Table<DeviceCode> device_codes_;
  std::map<std::string, std::string, std::less<>> user_codes_;  ///< to the device code's hash
  std::unordered_map<std::string, Session> sessions_;
  std::unordered_map<std::string, Instant> assertions_;
  std::vector<Consent> consents_;
  std::map<ObjectId, Instant> valid_from_;
  std::map<std::string, std::string, std::less<>> texts_;
};

}  // namespace

std::unique_ptr<Store> make_memory_store() {
  return std::make_unique<MemoryStore>();
}

}  // namespace entra::idp
