import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import pg from 'pg';
import { Prisma } from '../../../src/database/generated/client.js';
import { buildContentModel } from '../../../src/fields/build-content-model.js';
import type { ContentModel } from '../../../src/fields/content-model.js';
import { type FieldSet, number, richText, text } from '../../../src/fields/field.js';
import {
  buildOwnConditions,
  type OwnConditions,
} from '../../../src/modules/article/filter/own-condition.sql.js';
import { applyContentModel } from '../../../src/modules/own-fields/apply-model.js';
import { listFields, removeField } from '../../../src/modules/own-fields/field-removal.js';
import { ArticleModel } from '../../../src/modules/own-fields/own-fields.service.js';
import { buildSortExpression } from '../../../src/modules/own-fields/own-value.sql.js';
import { type Gateway, type Query, startGateway } from '../../support/gateway.js';
import { loadExampleModel } from '../../support/own-fields/model.js';

/** The expression by which articles are sorted by `spiceLevel`, descending. */
const SPICE_ORDER = buildSortExpression('a.', {
  scope: 'article',
  name: 'spiceLevel',
  field: number({ description: 'Heat.' }),
  kind: null,
  value: 'SPICE_LEVEL_DESC',
  isDescending: true,
});

let gateway: Gateway;
let write: Query;
let preview: Query;

beforeAll(async () => {
  // With the response cache, so that stale responses fail.
  gateway = await startGateway({ CACHE_MB: '16' }, { model: await loadExampleModel() });
  const key = await gateway.createKey('write', 'publish', 'preview');
  write = gateway.queryAs(key);
  preview = gateway.queryAs(key, 'preview');
});
afterAll(() => gateway.close());

const RESULT = 'userErrors { field code message } revision article { id slug }';

async function create(input: object) {
  const document = `mutation ($input: CreateArticleInput!) { createArticle(input: $input) { ${RESULT} } }`;
  return (await write(document, { input })).createArticle;
}

async function update(input: object) {
  const document = `mutation ($input: UpdateArticleInput!) { updateArticle(input: $input) { ${RESULT} } }`;
  return (await write(document, { input })).updateArticle;
}

async function publish(id: string) {
  await write('mutation ($id: ID!) { publishArticle(input: { id: $id }) { userErrors { message } } }', {
    id,
  });
  await gateway.app.cacheInvalidator.waitForSync();
}

async function createPublished(input: object): Promise<string> {
  const { article, userErrors } = await create(input);
  expect(userErrors).toEqual([]);
  await publish(article.id);
  return article.id;
}

const ALL = `kind fields {
  kicker spiceLevel isSponsored eventDate priceRange website
  verdict { html text markdown blocks { __typename } }
  poster { url alt } seeAlso { slug } location { name latitude longitude }
} review { stars pros critic { slug } }`;

async function createAuthor(name: string, fields: object = {}): Promise<string> {
  const document =
    'mutation ($input: CreateAuthorInput!) { createAuthor(input: $input) { author { id } userErrors { field message } } }';
  return (await write(document, { input: { name, ...fields } })).createAuthor.author.id;
}

