import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type Gateway, startGateway } from '../../../support/gateway.js';
import { createLiveBlog } from '../../../support/live-blog.js';
import { createSseClient, createWebSocketClient, recordSubscription } from '../../../support/live-clients.js';
import { waitUntil } from '../../../support/until.js';

const EVENTS = `subscription ($id: ID!, $after: String) { liveBlogEvents(id: $id, after: $after) {
  cursor kind entryId entry { title } liveBlog { isLive }
} }`;
const CURSOR = 'query ($id: ID!) { article(by: { id: $id }) { liveBlog { cursor } } }';

let gateway: Gateway;
let other: Gateway;
beforeAll(async () => {
  gateway = await startGateway({ CACHE_MB: '8' });
  other = await startGateway({ CACHE_MB: '8' }, { beside: gateway });
});
afterAll(async () => {
  await other.close();
  await gateway.close();
});

const TRANSPORTS = [
  ['WebSocket', createWebSocketClient],
  ['event streams', createSseClient],
] as const;

describe.each(TRANSPORTS)('Events of a live blog over %s', (name, createClient) => {
  const listKinds = (events: { kind: string }[]) => events.map(({ kind }) => kind);
  /** Subscribes to what follows the present state. */
  const follow = async (id: string, address = gateway.address) => {
    const { article } = await gateway.query(CURSOR, { id });
    return recordSubscription(createClient(address), { id, after: article.liveBlog.cursor }, EVENTS);
  };
  const slugOf = (text: string) => `${text}-${name.split(' ')[0]?.toLowerCase()}`;

  test('Every kind of change arrives in order on another instance, and the end completes the subscription', async () => {
    const { id, add, run } = await createLiveBlog(gateway, slugOf('kinds'));
    const recorder = await follow(id, other.address);
    const entry = await add({ title: 'One' });
    await waitUntil(async () => recorder.events.length === 2);
    await run('updateLiveBlogEntry', { id: entry, title: 'Two' });
    await run('pinLiveBlogEntry', { id: entry });
    await run('unpinLiveBlogEntry', { id: entry });
    await add({ title: 'Draft', isDraft: true });
    await run('updateLiveBlog', { id, summary: { markdown: 'So far.' } });
    await run('retractLiveBlogEntry', { id: entry });
    await run('endLiveBlog', { id });
    expect(await recorder.ended).toBeUndefined();
    expect(recorder.errors).toEqual([]);
    expect(listKinds(recorder.events)).toEqual([
      'STARTED',
      'ADDED',
      'EDITED',
      'PINNED',
      'UNPINNED',
      'UPDATED',
      'RETRACTED',
      'ENDED',
    ]);
    expect(recorder.events[1]).toMatchObject({
      entryId: entry,
      entry: { title: 'One' },
      liveBlog: { isLive: true },
    });
    expect(recorder.events[6]).toMatchObject({ entryId: entry, entry: null });
    expect(recorder.events[7]).toMatchObject({ entryId: null, entry: null, liveBlog: { isLive: false } });
  });

  test('A subscription to an ended live blog completes at once, one that resumes gets the events it missed first', async () => {
    const { id, add, run } = await createLiveBlog(gateway, slugOf('ended'));
    const { article } = await gateway.query(CURSOR, { id });
    const early = await follow(id);
    await add({ title: 'One' });
    await run('endLiveBlog', { id });
    // A subscription that begins before its gateway has read the end delivers it.
    expect(await early.ended).toBeUndefined();
    const late = recordSubscription(createClient(gateway.address), { id }, EVENTS);
    expect(await late.ended).toBeUndefined();
    expect(late.events).toEqual([]);
    const resumed = recordSubscription(
      createClient(gateway.address),
      { id, after: article.liveBlog.cursor },
      EVENTS,
    );
    expect(await resumed.ended).toBeUndefined();
    expect(listKinds(resumed.events)).toEqual(['STARTED', 'ADDED', 'ENDED']);
    await run('startLiveBlog', { id });
    const again = recordSubscription(
      createClient(gateway.address),
      { id, after: resumed.events[2]?.cursor },
      EVENTS,
    );
    await add({ title: 'Two' });
    await waitUntil(async () => again.events.length === 2);
    expect(listKinds(again.events)).toEqual(['STARTED', 'ADDED']);
    again.stop();
  });

  test('Unpublishing the article, and another kind, complete the subscription', async () => {
    const { id, desk } = await createLiveBlog(gateway, slugOf('gone'));
    const recorder = await follow(id);
    await desk('mutation ($id: ID!) { unpublishArticle(input: { id: $id }) { userErrors { message } } }', {
      id,
    });
    expect(await recorder.ended).toBeUndefined();
    expect(listKinds(recorder.events)).toEqual(['UNPUBLISHED']);
    await desk('mutation ($id: ID!) { publishArticle(input: { id: $id }) { userErrors { message } } }', {
      id,
    });
    const second = await follow(id);
    await desk(
      'mutation ($id: ID!) { updateArticle(input: { id: $id, kind: ARTICLE, publish: {} }) { userErrors { message } } }',
      { id },
    );
    expect(await second.ended).toBeUndefined();
    expect(listKinds(second.events)).toEqual(['UNPUBLISHED']);
  });

  test('Events of other live blogs are not delivered', async () => {
    const { id, add } = await createLiveBlog(gateway, slugOf('mine'));
    const another = await createLiveBlog(gateway, slugOf('another'));
    const recorder = await follow(id);
    await another.add({ title: 'Elsewhere' });
    const entry = await add({ title: 'Here' });
    await waitUntil(async () => recorder.events.length === 2);
    expect(recorder.events[1]).toMatchObject({ entryId: entry });
    recorder.stop();
  });
});

test('An unknown live blog, a foreign ID and a foreign cursor are errors', async () => {
  const { id } = await createLiveBlog(gateway, 'errors');
  const getMessage = async (variables: object) => {
    const recorder = recordSubscription(createWebSocketClient(gateway.address), { ...variables }, EVENTS);
    return JSON.stringify([await recorder.ended, recorder.errors]);
  };
  expect(await getMessage({ id: Buffer.from('Article:99999').toString('base64url') })).toContain(
    'no live blog',
  );
  expect(await getMessage({ id: Buffer.from('Tag:1').toString('base64url') })).toContain(
    'not the ID of an Article',
  );
  expect(await getMessage({ id, after: 'x' })).toContain('liveBlogEvents');
});
