import { z } from 'zod';
import type { EditingService } from '../../modules/editing/editing.service.js';
import type { ImportItem } from '../import-run.js';
import { type ItemState, isSameState, type KnownItems } from '../known-items.js';
import type { SyncMark } from '../sync-mark.js';
import { UnreadableSource } from '../unreadable-source.js';
import { articleItem, nameOf, whyNotPublic } from './article.js';
import type { ContentApi, Resource } from './content-api.js';
import { dateOf, type GhostPost, named, post, user } from './ghost-post.js';
import type { GhostSite } from './site.js';
import { vocabularyOf } from './vocabulary.js';

const RESOURCES: Resource[] = ['pages', 'posts'];
const INCLUDE = { include: 'tags,authors', formats: 'html' };
/** Ids that one address can hold. */
const IDS_AT_ONCE = 50;
/** Ghost's words for what is public, and for what is scheduled. */
export const STATUS = { public: 'published', scheduled: 'scheduled' };

const relations = z.object({
  tags: z.array(named).nullish().catch(null),
  authors: z.array(user).nullish().catch(null),
});

const listed = z.object({ id: z.string(), updated_at: z.string().nullish().catch(null) });

/** Follows a site over its Content API: what has changed since it was last followed, what was missed, what is gone. */
export class FollowedGhost {
  /** What everybody may read there, of what was read in this run, by id. */
  readonly seen = new Map<string, ItemState>();
  readonly gone: string[] = [];
  readonly #read = new Set<string>();

  constructor(
    private readonly api: ContentApi,
    private readonly site: GhostSite,
    private readonly known: KnownItems,
    private readonly mark: SyncMark,
    private readonly editing: EditingService,
  ) {}

  async *items(): AsyncGenerator<ImportItem> {
    // Filters there know no fractions of a second.
    const since = this.mark.since?.toISOString().slice(0, 19).replace('T', ' ');
    for (const resource of RESOURCES) {
      yield* this.#fetch(resource, since ? { filter: `updated_at:>='${since}'` } : {});
    }
    const all = new Set<string>();
    for (const resource of RESOURCES) {
      const states = await this.#statesOf(resource);
      for (const id of states.keys()) all.add(id);
      yield* this.#fetchIds(
        resource,
        [...states].filter(([id, state]) => !this.#isKnown(id, state)).map(([id]) => id),
      );
    }
    if (all.size === 0 && this.known.live.size > 0) {
      throw new UnreadableSource(`${this.site.url} lists nothing any more: nothing is withdrawn for that.`);
    }
    const missing = [...this.known.live].filter((id) => !all.has(id) && !this.#read.has(id));
    // A deletion moves what follows it to the page before, which has been read: nothing is gone by a list alone.
    for (const resource of RESOURCES) yield* this.#fetchIds(resource, missing);
    for (const sourceId of missing) if (!this.#read.has(sourceId)) yield this.#goneItem(sourceId);
  }

  #isKnown(id: string, state: ItemState): boolean {
    return this.#read.has(id) || isSameState(this.known.states.get(id), state);
  }

  #goneItem(sourceId: string): ImportItem {
    this.gone.push(sourceId);
    const withdraw = { source: this.site.source, sourceId };
    return { item: `post ${sourceId}`, kind: 'post', withdraw, reason: 'no more there' };
  }

  async *#fetchIds(resource: Resource, ids: string[]): AsyncGenerator<ImportItem> {
    for (let i = 0; i < ids.length; i += IDS_AT_ONCE) {
      yield* this.#fetch(resource, { filter: `id:[${ids.slice(i, i + IDS_AT_ONCE).join(',')}]` });
    }
  }

  async *#fetch(resource: Resource, parameters: Record<string, string>): AsyncGenerator<ImportItem> {
    for await (const page of this.api.all(resource, { ...INCLUDE, ...parameters })) {
      const posts = page.map((json) => this.#postOf(json, resource)).filter(({ id }) => !this.#read.has(id));
      for (const each of posts) {
        const path = this.site.pathOf(each);
        if (path !== null) this.site.paths.add(path);
      }
      await this.editing.saveVocabulary(vocabularyOf(posts, this.site), { onlyMissing: true });
      for (const each of posts) yield await this.#item(each);
    }
  }

  #postOf(json: unknown, resource: Resource): GhostPost {
    const { tags, authors } = relations.parse(json);
    const kind = { type: resource === 'pages' ? 'page' : 'post', status: 'published' };
    return { ...post.parse(json), ...kind, tags: tags ?? [], authors: authors ?? [] };
  }

  async #item(each: GhostPost): Promise<ImportItem> {
    this.#read.add(each.id);
    const changed = dateOf(each.updated_at);
    this.mark.see(changed);
    // Of what is not for all, the API gives the beginning at most: that must not take the place of the whole.
    const reason = whyNotPublic(each);
    if (reason === null) {
      this.seen.set(each.id, { modified: changed, status: STATUS.public });
      return articleItem(each, this.site);
    }
    this.gone.push(each.id);
    const withdraw = { source: this.site.source, sourceId: each.id };
    return { item: nameOf(each), kind: each.type, withdraw, reason };
  }

  /** The states of what everybody may read. */
  async #statesOf(resource: Resource): Promise<Map<string, ItemState>> {
    const states = new Map<string, ItemState>();
    for await (const page of this.api.all(resource, {
      fields: 'id,updated_at',
      filter: 'visibility:public',
    })) {
      for (const { id, updated_at } of z.array(listed).parse(page)) {
        states.set(id, { modified: dateOf(updated_at ?? ''), status: STATUS.public });
      }
    }
    return states;
  }
}
