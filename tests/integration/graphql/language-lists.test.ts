import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { SiteLanguages } from '../../../src/shared/languages.js';
import { toGlobalId } from '../../../src/shared/references/global-id.js';
import { type Gateway, type Query, startGateway } from '../../support/gateway.js';
import { createRandom } from '../../support/random.mjs';

/**
 * Random versions of the content in one run, more in tests/stress/random-languages.test.ts; another run with
 * `LANGUAGE_SEED=7 LANGUAGE_ROUNDS=50 npm test -- language-lists`.
 */
const ROUNDS = Number(process.env.LANGUAGE_ROUNDS ?? 3);
const random = createRandom(Number(process.env.LANGUAGE_SEED ?? 20_261_130));
const ARTICLE_COUNT = 40;
const FALLBACKS = { de: ['fr', 'en'], fr: ['en'] };
const LANGUAGES = new SiteLanguages({ primary: 'en', others: ['de', 'fr'], fallbacks: FALLBACKS });
/** Tags of articles: of languages of the site, of related ones, of none, and without a tag. */
const TAGS = [null, 'en', 'en-GB', 'de', 'de-AT', 'fr', 'fr-CA', 'ja'];

interface Version {
  language: string | null;
  group: number | null;
}

interface Story {
  id: number;
  tag: string;
  title: string;
  draft: Version;
  published: Version | null;
}

const pick = <Item>(items: readonly Item[]): Item => items[Math.floor(random() * items.length)]!;

let gateway: Gateway;
let stories: Story[];
let editor: Query;
beforeAll(async () => {
  gateway = await startGateway({
    READ_SECONDS: '60',
    SITE_LANGUAGES: 'de,fr',
    SITE_LANGUAGE_FALLBACKS: 'de:fr,en;fr:en',
  });
  const articles = Array.from({ length: ARTICLE_COUNT }, (_, i) => ({
    slug: `story-${i}`,
    title: `Story ${String(i).padStart(2, '0')} of the harbour`,
    tags: [`tag ${i % 7}`],
    section: ['World'],
    draft: random() < 0.3,
    publishedAt: new Date(Date.UTC(2026, i % 9, 1 + (i % 20))),
  }));
  const ids = await gateway.saveMany(articles);
  stories = articles.map(({ title, tags, draft }, i) => {
    const none = { language: null, group: null };
    return { id: ids[i]!, title, tag: tags[0]!, draft: none, published: draft ? null : none };
  });
  editor = gateway.queryAs(await gateway.createKey('preview'), 'preview');
});
afterAll(() => gateway.close());

/** Gives every version of an article another language and group, at most one of a language in a group. */
async function shuffle(): Promise<void> {
  const taken = { draft: new Set<string>(), article: new Set<string>() };
  const create = (table: keyof typeof taken): Version => {
    const language = pick(TAGS);
    const group = random() < 0.6 ? pick(stories.slice(0, 9)).id : null;
    const place = `${group} ${LANGUAGES.resolve(language)}`;
    if (group === null || taken[table].has(place)) return { language, group: null };
    taken[table].add(place);
    return { language, group };
  };
  for (const story of stories) {
    story.draft = create('draft');
    if (story.published) story.published = create('article');
    for (const [table, version] of [
      ['draft', story.draft],
      ['article', story.published],
    ] as const)
      if (version)
        await gateway.database.pool.query(
          `UPDATE ${table} SET language = $2, translation_group = $3 WHERE id = $1`,
          [story.id, version.language, version.group],
        );
  }
}

/** Lists the stories that a language shows, each with whether it stands in for a missing version. */
function listShown(language: string | null, isPreview: boolean): { story: Story; isFallback: boolean }[] {
  const versions = stories.flatMap((story) => {
    const version = isPreview ? story.draft : story.published;
    return version ? [{ story, ...version, own: LANGUAGES.resolve(version.language) }] : [];
  });
  if (language === null) return versions.map(({ story }) => ({ story, isFallback: false }));
  const order = [language, ...LANGUAGES.getFallbacks(language)];
  return versions
    .filter(({ own, group }) => {
      const place = order.indexOf(own);
      const better = order.slice(0, place);
      return (
        place >= 0 &&
        !versions.some((other) => group !== null && other.group === group && better.includes(other.own))
      );
    })
    .map(({ story, own }) => ({ story, isFallback: own !== language }));
}

