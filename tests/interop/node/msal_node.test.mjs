// @azure/msal-node: every flow that it has.

import { strict as assert } from "node:assert";
import { createHash, X509Certificate } from "node:crypto";
import { test } from "node:test";
import {
  ConfidentialClientApplication, CryptoProvider, InteractionRequiredAuthError, ManagedIdentityApplication,
  PublicClientApplication,
} from "@azure/msal-node";
import {
  api, authority, browse, certificate, control, followAuthorization, graph, guarded, host, native, origin, tenant, user, v1Issuer,
  v2Issuer, verified, web,
} from "./support.mjs";

const confidential = (auth) =>
  new ConfidentialClientApplication({ auth: { clientId: web.id, authority, knownAuthorities: [host], ...auth } });
const publicClient = (extra = {}) =>
  new PublicClientApplication({ auth: { clientId: native.id, authority, knownAuthorities: [host], ...extra } });

async function codeFor(app, request) {
  const url = await app.getAuthCodeUrl({ loginHint: user.name, ...request });
  const back = await followAuthorization(url);
  assert.equal(back.searchParams.get("error"), null, back.searchParams.get("error_description"));
  return back.searchParams.get("code");
}

test("client credentials with a secret; the second call is answered from the cache", async () => {
  const app = confidential({ clientSecret: web.secret });
  const request = { scopes: [`${graph}/.default`] };
  const first = await app.acquireTokenByClientCredential(request);
  assert.equal(first.fromCache, false);
  const claims = await verified(first.accessToken, { issuer: v1Issuer, audience: graph });
  assert.equal(claims.appid, web.id);
  assert.equal(claims.appidacr, "1");
  assert.deepEqual(claims.roles, ["User.Read.All"]);
  const second = await app.acquireTokenByClientCredential(request);
  assert.equal(second.fromCache, true);
  assert.equal(second.accessToken, first.accessToken);
});

test("client credentials with a certificate: SHA-1 and SHA-256 thumbprint, with and without x5c", async () => {
  const der = new X509Certificate(certificate.pem).raw;
  const sha1 = createHash("sha1").update(der).digest("hex");
  const sha256 = createHash("sha256").update(der).digest("hex");
  const forms = [
    { thumbprint: sha1, privateKey: certificate.key },
    { thumbprintSha256: sha256, privateKey: certificate.key },
    { thumbprintSha256: sha256, privateKey: certificate.key, x5c: certificate.pem },
  ];
  for (const clientCertificate of forms) {
    const answer = await confidential({ clientCertificate }).acquireTokenByClientCredential({ scopes: [`${graph}/.default`] });
    const claims = await verified(answer.accessToken, { issuer: v1Issuer, audience: graph });
    assert.equal(claims.appidacr, "2");
  }
});

test("a wrong secret is refused as invalid_client with AADSTS7000215", async () => {
  const app = confidential({ clientSecret: "not-the-secret" });
  await assert.rejects(app.acquireTokenByClientCredential({ scopes: [`${graph}/.default`] }), (error) => {
    assert.equal(error.errorCode, "invalid_client");
    assert.match(error.errorMessage, /AADSTS7000215/);
    return true;
  });
});

test("authorization code with PKCE, then silently from the cache, then by refresh token", async () => {
  const { verifier, challenge } = await new CryptoProvider().generatePkceCodes();
  const app = confidential({ clientSecret: web.secret });
  const scopes = ["User.Read"];
  const nonce = "nonce-of-the-test";
  const code = await codeFor(app, { scopes, redirectUri: web.redirect, codeChallenge: challenge, codeChallengeMethod: "S256", nonce, state: "s1" });
  const answer = await app.acquireTokenByCode({ code, scopes, redirectUri: web.redirect, codeVerifier: verifier, nonce });
  assert.equal(answer.account.username, user.name);
  assert.equal(answer.account.homeAccountId, `${user.id}.${tenant}`);
  const id = await verified(answer.idToken, { issuer: v2Issuer, audience: web.id });
  assert.equal(id.nonce, nonce);
  assert.equal(id.preferred_username, user.name);

  const silent = await app.acquireTokenSilent({ account: answer.account, scopes });
  assert.equal(silent.fromCache, true);
  const forced = await app.acquireTokenSilent({ account: answer.account, scopes, forceRefresh: true });
  assert.equal(forced.fromCache, false);
  assert.notEqual(forced.accessToken, answer.accessToken);
  const other = await app.acquireTokenSilent({ account: answer.account, scopes: [`${api.uri}/access_as_user`] });
  const claims = await verified(other.accessToken, { issuer: v2Issuer, audience: api.id });
  assert.equal(claims.scp, "access_as_user");
});

