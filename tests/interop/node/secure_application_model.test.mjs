// Microsoft's Secure Application Model from end to end, a person in headless Chromium included: consent with MFA, the
// refresh token in Key Vault, Partner Center, the customer's tenant; then a policy changes, access is refused and
// explained, and a step-up cures it.

import { strict as assert } from "node:assert";
import { spawn } from "node:child_process";
import { createHmac } from "node:crypto";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { after, before, test } from "node:test";
import { chromium } from "playwright-core";

const work = process.env.MOCK_WORK_DIR;
const partner = "6b2f0c52-6c1d-4b0c-9d5e-0a1b2c3d4e01";
const customer = "6b2f0c52-6c1d-4b0c-9d5e-0a1b2c3d4e02";
const app = { id: "6b2f0c52-0001-4b0c-9d5e-000000000001", secret: "csp-app-secret", redirect: "http://localhost:7361/" };
const ada = { name: "ada@contoso-partner.onmicrosoft.com", password: "Passw0rd!ada", key: "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP" };
const partnerCenter = "https://api.partnercenter.microsoft.com";
const onThePhone = "6b2f0c52-0002-4b0c-9d5e-000000000002";

let mock;
let origin;
let site;
let context;
let arrive; // settles with what the browser posts back to the application

before(async () => {
  const ready = `${work}/sam-ready.json`;
  rmSync(ready, { force: true });
  mock = spawn(process.env.MOCK_IDP, ["--config", `${work}/secure_application_model.json`, "--http-port", "0", "--https-port", "0",
    "--state-dir", `${work}/state`, "--ready-file", ready, "--log-level", "error"], { stdio: "ignore" });
  for (let tries = 0; !existsSync(ready) && tries < 200; ++tries) await new Promise((resolve) => setTimeout(resolve, 50));
  origin = JSON.parse(readFileSync(ready, "utf8")).https;

  site = createServer((request, response) => {
    let body = "";
    request.on("data", (chunk) => { body += chunk; });
    request.on("end", () => {
      response.writeHead(200, { "Content-Type": "text/html" }).end("<title>Application</title>Thank you");
      if (request.method === "POST") arrive?.(new URLSearchParams(body));
    });
  });
  await new Promise((resolve) => site.listen(7361, "127.0.0.1", resolve));
  context = await chromium.launchPersistentContext(mkdtempSync(`${tmpdir()}/sam-chromium-`), {
    executablePath: process.env.CHROMIUM, headless: true, viewport: { width: 900, height: 700 },
    args: ["--no-sandbox", "--disable-quic", "--no-first-run", "--disable-background-networking",
           "--disable-component-update", "--disable-sync"],
  });
});

after(async () => {
  await context?.close();
  site?.close();
  mock?.kill("SIGTERM");
});

async function send(method, path, { token, json, form } = {}) {
  const response = await fetch(`${origin}${path}`, {
    method,
    headers: { ...(token && { Authorization: `Bearer ${token}` }), ...(json && { "Content-Type": "application/json" }) },
    body: json ? JSON.stringify(json) : form ? new URLSearchParams(form) : undefined,
  });
  const text = await response.text();
  return { status: response.status, headers: response.headers, body: text ? JSON.parse(text) : null };
}

const tokens = (tenant, fields) => send("POST", `/${tenant}/oauth2/token`,
  { form: { client_id: app.id, client_secret: app.secret, ...fields } });
const refresh = (tenant, refreshToken, resource) =>
  tokens(tenant, { grant_type: "refresh_token", refresh_token: refreshToken, resource });
const claimsOf = (token) => JSON.parse(Buffer.from(token.split(".")[1], "base64url"));

/** RFC 6238, as an authenticator app computes it. */
function totp(key, at = Date.now()) {
  const bits = [...key].map((c) => "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".indexOf(c).toString(2).padStart(5, "0")).join("");
  const bytes = Buffer.from(bits.match(/.{8}/g).map((byte) => parseInt(byte, 2)));
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(at / 30000)));
  const mac = createHmac("sha1", bytes).update(counter).digest();
  const offset = mac[19] & 15;
  return String((mac.readUInt32BE(offset) & 0x7fffffff) % 1000000).padStart(6, "0");
}

