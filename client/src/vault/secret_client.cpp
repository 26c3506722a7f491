#include "vault/secret_client.hpp"

#include "entra/support/json_access.hpp"
#include "retry/retry_after.hpp"
#include "vault/vault_challenge.hpp"

namespace entra::client {
namespace {

constexpr int kMaxPages = 40;  // of 25 versions: a thousand
constexpr const char* kContentType = "application/x-oauth2-refresh-token";

tl::unexpected<ClientError> bad_answer(int status, const std::string& why) {
  ClientError error;
  error.kind = ClientErrorKind::kBadResponse;
  error.status = status;
  error.description = "Key Vault's answer: " + why;
  return tl::unexpected(std::move(error));
}

/// {"error":{"code":…,"message":…}}.
ClientError read_fault(const http::Response& response, Instant now) {
  ClientError error;
  error.status = response.status;
  error.retry_after = read_retry_after(response, now);
  const bool is_throttled = response.status == 429 || (response.status == 503 && error.retry_after);
  error.kind = is_throttled             ? ClientErrorKind::kThrottled
               : response.status >= 500 ? ClientErrorKind::kServerError
                                        : ClientErrorKind::kRefused;
  error.trace_id = response.headers.get_or("x-ms-request-id");
  const auto body = parse_json(response.body);
  const Json* const fault = body && body->is_object() ? find_member(*body, "error") : nullptr;
  if (fault != nullptr && fault->is_object()) {
    error.error = get_string(*fault, "code").value_or("");
    error.description = get_string(*fault, "message").value_or("");
  }
  if (error.description.empty()) error.description = "Key Vault gave no reason";
  return error;
}

std::optional<SecretVersion> read_version(const Json& json) {
  const auto id = json.is_object() ? get_string(json, "id") : std::nullopt;
  const Json* const attributes = id ? find_member(json, "attributes") : nullptr;
  if (attributes == nullptr || !attributes->is_object()) return std::nullopt;
  const auto enabled = get_bool(*attributes, "enabled");
  const auto created = get_integer(*attributes, "created");
  const std::string name = id->substr(id->rfind('/') + 1);
  if (!enabled || !created || name.empty()) return std::nullopt;
  const auto moment = [&](const char* member) {
    const auto seconds = get_integer(*attributes, member);
    return seconds ? std::optional(from_epoch_seconds(*seconds)) : std::nullopt;
  };
  return SecretVersion{name, *enabled, from_epoch_seconds(*created), moment("nbf"), moment("exp")};
}

Result<Secret, ClientError> read_secret(const http::Response& response) {
  const auto body = parse_json(response.body);
  auto version = body ? read_version(*body) : std::nullopt;
  if (!version) return bad_answer(response.status, "no secret with id and attributes");
  auto value = get_string(*body, "value");
  if (!value) return bad_answer(response.status, "a secret without its value");
  return Secret{std::move(*version), std::move(*value)};
}

}  // namespace

SecretClient::SecretClient(RefreshTokenVaultOptions options, Url vault, VaultTokens tokens,
                           std::shared_ptr<Transport> transport, const Clock& clock)
    : options_(std::move(options)),
      vault_(std::move(vault)),
      tokens_(std::move(tokens)),
      transport_(std::move(transport)),
      clock_(clock) {}

http::Request SecretClient::request(const std::string& method, const std::string& behind_name) const {
  http::Request request;
  request.method = method;
  request.origin = vault_.origin();
  const std::string base = vault_.path.ends_with('/') ? vault_.path.substr(0, vault_.path.size() - 1) : vault_.path;
  request.target = base + "/secrets/" + options_.secret_name + behind_name + "?api-version=" + options_.api_version;
  request.headers.add("Accept", "application/json");
  return request;
}

Result<http::Response, ClientError> SecretClient::send(const http::Request& request) const {
  auto response = transport_->send(request, options_.timeout);
  if (!response) return tl::unexpected(to_client_error(response.error().in("Key Vault")));
  return std::move(*response);
}

Result<http::Response, ClientError> SecretClient::send_with_token(http::Request request,
                                                                  const VaultTokenRequest& wanted) const {
  const auto token = tokens_(wanted);
  if (!token) return tl::unexpected(token.error());
  request.headers.set("Authorization", "Bearer " + (*token)->access_token);
  return send(request);
}

Result<VaultTokenRequest, ClientError> SecretClient::learn(const http::Response& response) {
  auto wanted = read_vault_challenge(response, vault_, options_.verify_challenge_resource);
  if (!wanted) return wanted;
  const std::scoped_lock lock(mutex_);
  wanted_ = *wanted;
  return wanted;
}

Result<http::Response, ClientError> SecretClient::call(http::Request request) {
  std::optional<VaultTokenRequest> wanted;
  {
    const std::scoped_lock lock(mutex_);
    wanted = wanted_;
  }
  if (!wanted) {
    // As Azure's SDKs do: until the vault has said what it is, it is sent neither a token nor a secret.
    http::Request bare = request;
    bare.body.clear();
    auto response = send(bare);
    if (!response || response->status != 401) return response;
    auto learnt = learn(*response);
    if (!learnt) return tl::unexpected(learnt.error());
    wanted = std::move(*learnt);
  }
  auto response = send_with_token(request, *wanted);
  if (!response || response->status != 401) return response;
  // A token that was revoked, or a vault that moved to another tenant.
  auto again = learn(*response);
  if (!again) return tl::unexpected(again.error());
  again->is_refused = true;
  return send_with_token(std::move(request), *again);
}

Result<Secret, ClientError> SecretClient::get(const std::string& version) {
  const auto response = call(request("GET", version.empty() ? "" : "/" + version));
  if (!response) return tl::unexpected(response.error());
  if (response->status != 200) return tl::unexpected(read_fault(*response, clock_.now()));
  return read_secret(*response);
}

Result<SecretVersion, ClientError> SecretClient::set(const std::string& value) {
  http::Request put = request("PUT", "");
  put.headers.add("Content-Type", "application/json");
  put.body = Json{{"value", value}, {"contentType", kContentType}}.dump(-1, ' ', false, Json::error_handler_t::replace);
  const auto response = call(std::move(put));
  if (!response) return tl::unexpected(response.error());
  if (response->status != 200) return tl::unexpected(read_fault(*response, clock_.now()));
  auto secret = read_secret(*response);
  if (!secret) return tl::unexpected(secret.error());
  return std::move(secret->version);
}

Result<std::string, ClientError> SecretClient::next_target(const std::string& link) const {
  const auto url = parse_url(link);
  if (!url || url->origin() != vault_.origin()) return bad_answer(200, "the next page of a list is not in this vault");
  return url->target();
}

Result<std::vector<SecretVersion>, ClientError> SecretClient::list() {
  std::vector<SecretVersion> versions;
  http::Request page = request("GET", "/versions");
  for (int pages = 0; pages < kMaxPages; ++pages) {
    const auto response = call(page);
    if (!response) return tl::unexpected(response.error());
    if (response->status == 404) return versions;
    if (response->status != 200) return tl::unexpected(read_fault(*response, clock_.now()));
    const auto body = parse_json(response->body);
    const Json* const value = body && body->is_object() ? find_member(*body, "value") : nullptr;
    if (value == nullptr || !value->is_array()) return bad_answer(200, "no list of versions");
    for (const Json& one : *value) {
      auto version = read_version(one);
      if (!version) return bad_answer(200, "a version without id or attributes");
      versions.push_back(std::move(*version));
    }
    const auto link = get_string(*body, "nextLink");
    if (!link || link->empty()) return versions;
    auto target = next_target(*link);
    if (!target) return tl::unexpected(target.error());
    page.target = std::move(*target);
  }
  return bad_answer(200, "more than a thousand versions of the secret");
}

}  // namespace entra::client
