#include "persist/kept_tokens.hpp"

#include <algorithm>
#include <array>

#include "entra/support/evp.hpp"
#include "entra/support/text.hpp"
#include "persist/sign_in_identity.hpp"

namespace entra::client {
namespace {

constexpr std::size_t kMostRefused = 1024;
constexpr std::chrono::hours kLongLife{2};  // as in memory: from here on a token without refresh_in ages at half of it

enum class Owner { kApplication, kPerson, kNobody };

Owner owner_of(const std::string& grant_type) {
  if (grant_type == "client_credentials") return Owner::kApplication;
  constexpr std::array<std::string_view, 5> kPersonal{"authorization_code", "refresh_token", "password", "device_code",
                                                      "urn:ietf:params:oauth:grant-type:device_code"};
  const bool is_personal = std::find(kPersonal.begin(), kPersonal.end(), grant_type) != kPersonal.end();
  return is_personal ? Owner::kPerson : Owner::kNobody;
}

/// What the token serves: what was granted, and ".default" where that was asked for, which no answer need repeat.
std::vector<std::string> scopes_of(const Form& form, const TokenAnswer& answer) {
  std::vector<std::string> asked = split_words(form.get_or("scope"));
  // v1 names the resource in the request, or leaves it to the answer; "openid" is the one scope that it knows.
  std::string resource = form.get_or("resource");
  const auto is_openid = [](const std::string& scope) { return scope == "openid"; };
  if (resource.empty() && std::all_of(asked.begin(), asked.end(), is_openid)) resource = answer.resource;
  if (!resource.empty()) return stored_scopes(resource, {});
  if (answer.scope.empty()) return asked;
  std::vector<std::string> scopes = split_words(answer.scope);
  std::erase_if(asked, [](const std::string& scope) { return !scope.ends_with("/.default"); });
  scopes.insert(scopes.end(), asked.begin(), asked.end());
  return scopes;
}

/// From here on a new token is worth asking for.
std::optional<Instant> aging_of(const StoredAccessToken& token) {
  if (token.refresh_on) return token.refresh_on;
  const auto life = token.expires_on - token.cached_at;
  if (token.cached_at == Instant{} || life < kLongLife) return std::nullopt;
  return token.cached_at + life / 2;
}

}  // namespace

std::vector<std::string> stored_scopes(const std::string& resource, std::vector<std::string> scopes) {
  if (!resource.empty()) scopes.push_back(resource + "/.default");
  return scopes;
}

KeptTokens::KeptTokens(Options options)
    : options_(std::move(options)), listener_([this](std::string_view access_token) { refuse(access_token); }) {}

std::shared_ptr<const TokenCache::InvalidationListener> KeptTokens::listener_of(
    const std::shared_ptr<KeptTokens>& kept) {
  return {kept, &kept->listener_};
}

std::optional<Token> KeptTokens::find(const Wish& wish, Instant now, TokenCache::Reason reason) {
  if (reason == TokenCache::Reason::kFresh) return std::nullopt;
  const auto found = options_.store->find_access_token({.authority = options_.authority,
                                                        .client_id = options_.client_id,
                                                        .realm = wish.realm,
                                                        .home_account_id = wish.home_account_id,
                                                        .scopes = wish.scopes});
  if (!found) report(found.error());
  if (!found || !*found || (*found)->expires_on - options_.skew <= now || is_refused((*found)->secret)) {
    return std::nullopt;
  }
  const auto ages = aging_of(**found);
  if (reason == TokenCache::Reason::kRenewal && ages && *ages <= now) return std::nullopt;
  Token token{.access_token = (*found)->secret,
              .token_type = (*found)->token_type,
              .scope = (*found)->target,
              .expires_on = (*found)->expires_on,
              .refresh_on = ages,
              .source = TokenSource::kStore};
  if (wish.home_account_id.empty()) return token;
  const auto id_token = options_.store->find_id_token({.authority = options_.authority,
                                                       .client_id = options_.client_id,
                                                       .home_account_id = wish.home_account_id,
                                                       .realm = wish.realm});
  if (id_token && *id_token) token.id_token = **id_token;
  return token;
}

void KeptTokens::keep(const std::string& tenant, const Form& form, const TokenAnswer& answer, Instant now,
                      Occasion occasion) {
  const Owner owner = owner_of(form.get_or("grant_type"));
  if (owner == Owner::kNobody) return;
  StoredAnswer kept{.authority = options_.authority,
                    .client_id = options_.client_id,
                    .realm = tenant,
                    .establishes_account = occasion == Occasion::kSignIn,
                    .scopes = scopes_of(form, answer),
                    .access_token = answer.access_token,
                    .token_type = answer.token_type,
                    .cached_at = now,
                    .expires_on = answer.expires_on,
                    .extended_expires_on = answer.extended_expires_on,
                    .refresh_on = answer.refresh_on,
                    .refresh_token = answer.refresh_token,
                    .id_token = answer.id_token,
                    .client_info = answer.client_info,
                    .family_id = answer.family_id};
  if (owner == Owner::kPerson) {
    auto identity = read_identity(answer.client_info, answer.id_token);
    if (!identity) return;
    kept.account = std::move(*identity);
    if (is_any_tenant(tenant)) kept.realm = kept.account.realm;
  }
  if (const auto written = options_.store->write(kept); !written) report(written.error());
}

std::vector<std::string> KeptTokens::refresh_tokens(const std::string& home_account_id) {
  auto found = options_.store->find_refresh_tokens(
      {.authority = options_.authority, .client_id = options_.client_id, .home_account_id = home_account_id});
  if (found) return std::move(*found);
  report(found.error());
  return {};
}

Result<std::size_t> KeptTokens::remove_account(const std::string& home_account_id) {
  return options_.store->remove_account(
      {.authority = options_.authority, .client_id = options_.client_id, .home_account_id = home_account_id});
}

void KeptTokens::forget(std::string_view refresh_token) {
  if (const auto removed = options_.store->remove_refresh_token(refresh_token); !removed) report(removed.error());
}

void KeptTokens::clear() {
  if (const auto cleared = options_.store->clear(options_.authority, options_.client_id); !cleared) {
    report(cleared.error());
  }
}

void KeptTokens::refuse(std::string_view access_token) {
  {
    const std::scoped_lock lock(mutex_);
    refused_.push_back(crypto::sha256(access_token));
    if (refused_.size() > kMostRefused) refused_.pop_front();
  }
  if (const auto removed = options_.store->remove_access_token(access_token); !removed) report(removed.error());
}

bool KeptTokens::is_refused(std::string_view access_token) {
  const std::string hash = crypto::sha256(access_token);
  const std::scoped_lock lock(mutex_);
  return std::find(refused_.begin(), refused_.end(), hash) != refused_.end();
}

void KeptTokens::report(const Error& error) const {
  if (options_.on_error) options_.on_error(error);
}

}  // namespace entra::client
