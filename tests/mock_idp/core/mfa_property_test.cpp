// Random walks over sign-ins, grants, tenants and changes of policies and people. Whatever happens in between: a second
// factor appears in no token whose sign-in lacked it, a blocked person gets none, and an authentication context stands
// in a token only while its policies hold. And nobody is refused by a policy that does not concern him.

#include "mfa_walk_model.hpp"

namespace entra::idp::testing {
namespace {

constexpr std::uint64_t kWalks = 40;
constexpr int kSteps = 50;

/// What policies, the account and revocations refuse with; consent and relationships between tenants are no matter
/// here.
const std::set<int> kPolicyCodes = {50057, 50072, 50074, 50076, 50079, 50173, 53000, 53003, 530003};

class Walk : public WalkModel {
 protected:
  /// Of any answer; keeps what it brought.
  void take(const Answer& answer, std::size_t index, const std::string& client, const std::string& tenant,
            const std::string& asked_context) {
    const Origin& origin = origins_[index];
    if (answer.response.status != 200) {
      story_ += " -> " + std::to_string(answer.code());
      const bool lacks_context = !asked_context.empty() && tenant == kPartner && !holds(asked_context, origin);
      const bool is_deserved = is_blocked(origin, tenant) || lacks_context;
      EXPECT_TRUE(is_deserved || !kPolicyCodes.contains(answer.code())) << "refused without a reason" << story_;
      return;
    }
    story_ += " -> tokens";
    ++(origin.mfa ? tokens_with_ : tokens_without_);
    EXPECT_FALSE(is_blocked(origin, tenant)) << people_[origin.person].name << " must not get a token" << story_;
    if (!asked_context.empty() && tenant == kPartner) {
      EXPECT_TRUE(holds(asked_context, origin)) << asked_context << " was essential" << story_;
    }
    const Json access = peek(answer.text("access_token"));
    check_token(access, origin, tenant);
    if (!answer.text("id_token").empty()) check_token(peek(answer.text("id_token")), origin, tenant);
    if (!answer.text("refresh_token").empty()) {
      refresh_tokens_.push_back({index, answer.text("refresh_token"), client, tenant});
    }
    if (access.value("aud", "") == kOrders)
      assertions_.push_back({index, answer.text("access_token"), kOrders, tenant});
  }

  Answer token(Form form, const std::string& client, const std::string& tenant, const std::string& resource,
               const std::string& context) {
    const bool is_v1 = coin();
    form.add("client_id", client);
    if (client == kCsp) form.add("client_secret", kSecret);
    if (client == kOrders) form.add("client_secret", "orders-secret-value");
    form.add(is_v1 ? "resource" : "scope",
             is_v1 ? resource_uri(resource) : "openid offline_access " + resource_scope(resource));
    if (!context.empty()) {
      form.add("claims", R"({"access_token":{"acrs":{"essential":true,"value":")" + context + R"("}}})");
    }
    return post_form("/" + tenant + (is_v1 ? "/oauth2/token" : "/oauth2/v2.0/token"), form);
  }

  /// A context that is asked for now and then.
  std::string maybe_context() {
    const std::size_t which = below(6);
    return which == 0 ? "c1" : which == 1 ? "c2" : "";
  }

  Json proof(std::size_t person, Origin& origin) {
    origin = {person, coin(), coin(), false};
    Json body = {{"user", people_[person].name}, {"mfa", origin.mfa}};
    if (origin.compliant) body["circumstances"] = {{"deviceId", "d"}, {"isCompliant", true}};
    return body;
  }

  void sign_in_somewhere() {
    Origin origin;
    const std::size_t person = below(people_.size());
    Json body = proof(person, origin);
    const std::string client = coin() ? kCsp : kDesktop;
    const std::string tenant = people_[person].home == kCustomer && coin() ? kPartner : people_[person].home;
    body.update({{"tenant", tenant}, {"client_id", client}});
    body["redirect_uri"] = client == kCsp ? kRedirect : "http://localhost";
    body["resource"] = resource_uri(tenant == kCustomer ? "graph" : pick_resource());
    note("sign-in " + body.dump());
    const Answer answer = control("POST", "/_mock/sign-ins", body);
    story_ += " -> " + std::to_string(answer.code());
    if (answer.response.status != 200) return;
    EXPECT_FALSE(is_blocked(origin, tenant)) << story_;
    origins_.push_back(origin);
    codes_.push_back({origins_.size() - 1, answer.text("code"), client, tenant});
  }

