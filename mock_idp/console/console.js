// The control plane's page: everything here is also one request of docs/control-plane.md.
'use strict';

const byId = (id) => document.getElementById(id);

/** An element; text children are never markup. */
function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith('on')) element.addEventListener(name.slice(2), value);
    else if (value === true) element.setAttribute(name, '');
    else if (value !== false && value !== null) element.setAttribute(name, value);
  }
  element.append(...children.filter((child) => child !== null && child !== undefined));
  return element;
}

function complain(text) {
  byId('problem').textContent = text;
  byId('problem').hidden = !text;
}

/** One control request. Refusals are shown and thrown. */
async function ask(method, path, body) {
  const answer = await fetch(path, {
    method,
    headers: body === undefined ? {} : { 'Content-Type': 'application/json' },
    body: body === undefined ? undefined : typeof body === 'string' ? body : JSON.stringify(body),
  });
  const text = await answer.text();
  const json = text ? JSON.parse(text) : null;
  if (!answer.ok) {
    const error = (json && json.error) || {};
    throw new Error(`${error.pointer ? error.pointer + ': ' : ''}${error.message || answer.status}`);
  }
  return json;
}

/** What a button does, with its refusal shown. */
function act(work) {
  return async (event) => {
    if (event) event.preventDefault();
    try {
      complain('');
      await work(event);
      await refresh();
    } catch (error) {
      complain(error.message);
    }
  };
}

const json = (value) => JSON.stringify(value, null, 2);
const tag = (text, kind) => make('span', { class: `tag ${kind}` }, text);

// Claims, explained.

const claimMeanings = {
  aud: 'for whom: the resource', iss: 'issued by', iat: 'issued at', nbf: 'valid from', exp: 'valid until',
  tid: 'tenant', oid: 'object id of the user or service principal', sub: 'subject, its own for every application',
  appid: 'client', azp: 'client', appidacr: 'how the client proved itself: 0 public, 1 secret, 2 certificate',
  azpacr: 'how the client proved itself: 0 public, 1 secret, 2 certificate',
  amr: 'how the person signed in; “mfa”: with more than one factor', acrs: 'authentication contexts that hold',
  acr: '1: the person was authenticated', scp: 'delegated permissions: a token for a user', roles: 'application roles',
  wids: 'directory roles', groups: 'groups', idtyp: 'user or app', ver: 'token version', uti: 'token id',
  xms_cc: 'client capabilities; CP1: can answer claims challenges', ipaddr: 'where the person sat',
  upn: 'user principal name', unique_name: 'user name', preferred_username: 'user name', name: 'display name',
  nonce: 'repeats the authorization request’s', sid: 'session', idp: 'home of a guest or partner',
  'http://schemas.microsoft.com/ws/2008/06/identity/claims/authenticationmethod':
    'the MFA fact as Partner Center’s guide words it; multipleauthn: with more than one factor',
};

function claimText(name, value) {
  const isTime = ['iat', 'nbf', 'exp', 'auth_time', 'xms_tcdt'].includes(name) && Number.isInteger(value);
  return isTime ? `${value} (${new Date(value * 1000).toISOString()})` : typeof value === 'string' ? value : JSON.stringify(value);
}

function claimTable(title, claims) {
  const rows = Object.entries(claims).map(([name, value]) => make('tr', {},
    make('th', { scope: 'row' }, make('code', {}, name)), make('td', {}, claimText(name, value)),
    make('td', {}, claimMeanings[name] || '')));
  return make('table', {}, make('caption', {}, title), make('tbody', {}, ...rows));
}

function decodePart(part) {
  const bytes = Uint8Array.from(atob(part.replace(/-/g, '+').replace(/_/g, '/')), (c) => c.charCodeAt(0));
  return JSON.parse(new TextDecoder().decode(bytes));
}

function showToken() {
  const text = new FormData(byId('token-form')).get('token').trim().replace(/^Bearer\s+/i, '');
  const answer = byId('token-answer');
  if (!text) return answer.replaceChildren();
  try {
    const [header, claims] = text.split('.').slice(0, 2).map(decodePart);
    answer.replaceChildren(claimTable('Header', header), claimTable('Claims', claims));
  } catch {
    answer.replaceChildren(make('p', {}, 'This is not a JSON Web Token: expected header.claims.signature in base64url.'));
  }
}

