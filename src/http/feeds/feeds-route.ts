import type { IncomingHttpHeaders } from 'node:http';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { DependencyTracker } from '../../cache/dependency-tracker.js';
import type { ResponseCache } from '../../cache/response-cache.js';
import type { CachedResponse } from '../../cache/response-cache-store.js';
import { isUnreachable, UNAVAILABLE } from '../../database/is-database-unavailable.js';
import { toCachedResponse } from '../../graphql/operation-result.js';
import type { ReadCounter } from '../../observability/reads/read-counter.js';
import type { Client } from '../../rate-limit/concurrency/client-allowance.js';
import type { ClientQueues } from '../../rate-limit/concurrency/client-queues.js';
import type { ClientIdentity } from '../../rate-limit/rate-limiter.js';
import type { CrawlerClient } from '../../shared/crawlers.js';
import { BadUserInputError, ErrorCode } from '../../shared/errors/errors.js';
import { normalizePath } from '../../shared/paths.js';
import { appendVary } from '../cdn/cache-control.js';
import type { HttpCachePolicy } from '../cdn/public-cache-control.js';
import { createErrorBody, rejectRequest } from '../error-handler.js';
import { whenLeft } from '../graphql/when-left.js';
import { getPath } from '../request-id.js';
import { ResponseSender } from '../send-response.js';

/** Result for a path: a document, a redirect, or nothing. */
export type FeedLookup =
  /** `isIndexed` is false if search engines are not to show the document. */
  | { type: string; text: string; isIndexed?: boolean; headers?: Record<string, string> }
  /** Site-relative URL path. */
  | { movedTo: string }
  | { missing: 'gone' | 'unknown'; advice?: string }
  /** Why a crawler may not read the document of an article. */
  | { refused: string; articleId: number };

export interface FeedPluginOptions {
  paths: string[];
  responseCache: ResponseCache;
  cachePolicy: HttpCachePolicy;
  /** Counts a request for a document that is not in the cache. Throws RateLimitError. */
  admit(client: ClientIdentity): Promise<Client>;
  /** Queues in which documents wait for their turn to be made. */
  queues: ClientQueues;
  /**
   * Reads the document at a normalized path, with its dependencies. `filter` is the text of the parameter
   * `filter`, `client` a crawler that does not get everything. Throws BadUserInputError and ForbiddenError for a filter that readers cannot have.
   */
  readDocument(
    path: string,
    filter: string | null,
    client: CrawlerClient | null,
  ): Promise<{ lookup: FeedLookup; dependencies: DependencyTracker }>;
  /** Returns the crawler that sent a request, if it is not to get what its rights exclude. */
  findCrawler?(headers: IncomingHttpHeaders): CrawlerClient | null;
  /** Counts the articles that crawlers read. */
  reads?: Pick<ReadCounter, 'count'> | null;
  /** True if sites serve the documents at the addresses of their pages, by the header Accept. */
  isNegotiated?: boolean;
  /** True if the documents take the parameter `filter`; other parameters are ignored. */
  takesFilter?: boolean;
  /** Returns the database's time, the clock that all instances share. */
  getTime(): Promise<Date>;
}

/**
 * Registers feeds and sitemaps. Their responses are public, stored in the response cache and invalidated like
 * GraphQL responses.
 */
export async function feedPlugin(app: FastifyInstance, options: FeedPluginOptions) {
  const {
    paths,
    responseCache,
    cachePolicy,
    admit,
    queues,
    readDocument,
    takesFilter,
    isNegotiated,
    getTime,
  } = options;
  const { findCrawler = () => null, reads } = options;
  const sender = new ResponseSender(responseCache, cachePolicy);
  for (const url of paths) {
    app.get(url, { config: { isCredentialIndependent: true } }, async (request, reply) => {
      // Normalized and without other parameters, so that variants of one URL cannot fill the cache.
      const path = normalizePath(getPath(request));
      if (path === null) return rejectRequest(reply, 404, NOT_FOUND_MESSAGE);
      const filter = takesFilter ? getFilterText(request) : null;
      const crawler = findCrawler(request.headers);
      const name = [`document ${path}`, filter, crawler && nameCrawler(crawler)].filter(Boolean).join(' ');
      const signal = whenLeft(reply);
      let client: Client | undefined;
      const result = await responseCache.getOrCreate(
        { name, key: null },
        () => createResponse(path, filter, crawler),
        {
          signal,
          // Not before, because a refusal costs as much as a document from the cache.
          runInTurn: async (leaving, work) => {
            client ??= await admit(request);
            return queues.run(client, leaving, work);
          },
        },
      );
      const { texts } = result.response;
      if (request.method !== 'HEAD')
        request.onSent = (status) => reads?.count(request.headers, { status, texts });
      if (isNegotiated) appendVary(reply, 'Accept');
      // Caches in front do not tell crawlers from readers.
      return sender.sendResponse(request, reply, result, crawler === null);
    });
  }

  async function createResponse(
    path: string,
    filter: string | null,
    crawler: CrawlerClient | null,
  ): Promise<CachedResponse> {
    try {
      // Read first, because changes after this time may be missing in the document.
      const createdAt = await getTime();
      const { lookup, dependencies } = await readDocument(path, filter, crawler);
      const response = toCachedResponse(renderLookup(lookup, createdAt), {
        dependencies,
        outcome: { effect: 'read' },
      });
      return 'refused' in lookup ? { ...response, texts: [lookup.articleId] } : response;
    } catch (error) {
      if (!isUnreachable(error)) throw error;
      const text = JSON.stringify(createErrorBody(UNAVAILABLE, ErrorCode.SERVICE_UNAVAILABLE));
      return toCachedResponse(
        { status: 503, headers: { ...JSON_TYPE, 'retry-after': '1' }, text },
        undefined,
      );
    }
  }
}

/** Names a crawler for the cache: by its name, which a refusal has, and by its license. */
function nameCrawler({ crawler, isLicensed }: CrawlerClient): string {
  return `for ${crawler.token}${isLicensed ? ' with a license' : ''}`;
}

/** Returns the text of the parameter `filter`, or null without it. Throws BadUserInputError for several. */
function getFilterText({ query }: FastifyRequest): string | null {
  const { filter = null } = query as { filter?: string | string[] };
  if (Array.isArray(filter)) throw new BadUserInputError('filter: give it once, with `and` for several.');
  return filter;
}

const NOT_FOUND_MESSAGE = 'Not found.';
const JSON_TYPE = { 'content-type': 'application/json; charset=utf-8' };

function renderLookup(lookup: FeedLookup, createdAt: Date) {
  if ('text' in lookup) {
    const { type, text, isIndexed = true, headers: ownHeaders } = lookup;
    const headers = {
      'content-type': type,
      ...(!isIndexed && { 'x-robots-tag': 'noindex' }),
      'last-modified': createdAt.toUTCString(),
      'x-content-type-options': 'nosniff',
      ...ownHeaders,
    };
    return { status: 200, headers, text };
  }
  if ('movedTo' in lookup) return { status: 301, headers: { location: lookup.movedTo }, text: '' };
  if ('refused' in lookup) {
    const text = JSON.stringify(createErrorBody(lookup.refused, ErrorCode.FORBIDDEN));
    return { status: 403, headers: JSON_TYPE, text };
  }
  const { missing, advice } = lookup;
  const [status, message] =
    missing === 'gone' ? [410, 'The content is no longer available.'] : [404, advice ?? NOT_FOUND_MESSAGE];
  return {
    status,
    headers: JSON_TYPE,
    text: JSON.stringify(createErrorBody(message, ErrorCode.BAD_REQUEST)),
  };
}
