import type { CdnProvider } from '../../src/http/cdn/public-cache-control.js';
import { startReceiver } from './receiver.js';

/** A cache with the purge API of a CDN, its limit of tags and its check of the token. */
export interface TagCache {
  url: string;
  /** Cached responses: tags by path. */
  responses: Map<string, string[]>;
  close(): Promise<void>;
}

const MAX_TAGS: Record<CdnProvider, number> = { fastly: 256, cloudflare: 100, generic: 1_000 };

export async function startTagCache(cdn: CdnProvider, token: string): Promise<TagCache> {
  const receiver = await startReceiver();
  const responses: TagCache['responses'] = new Map();
  receiver.respond = (response, { headers, body, path }) => {
    const isFastly = cdn === 'fastly';
    const given = isFastly ? headers['fastly-key'] : headers.authorization?.replace(/^Bearer /, '');
    if (given !== token) return response.writeHead(401).end('Provide a token.');
    if (path !== '/purge') return response.writeHead(404).end();
    const tags: string[] = isFastly ? String(headers['surrogate-key']).split(' ') : JSON.parse(body).tags;
    if (tags.length === 0 || tags.length > MAX_TAGS[cdn])
      return response.writeHead(400).end('Too many tags.');
    for (const [key, own] of responses) if (own.some((tag) => tags.includes(tag))) responses.delete(key);
    return response.writeHead(200, { 'content-type': 'application/json' }).end('{"status":"ok"}');
  };
  return { url: `${receiver.address}/purge`, responses, close: receiver.close };
}
