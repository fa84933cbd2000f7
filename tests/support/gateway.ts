import type { FastifyInstance } from 'fastify';
import { pino } from 'pino';
import { createApp } from '../../src/app/app.js';
import type { SiteConfig } from '../../src/app/define-config.js';
import type { AppOptions } from '../../src/app/parts.js';
import { ApiKeyService } from '../../src/auth/api-keys.service.js';
import { readConfig } from '../../src/config/env.js';
import { getLanguages } from '../../src/config/languages.js';
import { openDatabase } from '../../src/database/database.js';
import { ensureLanguageSchemas } from '../../src/database/migrations/language-schemas.js';
import type { Perspective } from '../../src/database/read/read-client.js';
import type { ContentModel } from '../../src/fields/content-model.js';
import { EMPTY_CONTENT } from '../../src/modules/editing/article-content.js';
import type { ExternalArticle } from '../../src/modules/import/external-article.js';
import { ImportService } from '../../src/modules/import/import.service.js';
import { applyContentModel } from '../../src/modules/own-fields/apply-model.js';
import { createTestDatabase, DATABASE_TIMEOUT_MS, type TestDatabase } from './test-database.js';

/** A complete gateway with a test database, on a free port. */
export interface Gateway {
  /** Base URL, such as http://127.0.0.1:41234. */
  address: string;
  app: FastifyInstance;
  database: TestDatabase;
  importService: ImportService;
  /**
   * Runs an operation over HTTP and returns its data. Throws an Error that contains the operation if it has
   * errors.
   */
  query: Query;
  /** Runs an operation that is expected to fail and returns its errors. */
  queryErrors(document: string, variables?: Variables, headers?: Headers): Promise<GraphQLResponseError[]>;
  /** Creates an API key. */
  createKey(...scopes: string[]): Promise<string>;
  /** Returns a function that runs operations with an API key, optionally in another perspective. */
  queryAs(key: string, perspective?: Perspective): Query;
  /**
   * Saves an article, published unless it is a draft, and returns its ID. Throws an Error if it is refused.
   */
  save(article: Partial<ExternalArticle>): Promise<number>;
  /** Saves articles like `save`, but together, which takes a fraction of the time. Returns their IDs. */
  saveMany(articles: Partial<ExternalArticle>[]): Promise<number[]>;
  close(): Promise<void>;
}

/**
 * Disables rate limits, since tests send more requests than a client may. Rate limits have tests of their
 * own.
 */
export const NO_RATE_LIMITS = { RATE_PER_CLIENT: '0', RATE_PER_KEY: '0' };

type Variables = Record<string, unknown>;
type Headers = Record<string, string | undefined>;
export type Query = <Data = any>(document: string, variables?: Variables, headers?: Headers) => Promise<Data>;

export interface GraphQLResponseError {
  message: string;
  path?: (string | number)[];
  extensions: { code: string };
}

export interface GatewayOptions {
  /** What the site adds. */
  siteConfig?: SiteConfig;
  /** Source of the current time. */
  clock?: () => Date;
  /** Own fields and kinds of the site, which are applied to the database. */
  model?: ContentModel;
  /** Database to use, which is not closed, instead of a new one. */
  database?: TestDatabase;
  /** Another gateway, to start a second instance on its database, with connections of its own. */
  beside?: Pick<Gateway, 'database'>;
  /** Milliseconds after which a search provider that failed is tried again. */
  searchRetryMs?: number;
  /** Fetches keys of crawlers that sign. */
  fetchKeyDirectory?: AppOptions['fetchKeyDirectory'];
}

