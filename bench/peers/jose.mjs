// npm's jose: the token of bench/peers_jwt verified and signed, the keys imported once.
import { generateKeyPairSync } from 'node:crypto';
import { exportPKCS8, exportSPKI, importPKCS8, importSPKI, jwtVerify, SignJWT } from 'jose';
import { measure, write } from './figures.mjs';

const audience = 'https://graph.microsoft.com';
const issuer = 'https://sts.windows.net/11111111-2222-4333-8444-555555555555/';
const claims = {
  aud: audience, iss: issuer, tid: '11111111-2222-4333-8444-555555555555', iat: 1000000, nbf: 1000000,
  exp: 4102444800, aio: '', oid: 'o', sub: 'o', roles: ['User.Read.All'], ver: '1.0',
};
claims.aio = 'x'.repeat(832 - JSON.stringify(claims).length);

const pair = generateKeyPairSync('rsa', { modulusLength: 2048 });
const privateKey = await importPKCS8(await exportPKCS8(pair.privateKey), 'RS256');
const publicKey = await importSPKI(await exportSPKI(pair.publicKey), 'RS256');
const sign = () => new SignJWT(claims).setProtectedHeader({ alg: 'RS256', typ: 'JWT', kid: 'k1' }).sign(privateKey);
const token = await sign();

await measure('BM_ValidateJose', () => jwtVerify(token, publicKey, { audience, issuer, algorithms: ['RS256'] }));
await measure('BM_IssueJose', sign);
write();
