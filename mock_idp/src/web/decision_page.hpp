#pragma once
// The pages on which a person agrees to something, or learns that it ends here.

#include <string>
#include <utility>
#include <vector>

#include "web/page.hpp"

namespace entra::idp {

/// What is asked for, one resource after the other.
struct PagePermissions {
  std::string resource;
  std::vector<std::string> scopes;
  std::vector<std::string> roles;  ///< of the application itself, without a person
};
struct ConsentView {
  std::string app;
  std::string username;
  std::string organization;
  std::vector<PagePermissions> permissions;
  bool for_everybody{false};  ///< an administrator decides for the organization
  bool is_device{false};
};
[[nodiscard]] std::string consent_page(const PageForm& form, const ConsentView& view);

[[nodiscard]] std::string terms_page(const PageForm& form, const std::string& username, const std::string& organization,
                                     const std::vector<std::string>& agreements, const std::string& problem);

/// What one policy said.
struct PagePolicy {
  std::string name;
  std::string result;
  std::string why;
};
struct StopView {
  std::string title;
  std::string text;  ///< in plain words
  std::string username;
  std::vector<std::pair<std::string, std::string>> facts;  ///< what support asks for
  std::vector<PagePolicy> policies;                        ///< those that applied
};
/// Nothing that the person could do here helps; the one button leads back to the application.
[[nodiscard]] std::string stop_page(const PageForm& form, const StopView& view);

}  // namespace entra::idp
