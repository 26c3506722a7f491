#include "grants/token_lifetime.hpp"

namespace entra::idp {
namespace {

/// From here on the client is told to renew early (the threshold of Microsoft's own SDKs).
constexpr seconds kLongLived{7200};

TokenLifetime announce(seconds life, seconds announced) {
  TokenLifetime lifetime{life, announced, std::nullopt};
  if (life >= kLongLived) lifetime.refresh_in = announced / 2;
  return lifetime;
}

TokenLifetime draw(const GrantContext& context, std::int64_t shortest, std::int64_t longest) {
  const auto spread = static_cast<std::uint64_t>(longest - shortest + 1);
  const auto extra = spread == 1 ? 0 : static_cast<std::int64_t>(context.random.below(spread));
  const seconds life{shortest + extra};
  return announce(life, life - seconds{1});
}

}  // namespace

TokenLifetime choose_lifetime(const GrantContext& context, TokenLife kind) {
  if (const auto& fixed = context.directory.config().lifetimes.access_token) return announce(*fixed, *fixed);
  switch (kind) {
    case TokenLife::kApp:
      break;
    case TokenLife::kUser:
      return draw(context, 3600, 5400);
    case TokenLife::kLongApp:
      return draw(context, 86400, 86400);
    case TokenLife::kLongUser:
      return draw(context, 72000, 100800);
  }
  return draw(context, 3600, 3600);
}

}  // namespace entra::idp
