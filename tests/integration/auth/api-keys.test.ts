import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { toGlobalId } from '../../../src/shared/references/global-id.js';
import { type Gateway, type Query, startGateway } from '../../support/gateway.js';
import { withShiftedClock } from '../../support/shifted-clock.js';

const KEY = 'id name prefix scopes issuer subject createdAt expiresAt revokedAt lastUsedAt';
const CREATE = `mutation ($input: CreateApiKeyInput!) {
  createApiKey(input: $input) { secret apiKey { ${KEY} } userErrors { code field message } }
}`;
const REVOKE = `mutation ($id: ID!) {
  revokeApiKey(input: { id: $id }) { apiKey { prefix revokedAt } userErrors { code field message } }
}`;

let gateway: Gateway;
let adminKey: string;
let admin: Query;
beforeAll(async () => {
  gateway = await startGateway();
  adminKey = await gateway.createKey('admin');
  admin = gateway.queryAs(adminKey);
});
afterAll(() => gateway.close());

const create = async (input: object, headers = {}) => (await admin(CREATE, { input }, headers)).createApiKey;
const revoke = async (id: string) => (await admin(REVOKE, { id })).revokeApiKey;
const idOf = async (key: string) => {
  const { id } = await gateway.database.prisma.apiKey.findUniqueOrThrow({
    where: { prefix: key.slice(0, 11) },
  });
  return toGlobalId('ApiKey', id);
};

describe('createApiKey', () => {
  test('creates a key that works with its scopes and no others', async () => {
    const { secret, apiKey, userErrors } = await create({ name: ' Importer ', scopes: ['write'] });
    expect(userErrors).toEqual([]);
    expect(apiKey).toMatchObject({ name: 'Importer', scopes: ['write'], prefix: secret.slice(0, 11) });
    const { viewer } = await gateway.queryAs(secret)('{ viewer { name scopes } }');
    expect(viewer).toEqual({ name: 'Importer', scopes: ['write'] });
    const [error] = await gateway.queryErrors(
      CREATE,
      { input: { name: 'Another', scopes: ['admin'] } },
      { authorization: `Bearer ${secret}` },
    );
    expect(error!.extensions.code).toBe('FORBIDDEN');
  });

  test('stores the secret nowhere, not even for a retry, which gets the key without it', async () => {
    const headers = { 'idempotency-key': 'new-key' };
    const input = { name: 'Once', scopes: ['preview'] };
    const first = await create(input, headers);
    const second = await create(input, headers);
    expect(second).toEqual({ ...first, secret: null });
    const { rows } = await gateway.database.pool.query(`
      SELECT t::text FROM audit_entry t UNION ALL SELECT t::text FROM idempotent_answer t
      UNION ALL SELECT t::text FROM api_key t`);
    const text = JSON.stringify(rows);
    expect(text).toContain(first.apiKey.prefix);
    expect(text).not.toContain(first.secret.slice(12));
  });

  test('is audited with the name, prefix and scopes', async () => {
    const expiresAt = '2199-01-31T00:00:00.000Z';
    const { apiKey } = await create({ name: 'Watched', scopes: ['write', 'write', 'publish'], expiresAt });
    expect(apiKey).toMatchObject({ expiresAt, scopes: ['write', 'publish'] });
    const entry = await gateway.database.prisma.auditEntry.findFirstOrThrow({ orderBy: { id: 'desc' } });
    expect(entry).toMatchObject({
      ...{ action: 'createApiKey', keyName: 'Desk', target: apiKey.id },
      outcome: { name: 'Watched', prefix: apiKey.prefix, scopes: ['write', 'publish'], expiresAt },
    });
  });

  test.each([
    ['no name', { name: ' ', scopes: ['write'] }, 'name', /^The name is missing/],
    ['a long name', { name: 'x'.repeat(101), scopes: ['write'] }, 'name', /at most 100 characters/],
    [
      'no scope',
      { name: 'A', scopes: [] },
      'scopes',
      /^No scope is given\. Available scopes: preview, members, write,/,
    ],
    ['an unknown scope', { name: 'A', scopes: ['write', 'root'] }, 'scopes', /^Unknown scope: root\./],
    [
      'an expiry that is past',
      { name: 'A', scopes: ['write'], expiresAt: '2020-01-01T00:00:00Z' },
      'expiresAt',
      /in the future/,
    ],
  ])('refuses %s and creates nothing', async (_what, input, field, message) => {
    const count = await gateway.database.prisma.apiKey.count();
    const { secret, apiKey, userErrors } = await create(input);
    expect([secret, apiKey]).toEqual([null, null]);
    expect(userErrors).toMatchObject([{ code: 'INVALID', field: [field] }]);
    expect(userErrors[0].message).toMatch(message);
    expect(await gateway.database.prisma.apiKey.count()).toBe(count);
  });
});

