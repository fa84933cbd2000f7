import { z } from 'zod';
import { trimSlashes } from '../../shared/trim-end.js';
import { FetchError, type Fetcher } from '../fetcher.js';
import { clockOf } from '../sync-mark.js';
import { UnreadableSource } from '../unreadable-source.js';

const settings = z.object({ settings: z.object({ url: z.string().nullish() }) });
const pagination = z.object({ meta: z.object({ pagination: z.object({ pages: z.number() }) }) });
const failure = z.object({ errors: z.array(z.object({ message: z.string() })).min(1) });

/** The most that Ghost 6 gives at once. */
const PAGE = 100;

export type Resource = 'posts' | 'pages';

/** A Ghost site's Content API, by https://docs.ghost.org/content-api. It has what is published, and the key only reads. */
export class ContentApi {
  private constructor(
    private readonly fetcher: Fetcher,
    private readonly root: string,
    private readonly key: string,
    /** Address of the site's front page. */
    readonly url: string,
    /** The site's own time when it was first asked. */
    readonly clock: Date,
  ) {}

  /** Throws UnreadableSource when there is none, or the key is not known there. */
  static async of(fetcher: Fetcher, address: string, key: string): Promise<ContentApi> {
    const front = trimSlashes(address);
    const root = `${front}/ghost/api/content`;
    const { body, clock } = await get(fetcher, `${root}/settings/`, { key });
    const found = settings.safeParse(body);
    if (!found.success) throw new UnreadableSource(`${address} offers no Ghost Content API.`);
    return new ContentApi(fetcher, root, key, trimSlashes(found.data.settings.url ?? front), clock);
  }

  /** Everything of a kind, page by page, in the order of ids, which no change there upsets. */
  async *all(resource: Resource, parameters: Record<string, string>): AsyncGenerator<unknown[]> {
    for (let page = 1, pages = 1; page <= pages; page += 1) {
      const asked = {
        order: 'id asc',
        ...parameters,
        key: this.key,
        limit: String(PAGE),
        page: String(page),
      };
      const { body } = await get(this.fetcher, `${this.root}/${resource}/`, asked);
      pages = pagination.parse(body).meta.pagination.pages;
      yield z.array(z.unknown()).parse((body as Record<string, unknown>)[resource]);
    }
  }
}

/** The key stands in the address, which no message shows. */
async function get(
  fetcher: Fetcher,
  address: string,
  parameters: Record<string, string>,
): Promise<{ body: unknown; clock: Date }> {
  const url = `${address}?${new URLSearchParams(parameters)}`;
  const headers = { accept: 'application/json', 'accept-version': 'v5.0' };
  const {
    status,
    text,
    headers: answered,
  } = await fetcher.get(url, headers).catch((error: Error) => {
    if (!(error instanceof FetchError)) throw error;
    throw new FetchError(error.message.replaceAll(url, address), error.isFinal);
  });
  const body = parsed(text);
  if (status === 200 && body !== undefined) return { body, clock: clockOf(answered.date) };
  const { data } = failure.safeParse(body);
  throw new UnreadableSource(`${address} answered ${status}${data ? `: ${data.errors[0]!.message}` : ''}`);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
