#include "grants/lockout.hpp"

#include "entra/support/json_access.hpp"

namespace entra::idp {
namespace {

constexpr std::int64_t kAllowedFailures = 10;
constexpr seconds kLocked{60};

}  // namespace

Lockout::Lockout(const GrantContext& context, std::string_view kind, const User& user)
    : store_(context.store), now_(context.now), name_(std::string(kind) + "-failures/" + user.id.str()) {
  const auto text = store_.find_text(name_);
  const auto record = text ? parse_json(*text) : Result<Json>(fail(Errc::kMissing, ""));
  if (!record) return;
  count_ = get_integer(*record, "count").value_or(0);
  last_ = Instant(milliseconds(get_integer(*record, "last").value_or(0)));
  if (count_ >= kAllowedFailures && now_ >= last_ + kLocked) count_ = 0;
}

bool Lockout::is_locked() const {
  return count_ >= kAllowedFailures;
}

void Lockout::note_failure() {
  Json record;
  record["count"] = ++count_;
  record["last"] = now_.time_since_epoch().count();
  store_.put_text(name_, record.dump());
}

void Lockout::note_success() {
  if (count_ > 0) store_.put_text(name_, "");
  count_ = 0;
}

}  // namespace entra::idp
