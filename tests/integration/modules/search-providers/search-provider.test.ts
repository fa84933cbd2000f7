import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, expect, test } from '@jest/globals';
import { pruneChanges } from '../../../../src/changes/prune.js';
import { createMiniSearchProvider } from '../../../../src/modules/search/provider/minisearch-provider.js';
import type {
  SearchDocument,
  SearchProvider,
  SearchRequest,
} from '../../../../src/modules/search/provider/search-provider.js';
import { type Gateway, startGateway } from '../../../support/gateway.js';
import { waitUntil } from '../../../support/until.js';

const SEARCH = `query ($query: String!, $first: Int, $after: String, $filter: ArticleFilter, $orderBy: SearchOrder! = RELEVANCE) {
  search(query: $query, first: $first, after: $after, filter: $filter, orderBy: $orderBy) {
    totalCount didYouMean
    edges { score titleHighlight bodyHighlight node { slug title } }
    pageInfo { hasNextPage endCursor }
    facets { tags { tag { slug } count } }
  }
}`;

let gateway: Gateway;
const gateways: Gateway[] = [];
afterEach(async () => {
  for (const each of gateways.splice(0).reverse()) await each.close();
});

async function start(search: SearchProvider, settings = {}, searchRetryMs = 5_000): Promise<void> {
  gateway = await startGateway(settings, { siteConfig: { search }, searchRetryMs });
  gateways.push(gateway);
}

/** Starts another instance on a gateway's database, with connections of its own. */
async function startInstance(search: SearchProvider, beside: Gateway) {
  gateway = await startGateway({}, { siteConfig: { search }, beside });
  gateways.push(gateway);
}

async function stopInstance(): Promise<void> {
  await gateways.pop()!.close();
}

const slugsOf = (found: { edges: { node: { slug: string } }[] }) => found.edges.map(({ node }) => node.slug);
const searchFor = async (query: string, variables = {}, ask = gateway.query) =>
  (await ask(SEARCH, { query, ...variables })).search;

/** A provider that returns the given IDs for any query, a page at a time. */
function createListProvider(ids: () => number[], requests: SearchRequest[] = []): SearchProvider {
  return {
    name: 'list',
    search: async (request) => {
      requests.push(request);
      const all = ids();
      const from = request.after === null ? 0 : all.indexOf(Number(request.after)) + 1;
      const page = all.slice(from, from + request.limit);
      return { hits: page.map((id, i) => ({ id, score: 1 / (from + i + 1), cursor: String(id) })) };
    },
  };
}

test('A provider that returns drafts, unpublished articles and nonsense shows none of them', async () => {
  const ids: number[] = [];
  await start(createListProvider(() => ids));
  const draft = await gateway.save({ slug: 'hidden', title: 'Hidden word', tags: ['Hidden'], draft: true });
  const gone = await gateway.save({ slug: 'gone', title: 'Gone word', tags: ['Gone'] });
  const shown = await gateway.save({ slug: 'shown', title: 'Shown word', tags: ['Shown'] });
  await gateway.save({ slug: 'gone', draft: true });
  ids.push(
    draft,
    gone,
    shown,
    shown,
    999_999,
    -1,
    0,
    2.5,
    Number.NaN,
    2 ** 40,
    '7; DROP TABLE article' as never,
  );
  const found = await searchFor('word');
  expect(slugsOf(found)).toEqual(['shown']);
  expect(found).toMatchObject({
    totalCount: 1,
    facets: { tags: [{ tag: { slug: 'shown' }, count: 1 }] },
    pageInfo: { hasNextPage: false },
  });
  expect(JSON.stringify(found)).not.toMatch(/hidden|gone/i);
  expect(found.edges[0].titleHighlight).toBe('Shown <mark>word</mark>');
});

test('Hits that are not public do not shorten a page, and a filter holds whatever the provider does', async () => {
  const ids: number[] = [];
  const requests: SearchRequest[] = [];
  await start(createListProvider(() => ids, requests));
  const articles = Array.from({ length: 12 }, (_, i) => ({
    slug: `s-${i}`,
    draft: i % 2 === 0,
    section: [i < 6 ? 'Early' : 'Late'],
    tags: ['T'],
  }));
  ids.push(...(await gateway.saveMany(articles)));
  const first = await searchFor('any', { first: 3 });
  expect(slugsOf(first)).toEqual(['s-1', 's-3', 's-5']);
  expect(first).toMatchObject({ totalCount: 6, pageInfo: { hasNextPage: true } });
  const second = await searchFor('any', { first: 3, after: first.pageInfo.endCursor });
  expect(slugsOf(second)).toEqual(['s-7', 's-9', 's-11']);
  expect(second.pageInfo.hasNextPage).toBe(false);
  const filtered = await searchFor('any', { filter: { sections: { any: ['late'] }, tags: { any: ['t'] } } });
  expect(slugsOf(filtered)).toEqual(['s-7', 's-9', 's-11']);
  expect(filtered).toMatchObject({ totalCount: 3, facets: { tags: [{ count: 3 }] } });
  const section = await gateway.database.prisma.section.findUniqueOrThrow({ where: { slug: 'late' } });
  expect(requests.at(-1)).toMatchObject({ query: 'any', filter: { sectionIds: [section.id], tags: ['t'] } });
});

