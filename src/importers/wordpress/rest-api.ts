import { z } from 'zod';
import { PlainError } from '../../shared/plain-error.js';
import { trimSlashes } from '../../shared/trim-end.js';
import type { Fetched, Fetcher } from '../fetcher.js';
import { clockOf } from '../sync-mark.js';

/** The site does not offer what a sync needs; the message is for the person at the terminal. */
export class NoRestApiError extends PlainError {
  override readonly name = 'NoRestApiError';
}

const index = z.object({ name: z.string().default(''), home: z.string(), namespaces: z.array(z.string()) });
const types = z.record(z.string(), z.object({ rest_base: z.string() }));

export type Parameters = Record<string, string | number>;

/** A WordPress site's REST API, by https://developer.wordpress.org/rest-api/. */
export class RestApi {
  private constructor(
    private readonly fetcher: Fetcher,
    private readonly root: string,
    private readonly headers: Record<string, string>,
    readonly site: { title: string; url: string },
    /** The site's own time when it was first asked. */
    readonly clock: Date,
  ) {}

  /** Finds the API of a site; `login` is a user's name, a colon and an application password. */
  static async of(fetcher: Fetcher, address: string, login?: string): Promise<RestApi> {
    const headers: Record<string, string> = { accept: 'application/json' };
    if (login) headers.authorization = `Basic ${Buffer.from(login).toString('base64')}`;
    const front = trimSlashes(address);
    // Sites without permalinks have the second form alone.
    for (const root of [`${front}/wp-json/`, `${front}/?rest_route=/`]) {
      const answer = await fetcher.get(root, headers);
      const { data } = index.safeParse(json(answer));
      if (answer.status !== 200 || !data?.namespaces.includes('wp/v2')) continue;
      const site = { title: data.name, url: trimSlashes(data.home) };
      const api = new RestApi(fetcher, answer.url, headers, site, clockOf(answer.headers.date));
      if (login) await api.#refuseUnknownLogin();
      return api;
    }
    throw new NoRestApiError(`${address} offers no WordPress REST API (/wp-json/wp/v2).`);
  }

  /** Of a wrong password WordPress says nothing where no one need log in. */
  async #refuseUnknownLogin(): Promise<void> {
    const { status } = await this.fetcher.get(this.#address('users/me', { context: 'edit' }), this.headers);
    if (status !== 200)
      throw new NoRestApiError(`${this.site.url} does not take the WORDPRESS_LOGIN that is set.`);
  }

  /** Whether drafts can be asked for. */
  get isLoggedIn(): boolean {
    return this.headers.authorization !== undefined;
  }

  /** The routes under which types of posts are to be had, by type. Throws NoRestApiError for one that is not. */
  async routesOf(wanted: string[]): Promise<Map<string, string>> {
    const { body } = await this.#get('types', {});
    const offered = types.parse(body);
    return new Map(
      wanted.map((type) => {
        const route = offered[type]?.rest_base;
        if (!route)
          throw new NoRestApiError(`${this.site.url} does not offer posts of the type ${type} by its API.`);
        return [type, route];
      }),
    );
  }

  /** Everything that a route has, page by page. In the order of ids, which no change there upsets. */
  async *all(route: string, parameters: Parameters): AsyncGenerator<unknown[]> {
    for (let page = 1, pages = 1; page <= pages; page += 1) {
      const { body, answer } = await this.#get(route, {
        per_page: 100,
        orderby: 'id',
        order: 'asc',
        ...parameters,
        page,
      });
      pages = Number(answer.headers['x-wp-totalpages'] ?? 1);
      yield z.array(z.unknown()).parse(body);
    }
  }

  /** How many there are on a route. */
  async count(route: string, parameters: Parameters): Promise<number> {
    const { answer } = await this.#get(route, { ...parameters, per_page: 1, _fields: 'id' });
    return Number(answer.headers['x-wp-total']);
  }

  async #get(route: string, parameters: Parameters): Promise<{ body: unknown; answer: Fetched }> {
    const address = this.#address(route, parameters);
    const answer = await this.fetcher.get(address, this.headers);
    const body = json(answer);
    if (answer.status === 200 && body !== undefined) return { body, answer };
    const { message = '' } = (body ?? {}) as { message?: string };
    throw new NoRestApiError(`${address} answered ${answer.status}${message && `: ${message}`}`);
  }

  #address(route: string, parameters: Parameters): string {
    const url = new URL(this.root);
    const path = `wp/v2/${route}`;
    if (url.searchParams.has('rest_route')) url.searchParams.set('rest_route', `/${path}`);
    else url.pathname += path;
    for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, String(value));
    return url.href;
  }
}

function json({ text }: Fetched): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
