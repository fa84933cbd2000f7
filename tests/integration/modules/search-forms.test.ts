import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type Gateway, startGateway } from '../../support/gateway.js';

const ARTICLES = [
  ['federal', 'en', 'The federal budget', 'Federal agencies publish what they buy.'],
  ['federer', 'es', 'Federer gana en Madrid', 'Federer ganó ayer su partido más largo de la temporada.'],
  ['bid', 'en', 'A bid for the port', 'The bids were opened at the port, and the porters quit.'],
  ['porto', 'es', 'Un tren a Porto', 'Biden viaja a Porto y después a Quito, dijo su portavoz.'],
  ['harry', 'en', 'Harry reads', 'Harry reads Harry. Harry and Harry read, and Harry listens.'],
  ['harris', 'en', 'A visit', 'The visit was short, and Harris left before the end of the evening.'],
  ['wood', 'en', 'Wood', 'Wood, wood and more wood.'],
  ['woods', 'en', 'Golf', 'Tiger Woods played golf on Sunday for the first time in a year.'],
] as const;

let gateway: Gateway;
beforeAll(async () => {
  gateway = await startGateway();
  for (const [slug, language, title, text] of ARTICLES)
    await gateway.save({ slug, language, title, body: { format: 'markdown', text } });
});
afterAll(() => gateway.close());

const SEARCH = `query ($query: String!, $mode: SearchMode, $orderBy: SearchOrder, $first: Int, $after: String) {
  search(query: $query, mode: $mode, orderBy: $orderBy, first: $first, after: $after) {
    totalCount nodes { slug } pageInfo { endCursor }
  }
}`;

async function slugsFor(query: string, variables = {}): Promise<string[]> {
  const { search } = await gateway.query(SEARCH, { query, ...variables });
  return search.nodes.map(({ slug }: { slug: string }) => slug);
}

test.each(['Biden', 'Porto', 'Quito'])('%s does not find stems of another language', async (name) => {
  const found = ['porto'];
  expect(await slugsFor(name)).toEqual(found);
  expect(await slugsFor(`"${name}"`)).toEqual(found);
  expect(await slugsFor(name.toLowerCase(), { mode: 'ALL_WORDS' })).toEqual(found);
});

test('A word finds other forms of it in articles of each language', async () => {
  expect(await slugsFor('ports')).toEqual(['bid']);
  expect(await slugsFor('partidos')).toEqual(['federer']);
});

test('Articles with the word as it is written precede those with other forms', async () => {
  expect(await slugsFor('harris')).toEqual(['harris', 'harry']);
  expect(await slugsFor('federer')).toEqual(['federer', 'federal']);
  expect(await slugsFor('Harry')).toEqual(['harry', 'harris']);
  expect(await slugsFor('woods')).toEqual(['woods', 'wood']);
  expect(await slugsFor('harris zeppelin')).toEqual(['harris', 'harry']);
});

test('Quotes find the word as it is written only', async () => {
  expect(await slugsFor('"harris"')).toEqual(['harris']);
  expect(await slugsFor('"tiger woods"')).toEqual(['woods']);
  expect(await slugsFor('"tigers wood"')).toEqual([]);
  expect(await slugsFor('"woods" OR "harris"', { orderBy: 'OLDEST' })).toEqual(['harris', 'woods']);
});

test('Pages of a search go on where the page before ended', async () => {
  const pages: string[] = [];
  let after: string | null = null;
  for (let i = 0; i < 2; i++) {
    const found: {
      search: { nodes: { slug: string }[]; totalCount: number; pageInfo: { endCursor: string } };
    } = await gateway.query(SEARCH, { query: 'harris', first: 1, after });
    pages.push(...found.search.nodes.map(({ slug }) => slug));
    after = found.search.pageInfo.endCursor;
    expect(found.search.totalCount).toBe(2);
  }
  expect(pages).toEqual(['harris', 'harry']);
});
