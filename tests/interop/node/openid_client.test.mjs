// openid-client: a strict OpenID Connect library that knows nothing of Entra.

import { strict as assert } from "node:assert";
import { createPrivateKey } from "node:crypto";
import { test } from "node:test";
import * as client from "openid-client";
import { authority, certificate, control, followAuthorization, graph, native, tenant, user, v2Issuer, web } from "./support.mjs";

const server = new URL(`${authority}/v2.0`);
const discover = (authentication, metadata = {}) => client.discovery(server, web.id, metadata, authentication);
const scope = "openid profile email offline_access";

async function codeParameters(config, extra = {}) {
  const verifier = client.randomPKCECodeVerifier();
  const state = client.randomState();
  const nonce = client.randomNonce();
  const url = client.buildAuthorizationUrl(config, {
    redirect_uri: web.redirect, scope, state, nonce, login_hint: user.name,
    code_challenge: await client.calculatePKCECodeChallenge(verifier), code_challenge_method: "S256", ...extra,
  });
  return { url, checks: { pkceCodeVerifier: verifier, expectedState: state, expectedNonce: nonce, idTokenExpected: true } };
}

test("discovery: the issuer is the one that was asked for", async () => {
  const config = await discover(client.ClientSecretPost(web.secret));
  const metadata = config.serverMetadata();
  assert.equal(metadata.issuer, v2Issuer);
  assert.equal(metadata.token_endpoint, `${authority}/oauth2/v2.0/token`);
});

test("client credentials: post, basic and private_key_jwt", async () => {
  const key = await crypto.subtle.importKey("pkcs8", createPrivateKey(certificate.key).export({ type: "pkcs8", format: "der" }),
    { name: "RSASSA-PKCS1-v1_5", hash: "SHA-256" }, false, ["sign"]);
  for (const authentication of [client.ClientSecretPost(web.secret), client.ClientSecretBasic(web.secret), client.PrivateKeyJwt(key)]) {
    const answer = await client.clientCredentialsGrant(await discover(authentication), { scope: `${graph}/.default` });
    assert.equal(answer.token_type, "bearer");
    assert.equal(answer.refresh_token, undefined);
  }
});

test("authorization code with PKCE, nonce and state; refresh; user info", async () => {
  const config = await discover(client.ClientSecretPost(web.secret));
  const { url, checks } = await codeParameters(config);
  const tokens = await client.authorizationCodeGrant(config, await followAuthorization(url), checks);
  const id = tokens.claims();
  assert.equal(id.tid, tenant);
  assert.equal(id.preferred_username, user.name);
  const again = await client.refreshTokenGrant(config, tokens.refresh_token);
  assert.equal(again.claims().sub, id.sub);
  const info = await client.fetchUserInfo(config, tokens.access_token, id.sub);
  assert.equal(info.name, "Ada Admin");
});

test("hybrid: code and ID token, c_hash judged by the library", async () => {
  const config = await discover(client.ClientSecretPost(web.secret));
  client.useCodeIdTokenResponseType(config);
  const { url, checks } = await codeParameters(config);
  const back = await followAuthorization(url);
  assert.match(back.hash, /code=.*id_token=|id_token=.*code=/);
  const tokens = await client.authorizationCodeGrant(config, back, checks);
  assert.ok(tokens.access_token);
});

test("implicit: an ID token alone", async () => {
  const config = await discover(client.None());
  client.useIdTokenResponseType(config);
  const nonce = client.randomNonce();
  const state = client.randomState();
  const url = client.buildAuthorizationUrl(config, {
    redirect_uri: web.redirect, scope: "openid profile", state, nonce, login_hint: user.name, response_mode: "fragment",
  });
  const claims = await client.implicitAuthentication(config, await followAuthorization(url), nonce, { expectedState: state });
  assert.equal(claims.tid, tenant);
});

test("device authorization", async () => {
  const config = await client.discovery(server, native.id, {}, client.None());
  const started = await client.initiateDeviceAuthorization(config, { scope });
  assert.equal(started.interval, 5);
  await control("POST", "device-codes", { user_code: started.user_code, user: user.name });
  const tokens = await client.pollDeviceAuthorizationGrant(config, { ...started, interval: 0.1 });
  assert.equal(tokens.claims().preferred_username, user.name);
});

test("the end-session endpoint leads back to a registered address", async () => {
  const config = await discover(client.ClientSecretPost(web.secret));
  const url = client.buildEndSessionUrl(config, { post_logout_redirect_uri: web.redirect, state: "bye" });
  const back = await followAuthorization(url);
  assert.equal(`${back.origin}${back.pathname}`, web.redirect);
  assert.equal(back.searchParams.get("state"), "bye");
});

test("an error is an OAuth error: a code is redeemed once", async () => {
  const config = await discover(client.ClientSecretPost(web.secret));
  const { url, checks } = await codeParameters(config);
  const back = await followAuthorization(url);
  await client.authorizationCodeGrant(config, back, checks);
  await assert.rejects(client.authorizationCodeGrant(config, back, checks), (error) => {
    assert.equal(error.error, "invalid_grant");
    assert.match(error.error_description, /^AADSTS54005: /);
    assert.equal(error.status, 400);
    return true;
  });
});
