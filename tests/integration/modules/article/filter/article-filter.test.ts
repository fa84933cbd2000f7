import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { insertSeedViews } from '../../../../../src/modules/popular/views/seed-views.js';
import { RelatedService } from '../../../../../src/modules/related/index/related-index.service.js';
import { toGlobalId } from '../../../../../src/shared/references/global-id.js';
import { type Gateway, type Query, startGateway } from '../../../../support/gateway.js';
import { loadExampleModel } from '../../../../support/own-fields/model.js';
import { createRandom } from '../../../../support/random.mjs';
import {
  createFilterGenerator,
  type Filter,
  type FilteredArticle,
  type FilterValues,
  matchesFilter,
} from '../../../../support/random-filters.js';
import { recordStatements } from '../../../../support/statements.js';

/**
 * Random filters of one run, 500 in tests/stress/random-filters.test.ts; another run with
 * `FILTER_SEED=7 FILTERS=5000 npm test -- article-filter`.
 */
const FILTER_COUNT = Number(process.env.FILTERS ?? 50);
const SEED = Number(process.env.FILTER_SEED ?? 20_261_126);
const ARTICLE_COUNT = 60;
const NOW = new Date('2026-11-24T12:30:00Z');
const ORDERS = ['NEWEST', 'OLDEST', 'UPDATED', 'CREATED', 'TITLE', 'SPICE_LEVEL_DESC'];
const SECTIONS = [['World'], ['World', 'Asia'], ['World', 'Asia', 'Japan'], ['Sport'], []];
const SITES = ['https://a.example/', 'https://b.example/'];
const PROS = ['Fish', 'The view', 'The "quay"'];
const SERIES = ['Tides', 'Bridges', 'Night trains'];

const LISTS = `query ($filter: ArticleFilter, $orderBy: ArticleOrder!) {
  site: articles(first: 100, filter: $filter, orderBy: $orderBy) { totalCount nodes { slug } }
  section(by: { slug: "world" }) { articles(first: 100, filter: $filter) { totalCount nodes { slug } } popular(first: 100, filter: $filter) { article { slug } } }
  tag(by: { slug: "tag-1" }) { articles(first: 100, filter: $filter) { totalCount nodes { slug } } }
  author(by: { slug: "author-1" }) { articles(first: 100, filter: $filter) { totalCount nodes { slug } } }
  search(query: "harbour", first: 100, filter: $filter) { totalCount nodes { slug } }
  newest: search(query: "harbour", first: 100, filter: $filter, orderBy: NEWEST) { nodes { slug } }
  oldest: search(query: "harbour", first: 100, filter: $filter, orderBy: OLDEST) { nodes { slug } }
  archive(filter: $filter) { year month articleCount }
  popular(first: 100, window: DAY, filter: $filter) { rank article { slug } }
  article(by: { slug: "story-1" }) { related(first: 20, filter: $filter) { article { slug } } }
}`;

