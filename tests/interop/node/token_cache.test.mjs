// One cache file for @azure/msal-node and entra_token: each serves what the other has written.

import { strict as assert } from "node:assert";
import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import https from "node:https";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { ConfidentialClientApplication } from "@azure/msal-node";
import { api, control, followAuthorization, graph, origin, tenant, user, web } from "./support.mjs";

const cloud = "https://login.microsoftonline.com";
const authority = `${cloud}/${tenant}`;
const appScope = `${graph}/.default`;

/** What msal-node sends to the cloud arrives at the mock, under the cloud's own name. */
const send = (method) => (url, options) =>
  new Promise((resolve, reject) => {
    const to = new URL(url);
    const mock = new URL(origin);
    const request = https.request(
      { host: mock.hostname, port: mock.port, servername: to.hostname, method, path: to.pathname + to.search,
        headers: { ...options?.headers, Host: to.host } },
      (response) => {
        let text = "";
        response.on("data", (chunk) => (text += chunk));
        response.on("end", () => resolve({ status: response.statusCode, headers: response.headers, body: JSON.parse(text) }));
      });
    request.on("error", reject);
    request.end(options?.body);
  });

/** A file, and the two that use it. */
function bench() {
  const path = join(mkdtempSync(join(tmpdir(), "entra_cache_")), "tokens.json");
  const cachePlugin = {
    async beforeCacheAccess(context) {
      if (existsSync(path)) context.tokenCache.deserialize(readFileSync(path, "utf8"));
    },
    async afterCacheAccess(context) {
      if (context.cacheHasChanged) writeFileSync(path, context.tokenCache.serialize(), { mode: 0o600 });
    },
  };
  return {
    path,
    app: () =>
      new ConfidentialClientApplication({
        auth: { clientId: web.id, clientSecret: web.secret, authority },
        cache: { cachePlugin },
        system: { networkClient: { sendGetRequestAsync: send("GET"), sendPostRequestAsync: send("POST") } },
      }),
    entraToken: (args, secrets = {}) =>
      JSON.parse(
        execFileSync(
          process.env.ENTRA_TOKEN,
          ["get", "--authority", authority, "--client-id", web.id, "--secret-env", "WEB_SECRET", "--ca-file",
            process.env.NODE_EXTRA_CA_CERTS, "--cache-file", path, "--json", ...args],
          { env: { HTTPS_PROXY: process.env.MOCK_PROXY, WEB_SECRET: web.secret, ...secrets }, encoding: "utf8", timeout: 30000 },
        )),
  };
}

async function tokenRequests() {
  return (await control("GET", `requests?path=/${tenant}/oauth2/v2.0/token`)).count;
}

async function signInByEntraToken(at) {
  const { code } = await control("POST", "sign-ins", {
    tenant, user: user.name, client_id: web.id, redirect_uri: web.redirect, scope: "User.Read openid profile offline_access" });
  return at.entraToken(
    ["--flow", "authorization_code", "--code-env", "CODE", "--redirect-uri", web.redirect,
      "--scope", "User.Read", "--scope", "openid", "--scope", "profile", "--scope", "offline_access"],
    { CODE: code });
}

async function signInByMsal(app) {
  const request = { scopes: ["User.Read"], redirectUri: web.redirect };
  const url = await app.getAuthCodeUrl({ ...request, loginHint: user.name });
  const back = await followAuthorization(url.replace(cloud, origin));
  return app.acquireTokenByCode({ ...request, code: back.searchParams.get("code") });
}

test("msal-node serves the application's token that entra_token wrote", async () => {
  await control("DELETE", "requests");
  const at = bench();
  const ours = at.entraToken(["--scope", appScope]);
  assert.equal(ours.source, "network");
  const theirs = await at.app().acquireTokenByClientCredential({ scopes: [appScope] });
  assert.equal(theirs.fromCache, true);
  assert.equal(theirs.accessToken, ours.access_token);
  assert.equal(await tokenRequests(), 1);
});

test("entra_token serves the application's token that msal-node wrote", async () => {
  await control("DELETE", "requests");
  const at = bench();
  const theirs = await at.app().acquireTokenByClientCredential({ scopes: [appScope] });
  const ours = at.entraToken(["--scope", appScope]);
  assert.equal(ours.source, "cache");
  assert.equal(ours.access_token, theirs.accessToken);
  assert.equal(await tokenRequests(), 1);
});

test("msal-node serves the person's token that entra_token wrote, and renews with its refresh token", async () => {
  await control("DELETE", "requests");
  const at = bench();
  const ours = await signInByEntraToken(at);
  const app = at.app();
  const [account] = await app.getTokenCache().getAllAccounts();
  assert.equal(account.homeAccountId, `${user.id}.${tenant}`);
  assert.equal(account.username, user.name);
  const theirs = await app.acquireTokenSilent({ scopes: ["User.Read"], account });
  assert.equal(theirs.fromCache, true);
  assert.equal(theirs.accessToken, ours.access_token);
  assert.equal(await tokenRequests(), 1);
  const scopes = [`${api.uri}/access_as_user`];
  const fresh = await app.acquireTokenSilent({ scopes, account });
  assert.equal(fresh.fromCache, false);
  assert.equal(at.entraToken(["--flow", "silent", "--scope", scopes[0]]).access_token, fresh.accessToken);
});

test("entra_token serves the person's token that msal-node wrote, and renews with its refresh token", async () => {
  await control("DELETE", "requests");
  const at = bench();
  const theirs = await signInByMsal(at.app());
  const ours = at.entraToken(["--flow", "silent", "--account", user.name, "--scope", "User.Read"]);
  assert.equal(ours.source, "cache");
  assert.equal(ours.access_token, theirs.accessToken);
  assert.equal(await tokenRequests(), 1);
  const scopes = [`${api.uri}/access_as_user`];
  const fresh = at.entraToken(["--flow", "silent", "--scope", scopes[0]]);
  assert.equal(fresh.source, "network");
  const app = at.app();
  const [account, ...others] = await app.getTokenCache().getAllAccounts();
  assert.equal(others.length, 0);
  const again = await app.acquireTokenSilent({ scopes, account });
  assert.equal(again.fromCache, true);
  assert.equal(again.accessToken, fresh.access_token);
});

test("what entra_token does not know survives its writing", async () => {
  const at = bench();
  await signInByMsal(at.app());
  const before = JSON.parse(readFileSync(at.path, "utf8"));
  before.Invented = { later: [1] };
  writeFileSync(at.path, JSON.stringify(before), { mode: 0o600 });
  at.entraToken(["--scope", appScope]);
  const after = JSON.parse(readFileSync(at.path, "utf8"));
  assert.deepEqual(after.Invented, before.Invented);
  assert.deepEqual(after.Account, before.Account);
});
