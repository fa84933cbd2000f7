import { createHmac } from 'node:crypto';
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

test('POST /sync accepts a webhook that Ghost has signed', async () => {
  const secret = 'a secret of webhooks';
  const site = await startGateway({ FEED_URLS: 'https://feed.example/rss', GHOST_WEBHOOK_SECRET: secret });
  const send = async (body: string, to = site) => {
    const digest = createHmac('sha256', secret).update(`${body}1796039999000`).digest('hex');
    const headers = {
      'content-type': 'application/json',
      'x-ghost-signature': `sha256=${digest}, t=1796039999000`,
    };
    const signed = body.replace('forged', 'changed');
    return (await fetch(`${to.address}/sync`, { method: 'POST', headers, body: signed })).status;
  };
  try {
    expect(await send('{"post":{"current":{"status":"published"}}}')).toBe(202);
    expect(await send('{"post":"forged"}')).toBe(403);
    // Without the setting, no signature is valid.
    expect(await send('{}', gateway)).toBe(403);
  } finally {
    await site.close();
  }
});