// Journal.

let journal = [];
const kept = 300;

function describePolicies(policies) {
  const shown = policies.filter((one) => one.applies);
  if (!policies.length) return null;
  const rows = (shown.length ? shown : policies).map((one) => make('tr', {},
    make('th', { scope: 'row' }, one.displayName),
    make('td', {}, tag(one.result, one.result === 'failure' ? 'bad' : one.result === 'success' ? 'good' : 'quiet')),
    make('td', {}, one.why)));
  return make('table', {}, make('caption', {}, shown.length ? 'Policies that applied' : 'No policy applied'),
    make('tbody', {}, ...rows));
}

function describeExchange(one) {
  const isBad = one.status >= 400 || one.aadsts !== null;
  const summary = make('summary', {},
    make('span', { class: 'time' }, one.at.slice(11, 19)),
    make('code', {}, `${one.method} ${one.path}`), ' ',
    tag(String(one.status), isBad ? 'bad' : 'good'),
    one.aadsts ? tag(`AADSTS${one.aadsts}`, 'bad') : null,
    one.grant_type ? tag(one.grant_type, 'quiet') : null,
    one.user ? tag(one.user, 'quiet') : null,
    one.policies.some((policy) => policy.result === 'failure') ? tag('policy', 'bad') : null);
  const details = make('details', {}, summary);
  details.addEventListener('toggle', () => {
    if (!details.open || details.childElementCount > 1) return;
    details.append(
      one.reason ? make('p', {}, `Why: ${one.reason}`) : '',
      describePolicies(one.policies) || '',
      ...one.tokens.map((token) => claimTable(`Token signed by ${token.kid}`, token.claims)),
      make('pre', {}, json({ parameters: one.parameters, headers: one.headers, tenant: one.tenant, client_id: one.client_id,
        request_id: one.request_id, correlation_id: one.correlation_id, duration_us: one.duration_us })));
  });
  return make('li', { class: isBad ? 'bad' : '', 'data-id': one.id }, details);
}

async function refreshJournal() {
  const form = new FormData(byId('journal-filter'));
  if (form.get('paused')) return;
  const query = new URLSearchParams({ limit: String(kept) });
  for (const name of ['path', 'client_id', 'user', 'aadsts']) if (form.get(name)) query.set(name, form.get(name));
  const found = (await ask('GET', `/_mock/requests?${query}`)).requests;
  const list = byId('journal-list');
  const shown = new Set([...list.children].map((item) => item.dataset.id));
  const current = new Set(found.map((one) => String(one.id)));
  for (const item of [...list.children]) if (!current.has(item.dataset.id)) item.remove();
  for (const one of found) if (!shown.has(String(one.id))) list.prepend(describeExchange(one));
  journal = found;
  byId('journal').querySelector('.empty').hidden = list.childElementCount > 0;
}

// Tenants and people.

function userRow(user) {
  const change = (members) => act(() => ask('PATCH', `/_mock/users/${user.id}`, members));
  const risk = make('select', { 'aria-label': `User risk of ${user.userPrincipalName}`,
    onchange: (event) => change({ riskLevel: event.target.value })() },
  ...['none', 'low', 'medium', 'high'].map((level) => make('option', { selected: level === user.riskLevel }, level)));
  return make('tr', {},
    make('th', { scope: 'row' }, user.userPrincipalName, make('br'), make('small', {}, user.displayName)),
    make('td', {}, [...user.directoryRoles, ...user.partnerCenterRoles].join(', ')),
    make('td', {}, user.mfaMethods.length ? user.mfaMethods.join(', ') : 'not registered'),
    make('td', {}, risk),
    make('td', {}, tag(user.accountEnabled ? 'enabled' : 'disabled', user.accountEnabled ? 'good' : 'bad'),
      make('button', { class: 'plain', onclick: change({ accountEnabled: !user.accountEnabled }) },
        user.accountEnabled ? 'Disable' : 'Enable'),
      make('button', { class: 'plain', onclick: act(() => ask('POST', '/_mock/revocations', { user: user.id })) },
        'Revoke sign-ins')));
}