test("an ID token, an access token and client_info come back for a public client", async () => {
  const app = publicClient();
  const { verifier, challenge } = await new CryptoProvider().generatePkceCodes();
  const scopes = ["User.Read"];
  const code = await codeFor(app, { scopes, redirectUri: native.redirect, codeChallenge: challenge, codeChallengeMethod: "S256" });
  const answer = await app.acquireTokenByCode({ code, scopes, redirectUri: native.redirect, codeVerifier: verifier });
  assert.equal(answer.tenantId, tenant);
  assert.equal(answer.uniqueId, user.id);
  const refreshed = await app.acquireTokenByRefreshToken({
    refreshToken: JSON.parse(app.getTokenCache().serialize()).RefreshToken[Object.keys(JSON.parse(app.getTokenCache().serialize()).RefreshToken)[0]].secret,
    scopes,
  });
  assert.ok(refreshed.accessToken);
});

test("an interactive sign-in through a loopback server", async () => {
  const app = publicClient();
  const answer = await app.acquireTokenInteractive({
    scopes: ["User.Read"], loginHint: user.name,
    openBrowser: async (url) => { await browse(url); },
  });
  assert.equal(answer.account.username, user.name);
});

test("device code: pending until the person approves", async () => {
  const app = publicClient();
  const answer = await app.acquireTokenByDeviceCode({
    scopes: ["User.Read"],
    deviceCodeCallback: ({ userCode, message, interval, expiresIn }) => {
      assert.match(userCode, /^[A-Z0-9]{9}$/);
      assert.match(message, new RegExp(userCode));
      assert.equal(interval, 5);
      assert.equal(expiresIn, 900);
      control("POST", "device-codes", { user_code: userCode, user: user.name, mfa: true });
    },
  });
  assert.equal(answer.account.username, user.name);
});

test("username and password", async () => {
  const app = publicClient();
  const answer = await app.acquireTokenByUsernamePassword({ scopes: ["User.Read"], username: user.name, password: user.password });
  assert.equal(answer.account.username, user.name);
  await assert.rejects(
    publicClient().acquireTokenByUsernamePassword({ scopes: ["User.Read"], username: user.name, password: "wrong" }),
    /AADSTS50126/);
});

test("on behalf of: the API calls Graph for its caller", async () => {
  const caller = publicClient();
  const scopes = [`${api.uri}/access_as_user`];
  const { verifier, challenge } = await new CryptoProvider().generatePkceCodes();
  const code = await codeFor(caller, { scopes, redirectUri: native.redirect, codeChallenge: challenge, codeChallengeMethod: "S256" });
  const { accessToken } = await caller.acquireTokenByCode({ code, scopes, redirectUri: native.redirect, codeVerifier: verifier });

  const middle = new ConfidentialClientApplication({
    auth: { clientId: api.id, authority, knownAuthorities: [host], clientSecret: api.secret },
  });
  const answer = await middle.acquireTokenOnBehalfOf({ oboAssertion: accessToken, scopes: ["User.Read"] });
  const claims = await verified(answer.accessToken, { issuer: v1Issuer });
  assert.equal(claims.appid, api.id);
  assert.equal(claims.oid, user.id);
  assert.match(claims.scp, /User\.Read/);
});

