import { z } from 'zod';
import { trimSlashes } from '../../shared/text/trim-end.js';
import { FetchError } from '../fetch/fetch-error.js';
import type { Fetcher } from '../fetch/fetcher.js';
import { parseServerClock } from '../run/sync-mark.js';
import { UnreadableSourceError } from '../run/unreadable-source.js';

const settingsSchema = z.object({ settings: z.looseObject({ url: z.string().nullish() }) });
const paginationSchema = z.object({ meta: z.object({ pagination: z.object({ pages: z.number() }) }) });
const failureSchema = z.object({ errors: z.array(z.object({ message: z.string() })).min(1) });

/** Maximum page size of Ghost 6. */
const PAGE_SIZE = 100;

export type ContentResource = 'posts' | 'pages' | 'tags' | 'authors';

/**
 * Client of a Ghost site's Content API: https://docs.ghost.org/content-api. The API only serves published
 * posts and its key is read-only.
 */
export class ContentApi {
  private constructor(
    private readonly fetcher: Fetcher,
    private readonly rootUrl: string,
    private readonly apiKey: string,
    /** URL of the site's front page, with no slash at the end. */
    readonly url: string,
    /** Server time at the first request. */
    readonly clock: Date,
    /** Settings of the site by name. */
    readonly settings: ReadonlyMap<string, unknown>,
  ) {}

  /** Connects to a site's API. Throws UnreadableSourceError if the site has none or rejects the key. */
  static async connect(fetcher: Fetcher, siteUrl: string, key: string): Promise<ContentApi> {
    const baseUrl = trimSlashes(siteUrl);
    const root = `${baseUrl}/ghost/api/content`;
    const { body, clock } = await fetchJson(fetcher, `${root}/settings/`, { key });
    const settings = settingsSchema.safeParse(body);
    if (!settings.success)
      throw new UnreadableSourceError(
        `No Ghost Content API was found at ${siteUrl}. Check the URL of the site.`,
      );
    const { settings: values } = settings.data;
    const url = trimSlashes(values.url ?? baseUrl);
    return new ContentApi(fetcher, root, key, url, clock, new Map(Object.entries(values)));
  }

  /** Fetches a resource page by page in the order of IDs, which stays stable during changes. */
  async *fetchPages(
    resource: ContentResource,
    parameters: Record<string, string>,
  ): AsyncGenerator<unknown[]> {
    for (let page = 1, pages = 1; page <= pages; page += 1) {
      const query = {
        order: 'id asc',
        ...parameters,
        key: this.apiKey,
        limit: String(PAGE_SIZE),
        page: String(page),
      };
      const { body } = await fetchJson(this.fetcher, `${this.rootUrl}/${resource}/`, query);
      pages = paginationSchema.parse(body).meta.pagination.pages;
      yield z.array(z.unknown()).parse((body as Record<string, unknown>)[resource]);
    }
  }
}

/** Fetches JSON from an endpoint. The key is in the URL, so error messages name the endpoint instead. */
async function fetchJson(
  fetcher: Fetcher,
  endpoint: string,
  parameters: Record<string, string>,
): Promise<{ body: unknown; clock: Date }> {
  const url = `${endpoint}?${new URLSearchParams(parameters)}`;
  const headers = { accept: 'application/json', 'accept-version': 'v5.0' };
  const {
    status,
    text,
    headers: answered,
  } = await fetcher.get(url, headers).catch((error: Error) => {
    if (!(error instanceof FetchError)) throw error;
    throw new FetchError(error.message.replaceAll(url, endpoint), error.isFinal);
  });
  const body = parseJson(text);
  if (status === 200 && body !== undefined) return { body, clock: parseServerClock(answered.date) };
  const { data } = failureSchema.safeParse(body);
  throw new UnreadableSourceError(
    `${endpoint} responded with status ${status}${data?.errors[0] ? `: ${data.errors[0].message}` : ''}`,
  );
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
