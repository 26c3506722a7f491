// @azure/msal-browser in headless Chromium: redirect, popup, hidden frame, refresh token, sign-out.

import { strict as assert } from "node:assert";
import { mkdtempSync, readFileSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { after, before, test } from "node:test";
import { chromium } from "playwright-core";
import { authority, host, spa, tenant, user } from "./support.mjs";

const library = new URL("./node_modules/@azure/msal-browser/lib/", import.meta.url);
const page = `<!doctype html><title>SPA</title><script src="/msal-browser.js"></script>
<script>
  const app = new msal.PublicClientApplication({
    auth: { clientId: ${JSON.stringify(spa.id)}, authority: ${JSON.stringify(authority)}, knownAuthorities: [${JSON.stringify(host)}],
            redirectUri: location.origin + "/redirect.html", postLogoutRedirectUri: location.origin + "/" },
    cache: { cacheLocation: "localStorage" },
  });
  window.ready = app.initialize().then(() => app.handleRedirectPromise()).then((answer) => { window.answer = answer; window.app = app; });
</script>`;
const redirectPage = `<!doctype html><title>redirect</title><script src="/msal-redirect-bridge.js"></script>
<script>msalRedirectBridge.broadcastResponseToMainFrame();</script>`;

let server;
let browser;
let context;

before(async () => {
  const files = {
    "/": page,
    "/redirect.html": redirectPage,
    "/msal-browser.js": readFileSync(new URL("msal-browser.js", library)),
    "/msal-redirect-bridge.js": readFileSync(new URL("redirect-bridge/msal-redirect-bridge.js", library)),
  };
  server = createServer((request, response) => {
    const path = new URL(request.url, "http://localhost").pathname;
    if (!(path in files)) return response.writeHead(404).end();
    response.writeHead(200, { "Content-Type": path.endsWith(".js") ? "text/javascript" : "text/html" }).end(files[path]);
  });
  await new Promise((resolve) => server.listen(spa.port, "127.0.0.1", resolve));
  context = await chromium.launchPersistentContext(mkdtempSync(`${tmpdir()}/interop-chromium-`), {
    executablePath: process.env.CHROMIUM, headless: true,
    args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
           "--disable-component-update", "--disable-sync"],
  });
  browser = context;
});

after(async () => {
  await browser?.close();
  server?.close();
});

async function open() {
  const tab = await context.newPage();
  await tab.goto(`http://localhost:${spa.port}/`);
  await tab.evaluate(() => window.ready);
  return tab;
}

const signedInTab = async () => {
  const tab = await open();
  const [popup] = await Promise.all([
    context.waitForEvent("page"),
    tab.evaluate((hint) => { window.popup = window.app.loginPopup({ scopes: ["User.Read"], loginHint: hint }); }, user.name),
  ]);
  await popup.waitForEvent("close");
  const account = await tab.evaluate(async () => (await window.popup).account);
  assert.equal(account.username, user.name);
  return tab;
};

test("loginPopup, then the token from the cache, then a fresh one by refresh token", async () => {
  const tab = await signedInTab();
  const result = await tab.evaluate(async () => {
    const [account] = window.app.getAllAccounts();
    const cached = await window.app.acquireTokenSilent({ scopes: ["User.Read"], account });
    const fresh = await window.app.acquireTokenSilent({ scopes: ["User.Read"], account, forceRefresh: true });
    return { cached: cached.fromCache, fresh: fresh.fromCache, differ: cached.accessToken !== fresh.accessToken, tid: fresh.tenantId };
  });
  assert.deepEqual(result, { cached: true, fresh: false, differ: true, tid: tenant });
  await tab.close();
});

test("ssoSilent in a hidden frame finds the session that the sign-in left", async () => {
  const tab = await signedInTab();
  const name = await tab.evaluate(async (hint) => (await window.app.ssoSilent({ scopes: ["User.Read"], loginHint: hint })).account.username, user.name);
  assert.equal(name, user.name);
  await tab.close();
});

test("without a session the hidden frame is told that somebody must sign in", async () => {
  await context.clearCookies();
  const tab = await open();
  await tab.evaluate(() => localStorage.clear());
  assert.equal(await silentError(tab), "login_required");
  await tab.close();
});

const silentError = (tab) => tab.evaluate(async () => {
  try {
    await window.app.ssoSilent({ scopes: ["User.Read"] });
    return "none";
  } catch (error) {
    return error.errorCode;
  }
});

test("loginRedirect through the sign-in pages, name and password typed by a person; then signed out", async () => {
  await context.clearCookies();
  const tab = await context.newPage();
  await tab.goto(`http://localhost:${spa.port}/`);
  await tab.evaluate(() => window.ready);
  await tab.evaluate(() => { localStorage.clear(); sessionStorage.clear(); });
  await tab.evaluate(() => { window.app.loginRedirect({ scopes: ["User.Read"], redirectUri: `${location.origin}/` }); });
  await tab.waitForURL(`${authority}/**`);
  await signInOnThePage(tab);
  await tab.waitForURL(`http://localhost:${spa.port}/**`);
  await tab.evaluate(() => window.ready);
  assert.equal(await tab.evaluate(() => window.answer.account.username), user.name);

  const signedOut = tab.waitForResponse((response) => response.url().includes("/oauth2/v2.0/logout"));
  await tab.evaluate(() => { window.app.logoutRedirect({ account: window.answer.account }); });
  await signedOut;
  await tab.waitForURL(`http://localhost:${spa.port}/`);
  await tab.waitForFunction(() => window.app && !window.answer);
  assert.equal(await silentError(tab), "login_required", "the session at the provider is over as well");
  await tab.close();
});

async function signInOnThePage(tab) {
  await tab.getByLabel("User name").fill(user.name);
  await tab.getByRole("button", { name: "Next" }).click();
  await tab.getByLabel("Password").fill(user.password);
  await tab.getByRole("button", { name: "Sign in" }).click();
  await tab.getByRole("button", { name: "No", exact: true }).click();
}