describe('Own fields of articles', () => {
  test('are written, published and read', async () => {
    const other = await createPublished({ title: 'Before this', slug: 'before-this' });
    const critic = await createAuthor('Ada Critic');
    const id = await createPublished({
      title: 'The Harbour Kitchen',
      slug: 'harbour-kitchen',
      authors: ['Ada Critic'],
      kind: 'REVIEW',
      fields: {
        kicker: ' Eating out ',
        spiceLevel: 4,
        isSponsored: false,
        eventDate: '2026-03-01',
        priceRange: 'MODERATE',
        website: 'https://kitchen.example/menu',
        verdict: { markdown: 'Go **now**.<script>alert(1)</script>' },
        poster: { url: 'https://img.example/p.jpg', alt: 'A plate' },
        seeAlso: [other],
        location: { name: 'Quay 4', latitude: 53.3 },
      },
      review: { stars: 5, pros: ['Fish', 'View'], critic },
    });
    const { article } = await gateway.query(`{ article(by: { slug: "harbour-kitchen" }) { ${ALL} } }`);
    expect(article).toEqual({
      kind: 'REVIEW',
      fields: {
        kicker: 'Eating out',
        spiceLevel: 4,
        isSponsored: false,
        eventDate: '2026-03-01',
        priceRange: 'MODERATE',
        website: 'https://kitchen.example/menu',
        verdict: {
          html: '<p>Go <strong>now</strong>.</p>',
          text: 'Go now.',
          markdown: expect.stringContaining('Go **now**.'),
          blocks: [{ __typename: 'ParagraphBlock' }],
        },
        poster: { url: 'https://img.example/p.jpg', alt: 'A plate' },
        seeAlso: [{ slug: 'before-this' }],
        location: { name: 'Quay 4', latitude: 53.3, longitude: null },
      },
      review: { stars: 5, pros: ['Fish', 'View'], critic: { slug: 'ada-critic' } },
    });
    await createPublished({ title: 'By slug', slug: 'by-slug', fields: { seeAlso: ['before-this', id] } });
    const bySlug = await gateway.query(
      '{ article(by: { slug: "by-slug" }) { fields { seeAlso { slug } } } }',
    );
    expect(bySlug.article.fields.seeAlso).toEqual([{ slug: 'before-this' }, { slug: 'harbour-kitchen' }]);
    const plain = await gateway.query(`{ article(by: { slug: "before-this" }) { ${ALL} } }`);
    expect(plain.article).toMatchObject({
      kind: 'ARTICLE',
      review: null,
      fields: { kicker: null, seeAlso: [] },
    });

    await update({ id, fields: { kicker: null, spiceLevel: 2 }, review: { pros: null } });
    const { node } = await preview(`query ($id: ID!) { node(id: $id) { ... on Article { ${ALL} } } }`, {
      id,
    });
    expect(node.fields).toMatchObject({ kicker: null, spiceLevel: 2, priceRange: 'MODERATE' });
    expect(node.review).toMatchObject({ stars: 5, pros: [] });
  });

  test('have blocks with distinct ids, also where two texts are equal', async () => {
    const markdown = 'Equal [words](/a).';
    for (const slug of ['equal-1', 'equal-2'])
      await createPublished({ title: slug, slug, bodyMarkdown: markdown, fields: { verdict: { markdown } } });
    const read = `{ body { blocks { ...b } } fields { verdict { blocks { ...b } } } }`;
    const { one, two } = await gateway.query(
      `{ one: article(by: { slug: "equal-1" }) ${read} two: article(by: { slug: "equal-2" }) ${read} }
      fragment b on Block { id ... on ParagraphBlock { inlines { link { url path } } } }`,
    );
    const blocks = [one, two].flatMap(({ body, fields }) => [...body.blocks, ...fields.verdict.blocks]);
    expect(new Set(blocks.map(({ id }) => id)).size).toBe(4);
    for (const { inlines } of blocks)
      expect(inlines[1].link).toEqual({ url: 'https://courier.example/a', path: '/a' });
  });

  test('refuse invalid values with their paths', async () => {
    const { userErrors } = await create({
      title: 'Invalid',
      kind: 'REVIEW',
      fields: {
        kicker: 'x'.repeat(61),
        spiceLevel: 9,
        website: 'ftp://x.example',
        verdict: { html: '<p>a</p>', markdown: 'a' },
        poster: { url: 'data:x', alt: '' },
        seeAlso: ['QXJ0aWNsZTo5OTk5OTk', 'nonsense'],
        location: { latitude: 91 },
      },
    });
    expect(
      userErrors.map(({ field, code }: { field: string[]; code: string }) => [field.join('.'), code]),
    ).toEqual([
      ['fields.kicker', 'TOO_LONG'],
      ['fields.verdict.markdown', 'INVALID'],
      ['fields.spiceLevel', 'INVALID'],
      ['fields.website', 'INVALID'],
      ['fields.poster.url', 'INVALID'],
      ['fields.location.name', 'INVALID'],
      ['fields.location.latitude', 'INVALID'],
      ['review.stars', 'INVALID'],
      ['fields.seeAlso.0', 'NOT_FOUND'],
      ['fields.seeAlso.1', 'NOT_FOUND'],
    ]);
    const other = await create({ title: 'No review', review: { stars: 3 } });
    expect(other.userErrors).toMatchObject([{ field: ['review'], code: 'INVALID' }]);
    const tooMany = await create({
      title: 'Many',
      fields: { seeAlso: Array(6).fill('QXJ0aWNsZTo5OTk5OTk') },
    });
    expect(tooMany.userErrors[0]).toMatchObject({ field: ['fields', 'seeAlso'], code: 'TOO_LONG' });
  });

  test('of drafts are never shown to readers', async () => {
    const draft = (await create({ title: 'Secret', slug: 'secret', fields: { kicker: 'Hush' } })).article.id;
    const id = await createPublished({
      title: 'Public',
      slug: 'public',
      fields: { kicker: 'Old', seeAlso: [draft] },
    });
    await update({ id, fields: { kicker: 'Unpublished words' } });
    const document = '{ article(by: { slug: "public" }) { fields { kicker seeAlso { slug } } } }';
    expect((await gateway.query(document)).article.fields).toEqual({ kicker: 'Old', seeAlso: [] });
    expect((await preview(document)).article.fields).toEqual({
      kicker: 'Unpublished words',
      seeAlso: [{ slug: 'secret' }],
    });
    const filtered =
      '{ articles(filter: { fields: { kicker: { any: ["Unpublished words", "Hush"] } } }) { totalCount } }';
    expect((await gateway.query(filtered)).articles.totalCount).toBe(0);
    expect((await preview(filtered)).articles.totalCount).toBe(2);
    // The reference becomes visible with its publication, also in a cached response.
    await publish(draft);
    expect((await gateway.query(document)).article.fields.seeAlso).toEqual([{ slug: 'secret' }]);
  });

  test('appear in the differences of revisions, and are restored', async () => {
    const { article } = await create({
      title: 'Draft',
      kind: 'REVIEW',
      review: { stars: 2 },
      fields: { kicker: 'A' },
    });
    await update({
      id: article.id,
      review: { stars: 3 },
      fields: { kicker: 'B', location: { name: 'Pier' } },
    });
    const document = `query ($id: ID!) { node(id: $id) { ... on Article {
      revisions { nodes { number changes { field before after } } } fields { kicker } review { stars } } } }`;
    const { node } = await preview(document, { id: article.id });
    expect(node.revisions.nodes[0].changes).toEqual([
      { field: 'fields.kicker', before: 'A', after: 'B' },
      { field: 'review.stars', before: '2', after: '3' },
      { field: 'fields.location', before: null, after: 'name: Pier' },
    ]);
    await write(
      'mutation ($id: ID!) { restoreRevision(input: { id: $id, revision: 1 }) { userErrors { message } } }',
      { id: article.id },
    );
    expect((await preview(document, { id: article.id })).node).toMatchObject({
      fields: { kicker: 'A' },
      review: { stars: 2 },
    });
  });
});

