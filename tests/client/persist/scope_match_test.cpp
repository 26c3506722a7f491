#include "persist/scope_match.hpp"

#include <gtest/gtest.h>

namespace entra::client {
namespace {

struct Row {
  std::string target;
  std::vector<std::string> asked;
  bool serves;
  bool shares;
};

TEST(ScopeMatch, ComparesAsMsalDoes) {
  const std::vector<Row> rows{
      {"User.Read openid profile", {"User.Read"}, true, true},
      {"User.Read openid profile", {"user.read"}, true, true},
      {"User.Read Mail.Read", {"Mail.Read", "User.Read"}, true, true},
      {"User.Read", {"User.Read", "Mail.Read"}, false, true},
      {"User.Read", {"User.Read", "openid", "offline_access"}, true, true},
      {"User.Read openid profile", {"Mail.Read", "openid"}, false, false},  // openid alone is nothing in common
      {"openid profile", {"openid", "offline_access"}, true, true},         // unless nothing else is asked for
      {"https://graph.microsoft.com/.default", {"https://graph.microsoft.com/.default"}, true, true},
      {"https://GRAPH.microsoft.com/.default", {"https://graph.microsoft.com/.default"}, false, false},
      {"User.Read", {}, false, false},
      {"", {"User.Read"}, false, false},
      {"User.ReadWrite", {"User.Read"}, false, false},
  };
  for (const Row& row : rows) {
    EXPECT_EQ(serves_scopes(row.target, row.asked), row.serves) << row.target << " / " << row.asked.size();
    EXPECT_EQ(shares_scope(row.target, row.asked), row.shares) << row.target << " / " << row.asked.size();
  }
}

}  // namespace
}  // namespace entra::client