  void spend_code() {
    if (codes_.empty()) return;
    const Right code = pick(codes_);
    const std::string resource = code.tenant == kCustomer ? "graph" : pick_resource();
    const std::string context = maybe_context();
    note("redeem a code of " + people_[origins_[code.origin].person].name + " for " + resource + " " + context);
    take(
        token({{"grant_type", "authorization_code"}, {"code", code.text}}, code.client, code.tenant, resource, context),
        code.origin, code.client, code.tenant, context);
  }

  void refresh_somewhere() {
    if (refresh_tokens_.empty()) return;
    const Right right = pick(refresh_tokens_);
    const std::string tenant = below(3) == 0 ? kCustomer : coin() ? kPartner : right.tenant;
    const std::string resource = tenant == kCustomer ? "graph" : pick_resource();
    const std::string context = maybe_context();
    note("refresh " + people_[origins_[right.origin].person].name + " in " + tenant + " for " + resource + " " +
         context);
    take(token({{"grant_type", "refresh_token"}, {"refresh_token", right.text}}, right.client, tenant, resource,
               context),
         right.origin, right.client, tenant, context);
  }

  void act_on_behalf() {
    if (assertions_.empty()) return;
    const Right right = pick(assertions_);
    const std::string resource = coin() ? "graph" : "backend";
    const std::string context = maybe_context();
    note("on behalf of " + people_[origins_[right.origin].person].name + " for " + resource + " " + context);
    const Form form{{"grant_type", "urn:ietf:params:oauth:grant-type:jwt-bearer"},
                    {"assertion", right.text},
                    {"requested_token_use", "on_behalf_of"}};
    take(token(form, kOrders, right.tenant, resource, context), right.origin, kOrders, right.tenant, context);
  }

  void use_password() {
    const std::size_t person = below(people_.size());
    origins_.push_back({person, false, false, false});
    const std::string& tenant = people_[person].home;
    note("password of " + people_[person].name);
    take(token({{"grant_type", "password"}, {"username", people_[person].name}, {"password", people_[person].password}},
               kDesktop, tenant, tenant == kCustomer ? "graph" : "orders", ""),
         origins_.size() - 1, kDesktop, tenant, "");
  }

  void use_device() {
    Origin origin;
    const std::size_t person = below(people_.size());
    Json body = proof(person, origin);
    const std::string& tenant = people_[person].home;
    note("device code, " + body.dump());
    const Answer begun = post_form("/" + tenant + "/oauth2/v2.0/devicecode",
                                   {{"client_id", kDesktop}, {"scope", "offline_access " + resource_scope("graph")}});
    body["user_code"] = begun.text("user_code");
    if (control("POST", "/_mock/device-codes", body).response.status != 200) return;
    origins_.push_back(origin);
    const Form poll{{"grant_type", "urn:ietf:params:oauth:grant-type:device_code"},
                    {"client_id", kDesktop},
                    {"device_code", begun.text("device_code")}};
    take(post_form("/" + tenant + "/oauth2/v2.0/token", poll), origins_.size() - 1, kDesktop, tenant, "");
  }

  /// The policy of that name is there from now on, or is not.
  void set_policy(const std::string& name, bool is_wanted, Json members, const std::string& tenant = kPartner) {
    note((is_wanted ? "policy " : "no policy ") + name + " " + members.dump());
    const auto known = policies_.find(name);
    if (known != policies_.end()) {
      EXPECT_LT(control("DELETE", "/_mock/policies/" + known->second).response.status, 300);
      policies_.erase(known);
    }
    members["displayName"] = name;
    if (is_wanted) policies_[name] = add_policy(members, tenant);
  }

  void set_c2() {
    c2_ = static_cast<ContextRule>(below(4));
    const char* const control = c2_ == ContextRule::kMfa      ? "mfa"
                                : c2_ == ContextRule::kDevice ? "compliantDevice"
                                                              : "block";
    set_policy("c2", c2_ != ContextRule::kNone,
               {{"includeAuthenticationContextClassReferences", {"c2"}}, {"builtInControls", {control}}});
  }

