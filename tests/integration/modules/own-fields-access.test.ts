import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { buildContentModel } from '../../../src/fields/build-content-model.js';
import type { ContentModel } from '../../../src/fields/content-model.js';
import { group, list, richText, text } from '../../../src/fields/field.js';
import { type Gateway, type Query, startGateway } from '../../support/gateway.js';
import { createSseClient } from '../../support/live-clients.js';
import { waitUntil } from '../../support/until.js';

const SECRET = 'zanzibarquartz';
const HIDDEN = { markdown: `The verdict names ${SECRET}.` };
const description = 'A value.';

function buildModel(): ContentModel {
  const built = buildContentModel({
    fields: {
      article: {
        verdict: richText({ description }),
        promise: richText({ description, access: 'public' }),
        kicker: text({ description }),
        tip: text({ description, access: 'article' }),
        box: group({
          description,
          fields: { title: text({ description }), body: richText({ description }) },
        }),
        notes: list({ description, of: richText({ description }) }),
        prices: group({ description, access: 'article', fields: { meal: text({ description }) } }),
      },
      author: { biography: richText({ description }) },
    },
    kinds: {
      Review: { description, fields: { taste: richText({ description }), place: text({ description }) } },
    },
  });
  if ('errors' in built) throw new Error(built.errors.join('\n'));
  return built.model;
}

const OWN = `access { isGranted } fields {
  verdict { html text markdown blocks { html } } promise { text } kicker tip
  box { title body { text } } notes { text } prices { meal }
} review { taste { text } place }`;
const READ = `query ($slug: String!) { article(by: { slug: $slug }) { ${OWN} } }`;

const FREE = {
  access: { isGranted: false },
  fields: {
    ...{ verdict: null, promise: { text: 'A promise.' }, kicker: 'Eating out', tip: null },
    ...{ box: { title: 'A box', body: null }, notes: [], prices: null },
  },
  review: { taste: null, place: 'Quay 4' },
};

let gateway: Gateway;
let editor: Query;
beforeAll(async () => {
  gateway = await startGateway({ CACHE_MB: '16' }, { model: buildModel() });
  editor = gateway.queryAs(await gateway.createKey('write', 'publish', 'preview'));
});
afterAll(() => gateway.close());

async function save(slug: string, access: string | null): Promise<string> {
  const { createArticle } = await editor(
    `mutation ($input: CreateArticleInput!) { createArticle(input: $input) {
      article { id } userErrors { message } } }`,
    {
      input: {
        ...{ title: 'A story', slug, access, kind: 'REVIEW', bodyMarkdown: 'The free words.', publish: {} },
        fields: {
          ...{ verdict: HIDDEN, promise: { markdown: 'A promise.' }, kicker: 'Eating out', tip: SECRET },
          ...{ box: { title: 'A box', body: HIDDEN }, notes: [HIDDEN], prices: { meal: SECRET } },
        },
        review: { taste: HIDDEN, place: 'Quay 4' },
      },
    },
  );
  expect(createArticle.userErrors).toEqual([]);
  await gateway.app.cacheInvalidator.waitForSync();
  return createArticle.article.id;
}

async function setAccess(id: string, access: string | null): Promise<void> {
  await editor(
    'mutation ($input: UpdateArticleInput!) { updateArticle(input: $input) { userErrors { message } } }',
    { input: { id, access, publish: {} } },
  );
  await gateway.app.cacheInvalidator.waitForSync();
}

test.each(['MEMBERS', 'PAID'])(
  'Rich text of a %s article is null to readers, and whole to requests with a grant',
  async (access) => {
    const slug = `rich-${access.toLowerCase()}`;
    const id = await save(slug, access);
    for (let times = 0; times < 3; times++)
      expect((await gateway.query(READ, { slug })).article).toEqual(FREE);

    const { createPreviewLink } = await editor(
      'mutation ($id: ID!) { createPreviewLink(input: { id: $id, name: "A reader" }) { token } }',
      { id },
    );
    const granted = [
      gateway.queryAs(await gateway.createKey('members'), 'members'),
      gateway.queryAs(await gateway.createKey('preview'), 'preview'),
      gateway.queryAs(createPreviewLink.token),
    ];
    for (const query of granted) {
      const { article } = await query(READ, { slug });
      expect(article.access.isGranted).toBe(true);
      expect(article.fields).toMatchObject({
        verdict: { text: `The verdict names ${SECRET}.` },
        ...{ tip: SECRET, box: { body: { text: expect.stringContaining(SECRET) } } },
        ...{ notes: [{ text: expect.stringContaining(SECRET) }], prices: { meal: SECRET } },
      });
      expect(article.review).toMatchObject({ taste: { text: expect.stringContaining(SECRET) } });
    }
    // What they read is not cached for others.
    expect((await gateway.query(READ, { slug })).article).toEqual(FREE);
    // A key that may only write reads its own result, and what is published without a grant.
    const other = gateway.queryAs(await gateway.createKey('write'));
    expect((await other(READ, { slug })).article).toEqual(FREE);
  },
);

