// npm's oauth2-mock-server on loopback, plain HTTP, with one RS256 key (2048 bits). It checks no client.
import { OAuth2Server } from 'oauth2-mock-server';

const server = new OAuth2Server();
await server.issuer.keys.generate('RS256');
await server.start(0, '127.0.0.1');
const form = `grant_type=client_credentials&client_id=${process.env.BENCH_CLIENT_ID}` +
  `&client_secret=${encodeURIComponent(process.env.BENCH_CLIENT_SECRET)}&scope=User.Read.All`;
console.log(JSON.stringify({ event: 'ready', port: server.address().port, path: '/token', form }));