let gateway: Gateway;
let asPreview: Query;
let asKey: Query;
let values: FilterValues;
beforeAll(async () => {
  gateway = await startGateway(
    { SITE_LANGUAGES: 'de,pt-BR' },
    { clock: () => NOW, model: await loadExampleModel() },
  );
  const random = createRandom(SEED);
  const pick = <Item>(items: readonly Item[]): Item => items[Math.floor(random() * items.length)]!;
  const { pool } = gateway.database;
  const articles = Array.from({ length: ARTICLE_COUNT }, (_, index) => {
    const i = index + 1;
    const isDraft = i > 2 && random() < 0.3;
    return {
      slug: `story-${i}`,
      title: `Story ${i} of ${pick(['ferries', 'bridges', 'tides'])}`,
      section: pick(SECTIONS),
      tags: [0, 1, 2, 3, 4].filter((n) => n === i % 5 || random() < 0.3).map((n) => `tag ${n}`),
      authors: [0, 1, 2].filter(() => random() < 0.5).map((n) => `Author ${n}`),
      // Readers have the articles in English.
      language: i <= 2 ? null : pick([null, null, null, null, 'de', 'pt-BR']),
      series: random() < 0.4 ? { name: pick(SERIES), part: i } : null,
      noindex: random() < 0.3 || null,
      nofollow: random() < 0.3 || null,
      image: random() < 0.5 ? { ...NO_IMAGE, url: `/media/${i}.jpg` } : null,
      body: {
        format: 'markdown' as const,
        text: `The harbour. ${'word '.repeat(Math.floor(random() * 40))}`,
      },
      publishedAt:
        isDraft && random() < 0.5 ? null : new Date(Date.UTC(2024, Math.floor(random() * 30), i % 28)),
      updatedAt: new Date(Date.UTC(2026, Math.floor(random() * 10), i % 28)),
      draft: isDraft,
    };
  });
  const ids = await gateway.saveMany(articles);
  for (let i = 0; i < 2; i++) await gateway.createKey('write');
  const { rows: keys } = await pool.query<{ id: number }>('SELECT id FROM api_key ORDER BY id');
  const { rows: authors } = await pool.query<{ id: number }>('SELECT id FROM author ORDER BY id');
  const writers = authors.map(({ id }) => id);
  const editors = [null, ...keys.map(({ id }) => id)];
  for (const [index, id] of ids.entries()) {
    const i = index + 1;
    const isDraft = articles[index]!.draft;
    const fields = {
      ...(random() < 0.6 && { kicker: pick(['A', 'B', 'C']) }),
      ...(random() < 0.6 && { spiceLevel: Math.floor(random() * 6) }),
      ...(random() < 0.4 && { isSponsored: random() < 0.5 }),
      ...(random() < 0.4 && { poster: { $type: 'image', id: 1 } }),
      ...(random() < 0.4 && { website: pick(SITES) }),
      ...(random() < 0.5 && { eventDate: `2026-0${1 + (i % 9)}-1${i % 3}` }),
      ...(random() < 0.6 && { seeAlso: [1, 2].map(() => ({ $type: 'Article', id: pick(ids) })) }),
      // Articles of another kind have such values too, after their kind was changed.
      ...(random() < 0.6 && {
        review: {
          stars: 1 + Math.floor(random() * 5),
          ...(random() < 0.6 && { pros: PROS.filter(() => random() < 0.5) }),
          ...(random() < 0.6 && { critic: { $type: 'Author', id: pick(writers) } }),
        },
      }),
    };
    for (const table of ['draft', 'article']) {
      const kind = pick(['ARTICLE', 'REVIEW']);
      await pool.query(`UPDATE ${table} SET kind = $2, fields = $3 WHERE id = $1`, [id, kind, fields]);
    }
    const due = random() < 0.25 ? new Date(Date.UTC(2027, Math.floor(random() * 6), i % 28)) : null;
    const unpublishedAt = isDraft && random() < 0.5 ? NOW : null;
    await pool.query(
      'UPDATE draft SET scheduled_for = $2, unpublished_at = $3, word_count = word_count + $4 WHERE id = $1',
      [id, due, unpublishedAt, i % 4],
    );
    const createdAt = new Date(Date.UTC(2024, Math.floor(random() * 36), 1 + (i % 28)));
    for (const table of ['draft', 'article'])
      await pool.query(`UPDATE ${table} SET created_at = $2, access = $3 WHERE id = $1`, [
        id,
        createdAt,
        pick(['PUBLIC', 'PUBLIC', 'MEMBERS', 'PAID']),
      ]);
    await pool.query('UPDATE article_revision SET key_id = $2 WHERE article_id = $1', [id, pick(editors)]);
    if (random() < 0.5) {
      await pool.query(
        "INSERT INTO article_revision (article_id, number, content, kind, key_id) SELECT id, revision + 1, '{}', 'SAVED', $2 FROM draft WHERE id = $1",
        [id, pick(editors)],
      );
      await pool.query('UPDATE draft SET revision = revision + 1, updated_at = $2 WHERE id = $1', [
        id,
        new Date(Date.UTC(2027, Math.floor(random() * 12), 1 + (i % 28))),
      ]);
    }
  }
  for (let i = 1; i < ids.length; i++) {
    if (random() < 0.5) continue;
    const original = Math.floor(random() * i);
    const revision = Math.floor(random() * 3);
    for (const table of ['draft', 'article'])
      await pool.query(
        `UPDATE ${table} SET translation_group = $2, translated_from = nullif($2, id), translated_revision = $3
         WHERE id = ANY ($1)`,
        [[ids[i], ids[original]], ids[original], revision],
      );
  }
  const views = Object.fromEntries(Array.from({ length: 60 }, (_, i) => [`story-${i + 1}`, 1 + (i % 7)]));
  await insertSeedViews(pool, new Map([[1, views]]), NOW);
  await new RelatedService(pool, 'en').rebuild(() => undefined);
  const key = await gateway.createKey('preview');
  asPreview = gateway.queryAs(key, 'preview');
  asKey = gateway.queryAs(key);
  values = await readValues();
});
afterAll(() => gateway.close());

