// @azure/msal-node without a network: hits with one tenant to ten thousand in the cache, and callers of a cold key.
import { ConfidentialClientApplication } from '@azure/msal-node';
import { measure, record, write } from './figures.mjs';

const host = 'https://login.microsoftonline.com';
const scopes = ['https://graph.microsoft.com/.default'];
const guid = (n) => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`;
const authority = (n) => `${host}/${guid(n)}`;
const roundTrip = 10; // milliseconds, as in bench/cold_key.cpp
const callers = 32;

/** Answers as Entra does, at once or after a while; counts the requests for tokens. */
class Authority {
  constructor(delay = 0) {
    this.delay = delay;
    this.requests = 0;
  }
  async sendGetRequestAsync(url) {
    const { pathname } = new URL(url);
    if (pathname.includes('/discovery/instance')) {
      const names = ['login.microsoftonline.com', 'login.windows.net', 'login.microsoft.com', 'sts.windows.net'];
      const metadata = [{ preferred_network: names[0], preferred_cache: names[1], aliases: names }];
      return { status: 200, headers: {}, body: { tenant_discovery_endpoint: '', 'api-version': '1.1', metadata } };
    }
    const base = `${host}/${pathname.split('/')[1]}`;
    return {
      status: 200,
      headers: {},
      body: {
        authorization_endpoint: `${base}/oauth2/v2.0/authorize`, token_endpoint: `${base}/oauth2/v2.0/token`,
        issuer: `${base}/v2.0`, jwks_uri: `${base}/discovery/v2.0/keys`,
      },
    };
  }
  async sendPostRequestAsync() {
    ++this.requests;
    if (this.delay > 0) await new Promise((done) => setTimeout(done, this.delay));
    const body = { token_type: 'Bearer', expires_in: 86399, ext_expires_in: 86399, access_token: 'a'.repeat(1400) };
    return { status: 200, headers: {}, body };
  }
}

function makeApplication(networkClient) {
  return new ConfidentialClientApplication({
    auth: { clientId: '66666666-7777-4888-8999-aaaaaaaaaaaa', clientSecret: 'secret', authority: authority(0) },
    system: { networkClient },
  });
}

/** Its own file format, one token copied: filling ten thousand by requests would take minutes. */
function fill(application, entries) {
  const cache = JSON.parse(application.getTokenCache().serialize());
  const [[key, token]] = Object.entries(cache.AccessToken);
  for (let n = 1; n < entries; ++n) {
    cache.AccessToken[key.replace(guid(0), guid(n))] = { ...token, realm: guid(n) };
  }
  application.getTokenCache().deserialize(JSON.stringify(cache));
}

for (const entries of [1, 100, 1000, 10000]) {
  const network = new Authority();
  const application = makeApplication(network);
  await application.acquireTokenByClientCredential({ scopes });
  fill(application, entries);
  const asked = Array.from({ length: Math.min(entries, 20) }, (_, i) => authority(Math.floor((i * entries) / 20)));
  const hit = async (n) => {
    const answer = await application.acquireTokenByClientCredential({ scopes, authority: asked[n % asked.length] });
    if (!answer.fromCache) throw new Error('not a cache hit');
  };
  for (let n = 0; n < asked.length; ++n) await hit(n); // each authority's metadata is looked up once
  await measure(`BM_HitMsalNode/entries:${entries}`, hit);
  if (network.requests !== 1) throw new Error(`${network.requests} requests where one was meant`);
}

const samples = [];
let requests = 0;
for (let round = 0; round < 5; ++round) {
  const network = new Authority(roundTrip);
  const application = makeApplication(network);
  const begun = process.hrtime.bigint();
  await Promise.all(Array.from({ length: callers }, () => application.acquireTokenByClientCredential({ scopes })));
  samples.push(Number(process.hrtime.bigint() - begun));
  requests += network.requests;
}
record(`BM_ColdMsalNode/callers:${callers}`, samples, { requests: requests / samples.length });
write();