const secretText = (app) => app.passwordCredentials
  .map((secret) => (secret.endDateTime ? `secret until ${secret.endDateTime.slice(0, 10)}` : 'secret without end')).join(', ');

async function refreshPeople() {
  const [directory, { users }] = await Promise.all([ask('GET', '/_mock/directory'), ask('GET', '/_mock/users')]);
  fillChoices(directory.tenants, users);
  byId('people-list').replaceChildren(...directory.tenants.map((tenant) => make('article', {},
    make('h3', {}, tenant.displayName), make('p', {}, make('code', {}, tenant.id), ` ${tenant.domains.join(', ')}`),
    make('table', {}, make('caption', {}, 'People'),
      make('thead', {}, make('tr', {}, ...['Name', 'Roles', 'Second factors', 'Risk', 'Account'].map((title) => make('th', { scope: 'col' }, title)))),
      make('tbody', {}, ...users.filter((user) => user.tenant === tenant.id).map(userRow))),
    make('table', {}, make('caption', {}, 'Applications'), make('tbody', {}, ...tenant.applications.map((app) => make('tr', {},
      make('th', { scope: 'row' }, app.displayName), make('td', {}, make('code', {}, app.appId)),
      make('td', {}, app.signInAudience), make('td', {}, app.redirectUris.join(' ')), make('td', {}, secretText(app)),
      make('td', {}, tag(app.accountEnabled ? 'enabled' : 'disabled', app.accountEnabled ? 'good' : 'bad'),
        make('button', { class: 'plain', onclick: act(() => ask('PATCH', `/_mock/applications/${app.appId}`,
          { accountEnabled: !app.accountEnabled })) }, app.accountEnabled ? 'Disable' : 'Enable')))))))));
}

function fillChoices(tenants, users) {
  for (const select of document.querySelectorAll('select[name=tenant]')) {
    if (select.childElementCount === tenants.length) continue;
    select.replaceChildren(...tenants.map((tenant) => make('option', { value: tenant.id }, tenant.displayName)));
  }
  byId('user-names').replaceChildren(...users.map((user) => make('option', { value: user.userPrincipalName })));
  const uris = tenants.flatMap((tenant) => tenant.applications.flatMap((app) => app.identifierUris));
  const known = ['https://graph.microsoft.com', 'https://api.partnercenter.microsoft.com', 'https://vault.azure.net'];
  byId('resource-names').replaceChildren(...[...known, ...uris].map((uri) => make('option', { value: uri })));
}

// Policies.

const states = { enabled: 'On', enabledForReportingButNotEnforced: 'Report-only', disabled: 'Off' };

/** The newest findings about a policy that the journal holds. */
function lastDecisions(id) {
  const found = [];
  for (const one of [...journal].reverse()) {
    const finding = one.policies.find((policy) => policy.id === id);
    if (finding) found.push([one, finding]);
    if (found.length === 5) break;
  }
  return found;
}

function policyCard(policy) {
  const { tenant, ...source } = policy;
  const state = make('select', { 'aria-label': `State of ${policy.displayName}`,
    onchange: (event) => act(() => ask('PATCH', `/_mock/policies/${policy.id}`, { state: event.target.value }))() },
  ...Object.entries(states).map(([word, text]) => make('option', { value: word, selected: word === policy.state }, text)));
  const decisions = lastDecisions(policy.id).map(([one, finding]) => make('li', {},
    `${one.at.slice(11, 19)} ${one.user || one.client_id || ''}: `, tag(finding.result, finding.result === 'failure' ? 'bad' : 'quiet'), finding.why));
  return make('article', { class: 'card' }, make('h3', {}, policy.displayName),
    make('p', { class: 'row' }, make('label', {}, 'State', state),
      make('button', { class: 'plain', onclick: () => {
        byId('policy-form').elements.tenant.value = tenant;
        byId('policy-form').elements.policy.value = json(source);
        byId('policy-form').elements.policy.focus();
      } }, 'Edit'),
      make('button', { class: 'danger', onclick: act(() => ask('DELETE', `/_mock/policies/${policy.id}`)) }, 'Delete')),
    decisions.length ? make('div', {}, make('h4', {}, 'Last decisions'), make('ul', {}, ...decisions))
      : make('p', { class: 'empty' }, 'No decision in the journal yet.'),
    make('details', {}, make('summary', {}, 'As JSON'), make('pre', {}, json(source))));
}

