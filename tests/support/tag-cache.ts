import type { CdnProvider } from '../../src/http/cdn/public-cache-control.js';
import { startReceiver } from './receiver.js';

/** A cache with the purge API of a CDN, its limit of tags and its check of the token. */
export interface TagCache {
  url: string;
  /** Cached responses: tags by path. */
  responses: Map<string, string[]>;
  close(): Promise<void>;
}

/** A CDN, or Apollo Router. */
type TagCacheKind = CdnProvider | 'router';

const MAX_TAGS: Record<TagCacheKind, number> = { fastly: 256, cloudflare: 100, generic: 1_000, router: 100 };
/** Name of the subgraph that the router knows. */
export const SUBGRAPH = 'news';

export async function startTagCache(cdn: TagCacheKind, token: string): Promise<TagCache> {
  const receiver = await startReceiver();
  const responses: TagCache['responses'] = new Map();
  receiver.respond = (response, { headers, body, path }) => {
    const isFastly = cdn === 'fastly';
    const { authorization } = headers;
    const bearer = cdn === 'router' ? authorization : authorization?.replace(/^Bearer /, '');
    const given = isFastly ? headers['fastly-key'] : bearer;
    if (given !== token) return response.writeHead(401).end('Provide a token.');
    if (path !== '/purge') return response.writeHead(404).end();
    const tags = isFastly
      ? String(headers['surrogate-key']).split(' ')
      : cdn === 'router'
        ? listInvalidatedTags(body)
        : (JSON.parse(body).tags as string[]);
    if (tags.length === 0 || tags.length > MAX_TAGS[cdn])
      return response.writeHead(400).end('Too many tags.');
    for (const [key, own] of responses) if (own.some((tag) => tags.includes(tag))) responses.delete(key);
    return response.writeHead(200, { 'content-type': 'application/json' }).end('{"status":"ok"}');
  };
  return { url: `${receiver.address}/purge`, responses, close: receiver.close };
}

/** Returns the tags of a request to Apollo Router's invalidation endpoint, which refuses unknown kinds. */
function listInvalidatedTags(body: string): string[] {
  const invalidations = JSON.parse(body) as { kind: string; subgraphs: string[]; cache_tag: string }[];
  return invalidations.map(({ kind, subgraphs, cache_tag: tag }) => {
    if (kind !== 'cache_tag') throw new Error(`Unknown kind ${kind}`);
    return subgraphs.includes(SUBGRAPH) ? tag : '';
  });
}
