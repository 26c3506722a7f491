// What every test needs: where the mock is, who exists in its directory, and how to steer it.

import { strict as assert } from "node:assert";
import { readFileSync } from "node:fs";
import { createRemoteJWKSet, jwtVerify } from "jose";

const ready = JSON.parse(readFileSync(process.env.MOCK_READY_FILE, "utf8"));

export const origin = ready.https;
export const host = new URL(origin).host;
export const tenant = "5a1f0c52-6c1d-4b0c-9d5e-0a1b2c3d4e01";
export const authority = `${origin}/${tenant}`;
export const user = { name: "ada@interop.onmicrosoft.com", password: "Passw0rd!ada", id: "5a1f0c52-aaaa-4b0c-9d5e-000000000001" };
export const web = { id: "5a1f0c52-0001-4b0c-9d5e-000000000001", secret: "interop-web-secret", redirect: "http://localhost:7357/cb" };
export const native = { id: "5a1f0c52-0002-4b0c-9d5e-000000000002", redirect: "http://localhost" };
export const spa = { id: "5a1f0c52-0003-4b0c-9d5e-000000000003", port: 7358 };
export const api = { id: "5a1f0c52-0004-4b0c-9d5e-000000000004", secret: "interop-api-secret", uri: "api://interop-api" };
export const guarded = { id: "5a1f0c52-0005-4b0c-9d5e-000000000005", uri: "api://interop-guarded" };
export const certificate = {
  pem: readFileSync(`${process.env.MOCK_WORK_DIR}/app.pem`, "utf8"),
  key: readFileSync(`${process.env.MOCK_WORK_DIR}/app.key`, "utf8"),
  file: `${process.env.MOCK_WORK_DIR}/app-with-key.pem`,
};
export const graph = "https://graph.microsoft.com";

/** A request to the control plane; answers the parsed body. */
export async function control(method, path, body) {
  const response = await fetch(`${origin}/_mock/${path}`, {
    method,
    headers: body ? { "Content-Type": "application/json" } : {},
    body: body ? JSON.stringify(body) : undefined,
  });
  const text = await response.text();
  assert.ok(response.ok, `${method} /_mock/${path}: ${response.status} ${text}`);
  return text ? JSON.parse(text) : undefined;
}

/** Follows an authorization request as a browser would and answers the address that the client is sent back to. */
export async function followAuthorization(url) {
  const response = await fetch(url, { redirect: "manual" });
  assert.equal(response.status, 302, await response.text());
  return new URL(response.headers.get("location"));
}

/** Opens an address as a browser without scripts would, and sends a form_post page on. */
export async function browse(url) {
  const page = await fetch(url);
  const text = await page.text();
  const action = text.match(/<form[^>]*action="([^"]*)"/)?.[1];
  if (!page.ok || !action) return text;
  const fields = new URLSearchParams();
  for (const [, name, value] of text.matchAll(/<input[^>]*name="([^"]*)"[^>]*value="([^"]*)"/g)) fields.append(name, decode(value));
  return (await fetch(decode(action), { method: "POST", body: fields })).text();
}

const decode = (text) =>
  text.replace(/&#(x?)([0-9a-f]+);/gi, (_, hex, digits) => String.fromCodePoint(parseInt(digits, hex ? 16 : 10)))
    .replaceAll("&quot;", '"').replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&");

/** What an independent library thinks of a token: signature, issuer, time. */
export async function verified(token, { issuer, audience }) {
  const keys = createRemoteJWKSet(new URL(`${origin}/${tenant}/discovery/v2.0/keys`));
  return (await jwtVerify(token, keys, { issuer, audience, algorithms: ["RS256"] })).payload;
}

export const v1Issuer = `${origin}/${tenant}/`;
export const v2Issuer = `${origin}/${tenant}/v2.0`;
