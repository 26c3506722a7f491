// The control plane's page in headless Chromium, as a person uses it.

import { strict as assert } from "node:assert";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { after, before, test } from "node:test";
import { chromium } from "playwright-core";
import { authority, control, graph, native, origin, user } from "./support.mjs";

const bob = "bob@interop.onmicrosoft.com";
let context;
let tab;
const problems = [];

before(async () => {
  context = await chromium.launchPersistentContext(mkdtempSync(`${tmpdir()}/console-chromium-`), {
    executablePath: process.env.CHROMIUM, headless: true,
    args: ["--no-sandbox", "--disable-quic", "--no-first-run", "--disable-background-networking",
           "--disable-component-update", "--disable-sync"],
  });
  tab = await context.newPage();
  tab.on("pageerror", (error) => problems.push(error.message));
  tab.on("console", (message) => { if (message.type() === "error") problems.push(message.text()); });
});

after(async () => {
  await control("POST", "reset");
  await context?.close();
});

const open = async (section) => {
  await tab.goto(`${origin}/_mock/#${section}`);
  await tab.locator(`#${section}`).waitFor();
};

const passwordGrant = (password) => fetch(`${authority}/oauth2/v2.0/token`, { method: "POST", body: new URLSearchParams({
  grant_type: "password", client_id: native.id, username: user.name, password, scope: `${graph}/.default` }) });

test("the journal fills while it is looked at, and explains the tokens", async () => {
  await open("journal");
  assert.equal((await passwordGrant(user.password)).status, 200);
  const entry = tab.locator("#journal-list li", { hasText: user.name }).first();
  await entry.locator("summary").click();
  await entry.getByText("delegated permissions: a token for a user").waitFor();
  assert.equal((await entry.textContent()).includes(user.password), false, "no password is shown");
});

test("a person is disabled and enabled again", async () => {
  await open("people");
  const row = tab.locator("tr", { hasText: bob });
  await row.getByRole("button", { name: "Disable" }).click();
  await row.getByText("disabled").waitFor();
  assert.equal((await control("GET", "users")).users.find((one) => one.userPrincipalName === bob).accountEnabled, false);
  await row.getByRole("button", { name: "Enable" }).click();
  await row.getByText("enabled").waitFor();
});

test("a policy is added; what-if foretells it; a wrong one is refused with its place", async () => {
  await open("policies");
  await tab.getByLabel("Policy, as Microsoft Graph writes it").fill("{\"displayName\": \"Broken\", \"conditionz\": {}}");
  await tab.getByRole("button", { name: "Save" }).click();
  await tab.getByRole("alert").getByText("conditionz").waitFor();
  await tab.getByLabel("Policy, as Microsoft Graph writes it").fill(JSON.stringify({ displayName: "MFA for Graph",
    conditions: { users: { includeUsers: ["All"] }, applications: { includeApplications: [graph] } },
    grantControls: { operator: "OR", builtInControls: ["mfa"] } }));
  await tab.getByRole("button", { name: "Save" }).click();
  await tab.getByRole("heading", { name: "MFA for Graph" }).waitFor();

  await open("what-if");
  await tab.locator("#what-if-form [name=user]").fill(bob);
  await tab.getByRole("button", { name: "Evaluate" }).click();
  await tab.locator("#what-if-answer").getByText("AADSTS50076", { exact: true }).waitFor();
  await tab.getByLabel("Second factor proved").check();
  await tab.getByRole("button", { name: "Evaluate" }).click();
  await tab.locator("#what-if-answer").getByText("Access is granted").waitFor();
});

test("clock, keys and faults are changed", async () => {
  await open("clock");
  await tab.getByRole("button", { name: "+1 day" }).click();
  await tab.locator("#clock-now", { hasText: "offset" }).waitFor();
  await tab.getByRole("button", { name: "Real time" }).click();
  await tab.locator("#clock-now", { hasText: "real" }).waitFor();
  await open("faults");
  await tab.getByRole("button", { name: "Add" }).click();
  await tab.locator("#faults-list li").first().waitFor();
  assert.equal((await passwordGrant(user.password)).status, 503);
  await tab.getByRole("button", { name: "Remove" }).click();
});

test("a token is read in the page alone", async () => {
  await open("token");
  const before = (await control("GET", "requests/count")).count;
  const token = [{ alg: "none" }, { amr: ["pwd", "mfa"] }].map((part) => Buffer.from(JSON.stringify(part)).toString("base64url"));
  await tab.getByLabel("Token", { exact: true }).fill(`${token.join(".")}.`);
  await tab.locator("#token-answer").getByText("how the person signed in").waitFor();
  assert.equal((await control("GET", "requests/count")).count, before);
});

test("no script error and no refused resource on the way", () => {
  assert.deepEqual(problems.filter((text) => !text.includes("status of 400")), []);
});
