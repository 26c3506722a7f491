#include "entra/client/refresh_token_vault.hpp"

#include <algorithm>

#include "vault/secret_client.hpp"

namespace entra::client {
namespace {

bool is_secret_name(std::string_view name) {
  const auto is_allowed = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-';
  };
  return !name.empty() && name.size() <= 127 && std::all_of(name.begin(), name.end(), is_allowed);
}

/// The newest usable one that `counts`; null when there is none.
template <class Predicate>
const SecretVersion* find_newest(const std::vector<SecretVersion>& versions, Instant now, const Predicate& counts) {
  const SecretVersion* newest = nullptr;
  for (const SecretVersion& version : versions) {
    if (!version.is_usable(now) || !counts(version)) continue;
    if (newest == nullptr || version.created > newest->created) newest = &version;
  }
  return newest;
}

bool holds(const std::vector<SecretVersion>& versions, const std::string& id) {
  return std::any_of(versions.begin(), versions.end(), [&](const SecretVersion& version) { return version.id == id; });
}

ClientError not_found(const std::string& name) {
  ClientError error;
  error.kind = ClientErrorKind::kRefused;
  error.status = 404;
  error.error = "SecretNotFound";
  error.description = "the secret " + name + " has no version that is enabled and within its time";
  return error;
}

bool is_invalid_grant(const ClientError& error) {
  return error.kind == ClientErrorKind::kRefused && error.error == "invalid_grant";
}

RefreshTokenVault::Stored stored_of(Secret secret) {
  return {std::move(secret.value), std::move(secret.version.id), secret.version.created};
}

}  // namespace

struct RefreshTokenVault::State {
  std::string secret_name;
  const Clock& clock;
  SecretClient secrets;

  /// The newest usable version but that one.
  Result<Stored, ClientError> load_other(const std::string& than) {
    const auto versions = secrets.list();
    if (!versions) return tl::unexpected(versions.error());
    const SecretVersion* const newest =
        find_newest(*versions, clock.now(), [&](const SecretVersion& version) { return version.id != than; });
    if (newest == nullptr) return tl::unexpected(not_found(secret_name));
    auto secret = secrets.get(newest->id);
    if (!secret) return tl::unexpected(secret.error());
    return stored_of(std::move(*secret));
  }
};

RefreshTokenVault::RefreshTokenVault(std::unique_ptr<State> state) : state_(std::move(state)) {}
RefreshTokenVault::~RefreshTokenVault() = default;

Result<std::shared_ptr<RefreshTokenVault>> RefreshTokenVault::make(RefreshTokenVaultOptions options, VaultTokens tokens,
                                                                   std::shared_ptr<Transport> transport,
                                                                   const Clock& clock) {
  auto url = parse_url(options.vault_url);
  if (!url) return tl::unexpected(url.error().in("vault_url"));
  if (url->scheme != "https" && !(options.allow_loopback_http && is_loopback_host(url->host)))
    return fail(Errc::kUnsupported, "vault_url '" + options.vault_url + "': https is required");
  if (!url->query.empty())
    return fail(Errc::kMalformed, "vault_url '" + options.vault_url + "': a query is not allowed");
  if (!is_secret_name(options.secret_name)) {
    return fail(Errc::kMalformed,
                "secret_name '" + options.secret_name + "': expected 1 to 127 letters, digits and hyphens");
  }
  std::string name = options.secret_name;
  std::unique_ptr<State> state(
      new State{std::move(name), clock,
                SecretClient(std::move(options), std::move(*url), std::move(tokens), std::move(transport), clock)});
  return std::shared_ptr<RefreshTokenVault>(new RefreshTokenVault(std::move(state)));
}

Result<RefreshTokenVault::Stored, ClientError> RefreshTokenVault::load() {
  auto current = state_->secrets.get();
  if (current && current->version.is_usable(state_->clock.now())) return stored_of(std::move(*current));
  // 403 is how a version that is disabled or outside its time answers.
  const bool may_have_older = current || current.error().status == 403;
  if (!may_have_older) return tl::unexpected(std::move(current.error()));
  auto older = state_->load_other(current ? current->version.id : "");
  // Who may not list either is told what went wrong first.
  if (!older && older.error().status == 403 && !current) return tl::unexpected(std::move(current.error()));
  return older;
}

Result<RefreshTokenVault::Saved, ClientError> RefreshTokenVault::save(const std::string& refresh_token,
                                                                      Instant obtained,
                                                                      const std::optional<Stored>& read) {
  const auto before = state_->secrets.list();
  if (!before) return tl::unexpected(before.error());
  if (read) {
    const SecretVersion* const theirs = find_newest(
        *before, state_->clock.now(), [&](const SecretVersion& version) { return version.created > read->created; });
    if (theirs != nullptr && theirs->created >= std::chrono::floor<std::chrono::seconds>(obtained))
      return Saved{Kept::kTheirs, theirs->id};
  }
  const auto ours = state_->secrets.set(refresh_token);
  if (!ours) return tl::unexpected(ours.error());
  const auto after = state_->secrets.list();
  if (!after) return Saved{Kept::kOurs, ours->id};  // it is written; only whether somebody followed is not known
  const SecretVersion* const theirs = find_newest(*after, state_->clock.now(), [&](const SecretVersion& version) {
    return version.created > ours->created && !holds(*before, version.id);
  });
  return theirs != nullptr ? Saved{Kept::kTheirs, theirs->id} : Saved{Kept::kOurs, ours->id};
}

Result<RefreshTokenVault::Used, ClientError> RefreshTokenVault::use(const Use& use) {
  const auto newest = load();
  if (!newest) return tl::unexpected(newest.error());
  const Instant obtained = state_->clock.now();
  Used used{{}, newest->version, {}};
  auto outcome = use(newest->refresh_token);
  if (!outcome && is_invalid_grant(outcome.error())) {
    ClientError refusal = outcome.error();
    const auto other = state_->load_other(newest->version);
    if (other) {
      used.version = other->version;
      outcome = use(other->refresh_token);
    }
    if (!outcome) {
      const std::string what = other ? "version " + other->version + " failed too: " + outcome.error().message()
                                     : "no other version to try: " + other.error().message();
      refusal.description += " (version " + newest->version + " of the secret; " + what + ")";
      return tl::unexpected(std::move(refusal));
    }
  }
  if (!outcome) return tl::unexpected(std::move(outcome.error()));
  used.token = std::move(*outcome);
  const std::string& fresh = used.token->refresh_token;
  if (fresh.empty() || fresh == newest->refresh_token) return used;
  if (const auto saved = save(fresh, obtained, *newest); !saved) used.not_saved = saved.error();
  return used;
}

VaultTokens vault_tokens_of(std::shared_ptr<TokenClient> client) {
  return [client = std::move(client)](const VaultTokenRequest& wanted) {
    ClientCredentialsRequest request;
    request.target.resource = wanted.resource;
    request.tenant = wanted.tenant;
    request.force_refresh = wanted.is_refused;
    return client->client_credentials(request);
  };
}

}  // namespace entra::client
