/** @isolated */
import 'reflect-metadata';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import Fastify, { type FastifyInstance } from 'fastify';
import {
  Arg,
  buildSchema,
  Ctx,
  Field,
  FieldResolver,
  ID,
  InputType,
  Int,
  ObjectType,
  Query,
  Resolver,
  Root,
} from 'type-graphql';
import { DependencyTracker } from '../../../src/cache/dependency-tracker.js';
import { EntityCache } from '../../../src/cache/entity-cache.js';
import { ResponseCache } from '../../../src/cache/response-cache.js';
import { ResponseStore } from '../../../src/cache/response-cache-store.js';
import { Cached } from '../../../src/graphql/cached.js';
import { useSimpleFields } from '../../../src/graphql/direct-resolvers.js';
import { type GraphContext, GraphQLExecutor } from '../../../src/graphql/graphql-executor.js';
import { trackMethods } from '../../../src/graphql/limit-untracked.js';
import { TrustedDocuments } from '../../../src/graphql/persisted-documents/persisted-documents.js';
import { applySchemaSteps, listSchemaSteps } from '../../../src/graphql/schema-steps.js';
import { graphqlPlugin } from '../../../src/http/graphql/graphql-route.js';
import { GraphQLPipeline } from '../../../src/http/graphql/pipeline.js';
import { ResponseLookUp } from '../../../src/http/graphql/response-look-up.js';
import { ClientQueues } from '../../../src/rate-limit/concurrency/client-queues.js';
import { SiteLanguages } from '../../../src/shared/languages.js';

/** What the resolvers read past the loaders, which counts how often that happens. */
const outside = {
  reads: 0,
  read(): string {
    this.reads += 1;
    return `read ${this.reads}`;
  },
  async fetch(): Promise<string> {
    await new Promise((resolve) => setTimeout(resolve, 5));
    return this.read();
  },
};

interface TestContext {
  /** A loader, whose use is counted as that of the gateway's loaders. */
  readonly titles: { load(id: number): Promise<string> };
}

@InputType()
class Pair {
  @Field(() => String)
  from!: string;
}

@ObjectType()
class Article {
  @Field(() => ID)
  id!: number;

  @Field(() => String)
  title!: string;

  @Field(() => String)
  async note(): Promise<string> {
    return outside.fetch();
  }
}

@Resolver(() => Article)
class ArticleResolver {
  @Query(() => Article)
  async article(@Arg('id', () => Int) id: number, @Ctx() { titles }: TestContext): Promise<Article> {
    return Object.assign(new Article(), { id, title: await titles.load(id) });
  }

  @FieldResolver(() => String)
  shout(@Root() { title }: Article): string {
    outside.reads += 1;
    return title.toUpperCase();
  }

  @FieldResolver(() => String)
  weather(@Root() _article: Article): Promise<string> {
    return outside.fetch();
  }

  @FieldResolver(() => String)
  weatherOf(@Root() _article: Article, @Arg('pair', () => Pair) _pair: Pair): Promise<string> {
    return outside.fetch();
  }

  @Cached({ seconds: 60 })
  @FieldResolver(() => String)
  forecast(@Root() _article: Article): Promise<string> {
    return outside.fetch();
  }

  @FieldResolver(() => String)
  async other(@Ctx() { titles }: TestContext): Promise<string> {
    outside.reads += 1;
    return titles.load(2);
  }

  @Query(() => String)
  clock(): string {
    return outside.read();
  }

  @Query(() => String)
  rate(): Promise<string> {
    return outside.fetch();
  }

  @Query(() => String)
  rateOf(@Arg('pair', () => Pair) _pair: Pair): Promise<string> {
    return outside.fetch();
  }

  @Cached()
  @Query(() => String)
  version(): string {
    return outside.read();
  }
}

let address: string;
let app: FastifyInstance;

/** Starts a gateway of these resolvers, with a response cache and a cache of fragments. */
async function startApp(shouldCompile: boolean): Promise<void> {
  app = Fastify();
  useSimpleFields();
  const resolver = new ArticleResolver();
  const built = await buildSchema({
    resolvers: [ArticleResolver],
    container: { get: (_resolver, data) => trackMethods(resolver, data as never) },
    validate: false,
  });
  const { describeRootTypes: _, ...steps } = listSchemaSteps({
    instances: new Map([[ArticleResolver, resolver]]),
    extend: (given) => given,
  });
  const schema = applySchemaSteps(built, steps);
  const fragmentCache = new EntityCache(1_000_000);
  fragmentCache.isSynchronized = true;
  const createTestContext = () => {
    const dependencies = new DependencyTracker();
    return {
      requestId: 'a',
      viewer: null,
      perspective: 'published',
      dependencies,
      fragmentCache,
      outcome: {},
      cost: {},
      shouldReportCost: false,
      charge() {},
      enableReadYourWrites() {},
      languages: new SiteLanguages({ primary: 'en' }),
      setLanguage() {},
      get titles() {
        dependencies.countUse();
        return {
          load: async (id: number) => {
            dependencies.trackTags([`article:${id}`]);
            return 'Eels';
          },
        };
      },
    };
  };
  const graph = new GraphQLExecutor({
    schema,
    introspection: true,
    trustedDocuments: new TrustedDocuments([], false),
    maxCost: 1_000,
    shouldCompile,
    log: app.log,
  });
  const responseCache = new ResponseCache(new ResponseStore(1_000_000), { isSynchronized: true }, 60_000);
  const parseJson = app.getDefaultJsonParser('error', 'error');
  await app.register(graphqlPlugin, {
    path: '/graphql',
    pipeline: new GraphQLPipeline<GraphContext>({
      hooks: {},
      admit: async () => ({
        rateLimitStatus: null,
        client: { name: 'a', weight: 1 },
        context: createTestContext(),
      }),
      queues: new ClientQueues({ running: 10, perClient: 10, waiting: 10, maxWaitMs: 1_000 }),
      onMutation: async () => undefined,
      telemetry: { onOperation: () => undefined } as never,
      log: app.log,
    }),
    graph,
    responseCache,
    responseLookUp: new ResponseLookUp(responseCache, (params) => graph.find(params), parseJson),
    cachePolicy: { cdn: 'generic', browserSeconds: 30, sharedSeconds: 600, staleSeconds: 60 },
  });
  address = await app.listen({ host: '127.0.0.1', port: 0 });
}

