import type { CdnProvider } from './public-cache-control.js';

/** Milliseconds that a CDN has to respond. */
const TIMEOUT_MS = 15_000;

export interface CdnPurgerOptions {
  cdn: CdnProvider;
  url: string;
  token?: string | undefined;
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

/** Purges cache tags from a CDN. */
export class CdnPurger {
  constructor(private readonly options: CdnPurgerOptions) {}

  /** Purges tags. Throws if the CDN refuses a request; purging again is harmless. */
  async purge(tags: string[]): Promise<void> {
    const { maxTags } = PURGE_FORMATS[this.options.cdn];
    for (let from = 0; from < tags.length; from += maxTags) await this.send(tags.slice(from, from + maxTags));
  }

  private async send(tags: string[]): Promise<void> {
    const { cdn, url, token } = this.options;
    const response = await fetch(url, {
      method: 'POST',
      redirect: 'error',
      signal: AbortSignal.timeout(TIMEOUT_MS),
      ...PURGE_FORMATS[cdn].createRequest(tags, token),
    });
    const text = await response.text();
    if (!response.ok)
      throw new Error(`The CDN responded to a purge with status ${response.status}: ${text.slice(0, 300)}`);
  }
}
