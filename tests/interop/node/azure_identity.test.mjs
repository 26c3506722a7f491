// @azure/identity and @azure/keyvault-secrets: credentials as Azure's SDKs use them.

import { strict as assert } from "node:assert";
import { createPrivateKey } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { test } from "node:test";
import {
  AuthorizationCodeCredential, ClientAssertionCredential, ClientCertificateCredential, ClientSecretCredential,
  DefaultAzureCredential, DeviceCodeCredential, EnvironmentCredential, ManagedIdentityCredential, OnBehalfOfCredential,
  UsernamePasswordCredential, WorkloadIdentityCredential,
} from "@azure/identity";
import { importPKCS8, SignJWT } from "jose";
import { SecretClient } from "@azure/keyvault-secrets";
import {
  api, certificate, control, graph, native, origin, tenant, user, v1Issuer, v2Issuer, verified, web,
} from "./support.mjs";

const options = { authorityHost: origin, disableInstanceDiscovery: true };
const scope = `${graph}/.default`;

async function withEnvironment(values, work) {
  const before = { ...process.env };
  Object.assign(process.env, values);
  try {
    return await work();
  } finally {
    process.env = before;
  }
}

/** What another token service says of a workload, as a pod's or a build's would. */
async function foreignAssertion() {
  const key = await importPKCS8(createPrivateKey(readFileSync(`${process.env.MOCK_WORK_DIR}/workloads.key`)).export({ type: "pkcs8", format: "pem" }), "RS256");
  return new SignJWT({}).setProtectedHeader({ alg: "RS256", kid: "workloads" }).setIssuer("https://workloads.example")
    .setSubject("interop-workload").setAudience("api://AzureADTokenExchange").setIssuedAt().setExpirationTime("5m").sign(key);
}

test("client secret", async () => {
  const { token, expiresOnTimestamp } = await new ClientSecretCredential(tenant, web.id, web.secret, options).getToken(scope);
  const claims = await verified(token, { issuer: v1Issuer, audience: graph });
  assert.equal(claims.idtyp, "app");
  assert.ok(expiresOnTimestamp > Date.now());
});

test("client certificate", async () => {
  for (const sendCertificateChain of [false, true]) {
    const credential = new ClientCertificateCredential(tenant, web.id, { certificatePath: certificate.file }, { ...options, sendCertificateChain });
    const claims = await verified((await credential.getToken(scope)).token, { issuer: v1Issuer });
    assert.equal(claims.appidacr, "2");
  }
});

test("a federated assertion, from a callback and from a file", async () => {
  const fromCallback = new ClientAssertionCredential(tenant, web.id, foreignAssertion, options);
  assert.equal((await verified((await fromCallback.getToken(scope)).token, { issuer: v1Issuer })).appid, web.id);
  const tokenFilePath = `${process.env.MOCK_WORK_DIR}/federated-token`;
  writeFileSync(tokenFilePath, await foreignAssertion());
  const fromFile = new WorkloadIdentityCredential({ tenantId: tenant, clientId: web.id, tokenFilePath, ...options });
  assert.ok((await fromFile.getToken(scope)).token);
});

test("the environment's variables, directly and through DefaultAzureCredential", async () => {
  const variables = { AZURE_TENANT_ID: tenant, AZURE_CLIENT_ID: web.id, AZURE_CLIENT_SECRET: web.secret, AZURE_AUTHORITY_HOST: origin };
  await withEnvironment(variables, async () => {
    assert.ok((await new EnvironmentCredential({ disableInstanceDiscovery: true }).getToken(scope)).token);
    assert.ok((await new DefaultAzureCredential({ disableInstanceDiscovery: true }).getToken(scope)).token);
  });
});

test("device code", async () => {
  const credential = new DeviceCodeCredential({
    tenantId: tenant, clientId: native.id, ...options,
    userPromptCallback: ({ userCode }) => control("POST", "device-codes", { user_code: userCode, user: user.name }),
  });
  const claims = await verified((await credential.getToken("User.Read")).token, { issuer: v1Issuer });
  assert.equal(claims.upn, user.name);
});

test("username and password", async () => {
  const credential = new UsernamePasswordCredential(tenant, native.id, user.name, user.password, options);
  const claims = await verified((await credential.getToken("User.Read")).token, { issuer: v1Issuer });
  assert.deepEqual(claims.amr, ["pwd"]);
});

test("an authorization code", async () => {
  const { code } = await control("POST", "sign-ins", {
    tenant, user: user.name, client_id: web.id, redirect_uri: web.redirect, scope: "User.Read offline_access openid profile", mfa: true,
  });
  const credential = new AuthorizationCodeCredential(tenant, web.id, web.secret, code, web.redirect, options);
  const claims = await verified((await credential.getToken("User.Read")).token, { issuer: v1Issuer });
  assert.deepEqual(claims.amr, ["pwd", "mfa"]);
});

test("on behalf of", async () => {
  const caller = new UsernamePasswordCredential(tenant, native.id, user.name, user.password, options);
  const { token: userAssertionToken } = await caller.getToken(`${api.uri}/access_as_user`);
  await verified(userAssertionToken, { issuer: v2Issuer, audience: api.id });
  const middle = new OnBehalfOfCredential({ tenantId: tenant, clientId: api.id, clientSecret: api.secret, userAssertionToken, ...options });
  const claims = await verified((await middle.getToken("User.Read")).token, { issuer: v1Issuer });
  assert.equal(claims.appid, api.id);
});

