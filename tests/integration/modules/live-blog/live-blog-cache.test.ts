import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type Gateway, startGateway } from '../../../support/gateway.js';
import { createLiveBlog, type LiveBlogDesk } from '../../../support/live-blog.js';
import { recordStatements } from '../../../support/statements.js';

const PAGE = `query ($after: String) { article(by: { slug: "blog" }) { title liveBlog {
  entries(first: 3, after: $after) { nodes { id title body { html } authors { name } } pageInfo { endCursor hasNextPage } }
} } }`;
const COUNT = '{ article(by: { slug: "blog" }) { liveBlog { entries(first: 1) { totalCount } } } }';
const KEY_EVENTS = '{ article(by: { slug: "blog" }) { liveBlog { keyEvents { title } } } }';
const STATE = '{ article(by: { slug: "blog" }) { liveBlog { isLive pinned { id } } } }';
const UPDATED = '{ article(by: { slug: "blog" }) { liveBlog { updatedAt } } }';

let gateway: Gateway;
let blog: LiveBlogDesk;
const ids: string[] = [];
/** The queries by name, each with its variables. */
const queries: Record<string, [query: string, variables?: object]> = {
  count: [COUNT],
  keyEvents: [KEY_EVENTS],
  state: [STATE],
  updated: [UPDATED],
};

const send = async ([query, variables]: [query: string, variables?: object]) => {
  const response = await fetch(`${gateway.address}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query, variables }),
  });
  return { cache: response.headers.get('x-cache'), body: await response.text() };
};

/** Returns the names of the queries with responses that a change dropped from the cache, and checks that they differ. */
async function listDropped(change: () => Promise<unknown>): Promise<string[]> {
  for (const query of Object.values(queries)) await send(query);
  for (const query of Object.values(queries)) expect((await send(query)).cache).toBe('HIT');
  await change();
  await gateway.app.cacheInvalidator.waitForSync();
  const dropped = [];
  for (const [name, query] of Object.entries(queries))
    if ((await send(query)).cache !== 'HIT') dropped.push(name);
  return dropped;
}

beforeAll(async () => {
  gateway = await startGateway({ CACHE_MB: '16' });
  blog = await createLiveBlog(gateway, 'blog');
  for (let i = 0; i < 12; i++) {
    const publishedAt = new Date(Date.parse('2026-11-01T10:00:00Z') + i * 60_000).toISOString();
    ids.unshift(
      await blog.add({
        title: `E${i}`,
        publishedAt,
        body: { markdown: `Text ${i}` },
        authors: ['Ada Byrne'],
      }),
    );
  }
  let after: string | null = null;
  for (const name of ['page 1', 'page 2', 'page 3', 'page 4']) {
    queries[name] = [PAGE, { after }];
    const { body } = await send(queries[name]);
    after = JSON.parse(body).data.article.liveBlog.entries.pageInfo.endCursor;
  }
});
afterAll(() => gateway.close());

describe('The cache of live blogs', () => {
  test('Mending an entry on page 3 drops page 3 and no other page', async () => {
    const dropped = await listDropped(() => blog.run('updateLiveBlogEntry', { id: ids[7], title: 'Mended' }));
    expect(dropped).toEqual(['updated', 'page 3']);
    expect((await send(queries['page 3']!)).body).toContain('Mended');
  });

  test('A new entry drops the first page and the count, and no later page', async () => {
    const dropped = await listDropped(() => blog.add({ title: 'New' }));
    expect(dropped).toEqual(['count', 'updated', 'page 1']);
    expect((await send(queries['page 1']!)).body).toContain('New');
  });

  test('An entry that is retracted drops its page, and returns to it', async () => {
    const retracted = await listDropped(() => blog.run('retractLiveBlogEntry', { id: ids[4] }));
    expect(retracted).toEqual(['count', 'updated', 'page 2']);
    expect((await send(queries['page 2']!)).body).not.toContain(ids[4]);
    const again = await listDropped(() => blog.run('publishLiveBlogEntry', { id: ids[4] }));
    // Page 3 begins after a neighbour of the entry.
    expect(again).toEqual(['count', 'updated', 'page 2', 'page 3']);
    expect((await send(queries['page 2']!)).body).toContain(ids[4]);
  });

  test('A key event drops the list of key events, a pin the state, and a draft nothing', async () => {
    expect(
      await listDropped(() => blog.run('updateLiveBlogEntry', { id: ids[1], isKeyEvent: true })),
    ).toEqual(['keyEvents', 'updated', 'page 1']);
    expect(await listDropped(() => blog.run('pinLiveBlogEntry', { id: ids[1] }))).toContain('state');
    expect(await listDropped(() => blog.add({ title: 'Draft', isDraft: true }))).toEqual([]);
  });

  test('A key event that gets another title drops the list of key events', async () => {
    const dropped = await listDropped(() =>
      blog.run('updateLiveBlogEntry', { id: ids[1], title: 'Clearer' }),
    );
    expect(dropped).toContain('keyEvents');
    expect((await send([KEY_EVENTS])).body).toContain('Clearer');
  });

  test('An article without a live blog is not dropped by its entries', async () => {
    await gateway.save({ slug: 'other' });
    queries.other = ['{ article(by: { slug: "other" }) { title liveBlog { isLive } } }'];
    expect(await listDropped(() => blog.add({ title: 'Again' }))).not.toContain('other');
  });
});

test('A page of a live blog takes one statement for each kind of thing, on any page', async () => {
  const plain = await startGateway({}, { beside: gateway });
  try {
    const load = (variables?: object) => async () => {
      await plain.query(PAGE, variables as never);
    };
    const first = await recordStatements(load({ after: null }));
    const fourth = await recordStatements(load(queries['page 4']![1]));
    // The article, its live blog, entries, bodies and authors.
    expect([first.length, fourth.length]).toEqual([5, 5]);
    const list =
      '{ articles(first: 20) { nodes { liveBlog { isLive entries(first: 2) { nodes { title } } } } } }';
    const blogs = await recordStatements(() => plain.query(list));
    await createLiveBlog(gateway, 'second');
    const more = await recordStatements(() => plain.query(list));
    expect(more.length).toBe(blogs.length);
  } finally {
    await plain.close();
  }
});
