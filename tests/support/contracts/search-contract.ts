import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { SiteConfig } from '../../../src/app/define-config.js';
import { type Gateway, startGateway } from '../gateway.js';

const SEARCH = `query ($query: String!, $first: Int, $after: String, $filter: ArticleFilter, $mode: SearchMode! = ALL_WORDS) {
  search(query: $query, first: $first, after: $after, filter: $filter, mode: $mode) {
    totalCount
    relaxed { matched dropped minimumMatched }
    edges { cursor score titleHighlight bodyHighlight node { slug } }
    pageInfo { hasNextPage endCursor }
    facets { sections { section { slug } count } tags { tag { slug } count } years { year count } }
  }
}`;

/** Milliseconds until what was written must be found. */
const PATIENCE = 20_000;

/** Runs the tests that every search must pass, through the graph. */
export function describeSearch(name: string, createSiteConfig: () => SiteConfig): void {
  describe(`Search with ${name}`, () => {
    let gateway: Gateway;

    const search = async (query: string, variables = {}) =>
      (await gateway.query(SEARCH, { query, ...variables })).search;
    const findSlugs = async (query: string, variables = {}): Promise<string[]> =>
      (await search(query, variables)).edges.map((edge: { node: { slug: string } }) => edge.node.slug);
    /** Searches until the index has what was written. Returns the last slugs, sorted. */
    const slugsWhenIndexed = async (expected: string[], query: string, variables = {}) => {
      let found: string[] = [];
      for (const end = Date.now() + PATIENCE; Date.now() < end; ) {
        found = (await findSlugs(query, variables)).sort();
        if (String(found) === String([...expected].sort())) break;
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
      return found;
    };

    beforeAll(async () => {
      gateway = await startGateway({}, { siteConfig: createSiteConfig() });
      await gateway.save({
        slug: 'in-the-title',
        title: 'A lighthouse keeper retires',
        section: ['News', 'Coast'],
        tags: ['Seafaring'],
        authors: ['Ines Duarte'],
        publishedAt: new Date('2024-05-01T00:00:00Z'),
      });
      await gateway.save({
        slug: 'in-the-body',
        body: {
          format: 'markdown',
          text: `The storm passed. ${'Calm words. '.repeat(50)} A lighthouse stood <there> & alone.`,
        },
        section: ['News'],
        tags: ['Weather'],
        publishedAt: new Date('2025-05-01T00:00:00Z'),
      });
      await gateway.save({
        slug: 'both',
        title: 'Storm at the lighthouse',
        section: ['Sport'],
        tags: ['Seafaring', 'Weather'],
        publishedAt: new Date('2025-06-01T00:00:00Z'),
      });
      await gateway.save({ slug: 'a-draft', title: 'The secret lighthouse', draft: true });
      for (let i = 0; i < 25; i++) {
        await gateway.save({
          slug: `page-${i}`,
          title: `Bulletin ${i}`,
          publishedAt: new Date(2020, 0, i + 1),
        });
      }
      expect(await slugsWhenIndexed(['page-24'], 'bulletin 24')).toEqual(['page-24']);
    });
    afterAll(() => gateway.close());

    test('finds published articles by all their words, the title first', async () => {
      const found = await findSlugs('lighthouse');
      expect([...found].sort()).toEqual(['both', 'in-the-body', 'in-the-title']);
      expect(found.at(-1)).toBe('in-the-body');
      expect(await findSlugs('Lighthouse STORM')).toHaveLength(2);
      expect(await findSlugs('lighthouse bulletin')).toEqual([]);
      expect(await findSlugs('nothingofthekind')).toEqual([]);
    });

    test('leaves out words in the mode RELAXED if few articles have all', async () => {
      const relaxed = await search('lighthouse duarte zeppelinpdf', { mode: 'RELAXED' });
      expect(relaxed.edges[0].node.slug).toBe('in-the-title');
      expect(relaxed.relaxed.dropped).toEqual(['zeppelinpdf']);
      expect([...relaxed.relaxed.matched].sort()).toEqual(['duarte', 'lighthouse']);
      expect(relaxed.relaxed.minimumMatched).toBe(1);
      expect(relaxed.totalCount).toBe(3);
      expect(relaxed.edges).toHaveLength(3);
      expect(relaxed.edges[0].titleHighlight).toContain('<mark>lighthouse</mark>');
      const exact = await search('lighthouse duarte zeppelinpdf');
      expect(exact).toMatchObject({ relaxed: null, totalCount: 0 });
      const enough = await search('bulletin', { mode: 'RELAXED' });
      expect(enough).toMatchObject({ relaxed: null, totalCount: 25 });
    });

    test('pages through a relaxed search once, with counts and facets of the same articles', async () => {
      const slugs: string[] = [];
      for (let after: string | null = null; ; ) {
        const { edges, pageInfo, totalCount }: any = await search('lighthouse bulletin', {
          ...{ first: 6, after, mode: 'RELAXED' },
        });
        expect(totalCount).toBe(28);
        slugs.push(...edges.map((edge: any) => edge.node.slug));
        if (!pageInfo.hasNextPage) break;
        after = pageInfo.endCursor;
      }
      expect(new Set(slugs).size).toBe(28);
      const filter = { sections: { any: ['sport'] } };
      const narrowed = await search('lighthouse bulletin', { mode: 'RELAXED', filter });
      expect(narrowed).toMatchObject({ totalCount: 1, facets: { sections: [{ count: 1 }] } });
    });

    test('never relaxes alternatives and excluded words', async () => {
      expect(
        await findSlugs('lighthouse bulletin -lighthouse', { mode: 'RELAXED', first: 100 }),
      ).toHaveLength(25);
      expect(await findSlugs('unheardof nothing OR duarte storm', { mode: 'RELAXED' })).toEqual([]);
    });

    test('finds tags and authors', async () => {
      expect(await findSlugs('ines duarte')).toEqual(['in-the-title']);
      expect((await findSlugs('seafaring')).sort()).toEqual(['both', 'in-the-title']);
    });

    test('knows alternatives and excluded words', async () => {
      expect((await findSlugs('duarte OR storm')).sort()).toEqual(['both', 'in-the-body', 'in-the-title']);
      expect(await findSlugs('lighthouse -storm')).toEqual(['in-the-title']);
      expect(await findSlugs('-storm')).toEqual([]);
      expect(await findSlugs('')).toEqual([]);
    });

    test.each([
      [{ sections: { any: ['news'] } }, ['in-the-body', 'in-the-title']],
      [{ sections: { any: ['coast'] } }, ['in-the-title']],
      [{ tags: { any: ['weather'] } }, ['both', 'in-the-body']],
      [{ tags: { any: ['weather', 'seafaring'] }, sections: { any: ['sport'] } }, ['both']],
      [{ authors: { any: ['ines-duarte'] } }, ['in-the-title']],
      [{ publishedAt: { after: '2025-01-01T00:00:00Z' } }, ['both', 'in-the-body']],
      [{ publishedAt: { before: '2025-06-01T00:00:00Z' } }, ['in-the-body', 'in-the-title']],
      [{ tags: { any: [] } }, []],
      [{ sections: { any: ['unknown'] } }, []],
    ])('keeps to the filter %j', async (filter, expected) => {
      const { edges, totalCount } = await search('lighthouse', { filter });
      expect(edges.map((edge: { node: { slug: string } }) => edge.node.slug).sort()).toEqual(expected);
      expect(totalCount).toBe(expected.length);
    });

    test('leaves out the articles of `not: { ids }`', async () => {
      const { article } = await gateway.query('{ article(by: { slug: "both" }) { id } }');
      const filter = { not: { ids: [article.id] } };
      expect((await findSlugs('lighthouse', { filter })).sort()).toEqual(['in-the-body', 'in-the-title']);
    });

    test('pages through all hits once, in order of relevance', async () => {
      const slugs: string[] = [];
      const scores: number[] = [];
      for (let after: string | null = null, pages = 0; pages < 10; pages++) {
        const { edges, pageInfo, totalCount }: any = await search('bulletin', { first: 7, after });
        expect(totalCount).toBe(25);
        slugs.push(...edges.map((edge: any) => edge.node.slug));
        scores.push(...edges.map((edge: any) => edge.score));
        if (!pageInfo.hasNextPage) break;
        after = pageInfo.endCursor;
      }
      expect(slugs).toHaveLength(25);
      expect(new Set(slugs).size).toBe(25);
      expect(scores).toEqual([...scores].sort((one, other) => other - one));
      expect(await findSlugs('bulletin', { first: 0 })).toEqual([]);
    });

    test('refuses cursors of another query and made-up ones', async () => {
      const { pageInfo } = await search('bulletin', { first: 2 });
      for (const variables of [
        { query: 'lighthouse', after: pageInfo.endCursor },
        { query: 'bulletin', after: 'bm9uc2Vuc2U' },
      ]) {
        const [error] = await gateway.queryErrors(SEARCH, variables);
        expect(error!.extensions.code).toBe('BAD_USER_INPUT');
      }
    });

    test('highlights the words as escaped HTML', async () => {
      const { edges } = await search('lighthouse');
      const findEdge = (slug: string) => edges.find((edge: any) => edge.node.slug === slug);
      expect(findEdge('in-the-title').titleHighlight).toBe('A <mark>lighthouse</mark> keeper retires');
      expect(findEdge('in-the-body').bodyHighlight).toContain('<mark>lighthouse</mark> stood');
      expect(findEdge('in-the-body').bodyHighlight).not.toMatch(/<(?!\/?mark>)/);
    });

    test('counts facets over all hits', async () => {
      const { facets } = await search('lighthouse', { first: 1 });
      expect(facets.sections.map(({ section, count }: any) => [section.slug, count]).sort()).toEqual([
        ['coast', 1],
        ['news', 1],
        ['sport', 1],
      ]);
      expect(facets.tags.map(({ tag, count }: any) => [tag.slug, count]).sort()).toEqual([
        ['seafaring', 2],
        ['weather', 2],
      ]);
      expect(facets.years).toEqual([
        { year: 2025, count: 2 },
        { year: 2024, count: 1 },
      ]);
    });

    test('follows changes: an update, an unpublication, a publication', async () => {
      const key = await gateway.createKey('write', 'publish');
      const edit = gateway.queryAs(key);
      await gateway.save({ slug: 'changing', title: 'Zeppelin' });
      expect(await slugsWhenIndexed(['changing'], 'zeppelin')).toEqual(['changing']);
      await gateway.save({ slug: 'changing', title: 'Balloon', tags: ['Ballooning'] });
      expect(await slugsWhenIndexed(['changing'], 'balloon')).toEqual(['changing']);
      expect(await findSlugs('zeppelin')).toEqual([]);
      const { article } = await gateway.query('{ article(by: { slug: "changing" }) { id } }');
      await edit(`mutation { unpublishArticle(input: { id: "${article.id}" }) { revision } }`);
      expect(await findSlugs('balloon')).toEqual([]);
      await edit(`mutation { publishArticle(input: { id: "${article.id}" }) { revision } }`);
      expect(await slugsWhenIndexed(['changing'], 'balloon')).toEqual(['changing']);
    });

    test('shows drafts in the preview perspective only', async () => {
      expect(await findSlugs('secret')).toEqual([]);
      const preview = gateway.queryAs(await gateway.createKey('preview'), 'preview');
      const { search: found } = await preview(SEARCH, { query: 'secret' });
      expect(found.edges.map((edge: any) => edge.node.slug)).toEqual(['a-draft']);
    });

    test('refuses a query that is too long', async () => {
      const [error] = await gateway.queryErrors(SEARCH, { query: 'x'.repeat(501) });
      expect(error!.extensions.code).toBe('BAD_USER_INPUT');
    });
  });
}
