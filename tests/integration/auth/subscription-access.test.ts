import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { CredentialRefusal, Identity } from '../../../src/auth/authenticator.js';
import { type Gateway, startGateway } from '../../support/gateway.js';
import {
  createWebSocketClient,
  recordSubscription,
  type SubscriptionRecorder,
} from '../../support/live-clients.js';
import { waitUntil } from '../../support/until.js';

/** Results of the authenticator, by token. */
const results = new Map<string, Identity | CredentialRefusal | Promise<CredentialRefusal>>();
const EXPIRED: CredentialRefusal = { refusal: 'INVALID', reason: 'expired' };

let gateway: Gateway;
beforeAll(async () => {
  const authenticate = async ({ authorization = '' }) => results.get(authorization) ?? null;
  gateway = await startGateway(
    { READ_SECONDS: '60' },
    { siteConfig: { authenticators: [{ name: 'test', authenticate }] } },
  );
});
afterAll(() => gateway.close());
beforeEach(() => results.clear());

function identify(subject: string): Identity {
  return { issuer: 'test', subject, scopes: ['preview'] };
}

/**
 * Subscribes to previews for each token, or to what is published for null, and waits until each subscription
 * has had an event.
 */
async function subscribe(...tokens: (string | null)[]): Promise<SubscriptionRecorder[]> {
  const { rows } = await gateway.database.pool.query('SELECT max(sequence) AS last FROM content_change');
  const after = Buffer.from(`change:${rows[0].last ?? 0}`).toString('base64url');
  const recorders = tokens.map((token) => {
    const connectionParams = { authorization: token, 'x-perspective': 'preview' };
    const client = createWebSocketClient(gateway.address, token === null ? {} : { connectionParams });
    return recordSubscription(client, { after });
  });
  await gateway.save({});
  await waitUntil(() => recorders.every(({ events }) => events.length === 1));
  return recorders;
}

function getCodes({ errors }: SubscriptionRecorder): string[] {
  return errors.map(({ extensions }) => extensions.code);
}

describe('Access of subscribers', () => {
  beforeAll(() => gateway.save({}));

  test.each([
    ['expired', 'valid'],
    ['valid', 'expired'],
  ])('is checked for each token of one identity, also if the %s one comes first', async (...tokens) => {
    for (const token of tokens) results.set(token, identify('ann'));
    const recorders = await subscribe(...tokens);
    const [valid, expired] = tokens[0] === 'valid' ? recorders : [...recorders].reverse();
    results.set('expired', EXPIRED);
    await gateway.save({});
    await expired!.ended;
    expect([getCodes(expired!), expired!.events.length]).toEqual([['UNAUTHENTICATED'], 1]);
    await waitUntil(() => valid!.events.length === 2);
    expect(getCodes(valid!)).toEqual([]);
    valid!.stop();
  });

  test('does not delay other subscribers while it cannot be checked', async () => {
    const tokens = Array.from({ length: 8 }, (_, i) => `token ${i}`);
    for (const token of tokens) results.set(token, identify(token));
    const recorders = await subscribe(...tokens, null);
    const reader = recorders.pop()!;
    let endOutage = () => {};
    const outage = new Promise<CredentialRefusal>((resolve) => {
      endOutage = () => resolve({ refusal: 'UNAVAILABLE', reason: 'no connection' });
    });
    for (const token of tokens) results.set(token, outage);
    await gateway.save({});
    await waitUntil(() => reader.events.length === 2);
    endOutage();
    await Promise.all(recorders.map(({ ended }) => ended));
    for (const editor of recorders) expect(getCodes(editor)).toEqual(['SERVICE_UNAVAILABLE']);
    reader.stop();
  });
});
