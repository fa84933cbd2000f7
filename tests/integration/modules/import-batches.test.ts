import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { PrismaClient } from '../../../src/database/generated/client.js';
import type { ExternalArticle } from '../../../src/modules/import/external-article.js';
import { groupIndependent } from '../../../src/modules/import/group-independent.js';
import { ImportService } from '../../../src/modules/import/import.service.js';
import { formatImportLink } from '../../../src/modules/import/import-link.js';
import { ARTICLE_DEFAULTS } from '../../support/gateway.js';
import { createTestDatabase, type TestDatabase } from '../../support/test-database.js';

let batch: TestDatabase;
let single: TestDatabase;
beforeAll(async () => {
  [batch, single] = await Promise.all([createTestDatabase(), createTestDatabase()]);
});
afterAll(() => Promise.all([batch.close(), single.close()]));

const TABLES = [
  'draft',
  'draft_body',
  'draft_author',
  'draft_tag',
  'draft_section',
  'article',
  'article_body',
].concat(
  ['article_author', 'article_tag', 'article_section', 'article_revision', 'correction', 'address', 'image'],
  ['section', 'tag', 'author', 'draft_search', 'article_search', 'search_word', 'suggestion'],
);
/** Columns that have the time of the write. */
const TIMES = [
  'created_at',
  'imported_at',
  'since',
  'updated_at',
  'unpublished_at',
  'published_at',
  'listed_at',
];

const create = (slug: string, values: Partial<ExternalArticle> = {}): ExternalArticle => ({
  ...ARTICLE_DEFAULTS,
  title: `Title of ${slug}`,
  ...{ slug, sourceId: `${slug}.md`, draft: false, body: { format: 'markdown', text: `Text of *${slug}*.` } },
  ...values,
});

const linkTo = (slug: string) =>
  formatImportLink({
    sourceIds: [`${slug}.md`],
    paths: [],
    suffix: '',
    fallback: `https://old.example/${slug}`,
  });

/** Returns the rows of all tables as text, without the times of writes. */
async function dump(prisma: PrismaClient): Promise<Record<string, unknown[]>> {
  const rows: Record<string, unknown[]> = {};
  for (const table of TABLES) {
    rows[table] = await prisma.$queryRawUnsafe(
      `SELECT (to_jsonb(t) - $1::text[])::text AS row FROM "${table}" t ORDER BY 1`,
      TIMES,
    );
  }
  return rows;
}

const IMAGE = { alt: '', caption: null, credit: null, width: null, height: null, focalX: null, focalY: null };

/** Articles of which some depend on others of the batch, and one cannot be stored. */
const FIRST: ExternalArticle[] = [
  create('quay', { section: ['World', 'Europe'], tags: ['Tide', 'Boats'], authors: ['Nora Lind'] }),
  create('gate', { section: ['World'], tags: ['tide'], image: { ...IMAGE, url: '/a.jpg' } }),
  create('bell', { image: { ...IMAGE, url: '/a.jpg' }, aliases: ['/old/bell', '/quay'] }),
  create('roof', {
    body: { format: 'markdown', text: `[The quay](${linkTo('quay')}) and [a lamp](${linkTo('lamp')})` },
  }),
  create('lamp', { draft: true, aliases: ['/former-lamp'], authors: ['Nora Lind', 'Ole Berg'] }),
  create('fixed', { path: '/2020/fixed', aliases: ['/roof'] }),
  create('later', { publishedAt: new Date('2126-01-01T00:00:00Z') }),
  create('gone', { draft: true, unpublishedAt: new Date('2020-01-01T00:00:00Z'), aliases: ['/gone-too'] }),
  create('other-gate', { slug: 'gate' }),
  create('dated', {
    publishedAt: new Date('2020-02-03T04:05:06Z'),
    corrections: [{ text: 'A name was wrong.', at: new Date('2020-03-01T00:00:00Z') }],
    otherSections: [['Sport']],
    section: ['World', 'Asia'],
  }),
  create('unstorable', { title: 'Half \ud800' }),
];
const SECOND: ExternalArticle[] = [
  create('quay', { title: 'Another title', tags: ['Boats'], section: ['Sport'] }),
  create('gate', { slug: 'gate-renamed' }),
  create('bell', { sourceId: 'moved/bell.md', title: 'Moved' }),
  create('lamp', { tags: ['Lights'] }),
  create('dated', { draft: true }),
  create('new', { section: ['World', 'Europe'] }),
];

