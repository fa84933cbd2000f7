import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type Gateway, type Query, startGateway } from '../../support/gateway.js';

let gateway: Gateway;
let preview: Query;
beforeAll(async () => {
  gateway = await startGateway();
  preview = gateway.queryAs(await gateway.createKey('preview', 'write', 'publish'), 'preview');
});
afterAll(() => gateway.close());

const SEARCH = '($query: String!) { search(query: $query, mode: ALL_WORDS) { nodes { slug } } }';

async function slugsFor(query: string, ask: Query): Promise<string[]> {
  const { search } = await ask(`query ${SEARCH}`, { query });
  return search.nodes.map(({ slug }: { slug: string }) => slug);
}

const change = async (field: string, input: string) => {
  const result = await preview(`mutation { ${field}(input: ${input}) { userErrors { message } } }`);
  expect(result[field].userErrors).toEqual([]);
};

/** Returns whether the draft shares the document of its article, after checking that the preview shows one of them. */
async function isShared(slug: string): Promise<boolean> {
  const { rows } = await gateway.database.pool.query(
    `SELECT s.is_shared, s.document = '' AS is_empty, coalesce(a.is_shared, false) AS is_marked,
       (SELECT count(*)::int FROM preview.article_search p WHERE p.article_id = d.id AND p.document <> '') AS shown
     FROM draft d JOIN draft_search s ON s.article_id = d.id LEFT JOIN article_search a ON a.article_id = d.id
     WHERE d.slug = $1`,
    [slug],
  );
  const [{ is_shared, is_empty, is_marked, shown }] = rows;
  expect({ is_empty, is_marked, shown }).toEqual({ is_empty: is_shared, is_marked: is_shared, shown: 1 });
  return is_shared;
}

const globalIdOf = async (slug: string): Promise<string> =>
  (await preview('query ($slug: String!) { article(by: { slug: $slug }) { id } }', { slug })).article.id;

test('A draft shares the document of its article until it differs', async () => {
  await gateway.save({ slug: 'wombat', title: 'A wombat digs', tags: ['Burrows'] });
  expect(await isShared('wombat')).toBe(true);
  expect(await slugsFor('wombats burrow', preview)).toEqual(['wombat']);

  const id = await globalIdOf('wombat');
  await change('updateArticle', `{ id: "${id}", seoTitle: "Digging" }`);
  expect(await isShared('wombat')).toBe(true);

  await change('updateArticle', `{ id: "${id}", title: "A bandicoot digs" }`);
  expect(await isShared('wombat')).toBe(false);
  expect(await slugsFor('bandicoot', preview)).toEqual(['wombat']);
  expect(await slugsFor('bandicoot', gateway.query)).toEqual([]);
  expect(await slugsFor('wombat', preview)).toEqual([]);
  expect(await slugsFor('wombat', gateway.query)).toEqual(['wombat']);

  await change('publishArticle', `{ id: "${id}" }`);
  expect(await slugsFor('bandicoot', gateway.query)).toEqual(['wombat']);
  expect(await slugsFor('bandicoot', preview)).toEqual(['wombat']);
  await isShared('wombat');
});

test('A draft gets a document when its article is unpublished', async () => {
  await gateway.save({ slug: 'echidna', title: 'An echidna sleeps' });
  const id = await globalIdOf('echidna');
  await change('unpublishArticle', `{ id: "${id}" }`);
  expect(await isShared('echidna')).toBe(false);
  expect(await slugsFor('echidna', preview)).toEqual(['echidna']);
  expect(await slugsFor('echidna', gateway.query)).toEqual([]);
  await change('publishArticle', `{ id: "${id}" }`);
  expect(await slugsFor('echidna', gateway.query)).toEqual(['echidna']);
});

test('A shared document follows its tags and authors', async () => {
  await gateway.save({
    slug: 'possum',
    title: 'A possum climbs',
    tags: ['Gumtrees'],
    authors: ['Ada Quill'],
  });
  const { tag } = await preview('{ tag(by: { slug: "gumtrees" }) { id } }');
  await change('updateTag', `{ id: "${tag.id}", name: "Eucalypts" }`);
  for (const ask of [preview, gateway.query]) {
    expect(await slugsFor('possum eucalypts', ask)).toEqual(['possum']);
    expect(await slugsFor('possum gumtrees', ask)).toEqual([]);
  }
  expect(await isShared('possum')).toBe(true);
});

test('An import that changes an article keeps the document shared', async () => {
  await gateway.save({ slug: 'quoll', title: 'A quoll hunts' });
  await gateway.save({ slug: 'quoll', title: 'A quoll rests', tags: ['Nights'] });
  expect(await isShared('quoll')).toBe(true);
  for (const ask of [preview, gateway.query]) {
    expect(await slugsFor('quoll rests nights', ask)).toEqual(['quoll']);
    expect(await slugsFor('quoll hunts', ask)).toEqual([]);
  }
});

test('A draft of a text for members has a separate document', async () => {
  await gateway.save({
    slug: 'platypus',
    title: 'A platypus swims',
    access: 'PAID',
    body: { format: 'markdown', text: 'One.\n\nTwo.\n\nThree.\n\nFour.\n\nFive.\n\nThe burrow of secrets.' },
  } as never);
  expect(await isShared('platypus')).toBe(false);
  expect(await slugsFor('platypus secrets', preview)).toEqual(['platypus']);
  expect(await slugsFor('platypus secrets', gateway.query)).toEqual([]);
});
