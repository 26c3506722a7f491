// npm's oidc-provider on loopback, plain HTTP: one client that may ask for app-only JWTs, RS256 with a 2048-bit key.
import { generateKeyPairSync } from 'node:crypto';
import { createServer } from 'node:http';
import Provider from 'oidc-provider';

const resource = 'https://graph.microsoft.com';
const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const key = { ...privateKey.export({ format: 'jwk' }), use: 'sig', alg: 'RS256', kid: 'bench' };

const server = createServer().listen(0, '127.0.0.1', () => {
  const { port } = server.address();
  const provider = new Provider(`http://127.0.0.1:${port}`, {
    clients: [{
      client_id: process.env.BENCH_CLIENT_ID,
      client_secret: process.env.BENCH_CLIENT_SECRET,
      grant_types: ['client_credentials'],
      redirect_uris: [],
      response_types: [],
      token_endpoint_auth_method: 'client_secret_post',
    }],
    jwks: { keys: [key] },
    features: {
      clientCredentials: { enabled: true },
      devInteractions: { enabled: false },
      resourceIndicators: {
        enabled: true,
        getResourceServerInfo: () => ({
          scope: 'User.Read.All',
          audience: resource,
          accessTokenTTL: 3600,
          accessTokenFormat: 'jwt',
          jwt: { sign: { alg: 'RS256' } },
        }),
      },
    },
  });
  server.on('request', provider.callback());
  const form = `grant_type=client_credentials&client_id=${process.env.BENCH_CLIENT_ID}` +
    `&client_secret=${encodeURIComponent(process.env.BENCH_CLIENT_SECRET)}&scope=User.Read.All` +
    `&resource=${encodeURIComponent(resource)}`;
  console.log(JSON.stringify({ event: 'ready', port, path: '/token', form }));
});
