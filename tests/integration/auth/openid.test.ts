import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { exportJWK, exportSPKI, SignJWT, UnsecuredJWT } from 'jose';
import { createOpenIdAuthenticator } from '../../../src/auth/openid/openid-authenticator.js';
import type { OpenIdOptions } from '../../../src/auth/openid/openid-options.js';
import { type Gateway, NO_RATE_LIMITS, startGateway } from '../../support/gateway.js';
import {
  AUDIENCE,
  createSigningKey,
  type IdentityProvider,
  signToken,
  startIdentityProvider,
} from '../../support/identity-provider.js';
import { waitUntil } from '../../support/until.js';

/** Seconds in the past that are beyond the tolerance for clocks. */
const LONG_AGO = -3_600;

let provider: IdentityProvider;
let gateway: Gateway;

beforeAll(async () => {
  provider = await startIdentityProvider();
  gateway = await start();
  // The first token loads the library and the keys, which has a time limit.
  await waitUntil(async () => (await statusOf(await provider.fetchToken('ann'))) === 200);
});
afterAll(async () => {
  await gateway.close();
  await provider.stop();
});

/** Starts a gateway that accepts the provider's tokens. */
function start(options: Partial<OpenIdOptions> = {}, settings: NodeJS.ProcessEnv = {}, database?: Gateway) {
  const authenticator = createOpenIdAuthenticator({
    issuer: provider.issuer,
    audience: AUDIENCE,
    roles: { editor: ['write', 'preview'], chief: ['publish'] },
    ...options,
  });
  return startGateway(
    { ...NO_RATE_LIMITS, READ_SECONDS: '60', ...settings },
    { siteConfig: { authenticators: [authenticator] }, ...(database && { database: database.database }) },
  );
}

