#include "run/flows.hpp"

#include "entra/client/mfa_policy.hpp"
#include "entra/client/pkce.hpp"
#include "entra/client/validator.hpp"
#include "entra/support/text.hpp"
#include "model/vocabulary.hpp"

namespace entra::scenarios {
namespace {

std::string text(const Json& with, std::string_view name) {
  return get_string(with, name).value_or("");
}
bool flag(const Json& with, std::string_view name, bool otherwise) {
  return get_bool(with, name).value_or(otherwise);
}

std::vector<std::string> list(const Json& with, std::string_view name) {
  if (const auto one = get_string(with, name)) return {*one};
  return get_strings(with, name).value_or(std::vector<std::string>{});
}

// Scopes go out as they are written: separating them is the client's business, judging them the mock's.
std::vector<std::string> scopes_of(const Json& with) {
  if (const auto one = get_string(with, "scope")) return split_words(*one);
  return get_strings(with, "scope").value_or(std::vector<std::string>{});
}

client::Target target_of(const Json& with) {
  return {text(with, "resource"), scopes_of(with)};
}

// References may have turned text into something else; a silently ignored parameter would test nothing.
Result<void> check_types(const FlowDefinition& flow, const Json& with) {
  for (const Key& key : flow.parameters) {
    const Json* value = find_member(with, key.name);
    if (value == nullptr) continue;
    bool fine = value->is_string();
    if (key.type == ValueType::kFlag) fine = value->is_boolean();
    if (key.type == ValueType::kTextOrList) fine = value->is_string() || get_strings(with, key.name).has_value();
    if (!fine)
      return fail(Errc::kMalformed,
                  "'" + std::string(key.name) + "' became " + std::string(value->type_name()) + " while running");
  }
  return {};
}

void render_token(const client::Acquired& acquired, Answer& answer) {
  Json json = acquired.source == client::TokenSource::kNetwork && answer.json && answer.json->is_object()
                  ? *answer.json
                  : Json::object();
  json["access_token"] = acquired->access_token;
  if (!acquired->refresh_token.empty()) json["refresh_token"] = acquired->refresh_token;
  if (!acquired->id_token.empty()) json["id_token"] = acquired->id_token;
  json["token_type"] = acquired->token_type;
  if (!acquired->scope.empty()) json["scope"] = acquired->scope;
  if (!acquired->resource.empty()) json["resource"] = acquired->resource;
  json["expires_on_client"] = format_rfc3339(acquired->expires_on);
  json["source"] = acquired.source == client::TokenSource::kNetwork ? "network" : "cache";
  answer.json = std::move(json);
  answer.succeeded = true;
  answer.failure.clear();
}

void render_error(const client::ClientError& error, Answer& answer) {
  Json json = answer.json && answer.json->is_object() ? *answer.json : Json::object();
  json["kind"] = client::to_string(error.kind);
  json["needs_person"] = error.needs_person;
  json["source"] = "network";
  answer.json = std::move(json);
  answer.succeeded = false;
  answer.failure = error.message();
}

// The client's outcome beside the answer that it saw, if it asked.
Answer answer_of(Session& session, std::size_t exchanges_before,
                 const Result<client::Acquired, client::ClientError>& outcome) {
  Answer answer;
  if (session.exchanges().size() > exchanges_before) {
    const RawExchange& last = session.exchanges().back();
    answer = last.response ? session.answer_of(Result<http::Response>(*last.response))
                           : session.answer_of(fail(Errc::kNetwork, last.error));
  }
  if (outcome)
    render_token(*outcome, answer);
  else
    render_error(outcome.error(), answer);
  return answer;
}

Result<Answer> client_credentials(Session& session, const Json& with) {
  auto client = session.make_client(with);
  if (!client) return tl::unexpected<Error>(client.error());
  const std::size_t before = session.exchanges().size();
  return answer_of(
      session, before,
      client->client_credentials(
          {.target = target_of(with), .claims = text(with, "claims"), .force_refresh = flag(with, "fresh", false)}));
}

Result<Answer> redeem(Session& session, const Json& with, const std::string& code, const std::string& verifier) {
  auto client = session.make_client(with);
  if (!client) return tl::unexpected<Error>(client.error());
  const std::size_t before = session.exchanges().size();
  return answer_of(session, before,
                   client->redeem_code({.code = code,
                                        .redirect_uri = text(with, "redirect_uri"),
                                        .code_verifier = verifier,
                                        .target = target_of(with)}));
}

Result<Answer> auth_code(Session& session, const Json& with) {
  client::Pkce pkce;
  Json body{{"tenant", text(with, "tenant")},
            {"user", text(with, "user")},
            {"client_id", text(with, "client_id")},
            {"redirect_uri", text(with, "redirect_uri")},
            {"mfa", flag(with, "mfa", false)}};
  if (with.contains("resource")) body["resource"] = text(with, "resource");
  if (with.contains("scope")) body["scope"] = join(scopes_of(with), " ");
  if (with.contains("nonce")) body["nonce"] = text(with, "nonce");
  if (with.contains("ip")) body["ip_address"] = text(with, "ip");
  if (with.contains("consent")) body["consent"] = flag(with, "consent", true);
  if (flag(with, "pkce", true)) {
    pkce = client::make_pkce(session.random());
    session.secrets().add(pkce.verifier);
    body["code_challenge"] = pkce.challenge;
    body["code_challenge_method"] = pkce.method;
  }
  http::Request request;
  request.method = "POST";
  request.target = "/_mock/sign-ins";
  request.headers.set("Content-Type", "application/json");
  request.body = body.dump();
  const auto response = session.send(std::move(request));
  Answer answer = session.answer_of(response);
  if (!answer.succeeded) return answer;
  const auto code = answer.json ? get_string(*answer.json, "code") : std::nullopt;
  if (!code) {
    answer.succeeded = false;
    answer.failure = "the sign-in's answer holds no code";
    return answer;
  }
  session.secrets().add(*code);
  return redeem(session, with, *code, pkce.verifier);
}

Result<Answer> refresh(Session& session, const Json& with) {
  auto client = session.make_client(with);
  if (!client) return tl::unexpected<Error>(client.error());
  const std::size_t before = session.exchanges().size();
  return answer_of(session, before,
                   client->refresh({.refresh_token = text(with, "refresh_token"),
                                    .target = target_of(with),
                                    .claims = text(with, "claims"),
                                    .force_refresh = flag(with, "fresh", false)}));
}

Json render_mfa(const client::MfaDecision& decision) {
  return {{"outcome", client::to_string(decision.outcome)},
          {"decided_by", client::to_string(decision.decided_by)},
          {"reason", decision.reason}};
}

Json parsed_claims(const client::Claims& claims) {
  auto json = parse_json(claims.json());
  return json ? std::move(*json) : Json::object();
}

Result<Answer> validate_token(Session& session, const Json& with) {
  auto authority = session.authority(text(with, "tenant"));
  if (!authority) return tl::unexpected<Error>(authority.error().in("the tenant"));
  client::ValidatorOptions options;
  options.audiences = list(with, "audience");
  options.issuers = list(with, "issuer");
  options.allowed_tenants = list(with, "allowed_tenants");
  options.required_scopes = list(with, "scopes");
  options.required_roles = list(with, "roles");
  if (flag(with, "require_mfa", false)) options.mfa = client::MfaPolicy{};
  if (with.contains("skew")) {
    const auto skew = parse_duration(text(with, "skew"));
    if (!skew) return tl::unexpected<Error>(skew.error().in("'skew'"));
    options.skew = std::chrono::duration_cast<seconds>(*skew);
  }
  const client::Validator validator(std::move(options), session.keys_of(*authority), session.clock());
  const std::size_t before = session.exchanges().size();
  const auto result = with.contains("nonce") ? validator.validate(text(with, "token"), text(with, "nonce"))
                                             : validator.validate(text(with, "token"));
  Answer answer;
  answer.exchange = session.exchanges().size() > before ? session.exchanges().size() : 0;
  answer.succeeded = result.has_value();
  if (!result) {
    answer.failure =
        "the token is refused: " + std::string(client::to_string(result.error().reason)) + ", " + result.error().detail;
    answer.json =
        Json{{"valid", false}, {"reason", client::to_string(result.error().reason)}, {"detail", result.error().detail}};
    return answer;
  }
  Json json{{"valid", true},
            {"version", result->version == client::EndpointVersion::kV1 ? "v1" : "v2"},
            {"tenant", result->tenant_id},
            {"subject", result->subject},
            {"client_id", result->client_id},
            {"scopes", result->scopes},
            {"roles", result->roles},
            {"app_only", result->app_only},
            {"expires_on", format_rfc3339(result->expires_on)},
            {"claims", parsed_claims(result->claims)}};
  if (result->mfa) json["mfa"] = render_mfa(*result->mfa);
  answer.json = std::move(json);
  return answer;
}

Result<Answer> mfa_policy(Session&, const Json& with) {
  const auto parts = take_token_apart(text(with, "token"));
  if (!parts) return fail(Errc::kMalformed, "'token' is no signed token");
  const auto claims = client::Claims::parse(parts->payload.dump());
  if (!claims) return tl::unexpected<Error>(claims.error().in("'token'"));
  const client::MfaPolicy policy{.trust_amr = flag(with, "trust_amr", true),
                                 .trust_authentication_method = flag(with, "trust_authentication_method", true),
                                 .either_claim_suffices = flag(with, "either_claim_suffices", false),
                                 .refuse_app_only = flag(with, "refuse_app_only", false)};
  Answer answer;
  answer.json = render_mfa(client::evaluate_mfa(policy, *claims));
  answer.succeeded = true;  // a decision is an answer, whichever way it went
  return answer;
}

Result<Answer> discovery(Session& session, const Json& with) {
  auto authority = session.authority(text(with, "tenant"));
  if (!authority) return tl::unexpected<Error>(authority.error().in("the tenant"));
  const bool v1 = text(with, "version") == "v1";
  http::Request request;
  request.origin = authority->origin();
  request.target = authority->metadata_url(v1 ? client::EndpointVersion::kV1 : client::EndpointVersion::kV2)
                       .substr(request.origin.size());
  const auto response = session.send(std::move(request));
  return session.answer_of(response);
}

}  // namespace

Result<Answer> run_flow(Session& session, const std::string& flow, const Json& with) {
  const FlowDefinition* definition = find_flow(flow);
  if (definition == nullptr) return fail(Errc::kUnknownName, "no flow is named '" + flow + "'");
  if (auto checked = check_types(*definition, with); !checked) return tl::unexpected<Error>(checked.error());
  session.secrets().learn_json(with);
  if (flow == "client_credentials") return client_credentials(session, with);
  if (flow == "auth_code") return auth_code(session, with);
  if (flow == "redeem_code") return redeem(session, with, text(with, "code"), text(with, "code_verifier"));
  if (flow == "refresh") return refresh(session, with);
  if (flow == "validate_token") return validate_token(session, with);
  if (flow == "mfa_policy") return mfa_policy(session, with);
  return discovery(session, with);
}

}  // namespace entra::scenarios