/** Opens an authorization request and hands the page to `act`; answers what comes back to the application. */
async function authorize(fields, act) {
  const answered = new Promise((resolve) => { arrive = resolve; });
  const query = new URLSearchParams({ client_id: app.id, response_mode: "form_post", state: "s", nonce: "n", ...fields });
  const tab = await context.newPage();
  await tab.goto(`${origin}/common/oauth2/authorize?${query}`);
  await act(tab);
  const answer = await answered;
  await tab.close();
  return answer;
}

/** Screenshots for people, when SCREENSHOTS names a folder. */
async function picture(tab, name) {
  if (!process.env.SCREENSHOTS) return;
  mkdirSync(process.env.SCREENSHOTS, { recursive: true });
  // Chromium cannot always capture on a machine without a screen; no test hangs on a picture.
  await tab.screenshot({ path: `${process.env.SCREENSHOTS}/${name}.png` }).catch(() => {});
}

const press = (tab, name) => tab.getByRole("button", { name, exact: true }).click();
let consented;

test("consent with MFA in the browser: the code's tokens say so", async () => {
  const answer = await authorize({ response_type: "code id_token", scope: "openid profile", amr_values: "mfa" }, async (tab) => {
    await picture(tab, "1-user-name");
    await tab.getByLabel("User name").fill(ada.name);
    await press(tab, "Next");
    await picture(tab, "2-password");
    await tab.getByLabel("Password").fill(ada.password);
    await press(tab, "Sign in");
    await picture(tab, "3-choice");
    await tab.getByRole("button", { name: /code/i }).first().click();
    await picture(tab, "4-code");
    await tab.getByLabel("Verification code").fill(totp(ada.key));
    await press(tab, "Verify");
    await picture(tab, "5-stay");
    await press(tab, "No");
    await picture(tab, "6-consent");
    await press(tab, "Accept");
  });
  assert.equal(answer.get("error"), null, answer.get("error_description"));
  assert.deepEqual(claimsOf(answer.get("id_token")).amr, ["pwd", "mfa"]);
  const redeemed = await tokens(partner, { grant_type: "authorization_code", code: answer.get("code"), resource: partnerCenter });
  assert.equal(redeemed.status, 200, JSON.stringify(redeemed.body));
  assert.deepEqual(claimsOf(redeemed.body.access_token).amr, ["pwd", "mfa"]);
  consented = redeemed.body;
});

test("the refresh token goes into Key Vault by its challenge, and comes out again", async () => {
  const path = `/vault/contoso-tokens/secrets/${partner}?api-version=7.4`;
  const challenged = await send("PUT", path, { json: { value: consented.refresh_token } });
  assert.equal(challenged.status, 401);
  const challenge = challenged.headers.get("WWW-Authenticate");
  const authority = challenge.match(/authorization="([^"]+)"/)[1];
  assert.equal(challenge.match(/resource="([^"]+)"/)[1], "https://vault.azure.net");
  assert.equal(authority, `${origin}/${partner}`);
  const vaultToken = await tokens(partner, { grant_type: "client_credentials", resource: "https://vault.azure.net" });
  const put = await send("PUT", path, { token: vaultToken.body.access_token, json: { value: consented.refresh_token } });
  assert.equal(put.status, 200, JSON.stringify(put.body));
  const got = await send("GET", path, { token: vaultToken.body.access_token });
  assert.equal(got.body.value, consented.refresh_token);
});