test("managed identity", async () => {
  await withEnvironment({ AZURE_POD_IDENTITY_AUTHORITY_HOST: process.env.MOCK_HTTP }, async () => {
    const { token } = await new ManagedIdentityCredential().getToken(scope);
    assert.equal((await verified(token, {})).appidacr, "2");
  });
});

// The SDK reads names and versions from URLs of real vaults only: the proxy answers for them.
const proxyOptions = { host: new URL(process.env.MOCK_PROXY).origin, port: Number(new URL(process.env.MOCK_PROXY).port) };
const vaultUrl = "https://interop-vault.vault.azure.net";
const vault = () => new SecretClient(vaultUrl, new ClientSecretCredential(tenant, web.id, web.secret, { proxyOptions }), { proxyOptions });

async function names(pages) {
  const found = [];
  for await (const one of pages) found.push(one.name);
  return found;
}

test("Key Vault under its own name: the challenge is verified, a secret goes in and comes out", async () => {
  const client = vault();
  const stored = await client.setSecret("refresh-token", "0.AXEA-secret");
  assert.match(stored.properties.version, /^[0-9a-f]{32}$/);
  assert.equal((await client.getSecret("refresh-token")).value, "0.AXEA-secret");
});

test("Key Vault: attributes, tags, versions, and lists by page", async () => {
  const client = vault();
  const expiresOn = new Date("2037-01-01T00:00:00Z");
  const first = await client.setSecret("api-key", "one", { contentType: "text/plain", tags: { env: "test" }, expiresOn });
  assert.equal(first.properties.expiresOn.getTime(), expiresOn.getTime());
  assert.deepEqual(first.properties.tags, { env: "test" });
  await client.setSecret("api-key", "two");
  assert.equal((await client.getSecret("api-key", { version: first.properties.version })).value, "one");
  const versions = [];
  for await (const one of client.listPropertiesOfSecretVersions("api-key")) versions.push(one.version);
  assert.equal(versions.length, 2);
  const updated = await client.updateSecretProperties("api-key", first.properties.version, { enabled: false });
  assert.equal(updated.enabled, false);
  await assert.rejects(client.getSecret("api-key", { version: first.properties.version }), (error) => {
    assert.equal(error.statusCode, 403);
    assert.match(error.message, /disabled secret/);
    return true;
  });
  for (let i = 0; i < 5; ++i) await client.setSecret(`listed-${i}`, "x");
  let pages = 0;
  const found = [];
  for await (const page of client.listPropertiesOfSecrets().byPage({ maxPageSize: 2 })) {
    assert.ok(page.length <= 2);
    pages += 1;
    found.push(...page.map((one) => one.name));
  }
  assert.ok(pages >= 3, `${pages} pages`);
  assert.ok(["api-key", "listed-0", "listed-4"].every((name) => found.includes(name)), found);
});

test("Key Vault: delete, recover, delete again, purge; backup and restore", async () => {
  const client = vault();
  const options = { intervalInMs: 20 };
  await client.setSecret("short-lived", "one");
  const backup = await client.backupSecret("short-lived");
  const deleted = await (await client.beginDeleteSecret("short-lived", options)).pollUntilDone();
  assert.equal(deleted.recoveryId, `${vaultUrl}/deletedsecrets/short-lived`);
  assert.equal(deleted.scheduledPurgeDate - deleted.deletedOn, 90 * 86_400_000);
  assert.ok((await names(client.listDeletedSecrets())).includes("short-lived"));
  await assert.rejects(client.setSecret("short-lived", "two"), (error) => error.statusCode === 409 && error.code === "Conflict");
  await (await client.beginRecoverDeletedSecret("short-lived", options)).pollUntilDone();
  assert.equal((await client.getSecret("short-lived")).value, "one");
  await (await client.beginDeleteSecret("short-lived", options)).pollUntilDone();
  await client.purgeDeletedSecret("short-lived");
  await assert.rejects(client.getDeletedSecret("short-lived"), (error) => error.code === "SecretNotFound");
  await client.restoreSecretBackup(backup);
  assert.equal((await client.getSecret("short-lived")).value, "one");
});

test("Key Vault with a managed identity: it reads, and may not write", async () => {
  await vault().setSecret("for-machines", "42");
  await withEnvironment({ AZURE_POD_IDENTITY_AUTHORITY_HOST: process.env.MOCK_HTTP }, async () => {
    const client = new SecretClient(vaultUrl, new ManagedIdentityCredential(), { proxyOptions });
    assert.equal((await client.getSecret("for-machines")).value, "42");
    await assert.rejects(client.setSecret("for-machines", "43"), (error) => {
      assert.equal(error.statusCode, 403);
      assert.match(error.message, /does not have secrets set permission on key vault 'interop-vault/);
      return true;
    });
  });
});

test("hard-coded hosts: the public cloud's defaults through the proxy", async () => {
  const credential = new ClientSecretCredential(tenant, web.id, web.secret, { proxyOptions });
  assert.ok((await credential.getToken(scope)).token);
});