test('No list, search, feed, metadata or revision shows a word of it to readers', async () => {
  await save('every-exit', 'PAID');
  const { search, ...others } = await gateway.query(`{
    search(query: "${SECRET}") { totalCount }
    found: search(query: "story", first: 1) { nodes { ...Own } edges { titleHighlight bodyHighlight } }
    articles(first: 1) { nodes { ...Own excerpt(words: 100) body { html markdown } seo { jsonLd openGraph { content } }
      related(first: 1) { article { ...Own } } previous { ...Own } next { ...Own } } }
    route(path: "/every-exit") { node { ...Own } }
    suggest(prefix: "${SECRET.slice(0, 6)}", first: 1) { text }
  }
  fragment Own on Article { ${OWN} }`);
  expect(search.totalCount).toBe(0);
  expect(others.route.node).toEqual(FREE);
  expect(JSON.stringify(others)).not.toContain(SECRET);
  for (const path of ['/feeds/rss.xml', '/feeds/atom.xml', '/feeds/feed.json']) {
    const feed = await (await fetch(gateway.address + path)).text();
    expect(feed).toContain('every-exit');
    expect(feed).not.toContain(SECRET);
  }
  const errors = await gateway.queryErrors(
    '{ article(by: { slug: "every-exit" }) { revisions { nodes { changes { after } } } } }',
  );
  expect(errors[0]?.extensions.code).toBe('FORBIDDEN');
});

test('A live query follows the access of an article', async () => {
  const id = await save('live', null);
  const client = createSseClient(gateway.address);
  const heard: any[] = [];
  const stop = client.subscribe(
    { query: `query @live { article(by: { slug: "live" }) { fields { verdict { text } } } }` },
    {
      next: ({ data }: any) => data && heard.push(data.article.fields.verdict),
      error: (error: unknown) => heard.push(error),
      complete: () => undefined,
    },
  );
  await waitUntil(() => heard.length > 0);
  await setAccess(id, 'PAID');
  await waitUntil(() => heard.at(-1) === null);
  await setAccess(id, null);
  await waitUntil(() => heard.at(-1)?.text?.includes(SECRET));
  stop();
  client.dispose();
});

test('The values follow the access as soon as it is published, also in cached responses', async () => {
  const id = await save('changing', null);
  const read = async () => (await gateway.query(READ, { slug: 'changing' })).article.fields.verdict;
  expect(await read()).not.toBeNull();
  await setAccess(id, 'MEMBERS');
  expect(await read()).toBeNull();
  await setAccess(id, 'PUBLIC');
  expect((await read()).text).toContain(SECRET);
});

test('The schema says which fields readers may not see, and the configuration refuses impossible access', async () => {
  const { __type } = await gateway.query('{ __type(name: "ArticleFields") { fields { name description } } }');
  const described = (name: string) => __type.fields.find((each: any) => each.name === name).description;
  expect(described('verdict')).toBe('A value. Null unless `access.isGranted` of the article is true.');
  expect(described('promise')).toBe('A value.');

  const built = buildContentModel({
    fields: {
      article: { tip: text({ description, isFilterable: true, access: 'article' }) },
      section: { box: group({ description, fields: { body: richText({ description, access: 'public' }) } }) },
      tag: { note: text({ description, access: 'nobody' as never }) },
    },
  });
  expect(built).toEqual({
    errors: ["fields.tag.note.access: write 'public' or, to follow the access of the article, 'article'."],
  });
  const others = buildContentModel({
    fields: {
      article: { tip: text({ description, isFilterable: true, access: 'article' }) },
      section: { box: group({ description, fields: { body: richText({ description, access: 'public' }) } }) },
    },
  });
  expect(others).toEqual({
    errors: [
      "fields.article.tip.isFilterable: a filter would tell readers the value that access: 'article' hides; remove one of the options.",
      'fields.section.box.fields.body.access: only articles have an access; remove the option.',
    ],
  });
});