async function refreshPolicies() {
  const [{ policies, securityDefaults }, directory] =
    await Promise.all([ask('GET', '/_mock/policies'), ask('GET', '/_mock/directory'), refreshJournal()]);
  fillChoices(directory.tenants, []);
  const defaults = directory.tenants.map((tenant) => make('label', { class: 'check' },
    make('input', { type: 'checkbox', checked: securityDefaults.includes(tenant.id),
      onchange: (event) => act(() => ask('PUT', '/_mock/security-defaults', { tenant: tenant.id, isEnabled: event.target.checked }))() }),
    `Security defaults of ${tenant.displayName}`));
  byId('policies-list').replaceChildren(...(policies.length ? policies.map(policyCard)
    : [make('p', { class: 'empty' }, 'No conditional access policy.')]), make('p', { class: 'row' }, ...defaults));
}

async function savePolicy() {
  const form = byId('policy-form').elements;
  await ask('POST', '/_mock/policies', `{"tenant": ${JSON.stringify(form.tenant.value)}, "policy": ${form.policy.value || '{}'}}`);
  form.policy.value = '';
}

// What if.

async function whatIf() {
  const fields = Object.fromEntries(new FormData(byId('what-if-form')));
  const body = { tenant: fields.tenant, user: fields.user, mfa: fields.mfa === 'on',
    signed_in_seconds_ago: Number(fields.signed_in_seconds_ago || 0), circumstances: { isCompliant: fields.isCompliant === 'on' } };
  if (fields.authentication_context) body.authentication_context = fields.authentication_context;
  else body.resource = fields.resource;
  for (const name of ['ipAddress', 'country', 'clientAppType', 'devicePlatform', 'signInRiskLevel']) {
    if (fields[name]) body.circumstances[name] = fields[name];
  }
  const answer = await ask('POST', '/_mock/policies/evaluate', body);
  const words = { granted: 'Access is granted', blocked: 'Access is blocked', interactionRequired: 'More is required' };
  byId('what-if-answer').replaceChildren(
    make('p', { class: 'big' }, words[answer.decision], ' ', answer.aadsts ? tag(`AADSTS${answer.aadsts}`, 'bad') : ''),
    answer.error_description ? make('p', {}, answer.error_description) : '',
    answer.missing.length ? make('p', {}, `Missing: ${answer.missing.join(', ')}`) : '',
    describePolicies(answer.policies) || make('p', { class: 'empty' }, 'The tenant has no policy.'));
}

// Inbox.

function inboxCard(message) {
  const number = make('input', { inputmode: 'numeric', size: 4, 'aria-label': `Number shown to ${message.user}` });
  const decide = (approve) => act(() => ask('POST', `/_mock/inbox/${message.id}`,
    approve ? { approve, number: Number(number.value) } : { approve }));
  return make('li', {}, make('strong', {}, message.user), ` ${message.method} `,
    tag(message.state, message.state === 'pending' ? 'bad' : 'quiet'), ` ${message.at} `,
    message.app ? `for ${message.app} ` : '',
    message.code ? make('code', { class: 'big' }, message.code) : '',
    message.kind === 'push' && message.state === 'pending' ? make('span', { class: 'row' },
      make('label', {}, 'Number on the sign-in page', number),
      make('button', { onclick: decide(true) }, 'Approve'),
      make('button', { class: 'danger', onclick: decide(false) }, 'Deny')) : '');
}