test("A provider's matches are sorted by date, and filtered by conditions that it does not know", async () => {
  const ids: number[] = [];
  const requests: SearchRequest[] = [];
  await start(createListProvider(() => ids, requests));
  const slugs: string[] = [];
  const articles = Array.from({ length: 60 }, (_, i) => {
    const publishedAt = new Date(Date.UTC(2026, 0, 1 + ((i * 7) % 60)));
    slugs[(i * 7) % 60] = `s-${i}`;
    return { slug: `s-${i}`, publishedAt, tags: i % 20 === 19 ? ['Rare'] : [] };
  });
  ids.push(...(await gateway.saveMany(articles)));
  const walk = async (variables: object) => {
    const found: string[] = [];
    for (let after: string | null = null; ; ) {
      const page: any = await searchFor('any', { first: 25, ...variables, after });
      found.push(...slugsOf(page));
      if (!page.pageInfo.hasNextPage) return found;
      after = page.pageInfo.endCursor;
    }
  };
  expect(await walk({ orderBy: 'OLDEST' })).toEqual(slugs);
  expect(await walk({ orderBy: 'NEWEST' })).toEqual([...slugs].reverse());
  const filter = { or: [{ tags: { all: ['rare'] } }, { slugs: ['s-2'] }] };
  expect(await walk({ orderBy: 'NEWEST', filter })).toEqual(
    [...slugs].reverse().filter((slug) => ['s-2', 's-19', 's-39', 's-59'].includes(slug)),
  );
  requests.length = 0;
  expect(slugsOf(await searchFor('any', { first: 3, filter }))).toEqual(['s-2', 's-19', 's-39']);
  // Ever more hits for the page, then all of them for the count.
  expect(requests.map(({ limit }) => limit)).toEqual([4, 40, 400, 10_000]);
  expect(requests[0]!.filter).toMatchObject({ sectionIds: null, tags: null, authors: null });
});

test('PostgreSQL answers for a provider that fails or is slow, except for its later pages', async () => {
  let mode: 'works' | 'fails' | 'hangs' = 'works';
  let calls = 0;
  const ids: number[] = [];
  const working = createListProvider(() => ids);
  await start(
    {
      name: 'moody',
      search: async (request, signal) => {
        calls += 1;
        if (mode === 'fails') throw new Error('connection refused');
        if (mode === 'hangs') await sleep(60_000, null, { signal });
        return working.search(request, signal);
      },
    },
    { READ_SECONDS: '60' },
    2_000,
  );
  for (const slug of ['one', 'two', 'three']) ids.push(await gateway.save({ slug, title: `Word ${slug}` }));
  const first = await searchFor('word', { first: 2 });
  mode = 'fails';
  expect(slugsOf(await searchFor('word')).sort()).toEqual(['one', 'three', 'two']);
  const variables = { query: 'word', first: 2, after: first.pageInfo.endCursor };
  const [error] = await gateway.queryErrors(SEARCH, variables);
  expect(error).toMatchObject({
    extensions: { code: 'SERVICE_UNAVAILABLE' },
    message: 'The search does not answer. Try again in a moment, from the first page.',
  });
  // It is left alone for a while.
  const before = calls;
  await searchFor('word');
  expect(calls).toBe(before);
  mode = 'works';
  await waitUntil(async () => slugsOf(await searchFor('word', { first: 1 }))[0] === 'one' && calls > before);
  mode = 'hangs';
  expect(slugsOf(await searchFor('word'))).toHaveLength(3);
});