const NO_IMAGE = {
  ...{ alt: '', caption: null, credit: null, width: null, height: null, focalX: null, focalY: null },
};

async function readValues(): Promise<FilterValues> {
  const drafts = await readArticles('preview');
  const { rows: named } = await gateway.database.pool.query<{ type: string; id: number; slug: string }>(
    `SELECT 'Tag' AS type, id, slug FROM tag UNION ALL SELECT 'Author', id, slug FROM author
     UNION ALL SELECT 'Section', id, slug FROM section ORDER BY 1, 2`,
  );
  const { rows: prefixes } = await gateway.database.pool.query<{ prefix: string }>(
    'SELECT prefix FROM api_key ORDER BY id',
  );
  const list = (type: string) =>
    named
      .filter((each) => each.type === type)
      .flatMap(({ id, slug }) => [slug, slug, toGlobalId(type, id)])
      .concat('unknown', toGlobalId(type, 9_999));
  return {
    ids: drafts.map(({ globalId }) => globalId).concat(toGlobalId('Article', 99_999)),
    slugs: drafts.map(({ slug }) => slug).concat('unknown'),
    paths: drafts.map(({ path }) => path).concat('/unknown'),
    sections: list('Section'),
    tags: list('Tag'),
    authors: list('Author'),
    series: [...SERIES, 'Unknown'],
    kinds: ['ARTICLE', 'REVIEW'],
    times: Array.from({ length: 40 }, (_, i) => new Date(Date.UTC(2024, i, 5)).toISOString()),
    words: [2, 5, 10, 20, 30, 45],
    keys: prefixes.map(({ prefix }) => prefix).concat('dl_unknown'),
    fields: [
      { kicker: { any: ['A', 'B'] } },
      { kicker: { none: ['A'] } },
      { spiceLevel: { min: 2 } },
      { spiceLevel: { min: 1, max: 4 }, kicker: { any: ['C'] } },
      { isSponsored: true },
      { poster: true },
      { poster: false },
      { website: { any: [SITES[0]!] } },
      { website: { none: SITES } },
      { seeAlso: { any: ['story-1', 'story-3', toGlobalId('Article', drafts[7]!.id)] } },
      { seeAlso: { all: ['story-5', toGlobalId('Article', drafts[9]!.id)] } },
      { seeAlso: { none: drafts.slice(0, 20).map(({ slug }) => slug) } },
      { seeAlso: { any: [] } },
      { seeAlso: { any: ['unknown'] } },
      { review: { pros: { any: ['Fish', 'Salt'] } } },
      { review: { pros: { all: ['Fish', 'The "quay"'] } } },
      { review: { pros: { none: ['The view'] }, critic: { any: list('Author').slice(0, 2) } } },
      { review: { critic: { none: ['author-1'] } } },
      { isSponsored: false },
      { review: { stars: { min: 3 } } },
      { review: { stars: { max: 2 } }, kicker: { none: ['B'] } },
    ],
  };
}

