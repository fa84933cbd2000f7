import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  type CryptoKey,
  exportJWK,
  generateKeyPair,
  type JWTHeaderParameters,
  type JWTPayload,
  SignJWT,
} from 'jose';
import type { Adapter, Provider } from 'oidc-provider';

/** Audience of the tokens: the gateway's name at the provider. */
export const AUDIENCE = 'https://gateway.example/graphql';
const SECRET = 'a secret of at least thirty-two characters';

/** Roles of the provider's clients, by client ID. */
const CLIENT_ROLES: Record<string, string[]> = {
  ann: ['editor'],
  bob: ['editor', 'chief'],
  visitor: ['subscriber'],
};

/** A signing key of a provider. */
export interface SigningKey {
  kid: string;
  privateKey: CryptoKey;
  publicKey: CryptoKey;
}

/** An OpenID Connect provider on a port of this machine. */
export interface IdentityProvider {
  issuer: string;
  key: SigningKey;
  /** Number of times that the public keys were fetched. */
  countKeyFetches(): number;
  /** Fetches an access token by the client credentials grant. */
  fetchToken(clientId: string): Promise<string>;
  /** Replaces the signing key, as a restart with another configuration does. */
  rotateKey(): Promise<void>;
  /** Refuses connections until `start`. */
  stop(): Promise<void>;
  start(): Promise<void>;
}

export async function createSigningKey(kid: string): Promise<SigningKey> {
  const pair = await generateKeyPair('RS256', { extractable: true });
  return { kid, ...pair };
}

/** Signs a token as the provider would, with the given claims in place of its own. */
export function signToken(
  { issuer, key }: { issuer: string; key: SigningKey },
  claims: JWTPayload = {},
  header: Partial<JWTHeaderParameters> = {},
): Promise<string> {
  const now = Math.floor(Date.now() / 1_000);
  const standard = { iss: issuer, aud: AUDIENCE, sub: 'ann', roles: ['editor'], iat: now, exp: now + 300 };
  return new SignJWT({ ...standard, ...claims })
    .setProtectedHeader({ alg: 'RS256', kid: key.kid, typ: 'at+jwt', ...header })
    .sign(key.privateKey);
}

export async function startIdentityProvider(): Promise<IdentityProvider> {
  let handle: ReturnType<Provider['callback']>;
  let keyFetches = 0;
  const server = createServer((request, response) => {
    if (request.url === '/jwks') keyFetches += 1;
    void handle(request, response);
  });
  const listen = async (port: number) => {
    server.listen(port, '127.0.0.1');
    await once(server, 'listening');
  };
  await listen(0);
  const { port } = server.address() as AddressInfo;
  const issuer = `http://127.0.0.1:${port}`;
  const configure = async (kid: string) => {
    provider.key = await createSigningKey(kid);
    handle = (await createProvider(issuer, provider.key)).callback();
  };
  const provider: IdentityProvider = {
    issuer,
    key: await createSigningKey('first'),
    countKeyFetches: () => keyFetches,
    fetchToken: async (clientId) => {
      const response = await fetch(`${issuer}/token`, {
        method: 'POST',
        headers: {
          authorization: `Basic ${Buffer.from(`${clientId}:${encodeURIComponent(SECRET)}`).toString('base64')}`,
        },
        body: new URLSearchParams({ grant_type: 'client_credentials', resource: AUDIENCE, scope: 'api' }),
      });
      const body = (await response.json()) as { access_token?: string };
      if (body.access_token === undefined) throw new Error(JSON.stringify(body));
      return body.access_token;
    },
    rotateKey: () => configure(`key-${Math.random().toString(36).slice(2)}`),
    stop: async () => {
      server.close();
      server.closeAllConnections();
      if (server.listening) await once(server, 'close');
    },
    start: () => listen(port),
  };
  await configure('first');
  return provider;
}

/** Stores nothing, since tokens are JWTs. Without it, the provider warns that its own storage is for development. */
const createAdapter = (): Adapter => ({
  upsert: async () => undefined,
  find: async () => undefined,
  findByUserCode: async () => undefined,
  findByUid: async () => undefined,
  consume: async () => undefined,
  destroy: async () => undefined,
  revokeByGrantId: async () => undefined,
});

/** Loads oidc-provider. It warns on Node.js 20, on which the tests pass. */
async function loadProvider() {
  const { warn } = console;
  console.warn = () => undefined;
  try {
    return (await import('oidc-provider')).Provider;
  } finally {
    console.warn = warn;
  }
}

async function createProvider(issuer: string, { kid, privateKey }: SigningKey): Promise<Provider> {
  const Provider = await loadProvider();
  return new Provider(issuer, {
    adapter: createAdapter,
    clients: Object.keys(CLIENT_ROLES).map((id) => ({
      client_id: id,
      client_secret: SECRET,
      grant_types: ['client_credentials'],
      redirect_uris: [],
      response_types: [],
    })),
    scopes: ['api'],
    ttl: { ClientCredentials: 300 },
    jwks: { keys: [{ ...(await exportJWK(privateKey)), kid, alg: 'RS256', use: 'sig' }] },
    features: {
      clientCredentials: { enabled: true },
      devInteractions: { enabled: false },
      resourceIndicators: {
        enabled: true,
        getResourceServerInfo: () => ({
          scope: 'api',
          audience: AUDIENCE,
          accessTokenFormat: 'jwt',
          accessTokenTTL: 300,
          jwt: { sign: { alg: 'RS256' } },
        }),
      },
    },
    extraTokenClaims: (_ctx, token) => ({ roles: CLIENT_ROLES[token.clientId ?? ''] ?? [] }),
  });
}