/** An index that is kept when the gateway ends, as that of a server is. */
function createLastingProvider() {
  const documents = new Map<number, SearchDocument>();
  const log: string[] = [];
  let known: bigint | null = null;
  const provider: SearchProvider = {
    name: 'lasting',
    search: async ({ query }) => ({
      hits: [...documents.values()]
        .filter(({ title }) => title.includes(query))
        .map(({ id }) => ({ id, score: 1, cursor: String(id) })),
    }),
    index: {
      readSequence: async () => known,
      replaceAll: async (batches, sequence) => {
        log.push('replaceAll');
        documents.clear();
        for await (const batch of batches) for (const each of batch) documents.set(each.id, each);
        known = sequence;
      },
      update: async (changed, removedIds, sequence) => {
        for (const each of changed) log.push(`write ${each.slug}`);
        for (const id of removedIds) log.push(`remove ${documents.get(id)?.slug}`);
        for (const each of changed) documents.set(each.id, each);
        for (const id of removedIds) documents.delete(id);
        known = sequence;
      },
    },
  };
  return { provider, log, documents };
}

test('An index goes on from its last change after a restart, and is built anew when changes are pruned', async () => {
  const holder = await startGateway();
  gateways.push(holder);
  await holder.save({ slug: 'old', title: 'Old' });
  const { provider, log, documents } = createLastingProvider();
  await startInstance(provider, holder);
  await waitUntil(() => log.includes('replaceAll'));
  await gateway.save({ slug: 'new', title: 'New', tags: ['Before'] });
  await waitUntil(() => log.includes('write new'));
  await stopInstance();
  log.length = 0;
  await holder.save({ slug: 'while-away', title: 'Away' });
  await holder.save({ slug: 'old', title: 'Old', draft: true });
  await startInstance(provider, holder);
  await waitUntil(() => log.includes('remove old'));
  expect(log).toEqual(['write while-away', 'remove old']);
  await stopInstance();
  log.length = 0;
  await holder.save({ slug: 'late', title: 'Late' });
  await holder.save({ slug: 'later', title: 'Later' });
  await pruneChanges(holder.database.prisma, new Date(Date.now() + 60_000), []);
  await startInstance(provider, holder);
  await waitUntil(() => log.includes('replaceAll'));
  await waitUntil(() => documents.size === 4);
  const desk = gateway.queryAs(await gateway.createKey('write', 'publish'));
  const { tag } = await gateway.query('{ tag(by: { slug: "before" }) { id } }');
  await desk(`mutation { updateTag(input: { id: "${tag.id}", name: "After" }) { userErrors { message } } }`);
  await waitUntil(() => [...documents.values()].some(({ tags }) => tags[0]?.name === 'After'));
});

test('While an index is built, PostgreSQL is searched; a build that fails is tried again', async () => {
  let attempts = 0;
  let allowBuild: () => void = () => undefined;
  const mayBuild = new Promise<void>((resolve) => {
    allowBuild = resolve;
  });
  const { index, search } = createMiniSearchProvider();
  const provider: SearchProvider = {
    name: 'unlucky',
    search,
    index: {
      ...index!,
      replaceAll: async (...args) => {
        attempts += 1;
        if (attempts === 1) throw new Error('no disk');
        await mayBuild;
        await index!.replaceAll(...args);
      },
    },
  };
  await start(provider, {}, 500);
  await gateway.save({ slug: 'found', title: 'Findable' });
  expect(slugsOf(await searchFor('findable'))).toEqual(['found']);
  await waitUntil(() => attempts === 2);
  allowBuild();
  expect(slugsOf(await searchFor('findable'))).toEqual(['found']);
});

test('A forged cursor is an error of its client, and leaves the provider on for others', async () => {
  const requests: SearchRequest[] = [];
  const provider: SearchProvider = {
    name: 'strict',
    search: async (request) => {
      requests.push(request);
      if (request.after !== null) JSON.parse(request.after);
      return { hits: [] };
    },
  };
  await start(provider);
  const forge = (cursor: string) =>
    Buffer.from(JSON.stringify(['search for word', JSON.stringify(['strict', cursor]), 1])).toString(
      'base64url',
    );
  for (const cursor of [forge('x'), forge('x'.repeat(201))])
    expect((await gateway.queryErrors(SEARCH, { query: 'word', after: cursor }))[0]).toBeDefined();
  const { length } = requests;
  await searchFor('word');
  expect(requests.length).toBeGreaterThan(length);
});

test('A provider that repeats a hit does not end the list early', async () => {
  const ids: number[] = [];
  await start(createListProvider(() => [ids[0]!, ids[0]!, ...ids.slice(1)]));
  for (let i = 0; i < 5; i++) ids.push(await gateway.save({ slug: `r-${i}` }));
  const found = await searchFor('word', { first: 4 });
  expect(slugsOf(found)).toHaveLength(4);
  expect(found.pageInfo.hasNextPage).toBe(true);
});
