import { requireValue } from '../../../shared/require-value.js';
import type { ImportItem } from '../../run/import-run.js';
import { type ItemState, isSameState, type KnownItems } from '../../run/known-items.js';
import type { SyncMark } from '../../run/sync-mark.js';
import { createItem } from '../items.js';
import type { WordPressSite } from '../site.js';
import { saveItemTerms } from '../terms.js';
import { getSourceId, type WordPressItem } from '../wordpress-item.js';
import { hasLiveBlogs, loadLiveBlogs } from './live-blogs.js';
import { loadReferences } from './references.js';
import { type QueryParameters, type RestApi, RestApiUnavailableError } from './rest-api.js';
import { parsePost, stateOfPost } from './rest-item.js';

const EMBED_PARAMETERS = { _embed: 'author,wp:term,wp:featuredmedia' };
/** Number of IDs per request, so that the URL does not become too long. */
const IDS_PER_REQUEST = 100;
/** Sites up to this number of items are compared completely at each run, with 100 items per request. */
const MAX_FULL_SCAN = 2_000;
/** WordPress's names for the public and the scheduled status. */
export const STATUS = { public: 'publish', scheduled: 'future' };

/** Syncs a site over its REST API: fetches changed and missed items, and finds deleted ones. */
export class WordPressSiteSync {
  /** Items read in this run, by source ID. */
  readonly seen = new Map<string, ItemState>();
  readonly gone: string[] = [];
  /** True if all states were compared in this run. */
  isCompared = false;
  /** True if the API returned the language of a post. */
  hasLanguages = false;

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
      yield* this.fetchType(type, since ? { modified_after: since } : {});
      // A scheduled post keeps its modification date when it is published.
      if (since) yield* this.fetchType(type, { after: since });
    }
    if (since && (await this.haveBlocksChanged(since))) {
      for (const type of this.routes.keys()) yield* this.fetchType(type, { search: 'wp:block' });
    }
    // A new entry does not change the modification date of its post.
    if (hasLiveBlogs(this.api)) yield* this.fetchIds(this.knownItems.liveBlogIds);
    if (await this.isSurelyComplete()) return;
    yield* this.reconcile(await this.statesThere());
    this.isCompared = true;
  }

  /** Returns true if a reusable block changed, which leaves the dates of the posts that contain it. A login can read them. */
  private async haveBlocksChanged(since: string): Promise<boolean> {
    if (!this.api.isLoggedIn) return false;
    const parameters = { ...this.getScope(), modified_after: since, _fields: 'id,modified_gmt,status' };
    let isChanged = false;
    try {
      for await (const page of this.api.fetchPages('blocks', parameters)) {
        for (const { modified } of page.map(stateOfPost)) {
          if (modified && modified < new Date(since)) continue;
          isChanged = true;
          this.mark.see(modified);
        }
      }
    } catch (error) {
      // Not every site and login has the route.
      if (!(error instanceof RestApiUnavailableError)) throw error;
    }
    return isChanged;
  }

  /** Fetches items with a state that differs from the last run, and unpublishes deleted ones. */
  private async *reconcile(listed: Map<string, ItemState>): AsyncGenerator<ImportItem> {
    const stale = [...listed].filter(([id, state]) => !this.isRead(id, state)).map(([id]) => id);
    yield* this.fetchIds(stale);
    const missing = this.listExpectedIds().filter((id) => !listed.has(id) && !this.seen.has(id));
    // A deletion during paging shifts items to a page that was already read. Fetch missing items by ID before
    // treating them as deleted.
    yield* this.fetchIds(missing);
    for (const sourceId of missing)
      if (!this.seen.has(sourceId))
        yield this.createGoneItem(sourceId, 'deleted or unpublished in WordPress');
    if (this.api.isLoggedIn) return;
    // Without a login, the API does not say whether they are scheduled still. The plugin pushes what becomes of others.
    for (const sourceId of this.filterByType(this.knownItems.scheduledIds))
      if (!listed.has(sourceId) && !this.seen.has(sourceId))
        yield this.createGoneItem(sourceId, 'scheduled by an export: published when WordPress publishes it');
  }

  private async *fetchIds(sourceIds: string[]): AsyncGenerator<ImportItem> {
    for (const type of this.routes.keys()) {
      const ofType = sourceIds.filter((id) => id.startsWith(`${type}/`));
      for (let i = 0; i < ofType.length; i += IDS_PER_REQUEST) {
        const ids = ofType.slice(i, i + IDS_PER_REQUEST).map((id) => id.slice(type.length + 1));
        yield* this.fetchType(type, { include: ids.join(',') });
      }
    }
  }

  private async *fetchType(type: string, parameters: QueryParameters): AsyncGenerator<ImportItem> {
    const route = requireValue(this.routes.get(type), `There is no route for the type ${type}.`);
    let readAt = new Date();
    for await (const page of this.api.fetchPages(route, {
      ...this.getScope(),
      ...EMBED_PARAMETERS,
      ...parameters,
    })) {
      const items = page.map((post) => parsePost(post, this.site));
      await loadReferences(items, this.api, this.site);
      await loadLiveBlogs(items, this.api);
      await saveItemTerms(this.site, items);
      for (const item of items) if (!this.seen.has(getSourceId(item))) yield await this.toItem(item, readAt);
      readAt = new Date();
    }
  }

  private toItem(item: WordPressItem, readAt: Date): Promise<ImportItem> {
    const { modified, status, translation } = item;
    this.hasLanguages ||= translation !== undefined;
    this.seen.set(getSourceId(item), { modified, status, readAt });
    // A scheduled post has its future publication date as modification date.
    if (status !== STATUS.scheduled) this.mark.see(modified);
    return createItem(item, this.site, [...this.routes.keys()]);
  }

  /** Returns the query of visible items: with a login everything except the trash, else published items. */
  private getScope(): QueryParameters {
    return this.api.isLoggedIn
      ? { context: 'edit', status: 'publish,future,draft,pending,private' }
      : { status: 'publish' };
  }

  /**
   * Returns true if a large site has as many items as were imported and no comparison is due.
   * Small sites are always compared, since a deletion and an addition with an old date leave the count
   * unchanged.
   */
  private async isSurelyComplete(): Promise<boolean> {
    if (this.mark.isComparisonDue(this.reconcileMinutes)) return false;
    let total = 0;
    for (const route of this.routes.values()) total += await this.api.count(route, this.getScope());
    return total > MAX_FULL_SCAN && total === new Set([...this.listExpectedIds(), ...this.seen.keys()]).size;
  }

  private async statesThere(): Promise<Map<string, ItemState>> {
    const states = new Map<string, ItemState>();
    for (const [type, route] of this.routes) {
      const fields = { _fields: 'id,modified_gmt,status' };
      for await (const page of this.api.fetchPages(route, { ...this.getScope(), ...fields })) {
        for (const { id, ...state } of page.map(stateOfPost)) states.set(`${type}/${id}`, state);
      }
    }
    if (states.size === 0 && this.listExpectedIds().length > 0) {
      throw new RestApiUnavailableError(
        `${this.site.url} lists no content any more. Imported articles stay published; check the site.`,
      );
    }
    return states;
  }

  /**
   * Returns the imported items that the site should still list. Items that are not public require a login.
   */
  private listExpectedIds(): string[] {
    const here = this.api.isLoggedIn ? this.knownItems.allIds : this.knownItems.publicIds;
    return this.filterByType([...here]);
  }

  /** Returns the source IDs of the types that are synced. */
  private filterByType(sourceIds: string[]): string[] {
    return sourceIds.filter((id) => this.routes.has(id.replace(/\/.*/s, '')));
  }

  private isRead(sourceId: string, listed: ItemState): boolean {
    return this.seen.has(sourceId) || isSameState(this.knownItems.states.get(sourceId), listed);
  }

  private createGoneItem(sourceId: string, reason: string): ImportItem {
    this.gone.push(sourceId);
    const [kind, id] = sourceId.split('/') as [string, string];
    const unpublish = { source: this.site.source, sourceId };
    return { item: `${kind} ${id}`, kind, unpublish, reason };
  }
}
