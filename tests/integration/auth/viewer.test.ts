import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type Gateway, startGateway } from '../../support/gateway.js';

const VIEWER = '{ viewer { name keyPrefix scopes issuer subject } }';

let gateway: Gateway;
beforeAll(async () => {
  gateway = await startGateway(
    { CACHE_MB: '10' },
    {
      siteConfig: {
        authenticators: [
          {
            name: 'intranet',
            authenticate: async ({ authorization }) =>
              authorization === 'Bearer session-of-ann'
                ? { issuer: 'intranet', subject: 'ann', scopes: ['preview', 'newsletter:read'] }
                : null,
          },
        ],
      },
    },
  );
});
afterAll(() => gateway.close());

const get = (query: string, headers: Record<string, string> = {}) =>
  fetch(`${gateway.address}/graphql?query=${encodeURIComponent(query)}`, {
    headers: { 'apollo-require-preflight': 'true', ...headers },
  });

describe('viewer', () => {
  test('is null without credentials, and caches may not serve that', async () => {
    for (let i = 0; i < 2; i++) {
      const response = await get(VIEWER);
      expect(response.headers.get('cache-control')).toBe('public, no-cache');
      expect(response.headers.get('vary')).toContain('Authorization');
      expect(await response.json()).toEqual({ data: { viewer: null } });
    }
  });

  test('names the API key and its scopes, and is private', async () => {
    const key = await gateway.createKey('write', 'publish');
    const response = await get(VIEWER, { authorization: `Bearer ${key}` });
    expect(response.headers.get('cache-control')).toBe('private, no-store');
    expect(await response.json()).toEqual({
      data: {
        viewer: {
          name: 'Desk',
          keyPrefix: key.slice(0, 11),
          scopes: ['write', 'publish'],
          ...{ issuer: null, subject: null },
        },
      },
    });
  });

  test('names the issuer and subject of an identity', async () => {
    const { viewer } = await gateway.queryAs('session-of-ann')(VIEWER);
    expect(viewer).toEqual({
      name: 'ann (intranet)',
      keyPrefix: expect.stringMatching(/^id_[0-9a-f]{8}$/),
      scopes: ['preview', 'newsletter:read'],
      ...{ issuer: 'intranet', subject: 'ann' },
    });
  });
});
