import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { AccessLevel } from '../../../src/shared/article/access-level.js';
import { type Gateway, type Query, startGateway } from '../../support/gateway.js';

const SECRET = 'zanzibarquartz';
const TEXT = `The free words of the harbour.\n\n<!-- members-only -->\n\nThe rest names ${SECRET}.`;
const READ = `query ($slug: String!) { article(by: { slug: $slug }) {
  access { level isGranted preview { html } }
  body { html text markdown blocks { html } } excerpt
} }`;

let gateway: Gateway;
let editor: Query;
let preview: Query;
let member: Query;
beforeAll(async () => {
  gateway = await startGateway();
  const key = await gateway.createKey('write', 'publish', 'preview');
  editor = gateway.queryAs(key);
  preview = gateway.queryAs(key, 'preview');
  member = gateway.queryAs(await gateway.createKey('members'), 'members');
});
afterAll(() => gateway.close());

const save = async (input: Record<string, unknown>) => {
  const { createArticle } = await editor(
    `mutation ($input: CreateArticleInput!) { createArticle(input: $input) {
      article { id } userErrors { message } } }`,
    { input: { title: 'A story', bodyMarkdown: TEXT, publish: {}, ...input } },
  );
  expect(createArticle.userErrors).toEqual([]);
  return createArticle.article.id as string;
};
const update = async (input: Record<string, unknown>) => {
  const { updateArticle } = await editor(
    `mutation ($input: UpdateArticleInput!) { updateArticle(input: $input) { userErrors { message } } }`,
    { input: { publish: {}, ...input } },
  );
  expect(updateArticle.userErrors).toEqual([]);
};
const read = async (query: Query, slug: string) => (await query(READ, { slug })).article;

test('Readers get the free preview in every form, and requests with a grant the whole text', async () => {
  await save({ slug: 'paid', access: AccessLevel.PAID });
  const free = await read(gateway.query, 'paid');
  expect(free.access).toEqual({
    ...{ level: 'PAID', isGranted: false },
    preview: { html: '<p>The free words of the harbour.</p>' },
  });
  expect(free.body).toMatchObject({ text: 'The free words of the harbour.', blocks: [{}] });
  expect(JSON.stringify(free)).not.toContain(SECRET);
  for (const granted of [member, preview]) {
    const { access, body, excerpt } = await read(granted, 'paid');
    expect(access).toEqual({ ...free.access, isGranted: true });
    expect(body.text).toBe(`The free words of the harbour.\n\nThe rest names ${SECRET}.`);
    expect(excerpt).toBe('The free words of the harbour.');
  }
});

test('Neither search, feeds, lists, related articles nor metadata have a word of the rest', async () => {
  await save({ slug: 'hidden-words', access: AccessLevel.MEMBERS });
  const { search, articles } = await gateway.query(`{
    search(query: "${SECRET}") { totalCount }
    articles { nodes { excerpt(words: 100) body { html } seo { jsonLd openGraph { content } } related { article { excerpt } } } }
  }`);
  expect(search.totalCount).toBe(0);
  expect(JSON.stringify(articles)).not.toContain(SECRET);
  expect(JSON.stringify(articles)).toContain('isAccessibleForFree');
  for (const path of ['/feeds/rss.xml', '/feeds/atom.xml', '/feeds/feed.json'])
    expect(await (await fetch(gateway.address + path)).text()).not.toContain(SECRET);
});

test('The members perspective has published content, no drafts, and needs its scope', async () => {
  await save({ slug: 'open', access: null });
  await save({ slug: 'unpublished', publish: null });
  expect((await read(member, 'open')).access).toEqual({ level: 'PUBLIC', isGranted: true, preview: null });
  expect((await read(member, 'open')).body.text).toContain(SECRET);
  expect(await read(member, 'unpublished')).toBeNull();
  const key = await gateway.createKey('write');
  for (const [authorization, code] of [
    [undefined, 'UNAUTHENTICATED'],
    [`Bearer ${key}`, 'FORBIDDEN'],
  ])
    expect(
      await gateway.queryErrors(
        '{ articles { nodes { id } } }',
        {},
        { 'x-perspective': 'members', authorization },
      ),
    ).toMatchObject([{ extensions: { code } }]);
});

test('A change of the access level is visible immediately, also in cached responses', async () => {
  const id = await save({ slug: 'changing' });
  expect((await read(gateway.query, 'changing')).body.text).toContain(SECRET);
  await update({ id, access: AccessLevel.MEMBERS });
  expect(await read(gateway.query, 'changing')).toMatchObject({
    body: { text: expect.not.stringContaining(SECRET) },
  });
  await update({ id, bodyMarkdown: 'All of it is for members.' });
  expect((await read(gateway.query, 'changing')).body.text).toBe('');
  expect((await read(member, 'changing')).body.text).toBe('All of it is for members.');
  await update({ id, access: null, bodyMarkdown: TEXT });
  const open = await read(gateway.query, 'changing');
  expect([open.access, open.body.text]).toEqual([
    { level: 'PUBLIC', isGranted: true, preview: null },
    `The free words of the harbour.\n\nThe rest names ${SECRET}.`,
  ]);
  expect(
    await gateway.database.prisma.articleFullBody.count({ where: { article: { slug: 'changing' } } }),
  ).toBe(0);
});

test('A draft for members shows editors nothing to readers until it is published', async () => {
  await save({ slug: 'draft-paid', access: AccessLevel.PAID, publish: null });
  expect(await read(gateway.query, 'draft-paid')).toBeNull();
  expect((await read(preview, 'draft-paid')).access).toMatchObject({ level: 'PAID', isGranted: true });
});