test('A list counts as long as it may be for the cost of a query', async () => {
  const getFields = async (inner: string) => {
    const response = await fetch(`${gateway.address}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-show-cost': '1' },
      body: JSON.stringify({ query: `{ article(by: { slug: "none" }) { fields { ${inner} } } }` }),
    });
    return ((await response.json()) as { extensions: { cost: { fields: number } } }).extensions.cost.fields;
  };
  const one = await getFields('seeAlso { slug }');
  // At most five articles, each with five more.
  expect((await getFields('seeAlso { slug fields { seeAlso { slug } } }')) - one).toBe(5 * (1 + 1 + 5));
});

describe('Filters of own fields', () => {
  const list = async (filter: string): Promise<string[]> => {
    const { articles } = await gateway.query(
      `{ articles(filter: ${filter}, orderBy: TITLE) { nodes { slug } totalCount } }`,
    );
    expect(articles.totalCount).toBe(articles.nodes.length);
    return articles.nodes.map(({ slug }: { slug: string }) => slug);
  };

  test('find values, and follow their changes', async () => {
    const id = await createPublished({
      title: 'F1',
      slug: 'f1',
      fields: {
        kicker: 'Film',
        spiceLevel: 1,
        eventDate: '2026-05-01',
        priceRange: 'CHEAP',
        isSponsored: true,
      },
    });
    await createPublished({
      title: 'F2',
      slug: 'f2',
      fields: { kicker: 'Film', spiceLevel: 3, eventDate: '2026-05-02' },
    });
    await createPublished({
      title: 'F3',
      slug: 'f3',
      kind: 'REVIEW',
      review: { stars: 4 },
      fields: { kicker: 'Film' },
    });
    const film = 'kicker: { any: ["Film"] }';
    expect(await list(`{ fields: { ${film} } }`)).toEqual(['f1', 'f2', 'f3']);
    expect(await list(`{ fields: { ${film}, spiceLevel: { min: 2 } } }`)).toEqual(['f2']);
    expect(await list(`{ fields: { ${film}, spiceLevel: { max: 2, min: null } } }`)).toEqual(['f1']);
    expect(await list(`{ fields: { ${film}, eventDate: { after: "2026-05-02" } } }`)).toEqual(['f2']);
    expect(await list(`{ fields: { ${film}, eventDate: { before: "2026-05-02" } } }`)).toEqual(['f1']);
    expect(await list(`{ fields: { ${film}, priceRange: { any: [CHEAP, EXPENSIVE] } } }`)).toEqual(['f1']);
    expect(await list(`{ fields: { ${film}, priceRange: { none: [CHEAP] } } }`)).toEqual(['f2', 'f3']);
    expect(await list(`{ fields: { ${film}, isSponsored: true } }`)).toEqual(['f1']);
    expect(await list(`{ fields: { ${film}, isSponsored: false } }`)).toEqual(['f2', 'f3']);
    expect(await list(`{ fields: { ${film}, review: { stars: { min: 4 } } } }`)).toEqual(['f3']);
    expect(await list(`{ kinds: [REVIEW], fields: { ${film} } }`)).toEqual(['f3']);
    expect(await list(`{ kinds: [], fields: { ${film} } }`)).toEqual([]);
    expect(await list(`{ fields: { ${film}, review: null, spiceLevel: {} } }`)).toEqual(['f1', 'f2', 'f3']);

    await update({ id, fields: { spiceLevel: 5 }, kind: 'REVIEW', review: { stars: 4 } });
    await publish(id);
    expect(await list(`{ fields: { ${film}, spiceLevel: { min: 2 } } }`)).toEqual(['f1', 'f2']);
    expect(await list(`{ fields: { ${film}, review: { stars: { min: 4 } } } }`)).toEqual(['f1', 'f3']);
    expect(await list(`{ kinds: [REVIEW], fields: { ${film} } }`)).toEqual(['f1', 'f3']);
  });

  test('refuse more than 100 values', async () => {
    const errors = await gateway.queryErrors(
      'query ($any: [String!]) { articles(filter: { fields: { kicker: { any: $any } } }) { totalCount } }',
      { any: Array(101).fill('x') },
    );
    expect(errors[0]!.message).toContain('filter.fields.kicker.any');
  });

  test('use an index', async () => {
    const { pool } = gateway.database;
    const client = await pool.connect();
    await client.query('BEGIN; SET LOCAL enable_seqscan = off');
    const context = {
      name: 'filter.fields',
      model: new ArticleModel(await loadExampleModel()),
      reader: {
        table: (name: string) => Prisma.raw(`published.${name}`),
        previewTable: (name: string) => Prisma.raw(`preview.${name}`),
        query: async () => [],
      },
    };
    const explain = async (filter: OwnConditions) => {
      const condition = Prisma.join(buildOwnConditions(filter, context), ' AND ');
      const { text, values } = Prisma.sql`EXPLAIN SELECT id FROM published.article a WHERE ${condition}`;
      const { rows } = await client.query(text, values);
      return JSON.stringify(rows);
    };
    expect(await explain({ spiceLevel: { min: 2 } })).toContain('own_field_article_spice_level');
    expect(await explain({ kicker: { any: ['Film'] } })).toContain('own_field_article_kicker');
    expect(await explain({ seeAlso: { any: ['before-this'] } })).toContain('own_field_article_see_also');
    expect(await explain({ poster: true })).toContain('own_field_article_poster');
    const { rows } = await client.query(
      `EXPLAIN SELECT id FROM published.article a WHERE (${SPICE_ORDER}, a.id) < ('5'::text::numeric, 7) ORDER BY ${SPICE_ORDER} DESC, a.id DESC LIMIT 6`,
    );
    expect(JSON.stringify(rows)).toMatch(
      /Index Scan Backward using own_field_article_spice_level.*Index Cond/,
    );
    await client.query('ROLLBACK');
    client.release();
  });
});

test('A cached list by a reference follows the values, and the content that they refer to', async () => {
  const LIST = 'query ($filter: ArticleFilter) { articles(filter: $filter) { nodes { slug } } }';
  const list = async (fields: object) =>
    (await gateway.query(LIST, { filter: { fields } })).articles.nodes.map(({ slug }: any) => slug);
  const bySlug = { seeAlso: { any: ['to-read-first'] } };
  expect(await list(bySlug)).toEqual([]);
  const { article } = await create({ title: 'To read first', slug: 'to-read-first' });
  const id = await createPublished({ title: 'Reader', slug: 'reader', fields: { seeAlso: [article.id] } });
  // Readers do not see that the article refers to one that is not published.
  const byId = { seeAlso: { any: [article.id] } };
  expect([await list(bySlug), await list(byId)]).toEqual([[], []]);
  await publish(article.id);
  expect([await list(bySlug), await list(byId)]).toEqual([['reader'], ['reader']]);
  await update({ id, fields: { seeAlso: [] } });
  await publish(id);
  expect([await list(bySlug), await list(byId)]).toEqual([[], []]);
});

test('A cached list in the order of an own field follows its values', async () => {
  const first = await createPublished({
    title: 'Mild',
    slug: 'mild',
    fields: { kicker: 'Spice', spiceLevel: 1 },
  });
  await createPublished({ title: 'Hot', slug: 'hot', fields: { kicker: 'Spice', spiceLevel: 3 } });
  const list = async () => {
    const { articles } = await gateway.query(
      '{ articles(orderBy: SPICE_LEVEL_DESC, filter: { slugs: ["mild", "hot"] }) { nodes { slug } } }',
    );
    return articles.nodes.map(({ slug }: any) => slug);
  };
  expect(await list()).toEqual(['hot', 'mild']);
  await update({ id: first, fields: { spiceLevel: 5 } });
  await publish(first);
  expect(await list()).toEqual(['mild', 'hot']);
});

test('An order by a text ignores accents and case unless they break a tie', async () => {
  for (const [i, kicker] of ['zebra', 'Éclair', 'eclair', 'Apple'].entries())
    await createPublished({ title: `Sorted ${i}`, slug: `sorted-${i}`, fields: { kicker } });
  await createPublished({ title: 'Sorted 4', slug: 'sorted-4' });
  const { articles } = await gateway.query(
    '{ articles(orderBy: KICKER_ASC, filter: { slugs: ["sorted-0", "sorted-1", "sorted-2", "sorted-3", "sorted-4"] }) { nodes { fields { kicker } } } }',
  );
  const kickers = articles.nodes.map(({ fields }: any) => fields.kicker);
  expect(kickers).toEqual(['Apple', 'eclair', 'Éclair', 'zebra', null]);
});

test('A list by the reference to an author follows the slug of the author', async () => {
  const LIST = `query ($slug: String!) {
    articles(filter: { fields: { review: { critic: { any: [$slug] } } } }) { nodes { slug } }
  }`;
  const list = async (slug: string) => (await gateway.query(LIST, { slug })).articles.nodes.length;
  const id = await createAuthor('Cleo Critic');
  const review = {
    title: 'By Cleo',
    authors: ['Cleo Critic'],
    kind: 'REVIEW',
    review: { stars: 3, critic: id },
  };
  await createPublished(review);
  expect([await list('cleo-critic'), await list('cleo')]).toEqual([1, 0]);
  const rename =
    'mutation ($id: ID!) { updateAuthor(input: { id: $id, slug: "cleo" }) { userErrors { message } } }';
  expect((await write(rename, { id })).updateAuthor.userErrors).toEqual([]);
  await gateway.app.cacheInvalidator.waitForSync();
  expect([await list('cleo-critic'), await list('cleo')]).toEqual([0, 1]);
});

test('sections, tags and authors have own fields', async () => {
  const author = await createAuthor('Bo Writer', { fields: { homepage: 'https://bo.example/' } });
  await createPublished({ title: 'By Bo', authors: ['Bo Writer'], tags: ['Tide'] });
  const { tag } = await gateway.query('{ tag(by: { slug: "tide" }) { id fields { isTopic } } }');
  expect(tag.fields).toEqual({ isTopic: null });
  await write(
    'mutation ($id: ID!) { updateTag(input: { id: $id, fields: { isTopic: true } }) { userErrors { message } } }',
    { id: tag.id },
  );
  await write(
    'mutation { createSection(input: { name: "Arts", fields: { colour: "#ff0000" } }) { userErrors { message } } }',
  );
  await gateway.app.cacheInvalidator.waitForSync();
  const result = await gateway.query(
    `query ($author: ID!) {
    tag(by: { slug: "tide" }) { fields { isTopic } }
    sections { slug fields { colour } }
    node(id: $author) { ... on Author { fields { homepage } } }
  }`,
    { author },
  );
  expect(result).toEqual({
    tag: { fields: { isTopic: true } },
    sections: [{ slug: 'arts', fields: { colour: '#ff0000' } }],
    node: { fields: { homepage: 'https://bo.example/' } },
  });
  const { createAuthor: refused } = await write(
    `mutation { createAuthor(input: { name: "Eve", fields: { homepage: "ftp://eve.example" } }) { userErrors { field } } }`,
  );
  expect(refused.userErrors).toEqual([{ field: ['fields', 'homepage'] }]);
});

describe('Definitions of own fields', () => {
  const build = (article: FieldSet): ContentModel => {
    const result = buildContentModel({ fields: { article } });
    if ('errors' in result) throw new Error(result.errors.join('\n'));
    return result.model;
  };
  const score = number({ description: 'A score.', isInteger: true, isFilterable: true });

  test('are renamed with their values, kept when removed, and deleted when confirmed', async () => {
    const first = await startGateway(
      {},
      { model: build({ rating: score, note: text({ description: 'A note.' }) }) },
    );
    const { database } = first;
    const client = new pg.Client(database.connection);
    await client.connect();
    try {
      const id = await first.save({ slug: 'rated', fields: { rating: 7, note: 'Keep me' } });
      await first.save({ slug: 'draft', draft: true, fields: { rating: 1 } });

      const renamed = build({
        stars: number({ ...score, renamedFrom: 'rating' }),
        note: text({ description: 'A note.' }),
      });
      expect(await applyContentModel(database.connection, renamed)).toEqual([
        'Own field article.rating is article.stars now, with its values.',
      ]);
      expect(await applyContentModel(database.connection, renamed)).toEqual([]);
      const second = await startGateway({}, { database, model: renamed });
      const key = await second.createKey('write', 'publish', 'preview');
      const found =
        '{ articles(filter: { fields: { stars: { min: 2 } } }) { nodes { id fields { stars note } } } }';
      const { articles } = await second.query(found);
      expect(articles.nodes).toMatchObject([{ fields: { stars: 7, note: 'Keep me' } }]);
      const { node } = await second.queryAs(key, 'preview')(
        `query ($id: ID!) { node(id: $id) { ... on Article { revisions { nodes { changes { field after } } } } } }`,
        { id: articles.nodes[0].id },
      );
      expect(node.revisions.nodes[0].changes).toContainEqual({ field: 'fields.stars', after: '7' });
      const saved = await second.queryAs(key)(
        'mutation ($id: ID!) { updateArticle(input: { id: $id, title: "Again" }) { userErrors { message } } }',
        { id: articles.nodes[0].id },
      );
      expect(saved.updateArticle.userErrors).toEqual([]);
      await second.close();
      expect((await database.prisma.draft.findUniqueOrThrow({ where: { id } })).fields).toEqual({
        stars: 7,
        note: 'Keep me',
      });

      const withoutNote = build({ stars: score });
      expect(await applyContentModel(database.connection, withoutNote)).toEqual([
        'Own field article.note is no longer declared. Its values in 1 article are kept but hidden; to delete them: dateline fields remove article.note',
      ]);
      expect(await listFields(client, withoutNote)).toEqual([
        { path: 'article.note', type: 'text', state: 'removed', count: 1 },
        { path: 'article.stars', type: 'number', state: 'declared', count: 2 },
      ]);
      // An import that does not know the field keeps its value.
      await database.prisma.draft.update({ where: { id }, data: { editedAt: null } });
      await first.save({ slug: 'rated', title: 'Imported again', fields: { stars: 7 } });
      expect((await database.prisma.article.findUniqueOrThrow({ where: { id } })).fields).toEqual({
        stars: 7,
        note: 'Keep me',
      });
      // Declared again, the values are back.
      const withNote = build({ stars: score, note: text({ description: 'A note.' }) });
      expect(await applyContentModel(database.connection, withNote)).toEqual([
        'Own field article.note is declared again, with its values.',
      ]);
      await expect(removeField(client, withNote, 'article.note', true)).rejects.toThrow('is still declared');
      await applyContentModel(database.connection, withoutNote);
      const asked = await removeField(client, withoutNote, 'article.note', false);
      expect(asked?.lines).toEqual([
        'article.note (A note.) has a value in 1 article (1 published) and 3 revisions of them, which would be lost for good.',
        '  rated: "Keep me"',
        'Nothing is deleted yet. To delete it all: add --confirm.',
      ]);
      expect(await removeField(client, withoutNote, 'article.none', true)).toBeNull();
      await removeField(client, withoutNote, 'article.note', true);
      expect((await database.prisma.draft.findUniqueOrThrow({ where: { id } })).fields).toEqual({ stars: 7 });
      expect(await listFields(client, withoutNote)).toHaveLength(1);
    } finally {
      await client.end();
      await first.close();
    }
  });

  test('are applied once by instances that start together', async () => {
    const started = await startGateway();
    const { connection } = started.database;
    await applyContentModel(connection, build({ a: score }));
    await started.save({ slug: 'a', fields: { a: 1 } });
    const renamed = build({ b: number({ ...score, renamedFrom: 'a' }) });
    const messages = await Promise.all([1, 2, 3].map(() => applyContentModel(connection, renamed)));
    expect(messages.flat()).toHaveLength(1);
    await started.close();
  });

  test('are refused if values would be lost', async () => {
    const started = await startGateway();
    const { connection } = started.database;
    await applyContentModel(connection, build({ a: score, b: score }));
    await expect(
      applyContentModel(connection, build({ a: text({ description: 'A.' }), b: score })),
    ).rejects.toThrow(
      'article.a: its values cannot become text (they are number). Put the former type back, or give the field another name',
    );
    await expect(
      applyContentModel(connection, build({ b: number({ ...score, renamedFrom: 'a' }) })),
    ).rejects.toThrow('article.b: it has values of its own');
    // The same holds for a field that was removed.
    await applyContentModel(connection, build({ b: score }));
    await expect(
      applyContentModel(connection, build({ a: richText({ description: 'A.' }), b: score })),
    ).rejects.toThrow('article.a');
    // A wider type takes the values over.
    await applyContentModel(connection, build({ b: number({ description: 'B.', isFilterable: true }) }));
    await started.close();
  });
});
