import { z } from 'zod';
import { UserFacingError } from '../../../shared/errors/user-facing-error.js';
import { trimSlashes } from '../../../shared/text/trim-end.js';
import type { Fetcher, FetchResponse } from '../../fetch/fetcher.js';
import { parseServerClock } from '../../run/sync-mark.js';

/** Error for a site without the routes that a sync needs. The message is shown in the terminal. */
export class RestApiUnavailableError extends UserFacingError {
  override readonly name = 'RestApiUnavailableError';
}

/** Namespace of the API of WPML. */
export const WPML = 'wpml/v1';

const indexSchema = z.object({
  name: z.string().default(''),
  home: z.string(),
  namespaces: z.array(z.string()),
});
const typesSchema = z.record(z.string(), z.object({ rest_base: z.string() }));

export type QueryParameters = Record<string, string | number>;

/** What the conversion of posts reads of a site: over its API, or from a push. */
export type RestReader = Pick<
  RestApi,
  'site' | 'namespaces' | 'isLoggedIn' | 'hasType' | 'fetchPages' | 'fetchPluginRoute'
>;

/** Client of a WordPress site's REST API: https://developer.wordpress.org/rest-api/. */
export class RestApi {
  /** Post types of the site, once their routes are known. */
  private types: readonly string[] = [];

  private constructor(
    private readonly fetcher: Fetcher,
    private readonly rootUrl: string,
    private readonly headers: Record<string, string>,
    readonly site: { title: string; url: string },
    /** Namespaces of the API, which name the plugins that have one. */
    readonly namespaces: readonly string[],
    /** Server time at the first request. */
    readonly clock: Date,
  ) {}

  /**
   * Finds the API of a site. `login` consists of a user name, a colon and an application password. Throws
   * RestApiUnavailableError.
   */
  static async connect(fetcher: Fetcher, siteUrl: string, login?: string): Promise<RestApi> {
    const headers: Record<string, string> = { accept: 'application/json' };
    if (login) headers.authorization = `Basic ${Buffer.from(login).toString('base64')}`;
    const baseUrl = trimSlashes(siteUrl);
    // Sites with plain permalinks only support the second form.
    for (const root of [`${baseUrl}/wp-json/`, `${baseUrl}/?rest_route=/`]) {
      const response = await fetcher.get(root, headers);
      const { data } = indexSchema.safeParse(parseJson(response));
      if (response.status !== 200 || !data?.namespaces.includes('wp/v2')) continue;
      const site = { title: data.name, url: trimSlashes(data.home) };
      const clock = parseServerClock(response.headers.date);
      const api = new RestApi(fetcher, response.url, headers, site, data.namespaces, clock);
      if (login) await api.assertLogin();
      return api;
    }
    throw new RestApiUnavailableError(
      `No WordPress REST API (/wp-json/wp/v2) was found at ${siteUrl}. Check the URL of the site.`,
    );
  }

  /**
   * Checks the login with a request that requires one, since WordPress ignores a wrong password elsewhere.
   * Throws RestApiUnavailableError.
   */
  private async assertLogin(): Promise<void> {
    const { status } = await this.fetcher.get(this.buildUrl('users/me', { context: 'edit' }), this.headers);
    if (status !== 200)
      throw new RestApiUnavailableError(
        `${this.site.url} rejected WORDPRESS_LOGIN. Check the user name and the application password.`,
      );
  }

  /** True if requests are authenticated, so that drafts are available. */
  get isLoggedIn(): boolean {
    return this.headers.authorization !== undefined;
  }

  /** Returns the routes of post types, by type. Throws RestApiUnavailableError if the site does not offer a type. */
  async getRoutes(wanted: string[]): Promise<Map<string, string>> {
    const { body } = await this.get('types', {});
    const offered = typesSchema.parse(body);
    this.types = Object.keys(offered);
    return new Map(
      wanted.map((type) => {
        const route = offered[type]?.rest_base;
        if (!route)
          throw new RestApiUnavailableError(
            `The REST API of ${this.site.url} does not offer the post type ${type}.`,
          );
        return [type, route];
      }),
    );
  }

  /** Returns true if the API has a post type. Call it after `getRoutes`. */
  hasType(type: string): boolean {
    return this.types.includes(type);
  }

  /** Fetches a route page by page in the order of IDs, which stays stable during changes. */
  async *fetchPages(route: string, parameters: QueryParameters): AsyncGenerator<unknown[]> {
    for (let page = 1, pages = 1; page <= pages; page += 1) {
      const { body, response } = await this.get(route, {
        per_page: 100,
        orderby: 'id',
        order: 'asc',
        ...parameters,
        page,
      });
      pages = Number(response.headers['x-wp-totalpages'] ?? 1);
      yield z.array(z.unknown()).parse(body);
    }
  }

  /** Returns the number of items of a route. */
  async count(route: string, parameters: QueryParameters): Promise<number> {
    const { response } = await this.get(route, { ...parameters, per_page: 1, _fields: 'id' });
    return Number(response.headers['x-wp-total']);
  }

  /**
   * Fetches a route of a plugin, such as `liveblog/v1/7/lazyload/0/0`. Returns undefined if the site refuses it. Throws
   * RestApiUnavailableError if the site has failed.
   */
  async fetchPluginRoute(path: string): Promise<unknown> {
    const url = this.buildPathUrl(path, {});
    const response = await this.fetcher.get(url, this.headers);
    const body = parseJson(response);
    if (response.status === 200 && body !== undefined) return body;
    if (response.status >= 400 && response.status < 500) return undefined;
    throw new RestApiUnavailableError(`${url} responded with status ${response.status}`);
  }

  /** Fetches a page of the site, as everybody sees it. Returns null for a status other than 200. */
  async fetchPage(url: string): Promise<string | null> {
    const { status, text } = await this.fetcher.get(url, {});
    return status === 200 ? text : null;
  }

  private async get(
    route: string,
    parameters: QueryParameters,
  ): Promise<{ body: unknown; response: FetchResponse }> {
    const url = this.buildUrl(route, parameters);
    const response = await this.fetcher.get(url, this.headers);
    const body = parseJson(response);
    if (response.status === 200 && body !== undefined) return { body, response };
    const { message = '' } = (body ?? {}) as { message?: string };
    throw new RestApiUnavailableError(
      `${url} responded with status ${response.status}${message && `: ${message}`}`,
    );
  }

  private buildUrl(route: string, parameters: QueryParameters): string {
    // Without it, WPML lists the site's own language alone.
    const scope: QueryParameters = this.namespaces.includes(WPML) ? { wpml_language: 'all' } : {};
    return this.buildPathUrl(`wp/v2/${route}`, { ...scope, ...parameters });
  }

  private buildPathUrl(path: string, parameters: QueryParameters): string {
    const url = new URL(this.rootUrl);
    if (url.searchParams.has('rest_route')) url.searchParams.set('rest_route', `/${path}`);
    else url.pathname += path;
    for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, String(value));
    return url.href;
  }
}

function parseJson({ text }: FetchResponse): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
