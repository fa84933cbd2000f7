import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type Gateway, startGateway } from '../../support/gateway.js';

const SEARCH = `query ($query: String!, $first: Int!, $after: String, $orderBy: SearchOrder) {
  search(query: $query, first: $first, after: $after, orderBy: $orderBy) {
    nodes { slug } totalCount relaxed { matched } pageInfo { endCursor hasNextPage }
  }
}`;
const QUESTION = 'ferries storm repairs harbour closure delays';

let gateway: Gateway;
beforeAll(async () => {
  gateway = await startGateway();
  const save = (slug: string, title: string, text: string) =>
    gateway.save({ slug, title, body: { format: 'markdown', text }, language: 'en' });
  for (let i = 0; i < 11; i++) {
    await save(
      `best-${i}`,
      `Report ${i}`,
      'Ferries, storm, repairs and harbour: the pilot waits for the tide.',
    );
  }
  await save('alike', 'Note one', 'Closure and delays, says the pilot, who waits for the tide in vain.');
  await save('unlike', 'Note two', 'Closure and delays, says the baker, who bakes for the guests in vain.');
  // So that the words of the best articles are not those of most.
  for (let i = 0; i < 60; i++)
    await save(`other-${i}`, `Other ${i}`, 'A quiet day in the hills, with some rain.');
});
afterAll(() => gateway.close());

async function find(query: string, variables: Record<string, unknown> = {}) {
  return (await gateway.query(SEARCH, { query, first: 50, ...variables })).search;
}

async function listSlugs(query: string, variables: Record<string, unknown> = {}): Promise<string[]> {
  return (await find(query, variables)).nodes.map(({ slug }: { slug: string }) => slug);
}

/** Selects the articles that have the same two words of the question. */
function selectPair(slugs: string[]): string[] {
  return slugs.filter((slug) => slug.endsWith('like'));
}

test('A question ranks an article with the words of its best results before another with as many of its own', async () => {
  const slugs = await listSlugs(QUESTION);
  expect(selectPair(slugs)).toEqual(['alike', 'unlike']);
  expect(slugs).toHaveLength(13);
});

test('A query of five words, and an order by date, are ranked by the words of the query alone', async () => {
  expect(selectPair(await listSlugs('ferries storm repairs closure delays'))).toEqual(['unlike', 'alike']);
  expect(selectPair(await listSlugs(QUESTION, { orderBy: 'NEWEST' }))).toEqual(['unlike', 'alike']);
});

test('A question that one article has nearly all words of is ranked by its own words alone', async () => {
  const query = 'closure delays vain guests bakes baker ferries';
  expect((await listSlugs(query))[0]).toBe('unlike');
  const { pageInfo } = await find(query, { first: 1 });
  expect(Buffer.from(pageInfo.endCursor, 'base64url').toString()).not.toContain('pilot');
});

test('The pages of a question have every hit once, in the order of a single page', async () => {
  const all = await listSlugs(QUESTION);
  const paged: string[] = [];
  let after: string | null = null;
  do {
    const { nodes, pageInfo, totalCount } = await find(QUESTION, { first: 4, after });
    paged.push(...nodes.map(({ slug }: { slug: string }) => slug));
    expect(totalCount).toBe(13);
    after = pageInfo.hasNextPage ? pageInfo.endCursor : null;
  } while (after);
  expect(paged).toEqual(all);
});

test('A cursor with other values than stems is refused', async () => {
  const { pageInfo } = await find(QUESTION, { first: 4 });
  const text = Buffer.from(pageInfo.endCursor, 'base64url').toString();
  for (const forged of [
    '"pilot"',
    '[["pilot",0,"x",3]]',
    '[[7,0,1,3]]',
    `[${Array(11).fill('["a",0,1,1]')}]`,
  ]) {
    const replaced = text.replace(/\[\[.*?\]\]/, forged);
    expect(replaced).not.toBe(text);
    const after = Buffer.from(replaced).toString('base64url');
    const [error] = await gateway.queryErrors(SEARCH, { query: QUESTION, first: 4, after });
    expect(error!.message).toContain('not a valid cursor');
  }
});
