// POST /_mock/tokens: any token that this server could issue, or one with a single defect.

#include <algorithm>

#include "control/handlers.hpp"
#include "core.hpp"
#include "entra/support/base64.hpp"
#include "entra/support/text.hpp"
#include "grants/assignments.hpp"
#include "grants/issue_tokens.hpp"

namespace entra::idp {
namespace {

using Type = ControlBody::Type;

constexpr std::int64_t kLongestLife = 315'360'000;  // ten years

/// What is to be minted, looked up.
struct Order {
  bool is_id_token{false};
  const Tenant* tenant{nullptr};
  const Application* client{nullptr};
  std::optional<UserFacts> user;
  std::optional<Target> target;
  TokenVersion version{TokenVersion::kV2};
  TokenDefect defect{TokenDefect::kNone};
  seconds lifetime{3600};
};

Controlled<UserFacts> find_user(const Directory& directory, const ControlBody& body, const Tenant& tenant) {
  UserFacts facts;
  const std::string name = body.text("user");
  facts.user = directory.find_user(tenant, name);
  facts.home = &tenant;
  // A partner's user keeps his home in a customer's tenant.
  for (const Tenant& other : directory.config().tenants) {
    if (facts.user != nullptr) break;
    facts.user = directory.find_user(other, name);
    facts.home = &other;
  }
  if (facts.user == nullptr) return body.fault("user", "no user '" + name + "' in any tenant");
  if (body.has("amr") && body.has("mfa")) return body.fault("mfa", "give 'amr' or 'mfa', not both");
  facts.sign_in.tenant = facts.home->id;
  facts.sign_in.user = facts.user->id;
  facts.sign_in.amr = body.has("amr")           ? body.texts("amr")
                      : body.flag("mfa", false) ? std::vector<std::string>{"pwd", "mfa"}
                                                : std::vector<std::string>{"pwd"};
  facts.sign_in.ip_address = "127.0.0.1";
  return facts;
}

Controlled<std::optional<Target>> find_target(const ControlBody& body, const Order& order,
                                              const GrantContext& context) {
  if (body.has("resource") && body.has("scope")) return body.fault("scope", "give 'resource' or 'scope', not both");
  const char* const name = body.has("scope") ? "scope" : "resource";
  if (!body.has(name)) {
    if (order.is_id_token) return std::optional<Target>();
    return body.fault("resource", "an access token needs 'resource' or 'scope'");
  }
  auto target = body.has("resource") ? parse_resource(context, *order.tenant, body.text(name))
                : order.user         ? parse_scope(context, *order.tenant, body.text(name))
                                     : parse_default_scope(context, *order.tenant, body.text(name));
  if (!target) return body.fault(name, target.error().description());
  return std::optional<Target>(std::move(*target));
}

Controlled<TokenVersion> find_version(const ControlBody& body, const Order& order) {
  TokenVersion version = TokenVersion::kV2;
  if (!order.is_id_token) version = access_token_version(*order.target->resource.app);
  if (body.has("version")) {
    const std::string text = body.text("version");
    if (text != "1.0" && text != "2.0") return body.fault("version", "'version' must be \"1.0\" or \"2.0\"");
    version = text == "1.0" ? TokenVersion::kV1 : TokenVersion::kV2;
  }
  if (order.defect != TokenDefect::kOtherVersion) return version;
  return version == TokenVersion::kV1 ? TokenVersion::kV2 : TokenVersion::kV1;
}

Controlled<Order> read_order(const ControlBody& body, const GrantContext& context) {
  Order order;
  const std::string kind = body.has("kind") ? body.text("kind") : "access";
  if (kind != "access" && kind != "id") return body.fault("kind", "'kind' must be \"access\" or \"id\"");
  order.is_id_token = kind == "id";
  if (!order.is_id_token && body.has("nonce")) return body.fault("nonce", "an access token has no 'nonce'");
  order.tenant = context.directory.find_tenant(body.text("tenant"));
  if (order.tenant == nullptr) return body.fault("tenant", "no tenant '" + body.text("tenant") + "'");
  const auto client = context.directory.find_application(body.text("client_id"));
  if (!client) {
    return body.fault("client_id", body.has("client_id") ? "no application '" + body.text("client_id") + "'"
                                                         : "'client_id' is required");
  }
  order.client = client->app;
  if (body.has("user")) {
    auto user = find_user(context.directory, body, *order.tenant);
    if (!user) return tl::unexpected(user.error());
    order.user = as_seen_in(context, *order.tenant, std::move(*user));
  } else {
    for (const char* name : {"mfa", "amr", "acrs"}) {
      if (body.has(name)) return body.fault(name, "a token without 'user' has no '" + std::string(name) + "'");
    }
    if (order.is_id_token) return body.fault("user", "an id token is for a user");
  }
  const auto defect = find_defect(body.has("defect") ? body.text("defect") : "none");
  if (!defect) return body.fault("defect", "no such defect; known: " + join(defect_names(), ", "));
  order.defect = *defect;
  auto target = find_target(body, order, context);
  if (!target) return tl::unexpected(target.error());
  order.target = std::move(*target);
  const auto version = find_version(body, order);
  if (!version) return tl::unexpected(version.error());
  order.version = *version;
  const TokenLifetimes& lifetimes = context.directory.config().lifetimes;
  const seconds usual = order.is_id_token ? lifetimes.id_token : lifetimes.access_token.value_or(seconds(3600));
  const auto life = body.number_within("lifetime_seconds", 1, kLongestLife, usual.count());
  if (!life) return tl::unexpected(life.error());
  order.lifetime = seconds(*life);
  return order;
}

ClientProof usual_proof(const Application& app) {
  if (!app.is_confidential()) return ClientProof::kPublic;
  return app.password_credentials.empty() ? ClientProof::kCertificate : ClientProof::kSecret;
}

OrderedJson make_access_claims(const Order& order, const TokenFacts& facts, const ControlBody& body,
                               const GrantContext& context) {
  const Target& target = *order.target;
  Application resource = *target.resource.app;
  resource.requested_access_token_version = order.version == TokenVersion::kV2 ? 2 : 1;
  ResourceFacts about{&resource, target.audience, {}, body.texts("roles")};
  if (!order.user) {
    if (!body.has("roles")) about.roles = granted_roles(context, *order.tenant, *order.client, *target.resource.app);
    return make_app_access_claims(facts, about);
  }
  if (!body.has("roles")) about.roles = user_roles(*order.tenant, *order.user->user, *target.resource.app);
  about.with_profile = body.has("resource") || target.asks("profile");
  // What the server would grant; without a consent, what was asked for.
  about.scopes =
      require_consent(context, *order.tenant, *order.client, target, order.user->user->id).value_or(target.permissions);
  return make_user_access_claims(facts, about, *order.user, context.directory.config().authentication_method_claim);
}

OrderedJson make_claims(const Order& order, const TokenFacts& facts, const ControlBody& body,
                        const GrantContext& context) {
  if (!order.is_id_token) return make_access_claims(order, facts, body, context);
  const std::vector<std::string> usual = {"openid", "profile", "email"};
  IdTokenFacts id;
  id.version = order.version;
  id.scopes = order.target ? order.target->oidc : usual;
  id.nonce = body.text("nonce");
  id.lifetime = order.lifetime;
  id.roles = user_roles(*order.tenant, *order.user->user, *order.client);
  return make_id_claims(facts, id, *order.user);
}

/// null takes a member away.
void put_overrides(OrderedJson& target, const ControlBody& body, const char* name) {
  const Json* const overrides = find_member(body.json(), name);
  if (overrides == nullptr) return;
  for (const auto& item : overrides->items()) {
    if (item.value().is_null()) {
      target.erase(item.key());
    } else {
      target[item.key()] = OrderedJson(item.value());
    }
  }
}

OrderedJson member_or_null(const OrderedJson& object, const char* name) {
  const auto found = object.find(name);
  return found == object.end() ? OrderedJson(nullptr) : *found;
}

/// The kid that the finished token names.
OrderedJson kid_of(const std::string& token) {
  std::string part = token.substr(0, token.find('.'));
  std::erase(part, '=');
  const auto text = base64url_decode(part);
  const auto header = text ? parse_json(*text) : Result<Json>(tl::unexpect, Error{});
  const auto kid = header ? get_string(*header, "kid") : std::nullopt;
  return kid ? OrderedJson(*kid) : OrderedJson(nullptr);
}

http::Response mint(Core& core, const http::Request& request, const ControlBody& body, Order& order,
                    const GrantContext& context) {
  if (order.user) {
    order.user->sign_in.at = context.now;
    order.user->sign_in.session = core.random.guid();
  }
  const Config& config = context.directory.config();
  const TokenFacts facts{Origin{request.origin, config.cloud, config.issuer},
                         order.tenant,
                         order.client,
                         usual_proof(*order.client),
                         context.now,
                         order.lifetime,
                         core.random.token(16)};
  OrderedJson claims = make_claims(order, facts, body, context);
  for (const char* name : {"acrs", "roles"}) {
    if (body.has(name)) claims[name] = body.texts(name);
  }
  put_overrides(claims, body, "claims");
  claims = spoil_claims(order.defect, std::move(claims), context.now);
  const auto key = core.keys->current(context.now, order.tenant->id.str());
  if (key == nullptr) return control_fault(500, "the signing key could not be made");
  OrderedJson header = make_jose_header(order.version, key->kid);
  put_overrides(header, body, "header");
  const auto token = sign_defective(order.defect, header, claims, *key, *core.keys, core.spare_keys, context.now);
  if (!token && token.error().code == Errc::kNotFound) {
    return control_fault(
        409, token.error().message + "; POST /_mock/keys/rotate with \"retire_after_seconds\": 0 first", "/defect");
  }
  if (!token) return control_fault(500, token.error().message);
  OrderedJson answer;
  answer["token_type"] = "Bearer";
  answer[order.is_id_token ? "id_token" : "access_token"] = *token;
  answer["kid"] = kid_of(*token);
  answer["not_before"] = member_or_null(claims, "nbf");
  answer["expires_on"] = member_or_null(claims, "exp");
  answer["claims"] = std::move(claims);
  return control_answer(200, answer);
}

}  // namespace

http::Response post_token(Core& core, const http::Request& request) {
  const auto body = ControlBody::parse(request, {{"tenant", Type::kString},
                                                 {"user", Type::kString},
                                                 {"client_id", Type::kString},
                                                 {"resource", Type::kString},
                                                 {"scope", Type::kString},
                                                 {"version", Type::kString},
                                                 {"kind", Type::kString},
                                                 {"mfa", Type::kBool},
                                                 {"amr", Type::kStrings},
                                                 {"acrs", Type::kStrings},
                                                 {"roles", Type::kStrings},
                                                 {"nonce", Type::kString},
                                                 {"claims", Type::kObject},
                                                 {"header", Type::kObject},
                                                 {"lifetime_seconds", Type::kInteger},
                                                 {"defect", Type::kString}});
  if (!body) return body.error();
  Trace trace;
  const auto directory = core.directory.current();
  const GrantContext context{*directory, *core.store, *core.keys, core.random, scope_now(core, request), trace};
  auto order = read_order(*body, context);
  return order ? mint(core, request, *body, *order, context) : order.error();
}

}  // namespace entra::idp