async function send(token: string, { address } = gateway, query = '{ __typename }') {
  const response = await fetch(`${address}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
    body: JSON.stringify({ query }),
  });
  const text = await response.text();
  const code = response.headers.get('content-type')?.includes('json')
    ? (JSON.parse(text).errors?.[0].extensions.code ?? null)
    : null;
  return { status: response.status, code, text };
}
const statusOf = async (token: string, target = gateway) => (await send(token, target)).status;
const inSeconds = (seconds: number) => Math.floor(Date.now() / 1_000) + seconds;

describe('A token', () => {
  test('of the provider gives the scopes of its roles', async () => {
    const publish = 'mutation { publishArticle(input: { id: "QXJ0aWNsZTo5OTk" }) { userErrors { code } } }';
    const ann = await send(await provider.fetchToken('ann'), gateway, publish);
    expect(ann.code).toBe('FORBIDDEN');
    const bob = await send(await provider.fetchToken('bob'), gateway, publish);
    expect(JSON.parse(bob.text).data.publishArticle.userErrors).toEqual([{ code: 'NOT_FOUND' }]);
  });

  test('with roles that give no scope is refused, and stores nothing', async () => {
    expect(await send(await provider.fetchToken('visitor'))).toMatchObject({
      status: 403,
      code: 'FORBIDDEN',
    });
    expect(await gateway.database.prisma.apiKey.count({ where: { subject: 'visitor' } })).toBe(0);
  });

  test('can have its roles in a nested claim or as words', async () => {
    const nested = await start({ rolesClaim: ['realm_access', 'roles'] }, {}, gateway);
    const token = await signToken(provider, { realm_access: { roles: ['editor'] }, roles: [] });
    expect(await statusOf(token, nested)).toBe(200);
    expect(await statusOf(await signToken(provider), nested)).toBe(403);
    await nested.close();
    expect(await statusOf(await signToken(provider, { roles: 'reader editor' }))).toBe(200);
    for (const roles of [{ editor: true }, 'editors', ['__proto__', 'constructor'], 7, null]) {
      expect(await statusOf(await signToken(provider, { roles }))).toBe(403);
    }
  });

  test('is accepted within the tolerance for clocks only', async () => {
    expect(await statusOf(await signToken(provider, { exp: inSeconds(-10) }))).toBe(200);
    expect(await statusOf(await signToken(provider, { nbf: inSeconds(10) }))).toBe(200);
    expect(await statusOf(await signToken(provider, { exp: inSeconds(-60) }))).toBe(401);
    expect(await statusOf(await signToken(provider, { nbf: inSeconds(3_600) }))).toBe(401);
  });

  test.each([
    ['expired', { exp: inSeconds(LONG_AGO) }],
    ['without an expiry', { exp: undefined }],
    ['for another audience', { aud: 'https://other.example' }],
    ['without an audience', { aud: undefined }],
    ['of another issuer', { iss: 'https://other.example' }],
    ['without an issuer', { iss: undefined }],
    ['without a subject', { sub: undefined }],
    ['with an empty subject', { sub: '' }],
    ['with an enormous subject', { sub: 'a'.repeat(1_001) }],
    ['with U+0000 in its subject', { sub: 'ann\0' }],
    ['with a lone surrogate in its subject', { sub: 'ann\ud800' }],
  ])('%s is refused', async (_flaw, claims) => {
    expect(await send(await signToken(provider, claims))).toMatchObject({
      status: 401,
      code: 'UNAUTHENTICATED',
    });
  });

  test('that is not signed is refused', async () => {
    const claims = { roles: ['editor'], sub: 'ann' };
    const unsigned = new UnsecuredJWT(claims)
      .setIssuer(provider.issuer)
      .setAudience(AUDIENCE)
      .setExpirationTime('5m')
      .encode();
    const [, payload] = unsigned.split('.');
    const encode = (header: object) => Buffer.from(JSON.stringify(header)).toString('base64url');
    const tokens = [
      unsigned,
      ...['none', 'None', 'NONE', 'nOnE'].flatMap((alg) => [
        `${encode({ alg })}.${payload}.`,
        `${encode({ alg, kid: 'first' })}.${payload}.AAAA`,
      ]),
    ];
    for (const token of tokens) expect(await statusOf(token)).toBe(401);
  });

  test('signed with the public key as a secret is refused', async () => {
    const pem = await exportSPKI(provider.key.publicKey);
    for (const secret of [pem, pem.trim(), pem.replaceAll('\n', '')]) {
      for (const alg of ['HS256', 'HS384', 'HS512']) {
        const token = await new SignJWT({ roles: ['editor'], sub: 'ann' })
          .setProtectedHeader({ alg, kid: provider.key.kid })
          .setIssuer(provider.issuer)
          .setAudience(AUDIENCE)
          .setExpirationTime('5m')
          .sign(new TextEncoder().encode(secret));
        expect(await statusOf(token)).toBe(401);
      }
    }
  });

  test('signed by another key is refused, also with that key in the header', async () => {
    const forger = await createSigningKey(provider.key.kid);
    expect(await statusOf(await signToken({ issuer: provider.issuer, key: forger }))).toBe(401);
    const header = { jwk: await exportJWK(forger.publicKey), jku: 'http://127.0.0.1:1/jwks' };
    expect(await statusOf(await signToken({ issuer: provider.issuer, key: forger }, {}, header))).toBe(401);
  });

  test('with a changed payload is refused', async () => {
    const [header, , signature] = (await signToken(provider)).split('.');
    const claims = {
      iss: provider.issuer,
      aud: AUDIENCE,
      sub: 'root',
      roles: ['chief'],
      exp: inSeconds(300),
    };
    const payload = Buffer.from(JSON.stringify(claims)).toString('base64url');
    expect(await statusOf([header, payload, signature].join('.'))).toBe(401);
  });

  test('that is too long is refused before it is read', async () => {
    const token = await signToken(provider, { padding: 'x'.repeat(9_000) });
    expect(token.length).toBeGreaterThan(8_192);
    expect(await statusOf(token)).toBe(401);
  });

  test('of a type that is not an access token is refused if the settings name a type', async () => {
    const strict = await start({ tokenType: 'at+jwt' }, {}, gateway);
    expect(await statusOf(await signToken(provider), strict)).toBe(200);
    expect(await statusOf(await signToken(provider, {}, { typ: 'JWT' }), strict)).toBe(401);
    await strict.close();
  });
});

describe('The limits of roles', () => {
  const LIMITS = '{ viewer { scopes limits { sections { slug } kinds languages isOwnOnly } } }';
  let limited: Gateway;
  beforeAll(async () => {
    limited = await start(
      {
        roles: {
          chief: ['preview', 'write', 'publish'],
          sport: { scopes: ['preview', 'write'], limits: { sections: ['sport', 'nowhere'] } },
          culture: { scopes: ['write', 'publish'], limits: { sections: ['culture'] } },
          columnist: { scopes: ['write'], limits: { kinds: ['OPINION'], isOwnOnly: true } },
          reporter: {
            scopes: ['preview', 'write'],
            limits: { sections: { claim: ['newsroom', 'desks'] }, languages: ['en'] },
          },
        },
      },
      {},
      gateway,
    );
    const names = ['Sport', 'Culture'];
    await limited.importService.saveTaxonomy({
      sections: names.map((name) => ({ slug: name.toLowerCase(), name, description: null, parent: null })),
    });
    for (const name of names)
      await limited.save({ slug: `${name}-draft`, title: `${name} draft`, section: [name], draft: true });
  });
  afterAll(() => limited.close());

  async function queryAs(claims: Record<string, unknown>, query: string): Promise<Record<string, unknown>> {
    const headers = { authorization: `Bearer ${await signToken(provider, claims)}` };
    return limited.query(query, {}, { ...headers, 'x-perspective': 'preview' });
  }
  const readLimits = async (claims: Record<string, unknown>) =>
    (await queryAs({ sub: 'kim', ...claims }, LIMITS)).viewer as { limits: object; scopes: string[] };
  const sections = (...slugs: string[]) => slugs.map((slug) => ({ slug }));
  const none = { kinds: null, languages: null, isOwnOnly: false };

  test('are those of all roles of the person: values of one limit are joined, different limits hold together', async () => {
    expect((await readLimits({ roles: ['chief'] })).limits).toBeNull();
    const sport = { ...none, sections: sections('sport') };
    expect((await readLimits({ roles: ['sport'] })).limits).toEqual(sport);
    expect((await readLimits({ roles: ['chief', 'sport'] })).limits).toEqual(sport);
    expect(await readLimits({ roles: ['sport', 'culture'] })).toEqual({
      scopes: ['preview', 'publish', 'write'],
      limits: { ...none, sections: sections('sport', 'culture') },
    });
    expect((await readLimits({ roles: ['sport', 'columnist'] })).limits).toEqual({
      ...{ sections: sections('sport'), kinds: ['OPINION'], languages: null, isOwnOnly: true },
    });
  });

  test('can be a claim of the token; a token without it may write and read no draft', async () => {
    const read = '{ articles { nodes { title } totalCount } }';
    const sport = { nodes: [{ title: 'Sport draft' }], totalCount: 1 };
    const nothing = { nodes: [], totalCount: 0 };
    for (const [desks, expected] of [
      [['sport'], sport],
      ['sport unknown', sport],
      [[], nothing],
      [undefined, nothing],
      [['sport\0'], nothing],
      [["'} OR true --"], nothing],
      [{ sport: true }, nothing],
    ] as const) {
      const claims = { sub: 'lee', roles: ['reporter'], newsroom: { desks } };
      expect([desks, (await queryAs(claims, read)).articles]).toEqual([desks, expected]);
      const create = `mutation { createArticle(input: { title: "New", section: "culture" }) { userErrors { code } } }`;
      expect(await queryAs(claims, create)).toEqual({
        createArticle: { userErrors: [{ code: 'NOT_ALLOWED' }] },
      });
    }
  });

  test('give way to those that an administrator has set for the identity', async () => {
    const admin = limited.queryAs(await limited.createKey('admin'));
    await readLimits({ sub: 'max', roles: ['sport'] });
    const { apiKeys } = await admin('{ apiKeys(filter: { name: "max" }) { nodes { id } } }');
    const update = `mutation ($input: UpdateApiKeyInput!) { updateApiKey(input: $input) { userErrors { message } } }`;
    const [{ id }] = apiKeys.nodes;
    await admin(update, { input: { id, limits: { sections: ['culture'] } } });
    const claims = { sub: 'max', roles: ['sport'] };
    expect((await readLimits(claims)).limits).toEqual({ ...none, sections: sections('culture') });
    await admin(update, { input: { id, limits: null } });
    expect((await readLimits(claims)).limits).toEqual({ ...none, sections: sections('sport') });
  });
});

describe('The public keys', () => {
  test('are fetched once for many tokens, and not again for a flood of unknown ones', async () => {
    const other = await start({}, {}, gateway);
    const before = provider.countKeyFetches();
    const token = await provider.fetchToken('ann');
    const statuses = await Promise.all(Array.from({ length: 50 }, () => statusOf(token, other)));
    expect(new Set(statuses)).toEqual(new Set([200]));
    expect(provider.countKeyFetches() - before).toBe(1);
    for (let i = 0; i < 100; i++) {
      const unknown = await signToken(provider, {}, { kid: `unknown-${i}` });
      expect(await statusOf(unknown, other)).toBe(401);
    }
    expect(provider.countKeyFetches() - before).toBe(1);
    expect(await statusOf(token, other)).toBe(200);
    await other.close();
  });

  test('are fetched again for a key that is new', async () => {
    const other = await start({ keysCooldownSeconds: 0 }, {}, gateway);
    const former = await provider.fetchToken('ann');
    expect(await statusOf(former, other)).toBe(200);
    await provider.rotateKey();
    expect(await statusOf(await provider.fetchToken('ann'), other)).toBe(200);
    // The provider's answer without the former key has replaced it.
    expect(await statusOf(former, other)).toBe(401);
    await other.close();
  });

  test('that cannot be fetched are a 503, no failed attempt, and no trouble for API keys', async () => {
    const token = await provider.fetchToken('ann');
    const cached = await start({}, {}, gateway);
    expect(await statusOf(token, cached)).toBe(200);
    const fresh = await start({}, { RATE_PER_CLIENT: '3' }, gateway);
    await provider.stop();
    for (let i = 0; i < 5; i++) {
      expect(await send(token, fresh)).toMatchObject({
        status: 503,
        code: 'SERVICE_UNAVAILABLE',
        text: expect.stringContaining('credentials cannot be checked'),
      });
    }
    expect(await statusOf(token, cached)).toBe(200);
    expect(await statusOf(await gateway.createKey('write'), fresh)).toBe(200);
    await provider.start();
    expect(await statusOf(token, fresh)).toBe(200);
    await fresh.close();
    await cached.close();
  });

  test('are taken from where the settings say', async () => {
    const direct = await start({ jwksUrl: `${provider.issuer}/jwks` }, {}, gateway);
    expect(await statusOf(await provider.fetchToken('ann'), direct)).toBe(200);
    await direct.close();
    const wrong = await start({ jwksUrl: `${provider.issuer}/nothing` }, {}, gateway);
    expect(await statusOf(await provider.fetchToken('ann'), wrong)).toBe(503);
    await wrong.close();
  });
});

test('Invalid settings are refused at the start', () => {
  const valid = { issuer: 'https://id.example', audience: AUDIENCE, roles: {} };
  const create = (options: object) => () => createOpenIdAuthenticator({ ...valid, ...options });
  expect(create({})).not.toThrow();
  expect(create({ issuer: 'http://id.example' })).toThrow('issuer begins with https');
  expect(create({ jwksUrl: 'http://id.example/keys' })).toThrow('jwksUrl begins with https');
  expect(create({ audience: '' })).toThrow('audience');
  expect(create({ algorithms: ['HS256'] })).toThrow('not HS256');
  expect(create({ algorithms: ['none'] })).toThrow('not none');
  const withRole = (role: object) => create({ roles: { desk: role } });
  expect(withRole(['writ'])).toThrow('the role desk has the unknown scope writ. Scopes are preview,');
  const withLimits = (limits: object) => withRole({ scopes: ['write'], limits });
  expect(withLimits({ section: ['sport'] })).toThrow('unknown limit section. Limits are sections,');
  expect(withLimits({ sections: [] })).toThrow('has no sections');
  expect(withLimits({ languages: ['english!'] })).toThrow('the language english!, which is no BCP 47 tag');
  expect(withLimits({ sections: { claim: 'desks' }, languages: ['pt-BR'] })).not.toThrow();
});

test('The first authenticator that knows the credentials decides, and one that fails is a 503', async () => {
  const scopes = ['preview'] as const;
  const authenticators = [
    { name: 'silent', authenticate: async () => null },
    {
      name: 'words',
      authenticate: async ({ authorization }: { authorization?: string }) =>
        authorization === 'Bearer sesame' ? { issuer: 'words', subject: 'ali', scopes } : null,
    },
    {
      name: 'broken',
      authenticate: async ({ authorization }: { authorization?: string }) => {
        if (authorization === 'Bearer trouble') throw new Error('no connection');
        return null;
      },
    },
  ];
  const other = await startGateway({}, { siteConfig: { authenticators }, beside: gateway });
  expect(await statusOf('sesame', other)).toBe(200);
  expect(await statusOf('trouble', other)).toBe(503);
  expect(await statusOf('rhubarb', other)).toBe(401);
  await other.close();
});
