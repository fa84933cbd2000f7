import type { ImportItem } from '../../run/import-run.js';
import { type ItemState, isSameState, type KnownItems } from '../../run/known-items.js';
import type { SyncMark } from '../../run/sync-mark.js';
import { createItem } from '../items.js';
import type { WordPressSite } from '../site.js';
import { getSourceId, type WordPressItem } from '../wordpress-item.js';
import { NoRestApiError, type QueryParameters, type RestApi } from './rest-api.js';
import { parsePost, stateOfPost } from './rest-item.js';

const EMBED_PARAMETERS = { _embed: 'author,wp:term,wp:featuredmedia' };
/** Ids that one address can hold. */
const IDS_PER_REQUEST = 100;
/** Items of which every state is listed at each run, 100 a request. */
const MAX_FULL_SCAN = 2_000;
/** WordPress's words for what is public, and for what is scheduled. */
export const STATUS = { public: 'publish', scheduled: 'future' };

/** Follows a site over its API: what has changed since it was last followed, what was missed, what is gone. */
export class WordPressSiteSync {
  /** What was read in this run, by source id. */
  readonly seen = new Map<string, ItemState>();
  readonly gone: string[] = [];
  /** Whether every state was compared in this run. */
  isCompared = false;

  constructor(
    private readonly api: RestApi,
    private readonly site: WordPressSite,
    private readonly routes: Map<string, string>,
    private readonly knownItems: KnownItems,
    private readonly mark: SyncMark,
    private readonly reconcileMinutes: number,
  ) {}

  async *fetchItems(): AsyncGenerator<ImportItem> {
    const since = this.mark.since?.toISOString();
    for (const type of this.routes.keys()) {
      yield* this.#fetchType(type, since ? { modified_after: since } : {});
      // What is published at its time keeps its time of change.
      if (since) yield* this.#fetchType(type, { after: since });
    }
    if (await this.#isSurelyComplete()) return;
    yield* this.#reconcile(await this.#statesThere());
    this.isCompared = true;
  }

  /** Fetches what is otherwise there than it was when it was last read, and takes away what is no more there. */
  async *#reconcile(listed: Map<string, ItemState>): AsyncGenerator<ImportItem> {
    const stale = [...listed].filter(([id, state]) => !this.#isRead(id, state)).map(([id]) => id);
    yield* this.#fetchIds(stale);
    const missing = this.#listExpectedIds().filter((id) => !listed.has(id) && !this.seen.has(id));
    // A deletion moves what follows it to the page before, which has been read: nothing is gone by a list alone.
    yield* this.#fetchIds(missing);
    for (const sourceId of missing) if (!this.seen.has(sourceId)) yield this.#createGoneItem(sourceId);
  }

  async *#fetchIds(sourceIds: string[]): AsyncGenerator<ImportItem> {
    for (const type of this.routes.keys()) {
      const ofType = sourceIds.filter((id) => id.startsWith(`${type}/`));
      for (let i = 0; i < ofType.length; i += IDS_PER_REQUEST) {
        const ids = ofType.slice(i, i + IDS_PER_REQUEST).map((id) => id.slice(type.length + 1));
        yield* this.#fetchType(type, { include: ids.join(',') });
      }
    }
  }

  async *#fetchType(type: string, parameters: QueryParameters): AsyncGenerator<ImportItem> {
    const route = this.routes.get(type)!;
    for await (const page of this.api.fetchPages(route, {
      ...this.#getScope(),
      ...EMBED_PARAMETERS,
      ...parameters,
    })) {
      const items = page.map((post) => parsePost(post, this.site));
      for (const item of items) if (!this.seen.has(getSourceId(item))) yield await this.#toItem(item);
    }
  }

  #toItem(item: WordPressItem): Promise<ImportItem> {
    const { modified, status } = item;
    this.seen.set(getSourceId(item), { modified, status });
    // A post that is saved for a later date has that date as its time of change.
    if (status !== STATUS.scheduled) this.mark.see(modified);
    return createItem(item, this.site, [...this.routes.keys()]);
  }

  /** With a login, everything that is not in the trash; else what readers there see. */
  #getScope(): QueryParameters {
    return this.api.isLoggedIn
      ? { context: 'edit', status: 'publish,future,draft,pending,private' }
      : { status: 'publish' };
  }

  /**
   * Whether the site has as many items as were brought from it, in this run and before. Where a look at every state
   * costs little it is not trusted: one may be gone, and another have come with old dates. Elsewhere it is not for long.
   */
  async #isSurelyComplete(): Promise<boolean> {
    if (this.mark.isComparisonDue(this.reconcileMinutes)) return false;
    let total = 0;
    for (const route of this.routes.values()) total += await this.api.count(route, this.#getScope());
    return total > MAX_FULL_SCAN && total === new Set([...this.#listExpectedIds(), ...this.seen.keys()]).size;
  }

  async #statesThere(): Promise<Map<string, ItemState>> {
    const states = new Map<string, ItemState>();
    for (const [type, route] of this.routes) {
      const fields = { _fields: 'id,modified_gmt,status' };
      for await (const page of this.api.fetchPages(route, { ...this.#getScope(), ...fields })) {
        for (const { id, ...state } of page.map(stateOfPost)) states.set(`${type}/${id}`, state);
      }
    }
    if (states.size === 0 && this.#listExpectedIds().length > 0) {
      throw new NoRestApiError(`${this.site.url} lists nothing any more: nothing is withdrawn for that.`);
    }
    return states;
  }

  /** What the site is to have of what was brought from it. What is not public there shows to a login alone. */
  #listExpectedIds(): string[] {
    const here = this.api.isLoggedIn ? this.knownItems.allIds : this.knownItems.publicIds;
    return [...here].filter((id) => this.routes.has(id.split('/')[0]!));
  }

  #isRead(sourceId: string, listed: ItemState): boolean {
    return this.seen.has(sourceId) || isSameState(this.knownItems.states.get(sourceId), listed);
  }

  #createGoneItem(sourceId: string): ImportItem {
    this.gone.push(sourceId);
    const [kind, id] = sourceId.split('/') as [string, string];
    const unpublish = { source: this.site.source, sourceId };
    return { item: `${kind} ${id}`, kind, unpublish, reason: 'no more there' };
  }
}