/** Reads what a perspective has from its tables. */
async function readArticles(perspective: 'published' | 'preview'): Promise<FilteredArticle[]> {
  const table = perspective === 'preview' ? 'draft' : 'article';
  // Readers have what is in English, also of the articles that own fields refer to.
  const isRead = perspective === 'published' ? 'WHERE language IS NULL' : '';
  const listedAt = perspective === 'preview' ? 'coalesce(x.published_at, x.updated_at)' : 'x.listed_at';
  const { rows } = await gateway.database.pool.query(`
    WITH RECURSIVE above AS (
      SELECT id AS start, id, slug, parent_id, 0 AS height FROM section
      UNION ALL SELECT above.start, s.id, s.slug, s.parent_id, height + 1 FROM above JOIN section s ON s.id = above.parent_id
    )
    SELECT x.id, x.slug, x.path, x.title, x.kind, x.fields, x.language, x.series, x.image_id IS NOT NULL AS "hasImage",
      json_build_object('isIndexed', x.noindex IS NOT TRUE, 'isFollowed', x.nofollow IS NOT TRUE) AS robots,
      x.sponsor_name IS NOT NULL AS "isSponsored",
      x.published_at AS "publishedAt", ${listedAt} AS "listedAt", x.updated_at AS "updatedAt", x.word_count AS "wordCount",
      coalesce((SELECT json_agg(json_build_object('id', id, 'slug', slug) ORDER BY height) FROM above WHERE start = x.section_id), '[]') AS sections,
      coalesce((SELECT json_agg(json_build_object('id', t.id, 'slug', t.slug)) FROM ${table}_tag b JOIN tag t ON t.id = b.tag_id WHERE b.article_id = x.id), '[]') AS tags,
      coalesce((SELECT json_agg(json_build_object('id', t.id, 'slug', t.slug)) FROM ${table}_author b JOIN author t ON t.id = b.author_id WHERE b.article_id = x.id), '[]') AS authors,
      CASE WHEN d.scheduled_for IS NOT NULL THEN 'SCHEDULED' WHEN p.id IS NOT NULL THEN 'PUBLISHED'
        WHEN d.unpublished_at IS NOT NULL THEN 'UNPUBLISHED' ELSE 'DRAFT' END AS status,
      d.scheduled_for AS "scheduledFor", x.created_at AS "createdAt", x.access, d.updated_at AS "lastEditedAt",
      coalesce(p.revision <> d.revision, false) AS "hasUnpublishedChanges",
      EXISTS (SELECT FROM image i WHERE i.id = x.image_id AND i.alt = '') AS "hasPictureWithoutAlt",
      ARRAY(SELECT o.language FROM draft o WHERE o.id = x.id OR o.translation_group = x.translation_group) AS versions,
      coalesce((SELECT revision FROM article WHERE id = x.translated_from)
        > greatest(x.translated_revision, p.translated_revision), false) AS "isOutdated",
      (SELECT k.prefix FROM article_revision r JOIN api_key k ON k.id = r.key_id WHERE r.article_id = x.id AND r.number = 1) AS "createdBy",
      (SELECT k.prefix FROM article_revision r JOIN api_key k ON k.id = r.key_id WHERE r.article_id = x.id AND r.number = d.revision) AS "lastEditedBy"
    FROM ${table} x JOIN draft d ON d.id = x.id LEFT JOIN article p ON p.id = x.id
    ${isRead.replace('language', 'x.language')} ORDER BY x.id`);
  const { rows: visible } = await gateway.database.pool.query<{ type: string; id: number; slug: string }>(
    `SELECT 'Article' AS type, id, slug FROM ${perspective}.article ${isRead}
     UNION ALL SELECT 'Author', id, slug FROM ${perspective}.author`,
  );
  const resolve = (value: any): unknown => {
    if (Array.isArray(value)) return value.flatMap((each) => resolve(each) ?? []);
    if (value?.$type === 'image' || typeof value !== 'object') return value;
    if (value.$type) return visible.find(({ type, id }) => type === value.$type && id === value.id) ?? [];
    return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, resolve(each)]));
  };
  return rows.map((row) => ({
    ...row,
    fields: resolve(row.fields),
    globalId: toGlobalId('Article', row.id),
  }));
}

