import { z } from 'zod';
import type { EditingService } from '../../modules/editing/editing.service.js';
import type { ImportItem } from '../import-run.js';
import type { KnownItems } from '../known-items.js';
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
/** Times there have no fractions of a second. */
const OVERLAP = 1_000;

const relations = z.object({
  tags: z.array(named).nullish().catch(null),
  authors: z.array(user).nullish().catch(null),
});

/** Follows a site over its Content API: what has changed since it was last followed, then what is gone. */
export class FollowedGhost {
  /** The latest change that was seen. */
  latest: Date | null;
  readonly #seen = new Set<string>();

  constructor(
    private readonly api: ContentApi,
    private readonly site: GhostSite,
    private readonly known: KnownItems,
    private readonly editing: EditingService,
  ) {
    this.latest = known.syncedTo;
  }

  async *items(): AsyncGenerator<ImportItem> {
    const { syncedTo } = this.known;
    const since =
      syncedTo && new Date(syncedTo.getTime() - OVERLAP).toISOString().slice(0, 19).replace('T', ' ');
    for (const resource of RESOURCES) {
      yield* this.#fetch(resource, since ? { filter: `updated_at:>='${since}'` } : {});
    }
    const listed = new Set<string>();
    for (const resource of RESOURCES) {
      const ids = await this.#idsOf(resource);
      for (const id of ids) listed.add(id);
      const missing = ids.filter((id) => !this.#seen.has(id) && !this.known.live.has(id));
      for (let i = 0; i < missing.length; i += IDS_AT_ONCE) {
        yield* this.#fetch(resource, { filter: `id:[${missing.slice(i, i + IDS_AT_ONCE).join(',')}]` });
      }
    }
    if (listed.size === 0 && this.known.live.size > 0) {
      throw new UnreadableSource(`${this.site.url} lists nothing any more: nothing is withdrawn for that.`);
    }
    for (const sourceId of this.known.live) {
      if (listed.has(sourceId) || this.#seen.has(sourceId)) continue;
      yield {
        ...{ item: `post ${sourceId}`, kind: 'post', reason: 'no more there' },
        withdraw: { source: this.site.source, sourceId },
      };
    }
  }

  async *#fetch(resource: Resource, parameters: Record<string, string>): AsyncGenerator<ImportItem> {
    for await (const page of this.api.all(resource, { ...INCLUDE, ...parameters })) {
      const posts = page.map((json) => this.#postOf(json, resource)).filter(({ id }) => !this.#seen.has(id));
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
    this.#seen.add(each.id);
    const changed = dateOf(each.updated_at);
    if (changed && (!this.latest || changed > this.latest)) this.latest = changed;
    // Of what is not for all, the API gives the beginning at most: that must not take the place of the whole.
    const reason = whyNotPublic(each);
    if (reason === null) return articleItem(each, this.site);
    const withdraw = { source: this.site.source, sourceId: each.id };
    return { item: nameOf(each), kind: each.type, withdraw, reason };
  }

  /** Of what everybody may read. */
  async #idsOf(resource: Resource): Promise<string[]> {
    const ids: string[] = [];
    for await (const page of this.api.all(resource, { fields: 'id', filter: 'visibility:public' })) {
      for (const { id } of z.array(z.object({ id: z.string() })).parse(page)) ids.push(id);
    }
    return ids;
  }
}
