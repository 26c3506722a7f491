// Redirect URI matching (https://learn.microsoft.com/entra/identity-platform/reply-url).

#include <algorithm>

#include "entra/support/text.hpp"
#include "grants/sign_in.hpp"

namespace entra::idp {
namespace {

bool is_loopback(const Url& url) {
  return url.host == "localhost" || url.host == "127.0.0.1";
}

/// Exact, but for the port of loopback addresses and a missing path, which is "/".
bool matches(const std::string& registered, const std::string& given) {
  if (registered == given) return true;
  const auto ours = parse_url(registered);
  const auto theirs = parse_url(given);
  if (!ours || !theirs) return false;
  const bool same_port = ours->port == theirs->port || (is_loopback(*ours) && is_loopback(*theirs));
  return ours->scheme == theirs->scheme && ours->host == theirs->host && same_port && ours->path == theirs->path &&
         ours->query == theirs->query;
}

bool any_matches(const std::vector<std::string>& registered, const std::string& given) {
  return std::any_of(registered.begin(), registered.end(), [&](const std::string& uri) { return matches(uri, given); });
}

/// scheme ":" rest (RFC 3986 §4.3), without blanks or a fragment (RFC 6749 §3.1.2).
bool is_absolute(const std::string& uri) {
  const std::size_t colon = uri.find(':');
  if (colon == std::string::npos || colon == 0 || colon + 1 == uri.size()) return false;
  const auto is_scheme = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '+' || c == '-' ||
           c == '.';
  };
  return std::all_of(uri.begin(), uri.begin() + static_cast<std::ptrdiff_t>(colon), is_scheme) &&
         uri.find_first_of("# \t\r\n") == std::string::npos;
}

}  // namespace

bool is_registered_address(const Application& app, const std::string& address) {
  return any_matches(app.web_redirect_uris, address) || any_matches(app.public_redirect_uris, address) ||
         any_matches(app.spa_redirect_uris, address);
}

Checked<ReplyAddress> resolve_reply_address(const GrantContext& context, const SignInRequest& request) {
  auto segment = resolve_tenant(context.directory, request.tenant);
  if (!segment) return tl::unexpected(segment.error());
  auto client = find_client(context, *segment, request.client_id);
  if (!client) return tl::unexpected(client.error());
  const Application& app = *client->app;
  if (auto usable = check_consumers(*segment, request.version, app); !usable) return tl::unexpected(usable.error());
  if (request.redirect_uri.empty()) {
    for (const auto* list : {&app.web_redirect_uris, &app.public_redirect_uris, &app.spa_redirect_uris}) {
      if (!list->empty()) return ReplyAddress{*client, list->front(), list == &app.spa_redirect_uris};
    }
    return refuse(900971);
  }
  if (!is_absolute(request.redirect_uri)) return refuse(90102, {"redirect_uri"});
  if (any_matches(app.web_redirect_uris, request.redirect_uri) ||
      any_matches(app.public_redirect_uris, request.redirect_uri)) {
    return ReplyAddress{*client, request.redirect_uri, false};
  }
  if (any_matches(app.spa_redirect_uris, request.redirect_uri))
    return ReplyAddress{*client, request.redirect_uri, true};
  return refuse(50011, {request.redirect_uri, request.client_id});
}

}  // namespace entra::idp
