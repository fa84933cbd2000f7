import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { CredentialRefusal } from '../../../src/auth/authenticator.js';
import { type Gateway, startGateway } from '../../support/gateway.js';

let gateway: Gateway;
beforeAll(async () => {
  const authenticate = async (): Promise<CredentialRefusal> => ({
    refusal: 'UNAVAILABLE',
    reason: 'no connection',
  });
  gateway = await startGateway(
    { FEED_URLS: 'https://feed.example/rss' },
    { siteConfig: { authenticators: [{ name: 'test', authenticate }] } },
  );
});
afterAll(() => gateway.close());

/** Requests a sync, and returns the status and the code of its error. */
async function sync(authorization?: string): Promise<[number, string | undefined]> {
  const response = await fetch(`${gateway.address}/sync`, {
    method: 'POST',
    headers: authorization === undefined ? {} : { authorization },
  });
  const text = await response.text();
  return [response.status, text ? JSON.parse(text).errors[0].extensions.code : undefined];
}

describe('POST /sync', () => {
  test('accepts a key with the scope write only', async () => {
    expect(await sync(`Bearer ${await gateway.createKey('write')}`)).toEqual([202, undefined]);
    expect(await sync(`Bearer ${await gateway.createKey('preview')}`)).toEqual([403, 'BAD_REQUEST']);
    expect(await sync()).toEqual([403, 'BAD_REQUEST']);
    expect(await sync('Bearer dl_unknown')).toEqual([403, 'BAD_REQUEST']);
  });

  test('answers 503 when the credentials cannot be checked', async () => {
    expect(await sync('Bearer token')).toEqual([503, 'SERVICE_UNAVAILABLE']);
  });
});