let inboxShown = '';
async function refreshInbox() {
  const { messages } = await ask('GET', '/_mock/inbox');
  const text = JSON.stringify(messages);
  if (text === inboxShown) return; // somebody may be typing a number
  inboxShown = text;
  byId('inbox-list').replaceChildren(...[...messages].reverse().map(inboxCard));
  byId('inbox').querySelector('.empty').hidden = messages.length > 0;
}

// Clock, keys, faults.

async function refreshClock() {
  const [clock, { keys }] = await Promise.all([ask('GET', '/_mock/clock'), ask('GET', '/_mock/keys')]);
  byId('clock-now').textContent = `${clock.now} (${clock.mode})`;
  byId('clock-form').dataset.mode = clock.mode;
  byId('keys-list').replaceChildren(...keys.map((key) => make('li', {}, make('code', {}, key.kid), ' ',
    tag(key.signs ? 'signs' : 'published', key.signs ? 'good' : 'quiet'), key.tenant ? ` ${key.tenant}` : '')));
}

async function refreshFaults() {
  const { faults } = await ask('GET', '/_mock/faults');
  byId('faults-list').replaceChildren(...faults.map((rule) => make('li', {}, make('pre', {}, json(rule)),
    make('button', { class: 'danger', onclick: act(() => ask('DELETE', `/_mock/faults/${rule.id}`)) }, 'Remove'))));
  byId('faults').querySelector('.empty').hidden = faults.length > 0;
}

// Which section, and how it stays fresh.

const refreshers = { journal: refreshJournal, people: refreshPeople, policies: refreshPolicies, 'what-if': refreshPeople,
  inbox: refreshInbox, clock: refreshClock, faults: refreshFaults, token: async () => {} };
/** Sections whose content a person edits in place are read again only after a change. */
const live = ['journal', 'inbox', 'clock'];
const section = () => (location.hash.slice(1) in refreshers ? location.hash.slice(1) : 'journal');

async function refresh() {
  await refreshers[section()]();
}

async function showSection() {
  for (const name of Object.keys(refreshers)) byId(name).hidden = name !== section();
  for (const link of document.querySelectorAll('nav a')) {
    if (link.hash === `#${section()}`) link.setAttribute('aria-current', 'page');
    else link.removeAttribute('aria-current');
  }
  await act(async () => {})();
}

async function tick() {
  if (document.hidden) return;
  try {
    const health = await ask('GET', '/_mock/health');
    byId('status').textContent = `Version ${health.version}, running`;
    if (live.includes(section())) await refresh();
  } catch (error) {
    byId('status').textContent = error instanceof TypeError ? 'The server does not answer.' : error.message;
  }
}

function start() {
  byId('journal-clear').onclick = act(() => ask('DELETE', '/_mock/requests'));
  byId('journal-filter').oninput = act(async () => {});
  byId('journal-filter').onsubmit = (event) => event.preventDefault();
  byId('policy-form').onsubmit = act(savePolicy);
  byId('what-if-form').onsubmit = act(whatIf);
  byId('token-form').oninput = showToken;
  byId('fault-form').onsubmit = act(() => ask('POST', '/_mock/faults', byId('fault-form').elements.rule.value));
  byId('clock-form').onsubmit = act(() => ask('PUT', '/_mock/clock', { set: byId('clock-form').elements.set.value }));
  for (const button of document.querySelectorAll('[data-advance]')) {
    button.onclick = act(() => ask('PUT', '/_mock/clock', { advance_seconds: Number(button.dataset.advance) }));
  }
  document.querySelector('[data-freeze]').onclick =
    act(() => ask('PUT', '/_mock/clock', { frozen: byId('clock-form').dataset.mode !== 'frozen' }));
  document.querySelector('[data-reset]').onclick = act(() => ask('PUT', '/_mock/clock', { reset: true }));
  byId('rotate').onclick = act(() => ask('POST', '/_mock/keys/rotate', { retire_after_seconds: 86400 }));
  byId('rotate-now').onclick = act(() => ask('POST', '/_mock/keys/rotate', { retire_after_seconds: 0 }));
  byId('reset').onclick = act(() => ask('POST', '/_mock/reset'));
  addEventListener('hashchange', showSection);
  showSection();
  tick();
  setInterval(tick, 1500);
}

start();
