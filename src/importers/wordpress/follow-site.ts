import { z } from 'zod';
import type { ImportItem } from '../import-run.js';
import type { KnownItems } from '../known-items.js';
import { itemFor } from './items.js';
import { NoRestApiError, type Parameters, type RestApi } from './rest-api.js';
import { itemOfPost } from './rest-item.js';
import type { WordPressSite } from './site.js';
import { sourceIdOf, type WordPressItem } from './wordpress-item.js';

const EMBED = { _embed: 'author,wp:term,wp:featuredmedia' };
/** Ids that one address can hold. */
const IDS_AT_ONCE = 100;
/** Items of which every id is listed at each run, 100 a request. */
const FEW = 2_000;
/** Times there have no fractions of a second, and `modified_after` leaves out what it is told. */
const OVERLAP = 1_000;

/** Follows a site over its API: what has changed since it was last followed, then what is gone. */
export class FollowedSite {
  /** The latest change that was seen. */
  latest: Date | null;
  readonly #seen = new Set<string>();

  constructor(
    private readonly api: RestApi,
    private readonly site: WordPressSite,
    private readonly routes: Map<string, string>,
    private readonly known: KnownItems,
  ) {
    this.latest = known.syncedTo;
  }

  async *items(): AsyncGenerator<ImportItem> {
    const { syncedTo } = this.known;
    const since = syncedTo && new Date(syncedTo.getTime() - OVERLAP).toISOString();
    for (const type of this.routes.keys()) {
      yield* this.#fetch(type, since ? { modified_after: since } : {});
      // What is published at its time keeps its time of change.
      if (since) yield* this.#fetch(type, { after: since });
    }
    if (await this.#isSurelyComplete()) return;
    const listed = await this.#idsThere();
    for (const type of this.routes.keys()) {
      const missing = [...listed].filter((id) => id.startsWith(`${type}/`) && !this.#isHere(id));
      for (let i = 0; i < missing.length; i += IDS_AT_ONCE) {
        const ids = missing.slice(i, i + IDS_AT_ONCE).map((id) => id.slice(type.length + 1));
        yield* this.#fetch(type, { include: ids.join(',') });
      }
    }
    for (const sourceId of this.#expected()) if (!listed.has(sourceId)) yield this.#gone(sourceId);
  }

  async *#fetch(type: string, parameters: Parameters): AsyncGenerator<ImportItem> {
    const route = this.routes.get(type)!;
    for await (const page of this.api.all(route, { ...this.#scope(), ...EMBED, ...parameters })) {
      const items = page.map((post) => itemOfPost(post, this.site));
      for (const item of items) if (!this.#seen.has(sourceIdOf(item))) yield await this.#item(item);
    }
  }

  #item(item: WordPressItem): Promise<ImportItem> {
    this.#seen.add(sourceIdOf(item));
    if (item.modified && (!this.latest || item.modified > this.latest)) this.latest = item.modified;
    return itemFor(item, this.site, [...this.routes.keys()]);
  }

  /** With a login, everything that is not in the trash; else what readers there see. */
  #scope(): Parameters {
    return this.api.isLoggedIn
      ? { context: 'edit', status: 'publish,future,draft,pending,private' }
      : { status: 'publish' };
  }

  /**
   * Whether the site has as many items as were brought from it, in this run and before. Where a look at every id
   * costs little it is not trusted: one may be gone, and another have come with old dates.
   */
  async #isSurelyComplete(): Promise<boolean> {
    let total = 0;
    for (const route of this.routes.values()) total += await this.api.count(route, this.#scope());
    return total > FEW && total === new Set([...this.#expected(), ...this.#seen]).size;
  }

  async #idsThere(): Promise<Set<string>> {
    const ids = new Set<string>();
    for (const [type, route] of this.routes) {
      for await (const page of this.api.all(route, { ...this.#scope(), _fields: 'id' })) {
        for (const { id } of z.array(z.object({ id: z.number() })).parse(page)) ids.add(`${type}/${id}`);
      }
    }
    if (ids.size === 0 && this.#expected().length > 0) {
      throw new NoRestApiError(`${this.site.url} lists nothing any more: nothing is withdrawn for that.`);
    }
    return ids;
  }

  /** What the site is to have of what was brought from it. Drafts show to a login alone. */
  #expected(): string[] {
    return [...this.#here()].filter((id) => this.routes.has(id.split('/')[0]!));
  }

  #here(): Set<string> {
    return this.api.isLoggedIn ? this.known.all : this.known.live;
  }

  #isHere(sourceId: string): boolean {
    return this.#seen.has(sourceId) || this.#here().has(sourceId);
  }

  #gone(sourceId: string): ImportItem {
    const [kind, id] = sourceId.split('/') as [string, string];
    const withdraw = { source: this.site.source, sourceId };
    return { item: `${kind} ${id}`, kind, withdraw, reason: 'no more there' };
  }
}
