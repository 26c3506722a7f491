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

test("Key Vault under its own name: the challenge is verified, a secret goes in and comes out", async () => {
  // The SDK reads names and versions from URLs of real vaults only: the proxy answers for them.
  const proxyOptions = { host: new URL(process.env.MOCK_PROXY).origin, port: Number(new URL(process.env.MOCK_PROXY).port) };
  const credential = new ClientSecretCredential(tenant, web.id, web.secret, { proxyOptions });
  const client = new SecretClient("https://interop-vault.vault.azure.net", credential, { proxyOptions });
  const stored = await client.setSecret("refresh-token", "0.AXEA-secret");
  assert.match(stored.properties.version, /^[0-9a-f]{32}$/);
  assert.equal((await client.getSecret("refresh-token")).value, "0.AXEA-secret");
});

test("hard-coded hosts: the public cloud's defaults through the proxy", async () => {
  const proxyOptions = { host: new URL(process.env.MOCK_PROXY).origin, port: Number(new URL(process.env.MOCK_PROXY).port) };
  const credential = new ClientSecretCredential(tenant, web.id, web.secret, { proxyOptions });
  assert.ok((await credential.getToken(scope)).token);
});