export async function startGateway(
  settings: NodeJS.ProcessEnv = {},
  { clock, siteConfig, model, beside, searchRetryMs, fetchKeyDirectory, ...options }: GatewayOptions = {},
): Promise<Gateway> {
  const database =
    options.database ?? (beside ? openAgain(beside.database.connection) : await createTestDatabase());
  // Disable the cache: tests count statements and write to tables without a change log. The cache has tests
  // of its own.
  const defaults = {
    SITE_URL: 'https://courier.example',
    LOG_LEVEL: 'silent',
    CACHE_MB: '0',
    CLOSING_SECONDS: '0',
    ...NO_RATE_LIMITS,
  };
  const config = readConfig({ ...defaults, ...settings });
  if (model) await applyContentModel(database.connection, model);
  await ensureLanguageSchemas(database.connection, getLanguages(config));
  const app = await createApp({
    config,
    ...(model && { model }),
    database,
    logger: pino({ level: config.LOG_LEVEL }),
    ...(clock && { clock }),
    ...(siteConfig && { siteConfig }),
    searchRetryMs,
    fetchKeyDirectory,
  });
  const address = await app.listen({ host: '127.0.0.1', port: 0 });
  const importService = new ImportService(database.prisma);

  const saveMany = async (articles: Partial<ExternalArticle>[]) => {
    const ids = await save(database, importService, articles);
    // Wait for the invalidation, so that the next request is not served from the cache.
    if (config.CACHE_MB > 0) await app.cacheInvalidator.waitForSync();
    return ids;
  };
  const gateway: Gateway = {
    ...{ address, app, database, importService },
    ...createQueries(address),
    createKey: async (...scopes) => (await new ApiKeyService(database.prisma).create('Desk', scopes)).secret,
    save: async (article) => {
      const [id] = await saveMany([article]);
      return id!;
    },
    saveMany,
    close: async () => {
      await app.close();
      if (!options.database) await database.close();
      // Modules of tests stay in memory until their worker ends; what their variables hold should not.
      for (const key of Object.keys(gateway)) Reflect.deleteProperty(gateway, key);
    },
  };
  return gateway;
}

/** Creates the functions that send operations. They hold no gateway, as variables of tests keep them. */
function createQueries(address: string): Pick<Gateway, 'query' | 'queryAs' | 'queryErrors'> {
  const post = async (document: string, variables?: Variables, headers?: Headers) => {
    const response = await fetch(`${address}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify({ query: document, variables }),
    });
    return (await response.json()) as { data?: any; errors?: GraphQLResponseError[] };
  };
  const query: Query = async (document, variables, headers) => {
    const { data, errors } = await post(document, variables, headers);
    if (errors) throw new Error(formatFailure(document, variables, errors));
    return data;
  };
  return {
    query,
    queryAs: (key, perspective) => (document, variables, headers) =>
      query(document, variables, {
        authorization: `Bearer ${key}`,
        ...(perspective && { 'x-perspective': perspective }),
        ...headers,
      }),
    queryErrors: async (document, variables, headers) => {
      const { errors } = await post(document, variables, headers);
      if (!errors) throw new Error(`This was expected to fail:\n${document}\n${JSON.stringify(variables)}`);
      return errors;
    },
  };
}

function openAgain(connection: TestDatabase['connection']): TestDatabase {
  return { ...openDatabase(connection, 5, DATABASE_TIMEOUT_MS), connection };
}

function formatFailure(document: string, variables: unknown, errors: unknown): string {
  return `The operation failed:\n${document}\n${JSON.stringify(variables)}\n${JSON.stringify(errors, null, 2)}`;
}

let articleCount = 0;

async function save(
  database: TestDatabase,
  importService: ImportService,
  articles: Partial<ExternalArticle>[],
): Promise<number[]> {
  const complete = articles.map(complementArticle);
  // One by itself, as upsertMany first compares all with what is stored.
  const results =
    complete.length === 1
      ? [await importService.upsert(complete[0]!)]
      : await importService.upsertMany(complete);
  for (const [i, { outcome, reasons }] of results.entries())
    if (outcome === 'refused') throw new Error(`${complete[i]!.slug} was refused: ${reasons.join('; ')}`);
  const slugs = complete.map(({ slug }) => slug);
  const where = { slug: { in: slugs } };
  const drafts = await database.prisma.draft.findMany({ where, select: { id: true, slug: true } });
  const ids = new Map(drafts.map(({ slug, id }) => [slug, id]));
  return slugs.map((slug) => ids.get(slug)!);
}

function complementArticle(article: Partial<ExternalArticle>): ExternalArticle {
  articleCount += 1;
  const slug = article.slug ?? `article-${articleCount}`;
  return {
    ...ARTICLE_DEFAULTS,
    slug,
    title: `Title of ${slug}`,
    ...article,
    sourceId: article.sourceId ?? slug,
  };
}

export const ARTICLE_DEFAULTS: ExternalArticle = {
  ...EMPTY_CONTENT,
  source: 'test',
  sourceId: '',
  slug: '',
  title: '',
  body: { format: 'markdown', text: 'A body.' },
  publishedAt: new Date('2026-01-01T00:00:00Z'),
  draft: false,
};