test("the night's job: Partner Center and the customer's tenant from the kept refresh token", async () => {
  const forPartnerCenter = await refresh(partner, consented.refresh_token, partnerCenter);
  assert.deepEqual(claimsOf(forPartnerCenter.body.access_token).amr, ["pwd", "mfa"]);
  const bearer = forPartnerCenter.body.access_token;
  const customers = await send("GET", "/partnercenter/v1/customers", { token: bearer });
  assert.equal(customers.body.items[0].companyProfile.companyName, "Fabrikam");

  const early = await refresh(customer, consented.refresh_token, "https://graph.windows.net");
  assert.ok([65001, 90099].includes(early.body.error_codes[0]), "nobody consented in the customer's tenant yet");
  const consent = await send("POST", `/partnercenter/v1/customers/${customer}/applicationconsents`, { token: bearer, json: {
    applicationId: app.id, displayName: "Contoso CSP",
    applicationGrants: [{ enterpriseApplicationId: "00000002-0000-0000-c000-000000000000", scope: "Directory.Read.All" }] } });
  assert.equal(consent.status, 201, JSON.stringify(consent.body));
  const abroad = await refresh(customer, consented.refresh_token, "https://graph.windows.net");
  assert.equal(abroad.status, 200, JSON.stringify(abroad.body));
  assert.equal(claimsOf(abroad.body.access_token).tid, customer);
  const domains = await send("GET", `/graph/${customer}/domains?api-version=1.6`, { token: abroad.body.access_token });
  assert.equal(domains.status, 200, JSON.stringify(domains.body));
  assert.equal(domains.body.value[0].name, "fabrikam.onmicrosoft.com");
});

let challenge;

test("a policy changes: the next refresh is refused, and the journal explains why", async () => {
  const added = await send("POST", "/_mock/policies", { json: { tenant: partner, policy: {
    displayName: "Approval on the phone for Partner Center", state: "enabled",
    conditions: { users: { includeUsers: ["All"] }, applications: { includeApplications: [partnerCenter] } },
    grantControls: { operator: "OR", authenticationStrength: { id: onThePhone } } } } });
  assert.equal(added.status, 201, JSON.stringify(added.body));
  const refused = await refresh(partner, consented.refresh_token, partnerCenter);
  assert.equal(refused.status, 400);
  assert.equal(refused.body.error, "interaction_required");
  assert.deepEqual(refused.body.error_codes, [50076]);
  challenge = refused.body.claims;
  assert.deepEqual(JSON.parse(challenge).access_token.capolids.values, [added.body.id]);

  const { requests: [entry] } = (await send("GET", "/_mock/requests?aadsts=50076&grant_type=refresh_token")).body;
  const [finding] = entry.policies;
  assert.equal(finding.result, "failure");
  assert.match(finding.why, /resource .* is included .* requires authenticationStrength Approved on the phone/);
  const foretold = await send("POST", "/_mock/policies/evaluate", { json: { user: ada.name, resource: partnerCenter,
    methods: ["password", "microsoftAuthenticatorPush"] } });
  assert.equal(foretold.body.decision, "granted", "and the what-if knows the cure");
});

test("the step-up: only the second factor is asked for, by a push with its number; then Partner Center serves", async () => {
  const answer = await authorize({ response_type: "code", resource: partnerCenter, claims: challenge, login_hint: ada.name }, async (tab) => {
    await picture(tab, "7-step-up");
    // Neither the password again nor the code, which would not be strong enough.
    await tab.getByRole("heading", { name: "Approve sign in request" }).waitFor();
    assert.equal(await tab.getByLabel("Password").count(), 0);
    const number = Number(await tab.locator(".number").textContent());
    const { messages } = (await send("GET", `/_mock/inbox?user=${ada.name}`)).body;
    const push = messages.findLast((message) => message.kind === "push");
    const approved = await send("POST", `/_mock/inbox/${push.id}`, { json: { approve: true, number } });
    assert.ok(approved.status < 300, JSON.stringify(approved.body));
    // The page also asks by itself after a while: either is fine.
    await tab.getByRole("button", { name: "I have approved it" }).click({ timeout: 2000 }).catch(() => {});
  });
  assert.equal(answer.get("error"), null, answer.get("error_description"));
  const redeemed = await tokens(partner, { grant_type: "authorization_code", code: answer.get("code"), resource: partnerCenter });
  assert.equal(redeemed.status, 200, JSON.stringify(redeemed.body));
  const renewed = await refresh(partner, redeemed.body.refresh_token, partnerCenter);
  assert.equal(renewed.status, 200, JSON.stringify(renewed.body));
  const customers = await send("GET", "/partnercenter/v1/customers", { token: renewed.body.access_token });
  assert.equal(customers.status, 200);
});
