#pragma once
// Every field of every record, listed once: what stands in a file and what is read back cannot drift apart.

#include <concepts>
#include <optional>
#include <string>
#include <type_traits>

#include "store/store.hpp"

namespace entra::idp {

template <class T, class Record>
concept IsRecord = std::same_as<std::remove_const_t<T>, Record>;

// Calls visit(name, field) for each member. The structured bindings stop compiling when a member is added to a record
// and not here.

template <IsRecord<SignIn> R, class Visit>
void each_field(R& record, const Visit& visit) {
  auto& [tenant, user, amr, at, session, ip_address, methods, mfa_at, circumstances] = record;
  visit("tenant", tenant);
  visit("user", user);
  visit("amr", amr);
  visit("at", at);
  visit("session", session);
  visit("ip_address", ip_address);
  visit("methods", methods);
  visit("mfa_at", mfa_at);
  visit("circumstances", circumstances);
}

template <IsRecord<AuthorizationCode> R, class Visit>
void each_field(R& record, const Visit& visit) {
  auto& [client, sign_in, tenant, redirect_uri, is_spa, scope, resource, nonce, wants_auth_time, code_challenge,
         code_challenge_method, issued, claims] = record;
  visit("client", client);
  visit("sign_in", sign_in);
  visit("tenant", tenant);
  visit("redirect_uri", redirect_uri);
  visit("is_spa", is_spa);
  visit("scope", scope);
  visit("resource", resource);
  visit("nonce", nonce);
  visit("wants_auth_time", wants_auth_time);
  visit("code_challenge", code_challenge);
  visit("code_challenge_method", code_challenge_method);
  visit("issued", issued);
  visit("claims", claims);
}

template <IsRecord<RefreshToken> R, class Visit>
void each_field(R& record, const Visit& visit) {
  auto& [client, sign_in, scope, resource, issued, is_spa, spa_start, family] = record;
  visit("client", client);
  visit("sign_in", sign_in);
  visit("scope", scope);
  visit("resource", resource);
  visit("issued", issued);
  visit("is_spa", is_spa);
  visit("spa_start", spa_start);
  visit("family", family);
}

template <IsRecord<DeviceCode> R, class Visit>
void each_field(R& record, const Visit& visit) {
  auto& [client, tenant, user_code, scope, resource, issued, state, sign_in, approved_tenant] = record;
  visit("client", client);
  visit("tenant", tenant);
  visit("user_code", user_code);
  visit("scope", scope);
  visit("resource", resource);
  visit("issued", issued);
  visit("state", state);
  visit("sign_in", sign_in);
  visit("approved_tenant", approved_tenant);
}

template <IsRecord<Session> R, class Visit>
void each_field(R& record, const Visit& visit) {
  auto& [sign_in, persistent, apps] = record;
  visit("sign_in", sign_in);
  visit("persistent", persistent);
  visit("apps", apps);
}

template <IsRecord<Consent> R, class Visit>
void each_field(R& record, const Visit& visit) {
  auto& [tenant, client, resource, user, scopes] = record;
  visit("tenant", tenant);
  visit("client", client);
  visit("resource", resource);
  visit("user", user);
  visit("scopes", scopes);
}

/// The same with sign-ins taken apart ("sign_in_user"); one that may be absent has its presence before it, under its
/// own name.
template <class R, class Visit>
void each_column(R& record, const Visit& visit, const std::string& prefix = "") {
  each_field(record, [&](const char* name, auto& field) {
    using Field = std::remove_const_t<std::remove_reference_t<decltype(field)>>;
    if constexpr (std::same_as<Field, SignIn>) {
      each_column(field, visit, prefix + name + "_");
    } else if constexpr (std::same_as<Field, std::optional<SignIn>>) {
      bool present = field.has_value();
      SignIn value = field.value_or(SignIn{});
      visit(prefix + name, present);
      each_column(value, visit, prefix + name + "_");
      if constexpr (!std::is_const_v<R>) field = present ? std::optional(std::move(value)) : std::nullopt;
    } else {
      visit(prefix + name, field);
    }
  });
}

}  // namespace entra::idp
