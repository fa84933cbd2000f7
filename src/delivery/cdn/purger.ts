import type { Cdn } from './public-caching.js';

/** Milliseconds that a CDN has to answer. */
const PATIENCE = 15_000;

export interface PurgerOptions {
  cdn: Cdn;
  url: string;
  token?: string | undefined;
}

interface Form {
  /** As many tags as one request may name. */
  most: number;
  request(tags: string[], token: string | undefined): { headers: Record<string, string>; body?: string };
}

const asJson: Form['request'] = (tags, token) => ({
  headers: { 'content-type': 'application/json', ...(token && { authorization: `Bearer ${token}` }) },
  body: JSON.stringify({ tags }),
});

const FORMS: Record<Cdn, Form> = {
  /** https://www.fastly.com/documentation/reference/api/purging/#bulk-purge-tag */
  fastly: {
    most: 256,
    request: (tags, token) => ({
      headers: { 'surrogate-key': tags.join(' '), ...(token && { 'fastly-key': token }) },
    }),
  },
  /** https://developers.cloudflare.com/api/resources/cache/methods/purge */
  cloudflare: { most: 100, request: asJson },
  generic: { most: 1_000, request: asJson },
};

/** Has a CDN forget what it has of some tags. */
export class Purger {
  constructor(private readonly options: PurgerOptions) {}

  /** Throws when any of it was not taken; purging again does no harm. */
  async purge(tags: string[]): Promise<void> {
    const { most } = FORMS[this.options.cdn];
    for (let from = 0; from < tags.length; from += most) await this.send(tags.slice(from, from + most));
  }

  private async send(tags: string[]): Promise<void> {
    const { cdn, url, token } = this.options;
    const response = await fetch(url, {
      method: 'POST',
      redirect: 'error',
      signal: AbortSignal.timeout(PATIENCE),
      ...FORMS[cdn].request(tags, token),
    });
    const text = await response.text();
    if (!response.ok)
      throw new Error(`The CDN answered ${response.status} to a purge: ${text.slice(0, 300)}`);
  }
}