test("MFA is missing: InteractionRequiredAuthError, and a sign-in with it cures", async () => {
  const app = publicClient();
  const scopes = [`${guarded.uri}/access_as_user`];
  await assert.rejects(
    app.acquireTokenByUsernamePassword({ scopes, username: user.name, password: user.password }),
    (error) => {
      assert.ok(error instanceof InteractionRequiredAuthError, error);
      assert.equal(error.subError, "basic_action");
      assert.match(error.errorMessage, /AADSTS50076/);
      return true;
    });
  const { verifier, challenge } = await new CryptoProvider().generatePkceCodes();
  const code = await codeFor(app, { scopes, redirectUri: native.redirect, codeChallenge: challenge, codeChallengeMethod: "S256" });
  const answer = await app.acquireTokenByCode({ code, scopes, redirectUri: native.redirect, codeVerifier: verifier });
  assert.ok(answer.accessToken);
});

test("a client that declares CP1 gets a long-lived token and refresh_in", async () => {
  const app = publicClient({ clientCapabilities: ["CP1"] });
  const { verifier, challenge } = await new CryptoProvider().generatePkceCodes();
  const scopes = ["User.Read"];
  const code = await codeFor(app, { scopes, redirectUri: native.redirect, codeChallenge: challenge, codeChallengeMethod: "S256" });
  const answer = await app.acquireTokenByCode({ code, scopes, redirectUri: native.redirect, codeVerifier: verifier });
  const hours = (answer.expiresOn - Date.now()) / 3_600_000;
  assert.ok(hours > 19 && hours <= 28, `${hours} h`);
  assert.ok(answer.refreshOn > new Date() && answer.refreshOn < answer.expiresOn);
  const claims = await verified(answer.accessToken, { issuer: v1Issuer });
  assert.deepEqual(claims.xms_cc, ["CP1"]);
});

test("a claims challenge of Graph: silent is refused, a new sign-in with the claims is let in", async () => {
  const app = publicClient({ clientCapabilities: ["CP1"] });
  const scopes = ["User.Read"];
  const signIn = async (claims) => {
    const { verifier, challenge } = await new CryptoProvider().generatePkceCodes();
    const request = { scopes, redirectUri: native.redirect, claims };
    const code = await codeFor(app, { ...request, codeChallenge: challenge, codeChallengeMethod: "S256" });
    return app.acquireTokenByCode({ ...request, code, codeVerifier: verifier });
  };
  const me = ({ accessToken }) => fetch(`${origin}/graph/v1.0/me`, { headers: { Authorization: `Bearer ${accessToken}` } });
  const first = await signIn();
  assert.equal((await me(first)).status, 200);
  await control("POST", "revocations", { user: user.name });

  const refused = await me(first);
  assert.equal(refused.status, 401);
  const header = refused.headers.get("www-authenticate");
  assert.match(header, /error="insufficient_claims"/);
  const claims = Buffer.from(header.match(/claims="([^"]+)"/)[1], "base64").toString();
  await assert.rejects(app.acquireTokenSilent({ account: first.account, scopes, claims }), (error) => {
    assert.ok(error instanceof InteractionRequiredAuthError, error);
    assert.match(error.errorMessage, /AADSTS50173/);
    return true;
  });
  const second = await signIn(claims);
  assert.notEqual(second.accessToken, first.accessToken);
  assert.deepEqual((await verified(second.accessToken, { issuer: v1Issuer })).xms_cc, ["CP1"]);
  assert.equal((await me(second)).status, 200);
});

test("managed identity: IMDS and App Service", async () => {
  const before = { ...process.env };
  try {
    process.env.AZURE_POD_IDENTITY_AUTHORITY_HOST = process.env.MOCK_HTTP;
    const machine = await new ManagedIdentityApplication().acquireToken({ resource: graph });
    assert.ok(machine.accessToken);
    delete process.env.AZURE_POD_IDENTITY_AUTHORITY_HOST;
    process.env.IDENTITY_ENDPOINT = `${process.env.MOCK_HTTP}/msi/token`;
    process.env.IDENTITY_HEADER = process.env.MOCK_IDENTITY_HEADER;
    const service = await new ManagedIdentityApplication().acquireToken({ resource: graph, forceRefresh: true });
    const claims = await verified(service.accessToken, {});
    assert.equal(claims.appidacr, "2");
    assert.ok(claims.xms_mirid);
  } finally {
    process.env = before;
  }
});