test('A batch of articles is saved with the same results and rows as one article after the other', async () => {
  const inBatches = new ImportService(batch.prisma);
  const oneByOne = new ImportService(single.prisma);
  for (const articles of [FIRST, SECOND, SECOND]) {
    const results = await inBatches.upsertMany(articles);
    const expected = [];
    for (const article of articles) expected.push((await oneByOne.upsertMany([article]))[0]);
    expect(results).toEqual(expected);
    expect(await inBatches.completeReferences()).toEqual(await oneByOne.completeReferences());
    expect(await dump(batch.prisma)).toEqual(await dump(single.prisma));
  }
});

test('The change log of batches has the same changes as that of single writes, and names every cache tag of them', async () => {
  const load = async ({ prisma }: TestDatabase) => {
    const changes = await prisma.contentChange.findMany({ orderBy: { sequence: 'asc' } });
    return {
      changes: changes
        .map(({ kind, nodeType, nodeId, before, after }) =>
          JSON.stringify([kind, nodeType, nodeId, before, after]),
        )
        .sort(),
      keys: changes.flatMap(({ keys }) => keys),
    };
  };
  const [inBatches, oneByOne] = [await load(batch), await load(single)];
  expect(inBatches.changes).toEqual(oneByOne.changes);
  expect(inBatches.keys).toEqual(expect.arrayContaining(oneByOne.keys));
});

test('Articles are saved together unless one needs another or shares a path with it', () => {
  const group = (articles: ExternalArticle[]) =>
    groupIndependent(articles).map((each) => each.map(({ slug }) => slug));
  expect(group(['a', 'b', 'c'].map((slug) => create(slug)))).toEqual([['a', 'b', 'c']]);
  expect(group([create('a'), create('b'), create('a', { sourceId: 'other.md' })])).toEqual([
    ['a', 'b'],
    ['a'],
  ]);
  expect(group([create('a'), create('b', { aliases: ['/2020/A/'] })])).toEqual([['a'], ['b']]);
  expect(group([create('a', { aliases: ['/b'] }), create('b')])).toEqual([['a'], ['b']]);
  expect(group([create('a', { path: '/x/y' }), create('b', { path: '/z/y' })])).toEqual([['a'], ['b']]);
  const linked = create('b', { body: { format: 'markdown', text: `[a](${linkTo('a')})` } });
  expect(group([create('a'), linked, create('c')])).toEqual([['a'], ['b', 'c']]);
  const referring = create('b', { fields: { expert: { $type: 'Article', slug: 'z' } } });
  expect(group([create('a'), referring, create('c')])).toEqual([['a'], ['b', 'c']]);
});

test('An article of a batch that cannot be saved is refused alone', async () => {
  const results = await new ImportService(batch.prisma).upsertMany([
    create('before'),
    create('nameless', { tags: ['Boats', '!!!'] }),
    create('same-path', { path: '/2020/fixed' }),
    create('after'),
  ]);
  expect(results.map(({ outcome }) => outcome)).toEqual(['created', 'refused', 'refused', 'created']);
  expect(results[1]!.reasons[0]).toMatch(/no letter or digit/);
  expect(results[2]!.reasons[0]).toMatch(/already used by "Title of fixed"/);
  const slugs = ['before', 'nameless', 'same-path', 'after'];
  const articles = await batch.prisma.article.findMany({
    where: { slug: { in: slugs } },
    orderBy: { id: 'asc' },
  });
  expect(articles.map(({ slug }) => slug)).toEqual(['before', 'after']);
});