describe('revokeApiKey', () => {
  test('refuses the key from the next request on', async () => {
    const { secret, apiKey } = await create({ name: 'Gone', scopes: ['write'] });
    const { apiKey: revoked, userErrors } = await revoke(apiKey.id);
    expect(userErrors).toEqual([]);
    expect(revoked).toEqual({ prefix: apiKey.prefix, revokedAt: expect.any(String) });
    const [error] = await gateway.queryErrors(
      '{ viewer { name } }',
      {},
      { authorization: `Bearer ${secret}` },
    );
    expect(error!.extensions.code).toBe('UNAUTHENTICATED');
    expect(await revoke(apiKey.id)).toMatchObject({
      apiKey: null,
      userErrors: [{ code: 'NOT_ALLOWED', field: ['id'] }],
    });
  });

  test.each(['nonsense', toGlobalId('ApiKey', 99_999), toGlobalId('Article', 1)])(
    'reports NOT_FOUND for the ID %s',
    async (id) => {
      expect((await revoke(id)).userErrors).toMatchObject([{ code: 'NOT_FOUND', field: ['id'] }]);
    },
  );

  test('expires by the clock of the database', async () => {
    const inAnHour = new Date(Date.now() + 3_600_000);
    const { apiKey, secret } = await withShiftedClock(5 * 3_600_000, () =>
      create({ name: 'Guest', scopes: ['preview'], expiresAt: inAnHour.toISOString() }),
    );
    const isValid = () =>
      gateway
        .queryAs(
          secret,
          'preview',
        )('{ viewer { name } }')
        .then(
          () => true,
          () => false,
        );
    expect(await withShiftedClock(5 * 3_600_000, isValid)).toBe(true);
    const expiresAt = new Date(Date.now() - 1);
    await gateway.database.prisma.apiKey.updateMany({
      where: { prefix: apiKey.prefix },
      data: { expiresAt },
    });
    expect(await withShiftedClock(-5 * 3_600_000, isValid)).toBe(false);
  });

  test('refuses to revoke the last key with the scope admin that is in use', async () => {
    const { apiKey: expiring } = await create({
      name: 'Expiring',
      scopes: ['admin'],
      expiresAt: '2199-01-01T00:00:00Z',
    });
    await gateway.database.prisma.apiKey.updateMany({
      where: { prefix: expiring.prefix },
      data: { expiresAt: new Date(Date.now() - 1) },
    });
    await gateway.database.prisma.apiKey.create({
      data: {
        name: 'root (intranet)',
        prefix: 'id_00000001',
        issuer: 'intranet',
        subject: 'root',
        scopes: ['admin'],
      },
    });
    const own = await idOf(adminKey);
    const { userErrors } = await revoke(own);
    expect(userErrors).toMatchObject([{ code: 'NOT_ALLOWED', field: ['id'] }]);
    expect(userErrors[0].message).toContain('Create another one first.');
    const { secret, apiKey } = await create({ name: 'Successor', scopes: ['admin'] });
    expect((await revoke(apiKey.id)).userErrors).toEqual([]);
    expect(secret).toMatch(/^dl_/);
  });

  test('revokes an identity', async () => {
    await gateway.database.prisma.apiKey.create({
      data: {
        name: 'ann (intranet)',
        prefix: 'id_00000002',
        issuer: 'intranet',
        subject: 'ann',
        scopes: ['write'],
      },
    });
    const { apiKeys } = await admin('{ apiKeys(first: 1) { nodes { id issuer subject } } }');
    expect(apiKeys.nodes).toMatchObject([{ issuer: 'intranet', subject: 'ann' }]);
    expect((await revoke(apiKeys.nodes[0].id)).userErrors).toEqual([]);
  });
});

describe('apiKeys', () => {
  test('pages through every key and identity once, latest first', async () => {
    const seen: string[] = [];
    let after: string | null = null;
    do {
      const { apiKeys }: any = await admin(
        'query ($after: String) { apiKeys(first: 3, after: $after) { totalCount nodes { prefix } pageInfo { hasNextPage endCursor } } }',
        { after },
      );
      seen.push(...apiKeys.nodes.map(({ prefix }: { prefix: string }) => prefix));
      expect(apiKeys.totalCount).toBe(await gateway.database.prisma.apiKey.count());
      after = apiKeys.pageInfo.hasNextPage ? apiKeys.pageInfo.endCursor : null;
    } while (after);
    const rows = await gateway.database.prisma.apiKey.findMany({ orderBy: { id: 'desc' } });
    expect(seen).toEqual(rows.map(({ prefix }) => prefix));
  });

  test('is null with a FORBIDDEN error without the scope admin', async () => {
    const key = await gateway.createKey('publish', 'write', 'preview');
    const errors = await gateway.queryErrors(
      '{ apiKeys { totalCount } }',
      {},
      { authorization: `Bearer ${key}` },
    );
    expect(errors).toMatchObject([{ path: ['apiKeys'], extensions: { code: 'FORBIDDEN' } }]);
  });
});