type Lists = Record<string, string[] | object>;

/** Asks for every list with a filter and returns them as slugs. */
async function readLists(query: Query, filter: Filter | null, orderBy = 'NEWEST'): Promise<Lists> {
  const data = await query(LISTS, { filter, orderBy });
  const toSlugs = ({ nodes, totalCount }: any) => {
    if (totalCount !== undefined) expect(totalCount).toBe(nodes.length);
    return nodes.map(({ slug }: any) => slug);
  };
  const toArticleSlugs = (list: any[]) => list.map(({ article }) => article.slug);
  expect(data.popular.map(({ rank }: any) => rank)).toEqual(
    data.popular.map((_: unknown, i: number) => i + 1),
  );
  return {
    site: toSlugs(data.site),
    section: toSlugs(data.section.articles),
    tag: toSlugs(data.tag.articles),
    author: toSlugs(data.author.articles),
    search: toSlugs(data.search).sort(),
    newest: toSlugs(data.newest),
    oldest: toSlugs(data.oldest),
    popular: toArticleSlugs(data.popular),
    sectionPopular: toArticleSlugs(data.section.popular),
    related: toArticleSlugs(data.article.related),
    archive: data.archive,
  };
}

/** Filters the whole lists one article after the other. */
function filterLists(whole: Lists, articles: FilteredArticle[], related: number[], filter: Filter): Lists {
  const matching = articles.filter((article) => matchesFilter(article, filter));
  const slugs = new Set(matching.map(({ slug }) => slug));
  const months = new Map<string, number>();
  for (const { publishedAt } of matching) {
    const month = publishedAt?.toISOString().slice(0, 7);
    if (month) months.set(month, (months.get(month) ?? 0) + 1);
  }
  const lists = Object.entries(whole).map(([name, list]) => [
    name,
    Array.isArray(list) ? list.filter((slug) => slugs.has(slug)) : list,
  ]);
  return {
    ...Object.fromEntries(lists),
    related: related.flatMap((id) => matching.find((each) => each.id === id)?.slug ?? []).slice(0, 20),
    archive: [...months]
      .sort(([one], [other]) => (one < other ? 1 : -1))
      .map(([month, articleCount]) => ({
        year: Number(month.slice(0, 4)),
        month: Number(month.slice(5)),
        articleCount,
      })),
  };
}

const COUNT = 'query ($filter: ArticleFilter) { articles(filter: $filter) { totalCount } }';

/** Nests a filter in `not` so many times. */
function nest(depth: number): Filter {
  return depth === 0 ? { hasImage: true } : { not: nest(depth - 1) };
}

const REFUSED: [Filter, string][] = [
  [nest(6), 'filter has 6 levels of and, or and not; at most 5 are allowed.'],
  [
    { or: Array.from({ length: 31 }, () => ({ hasImage: true })) },
    'filter has 31 conditions; at most 30 are allowed. Each value in `all` counts as one.',
  ],
  [
    { or: Array.from({ length: 31 }, () => ({})) },
    'filter has 31 conditions; at most 30 are allowed. Each value in `all` counts as one.',
  ],
  [{ ids: Array(101).fill('x') }, 'filter.ids has 101 values; at most 100 are allowed.'],
  [
    { or: [{}, { tags: { none: Array(101).fill('x') } }] },
    'filter.or[1].tags.none has 101 values; at most 100 are allowed.',
  ],
  [{ series: { all: Array(11).fill('x') } }, 'filter.series.all has 11 values; at most 10 are allowed.'],
  [
    { not: { sections: { any: [toGlobalId('Tag', 1)] } } },
    `filter.not.sections.any: "${toGlobalId('Tag', 1)}" is the ID of another type. Give the ID or the slug of a Section.`,
  ],
  [
    { and: [{ authors: { none: [toGlobalId('Tag', 1)] } }] },
    `filter.and[0].authors.none: "${toGlobalId('Tag', 1)}" is the ID of another type. Give the ID or the slug of an Author.`,
  ],
  [{ ids: ['story-1'] }, 'filter.ids: "story-1" is not the ID of an Article.'],
  [
    { fields: { kicker: { any: Array(101).fill('x') } } },
    'filter.fields.kicker.any has 101 values; at most 100 are allowed.',
  ],
];

