import { type CachePurger, sendPurge, splitIntoPortions } from './cache-purger.js';
import type { CdnProvider } from './public-cache-control.js';

export interface HttpPurgerOptions {
  /** CDN with the API that is used; `generic` posts `{ "tags": [] }`. */
  cdn: CdnProvider;
  url: string;
  token?: string | undefined;
  /** Name of the purger; defaults to that of the CDN. */
  name?: string;
}

interface PurgeFormat {
  /** Maximum number of tags in a request. */
  maxTags: number;
  createRequest(
    tags: string[],
    token: string | undefined,
  ): { headers: Record<string, string>; body?: string };
}

const createJsonRequest: PurgeFormat['createRequest'] = (tags, token) => ({
  headers: { 'content-type': 'application/json', ...(token && { authorization: `Bearer ${token}` }) },
  body: JSON.stringify({ tags }),
});

const PURGE_FORMATS: Record<CdnProvider, PurgeFormat> = {
  /** See https://www.fastly.com/documentation/reference/api/purging/#bulk-purge-tag */
  fastly: {
    maxTags: 256,
    createRequest: (tags, token) => ({
      headers: { 'surrogate-key': tags.join(' '), ...(token && { 'fastly-key': token }) },
    }),
  },
  /** See https://developers.cloudflare.com/api/resources/cache/methods/purge */
  cloudflare: { maxTags: 100, createRequest: createJsonRequest },
  generic: { maxTags: 1_000, createRequest: createJsonRequest },
};

/** Creates a purger for the HTTP API of a CDN, which purges tags. */
export function createHttpPurger({ cdn, url, token, name = cdn }: HttpPurgerOptions): CachePurger {
  const { maxTags, createRequest } = PURGE_FORMATS[cdn];
  return {
    name,
    purge: async ({ tags }) => {
      for (const portion of splitIntoPortions(tags, maxTags)) {
        await sendPurge(url, { method: 'POST', ...createRequest(portion, token) });
      }
    },
  };
}