const LISTS = `query ($ids: [ID!]!, $after: String) {
  articles(first: 100, orderBy: TITLE) { totalCount nodes { title isFallback } }
  page: articles(first: 7, orderBy: TITLE, after: $after) { nodes { title } pageInfo { hasNextPage endCursor } }
  nodes(ids: $ids) { ... on Article { title } }
  search(query: "harbour", first: 100) { totalCount nodes { title } }
  archive { articleCount }
  section(by: { slug: "world" }) { articleCount articles(first: 100, orderBy: TITLE) { nodes { title } } }
  tags(first: 100) { nodes { name articleCount articles(first: 100, orderBy: TITLE) { nodes { title } } } }
}`;

const titlesOf = ({ nodes }: { nodes: ({ title: string } | null)[] }) =>
  nodes.flatMap((node) => node?.title ?? []);

async function expectLists(language: string | null, isPreview: boolean): Promise<void> {
  const shown = listShown(language, isPreview);
  const titles = shown.map(({ story }) => story.title).sort();
  const query = isPreview ? editor : gateway.query;
  const headers = language === null ? {} : { 'x-language': language };
  const ids = stories.map(({ id }) => toGlobalId('Article', id));
  const where = [language, isPreview];
  const data = await query(LISTS, { ids }, headers);
  expect([where, titlesOf(data.articles)]).toEqual([where, titles]);
  expect(data.articles.totalCount).toBe(titles.length);
  if (language !== null)
    for (const { title, isFallback } of data.articles.nodes)
      expect([where, title, isFallback]).toEqual([
        where,
        title,
        shown.find(({ story }) => story.title === title)!.isFallback,
      ]);
  expect([where, titlesOf(data).sort()]).toEqual([where, titles]);
  expect([where, titlesOf(data.search).sort()]).toEqual([where, titles]);
  expect(data.search.totalCount).toBe(titles.length);
  const months = data.archive.reduce((sum: number, { articleCount }: any) => sum + articleCount, 0);
  expect([where, months]).toEqual([where, titles.length]);
  expect([where, titlesOf(data.section.articles)]).toEqual([where, titles]);
  const byTag = Object.fromEntries(
    data.tags.nodes.map(({ name, articles }: any) => [name, titlesOf(articles)]),
  );
  const expected: Record<string, string[]> = {};
  for (const { story } of shown) expected[story.tag] = [...(expected[story.tag] ?? []), story.title].sort();
  const filled = Object.fromEntries(
    Object.entries(byTag).filter(([, list]) => (list as string[]).length > 0),
  );
  expect([where, filled]).toEqual([where, expected]);
  // Readers see no tag without an article in the language.
  if (!isPreview) expect([where, Object.keys(byTag).sort()]).toEqual([where, Object.keys(expected).sort()]);
  const paged: string[] = [];
  for (let after: string | null = null; ; ) {
    const { page }: any = await query(LISTS, { ids: [], after }, headers);
    paged.push(...titlesOf(page));
    if (!page.pageInfo.hasNextPage) break;
    after = page.pageInfo.endCursor;
  }
  expect([where, paged]).toEqual([where, titles]);
}

test('Lists, counts, pages, searches and look-ups of every language have the articles that the languages and groups of versions say', async () => {
  let fallbacks = 0;
  for (let round = 0; round < ROUNDS; round++) {
    await shuffle();
    for (const language of LANGUAGES.all) {
      await expectLists(language, false);
      await expectLists(language, true);
      fallbacks += listShown(language, false).filter(({ isFallback }) => isFallback).length;
    }
    await expectLists(null, true);
  }
  expect(fallbacks).toBeGreaterThan(10 * ROUNDS);
}, 600_000);
