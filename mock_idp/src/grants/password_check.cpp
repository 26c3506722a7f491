#include "grants/password_check.hpp"

#include "entra/support/json_access.hpp"
#include "entra/support/text.hpp"

namespace entra::idp {
namespace {

constexpr std::int64_t kAllowedFailures = 10;
constexpr seconds kLocked{60};

struct Failures {
  std::int64_t count{0};
  Instant last{};
};

std::string name_of(const User& user) {
  return "password-failures/" + user.id.str();
}

Failures read_failures(const Store& store, const User& user) {
  const auto text = store.find_text(name_of(user));
  const auto record = text ? parse_json(*text) : Result<Json>(fail(Errc::kMissing, ""));
  if (!record) return {};
  return {get_integer(*record, "count").value_or(0), Instant(milliseconds(get_integer(*record, "last").value_or(0)))};
}

void note_failure(const GrantContext& context, const User& user, const Failures& before) {
  Json record;
  record["count"] = before.count + 1;
  record["last"] = context.now.time_since_epoch().count();
  context.store.put_text(name_of(user), record.dump());
}

}  // namespace

Checked<void> check_password(const GrantContext& context, const User& user, const std::string& password) {
  Failures failures = read_failures(context.store, user);
  if (failures.count >= kAllowedFailures) {
    if (context.now < failures.last + kLocked) return refuse(50053);
    failures = {};
  }
  if (user.password.empty()) return refuse(50056);
  if (!equals_in_constant_time(password, user.password)) {
    note_failure(context, user, failures);
    return refuse(50126);
  }
  if (failures.count > 0) context.store.put_text(name_of(user), "");
  if (user.password_expired) return refuse(50055);
  return {};
}

}  // namespace entra::idp