async function post(query: string) {
  const response = await fetch(`${address}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query }),
  });
  const { data, errors } = (await response.json()) as { data: unknown; errors?: unknown };
  expect(errors).toBeUndefined();
  return { data, cache: response.headers.get('x-cache') };
}

const UNTRACKED = [
  '{ clock }',
  '{ rate }',
  '{ a: rate b: rate }',
  '{ rateOf(pair: { from: "EUR" }) }',
  '{ article(id: 1) { title } rate }',
  '{ rate article(id: 1) { title } }',
  '{ article(id: 1) { title } version clock }',
  '{ article(id: 1) { title weather } }',
  '{ article(id: 1) { weatherOf(pair: { from: "EUR" }) } }',
  '{ article(id: 1) { note } }',
  '{ article(id: 1) { shout other forecast weather } }',
];
const TRACKED = [
  '{ __typename }',
  '{ version }',
  '{ article(id: 1) { title shout } }',
  '{ article(id: 1) { other } }',
  '{ a: article(id: 1) { title } b: article(id: 2) { shout } version }',
  '{ article(id: 1) { shout other forecast } }',
];

describe.each([
  { execution: 'compiled', shouldCompile: true },
  { execution: 'plain', shouldCompile: false },
])('Fields in $execution execution', ({ shouldCompile }) => {
  beforeAll(() => startApp(shouldCompile));
  afterAll(() => app.close());
  beforeEach(() => {
    outside.reads = 0;
  });

  test.each(UNTRACKED)(
    '%s runs for every request, since a field of it reads past the loaders',
    async (query) => {
      const responses = [await post(query), await post(query), await post(query)];
      expect(new Set(responses.map(({ data }) => JSON.stringify(data))).size).toBe(3);
      expect(responses.map(({ cache }) => cache)).toEqual(['MISS', 'MISS', 'MISS']);
    },
  );

  test.each(UNTRACKED)('%s has no public response to a GET', async (query) => {
    const response = await fetch(`${address}/graphql?query=${encodeURIComponent(query)}`);
    expect(response.status).toBe(200);
    expect(response.headers.get('cache-control')).toBeNull();
    expect(response.headers.get('etag')).toBeNull();
  });

  test.each(TRACKED)('%s runs once, and is then cached', async (query) => {
    await post(query);
    const { reads } = outside;
    expect([(await post(query)).cache, (await post(query)).cache]).toEqual(['HIT', 'HIT']);
    expect(outside.reads).toBe(reads);
  });

  test('x-cache-debug names the fields because of which a response is not cached', async () => {
    const query = encodeURIComponent('{ article(id: 1) { title shout weather } rate version }');
    const headers = { 'x-cache-debug': '1' };
    const response = await fetch(`${address}/graphql?query=${query}`, { headers });
    const { extensions } = (await response.json()) as { extensions: { cache: { uncachedBy: string[] } } };
    expect(extensions.cache.uncachedBy).toEqual(['Article.weather', 'Query.rate']);
    expect(response.headers.get('x-uncached-by')).toBe('Article.weather Query.rate');
    const tracked = await fetch(`${address}/graphql?query=${encodeURIComponent('{ version }')}`, { headers });
    expect(tracked.headers.get('x-uncached-by')).toBeNull();
  });

  test('Requests at the same time do not share the response of an untracked field', async () => {
    const responses = await Promise.all([post('{ rate }'), post('{ rate }'), post('{ rate }')]);
    expect(new Set(responses.map(({ data }) => JSON.stringify(data))).size).toBe(3);
  });

  test('A CDN may keep a response for as long as @Cached says', async () => {
    const query = encodeURIComponent('query Forecast { article(id: 1) { forecast } }');
    const response = await fetch(`${address}/graphql?query=${query}`);
    expect(response.headers.get('cache-control')).toMatch(/^public, max-age=30, s-maxage=(59|60)$/);
  });
});