test.each(REFUSED.map(([filter, message]) => [message, filter] as const))(
  'A filter is refused with the place in it: %s',
  async (message, filter) => {
    const [error] = await gateway.queryErrors(COUNT, { filter });
    expect(error).toMatchObject({ message, extensions: { code: 'BAD_USER_INPUT' } });
  },
);

test('A filter at the limits is answered', async () => {
  const filter = {
    ...nest(5),
    or: Array.from({ length: 29 }, () => ({ tags: { any: ['tag-1', 'tag-2'] } })),
  };
  const { articles } = await gateway.query(COUNT, { filter });
  const published = await readArticles('published');
  expect(articles.totalCount).toBe(published.filter((article) => matchesFilter(article, filter)).length);
});

test('Each condition of a filter adds to the cost of its list', async () => {
  const readCost = async (filter: Filter) => {
    const response = await fetch(`${gateway.address}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-show-cost': '1' },
      body: JSON.stringify({ query: COUNT, variables: { filter } }),
    });
    return ((await response.json()) as any).extensions.cost.fields;
  };
  const whole = await readCost({});
  const filter = { kinds: ['ARTICLE'], or: [{ tags: { all: ['a', 'b'] } }, { not: { hasImage: true } }] };
  expect(await readCost(filter)).toBe(whole + 4 * 50);
});

describe('Conditions on what only editors see', () => {
  const FILTERS = [
    { status: ['PUBLISHED'] },
    { or: [{ not: { scheduledFor: { after: NOW } } }] },
    { not: { hasUnpublishedChanges: true } },
    { createdBy: ['dl_unknown'] },
    { and: [{ lastEditedBy: [] }] },
  ];

  test.each(
    FILTERS.flatMap((filter) =>
      [
        'articles(filter: $filter) { totalCount }',
        'tag(by: { slug: "tag-1" }) { articles(filter: $filter) { nodes { slug } } }',
        'search(query: "harbour", filter: $filter) { totalCount }',
        'archive(filter: $filter) { year }',
        'popular(filter: $filter) { rank }',
        'article(by: { slug: "story-1" }) { related(filter: $filter) { score } }',
      ].map((list) => [filter, list] as const),
    ),
  )('are forbidden to readers: %j in %s', async (filter, list) => {
    const document = `query ($filter: ArticleFilter) { ${list} }`;
    const [error] = await gateway.queryErrors(document, { filter });
    expect(error).toMatchObject({
      extensions: { code: 'FORBIDDEN' },
      message: expect.stringContaining('preview or write'),
    });
    const writer = gateway.queryAs(await gateway.createKey('write'));
    await writer(document, { filter });
    const other = await gateway.createKey('newsletter:read');
    await expect(gateway.queryAs(other)(document, { filter })).rejects.toThrow('FORBIDDEN');
  });

  test.each([
    ['SCHEDULED', ({ scheduledFor }: FilteredArticle) => scheduledFor?.getTime() ?? Number.MAX_SAFE_INTEGER],
    ['LAST_EDITED', ({ lastEditedAt }: FilteredArticle) => -lastEditedAt.getTime()],
  ])('The order %s is forbidden to readers, and pages in both directions', async (orderBy, getKey) => {
    const [error] = await gateway.queryErrors(PAGES, { orderBy });
    expect(error!.extensions.code).toBe('FORBIDDEN');
    for (const [query, perspective] of [[asPreview, 'preview'] as const, [asKey, 'published'] as const]) {
      await expectPages(query, orderBy, sortBy(await readArticles(perspective), getKey));
      const scheduled = await query(PAGES, { orderBy, first: 100, filter: { status: ['SCHEDULED'] } });
      const slugs = sortBy(await readArticles(perspective), getKey).filter(
        ({ scheduledFor }) => scheduledFor,
      );
      expect(scheduled.articles.nodes).toEqual(slugs.map(({ slug }) => ({ slug })));
    }
  });
});

test('The order CREATED lists the articles that were created last first, and pages in both directions', async () => {
  const getKey = ({ createdAt }: FilteredArticle) => -createdAt.getTime();
  await expectPages(gateway.query, 'CREATED', sortBy(await readArticles('published'), getKey));
  await expectPages(asPreview, 'CREATED', sortBy(await readArticles('preview'), getKey));
});

test.each<[order: string, getValue: (article: FilteredArticle) => unknown]>([
  ['SPICE_LEVEL', ({ fields }) => fields.spiceLevel],
  ['EVENT_DATE', ({ fields }) => fields.eventDate],
  ['KICKER', ({ fields }) => fields.kicker],
  ['REVIEW_STARS', ({ fields, kind }) => (kind === 'REVIEW' ? (fields.review as any)?.stars : null)],
])('Articles without a value of the order %s come last in both directions', async (order, getValue) => {
  for (const [query, perspective] of [
    [gateway.query, 'published'] as const,
    [asPreview, 'preview'] as const,
  ]) {
    const articles = await readArticles(perspective);
    const compare = (one: any, other: any) => (one === other ? 0 : one < other ? -1 : 1);
    for (const [direction, sign] of [['ASC', 1] as const, ['DESC', -1] as const]) {
      const sorted = [...articles].sort((one, other) => {
        const [first, second] = [getValue(one) ?? null, getValue(other) ?? null];
        if ((first === null) !== (second === null)) return first === null ? 1 : -1;
        return sign * (compare(first, second) || one.id - other.id);
      });
      await expectPages(query, `${order}_${direction}`, sorted);
    }
  }
});

test('A cursor of an order by an own field is refused with a value that is no number', async () => {
  const cursor = Buffer.from(JSON.stringify(['articles by SPICE_LEVEL_ASC', 'NaN', 1])).toString('base64url');
  const [error] = await gateway.queryErrors(PAGES, { orderBy: 'SPICE_LEVEL_ASC', after: cursor });
  expect(error!.extensions.code).toBe('BAD_USER_INPUT');
});

const PAGES = `query ($orderBy: ArticleOrder!, $first: Int, $after: String, $last: Int, $before: String, $filter: ArticleFilter) {
  articles(orderBy: $orderBy, first: $first, after: $after, last: $last, before: $before, filter: $filter) {
    nodes { slug } pageInfo { startCursor endCursor hasNextPage hasPreviousPage }
  }
}`;

/** Sorts by a key, then by ID; in the direction of the negative keys of a descending order. */
function sortBy(
  articles: FilteredArticle[],
  getKey: (article: FilteredArticle) => number,
): FilteredArticle[] {
  const sign = articles.some((article) => getKey(article) < 0) ? -1 : 1;
  return articles.sort((one, other) => getKey(one) - getKey(other) || sign * (one.id - other.id));
}

/** Reads a list page by page, forwards and backwards. */
async function expectPages(query: Query, orderBy: string, expected: FilteredArticle[]): Promise<void> {
  const slugs = expected.map(({ slug }) => slug);
  const pages: string[] = [];
  let after: string | null = null;
  do {
    const { articles }: any = await query(PAGES, { orderBy, first: 7, after });
    pages.push(...articles.nodes.map(({ slug }: any) => slug));
    after = articles.pageInfo.hasNextPage ? articles.pageInfo.endCursor : null;
  } while (after);
  expect(pages).toEqual(slugs);
  const last = await query(PAGES, { orderBy, last: 5 });
  const before = await query(PAGES, { orderBy, last: 5, before: last.articles.pageInfo.startCursor });
  expect(before.articles.nodes.map(({ slug }: any) => slug)).toEqual(slugs.slice(-10, -5));
}

test('A filter needs one statement more than its list, and that only for slugs of tags and authors', async () => {
  const list = 'query ($filter: ArticleFilter) { articles(filter: $filter) { nodes { slug } } }';
  const count = async (filter: Filter | null) =>
    (await recordStatements(() => gateway.query(list, { filter }))).length;
  const whole = await count(null);
  expect(await count({})).toBe(whole);
  expect(await count({ hasImage: true, kinds: ['ARTICLE'] })).toBe(whole);
  expect(await count({ tags: { any: [toGlobalId('Tag', 1)] } })).toBe(whole);
  const named = {
    tags: { any: ['tag-1'] },
    or: [{ authors: { none: ['author-1'] } }, { tags: { all: ['tag-2'] } }],
  };
  expect(await count(named)).toBe(whole + 1);
});

test('Statements with a filter are not kept by PostgreSQL, since clients can send any number of them', async () => {
  const { pool } = gateway.database;
  const countKept = async () => {
    const statement =
      "SELECT count(*)::int AS kept FROM pg_prepared_statements WHERE statement LIKE '%a.word_count >=%'";
    const clients = await Promise.all(Array.from({ length: pool.options.max }, () => pool.connect()));
    const counts = await Promise.all(clients.map((client) => client.query(statement)));
    for (const client of clients) client.release();
    return counts.map(({ rows }) => rows[0].kept).reduce((one, other) => one + other, 0);
  };
  const before = await countKept();
  for (let words = 1; words <= 5; words++) {
    const filter = { or: Array.from({ length: words }, () => ({ wordCount: { min: words } })) };
    await gateway.query(LISTS, { filter, orderBy: 'NEWEST' });
  }
  expect(await countKept()).toBe(before);
});

test('Random filters have every condition of the filter', async () => {
  const document = '{ __type(name: "ArticleFilter") { inputFields { name } } }';
  const { inputFields } = (await gateway.query(document)).__type;
  const createFilter = createFilterGenerator(createRandom(SEED), values, { withStates: true });
  const names = Array.from({ length: 1_000 }, createFilter).flatMap(Object.keys);
  expect([...new Set(names)].sort()).toEqual(inputFields.map(({ name }: { name: string }) => name).sort());
});

describe.each([
  ['readers', 'published', false, FILTER_COUNT],
  ['a key in the published perspective', 'published', true, FILTER_COUNT],
  ['a key in the preview perspective', 'preview', true, FILTER_COUNT],
] as const)('For %s', (_, perspective, withStates, count) => {
  test(`every list with a random filter has the articles that match it (seed ${SEED})`, async () => {
    const query = withStates ? (perspective === 'preview' ? asPreview : asKey) : gateway.query;
    const articles = await readArticles(perspective);
    const whole = new Map<string, Lists>();
    for (const order of ORDERS) whole.set(order, await readLists(query, null, order));
    const { rows } = await gateway.database.pool.query(
      `SELECT related_id AS id FROM related_article WHERE article_id = (SELECT id FROM draft WHERE slug = 'story-1')
       ORDER BY score DESC, related_id DESC`,
    );
    const related = rows.map(({ id }) => id);
    const createFilter = createFilterGenerator(createRandom(SEED), values, { withStates });
    let found = 0;
    for (let i = 0; i < count; i++) {
      const filter = createFilter();
      const order = ORDERS[i % ORDERS.length]!;
      const expected = filterLists(whole.get(order)!, articles, related, filter);
      const actual = await readLists(query, filter, order);
      expect({ filter, ...actual }).toEqual({ filter, ...expected });
      found += (actual.site as string[]).length;
    }
    // Neither all nor none.
    expect(found / count).toBeGreaterThan(articles.length / 20);
    expect(found / count).toBeLessThan(articles.length * 0.8);
  }, 1_800_000);
});
