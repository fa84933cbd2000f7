import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type Gateway, startGateway } from '../../../support/gateway.js';
import { createWebSocketClient, recordSubscription } from '../../../support/live-clients.js';
import { recordStatements } from '../../../support/statements.js';
import { waitUntil } from '../../../support/until.js';

let gateway: Gateway;
beforeAll(async () => {
  gateway = await startGateway();
});
afterAll(() => gateway.close());

test('A gateway without subscribers of contentEvents never reads the log of editors, and readers hear nothing of drafts', async () => {
  const after = Buffer.from('change:0').toString('base64url');
  const reader = recordSubscription(createWebSocketClient(gateway.address), { after });
  const statements = await recordStatements(async () => {
    await gateway.save({ slug: 'draft', draft: true, tags: ['Secret'] });
    await gateway.save({ slug: 'news' });
    await waitUntil(() => reader.events.length > 0);
  });
  expect(statements.length).toBeGreaterThan(0);
  expect(statements.filter((text) => text.includes('editor_change'))).toEqual([]);
  expect(reader.events.map(({ article }) => article?.slug)).toEqual(['news']);
  reader.stop();
});