  void change_policies() {
    switch (below(4)) {
      case 0: {
        const std::string tenant = coin() ? kPartner : kCustomer;
        const bool is_wanted = mfa_needed_.insert(tenant).second;
        if (!is_wanted) mfa_needed_.erase(tenant);
        return set_policy("mfa in " + tenant, is_wanted, {{"builtInControls", {"mfa"}}}, tenant);
      }
      case 1: {
        const std::size_t person = below(people_.size());
        const bool is_wanted = blocked_.insert(person).second;
        if (!is_wanted) blocked_.erase(person);
        const std::string& name = people_[person].in_partner;
        return set_policy("block " + name, is_wanted, {{"includeUsers", {name}}, {"builtInControls", {"block"}}});
      }
      case 2:
        partners_are_blocked_ = !partners_are_blocked_;
        return set_policy("block partners", partners_are_blocked_,
                          {{"includeGuestsOrExternalUsers", {{"guestOrExternalUserTypes", "serviceProvider"}}},
                           {"builtInControls", {"block"}}},
                          kCustomer);
      default:
        return set_c2();
    }
  }

  void revoke(std::size_t person) {
    for (Origin& origin : origins_) origin.revoked |= origin.person == person;
    advance(seconds(1));  // a sign-in of the same moment is void too
  }

  void change_people() {
    const std::size_t index = below(people_.size());
    Person& person = people_[index];
    switch (below(4)) {
      case 0:
        person.enabled = !person.enabled;
        note(person.name + (person.enabled ? " is enabled" : " is disabled"));
        return change_user(person.name, {{"accountEnabled", person.enabled}});
      case 1:
        note("sign-ins of " + person.name + " are revoked");
        control("POST", "/_mock/revocations", {{"user", person.name}});
        return revoke(index);
      case 2:
        person.password += "+";
        note(person.name + " has another password");
        change_user(person.name, {{"password", person.password}});
        return revoke(index);
      default:
        const bool is_registered = coin();
        note(person.name + (is_registered ? " registers a method" : " has no method"));
        change_user(person.name, {{"mfa", is_registered ? Json{{"method", "otp"}} : Json{{"registered", false}}}});
    }
  }

  void step() {
    switch (below(12)) {
      case 0:
      case 1:
      case 2:
        return sign_in_somewhere();
      case 3:
      case 4:
        return spend_code();
      case 5:
      case 6:
      case 7:
        return refresh_somewhere();
      case 8:
        return act_on_behalf();
      case 9:
        return coin() ? use_password() : use_device();
      case 10:
        return coin() ? change_policies() : change_people();
      default:
        advance(seconds(1 + static_cast<std::int64_t>(below(120))));
    }
  }

  void begin(std::uint64_t seed) {
    start_world();
    dice_ = std::make_unique<SeededRandom>(seed);
    story_ = "\nseed " + std::to_string(seed) + ":";
    step_ = 0;
    people_.clear();
    for (const char* const name : {"ada", "tom", "bob", "sue"}) {
      people_.push_back({full_name(name), kPartner, full_name(name), std::string("pass-") + name});
    }
    people_.push_back({"fran@fabrikam.onmicrosoft.com", kCustomer,
                       "fran_fabrikam.onmicrosoft.com#EXT#@contoso.onmicrosoft.com", "pass-fran"});
    origins_.clear();
    for (auto* const rights : {&codes_, &refresh_tokens_, &assertions_}) rights->clear();
    policies_.clear();
    blocked_.clear();
    mfa_needed_.clear();
    partners_are_blocked_ = false;
    set_policy("c1", true, {{"includeAuthenticationContextClassReferences", {"c1"}}, {"builtInControls", {"mfa"}}});
    set_c2();
  }
};

using MfaProperty = Walk;

TEST_F(MfaProperty, NothingAddsASecondFactorOrLetsTheBlockedIn) {
  for (std::uint64_t seed = 1; seed <= kWalks && !HasFailure(); ++seed) {
    begin(seed);
    for (int i = 0; i < kSteps && !HasFailure(); ++i) step();
  }
  // A walk that gets no tokens proves nothing.
  EXPECT_GT(tokens_with_, 20);
  EXPECT_GT(tokens_without_, 20);
  EXPECT_GT(contexts_seen_, 20);
}

}  // namespace
}  // namespace entra::idp::testing
