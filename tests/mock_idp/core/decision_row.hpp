#pragma once
// The rows of the decision table, decisions/*.json; decisions/README.md describes their members.

#include <iosfwd>
#include <vector>

#include "policy_fixture.hpp"

namespace entra::idp::testing {

struct DecisionRow {
  Json json;

  [[nodiscard]] bool has(const char* name) const { return json.contains(name); }
  [[nodiscard]] std::string text(const char* name, const std::string& otherwise = "") const {
    return json.value(name, otherwise);
  }
  [[nodiscard]] std::string user() const;
  /// Where the token is asked for.
  [[nodiscard]] std::string tenant() const { return text("tenant") == "customer" ? kCustomer : kPartner; }
  /// Where the person signs in: a partner's user at home, whatever tenant is asked for later.
  [[nodiscard]] std::string sign_in_tenant() const;
  [[nodiscard]] std::string resource() const { return text("resource", "partnercenter"); }
  /// The resource of what comes before the judged step.
  [[nodiscard]] std::string first_resource() const { return text("first", resource()); }
  [[nodiscard]] Json facts() const { return json.value("at", Json::object()); }
  [[nodiscard]] std::string claims() const { return has("claims") ? json.at("claims").dump() : ""; }
  [[nodiscard]] bool is_desktop() const { return text("client") == "desktop"; }
  [[nodiscard]] bool is_application() const { return text("user") == "none"; }
  [[nodiscard]] Json ways() const { return json.value("via", Json{"code v1", "refresh v2", "what-if"}); }
  /// The AADSTS code for one of the ways; 0: granted.
  [[nodiscard]] int expected(const std::string& via) const;
  /// "mfa" or "methods", and "circumstances", as control requests have them.
  void add_proof(Json& body) const;
};

void PrintTo(const DecisionRow& row, std::ostream* out);

[[nodiscard]] const std::vector<DecisionRow>& decision_rows();
/// What the documents give for a code: [v1 error, v2 error, suberror]; null: the file lacks it.
[[nodiscard]] Json error_words(int code);

/// "tom" or a whole principal name.
[[nodiscard]] std::string full_name(const std::string& user);
[[nodiscard]] std::string resource_uri(const std::string& name);
[[nodiscard]] std::string resource_scope(const std::string& name);

}  // namespace entra::idp::testing
