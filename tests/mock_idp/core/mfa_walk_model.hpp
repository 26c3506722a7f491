#pragma once
// What a random walk remembers beside the server's own books, and what must hold of every token.

#include <algorithm>
#include <array>
#include <map>
#include <set>

#include "decision_row.hpp"

namespace entra::idp::testing {

struct Person {
  std::string name;        ///< what is typed
  std::string home;        ///< tenant
  std::string in_partner;  ///< the principal name that the partner's tenant has for this person
  std::string password;
  bool enabled{true};
};

/// One interactive sign-in as the walk remembers it, beside the server's own books.
struct Origin {
  std::size_t person{0};
  bool mfa{false};
  bool compliant{false};
  bool revoked{false};
};

/// Something that can be turned into tokens.
struct Right {
  std::size_t origin{0};
  std::string text;
  std::string client;
  std::string tenant;
};

enum class ContextRule { kNone, kMfa, kDevice, kBlock };

class WalkModel : public PolicyTest {
 protected:
  std::size_t below(std::size_t count) { return dice_->below(count); }
  bool coin() { return below(2) == 1; }
  template <class List>
  auto& pick(List& list) {
    return list[below(list.size())];
  }
  std::string pick_resource() {
    static const std::array<std::string, 5> all = {"partnercenter", "graph", "orders", "stepup", "arm"};
    return pick(all);
  }
  void note(std::string step) { story_ += "\n  " + std::to_string(++step_) + ". " + std::move(step); }

  /// The policies that stand in the way of this sign-in's tokens for the tenant, as far as the walk knows.
  [[nodiscard]] bool is_blocked(const Origin& origin, const std::string& tenant) const {
    const Person& person = people_[origin.person];
    if (!person.enabled || origin.revoked) return true;
    if (tenant == kCustomer && person.home == kPartner && partners_are_blocked_) return true;
    if (tenant == kPartner && blocked_.contains(origin.person)) return true;
    return mfa_needed_.contains(tenant) && !origin.mfa;
  }
  [[nodiscard]] bool holds(const std::string& context, const Origin& origin) const {
    if (context == "c1") return origin.mfa;
    switch (c2_) {
      case ContextRule::kNone:
        return true;
      case ContextRule::kMfa:
        return origin.mfa;
      case ContextRule::kDevice:
        return origin.compliant;
      case ContextRule::kBlock:
        break;
    }
    return false;
  }

  void check_token(const Json& claims, const Origin& origin, const std::string& tenant) {
    const Json amr = claims.value("amr", Json::array());
    const bool has_mfa = std::find(amr.begin(), amr.end(), "mfa") != amr.end();
    EXPECT_TRUE(origin.mfa || !has_mfa) << "the token says " << amr << story_;
    // v2 access tokens say nothing of it; where something is said, nothing is lost either.
    const bool is_told = claims.contains("scp") && claims.contains("amr");
    EXPECT_TRUE(has_mfa || !is_told || !origin.mfa) << "the token says " << amr << story_;
    EXPECT_TRUE(origin.mfa || claims.dump().find("multipleauthn") == std::string::npos) << story_;
    if (tenant != kPartner) return;  // the other tenant has no contexts
    for (const Json& context : claims.value("acrs", Json::array())) {
      EXPECT_TRUE(holds(context.get<std::string>(), origin)) << context << " does not hold" << story_;
      ++contexts_seen_;
    }
  }

  std::unique_ptr<SeededRandom> dice_;
  std::string story_;
  int step_{0};
  std::vector<Person> people_;
  std::vector<Origin> origins_;
  std::vector<Right> codes_;
  std::vector<Right> refresh_tokens_;
  std::vector<Right> assertions_;
  std::map<std::string, std::string> policies_;  ///< name to id
  std::set<std::size_t> blocked_;                ///< in the partner's tenant
  std::set<std::string> mfa_needed_;             ///< tenants
  bool partners_are_blocked_{false};             ///< in the customer's tenant
  ContextRule c2_{ContextRule::kNone};
  int tokens_with_{0};
  int tokens_without_{0};
  int contexts_seen_{0};
};

}  // namespace entra::idp::testing
