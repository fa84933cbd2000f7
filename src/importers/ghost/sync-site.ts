import { z } from 'zod';
import type { ImportItem } from '../run/import-run.js';
import { type ItemState, isSameState, type KnownItems } from '../run/known-items.js';
import type { SyncMark } from '../run/sync-mark.js';
import { UnreadableSourceError } from '../run/unreadable-source.js';
import { createArticleItem, getPostLabel, getRestrictionReason } from './article.js';
import type { ContentApi, ContentResource } from './content-api.js';
import {
  type GhostPost,
  type GhostTag,
  type GhostUser,
  isInternal,
  parseGhostDate,
  postSchema,
  tagSchema,
  userSchema,
} from './ghost-post.js';
import type { GhostSite } from './site.js';
import { saveTaxonomy, toTaxonomy } from './taxonomy.js';
import { TaxonomyUse } from './taxonomy-items.js';

const CONTENT_RESOURCES: ContentResource[] = ['pages', 'posts'];
const QUERY = { include: 'tags,authors', formats: 'html' };
/** Number of IDs per request, so that the URL does not become too long. */
const IDS_PER_REQUEST = 50;
/** Ghost's names for the public and the scheduled status. */
export const STATUS = { public: 'published', scheduled: 'scheduled' };

const relationsSchema = z.object({
  tags: z.array(tagSchema).nullish().catch(null),
  authors: z.array(userSchema).nullish().catch(null),
});

const listed = z.object({
  id: z.string(),
  updated_at: z.string().nullish().catch(null),
  visibility: z.string().nullish().catch(null),
});

/** Tags and authors that a site lists. */
export interface SiteTaxonomy {
  tags: GhostTag[];
  authors: GhostUser[];
}

/** Reads the tags and authors that a site lists. */
export async function readSiteTaxonomy(api: ContentApi): Promise<SiteTaxonomy> {
  const read = async <Row>(resource: 'tags' | 'authors', schema: z.ZodType<Row>) => {
    const rows: Row[] = [];
    try {
      for await (const page of api.fetchPages(resource, {}))
        rows.push(...page.flatMap((row) => schema.safeParse(row).data ?? []));
    } catch (error) {
      // A tag or author that the site does not list gets its name from the first post with it.
      if (!(error instanceof UnreadableSourceError)) throw error;
    }
    return rows;
  };
  return { tags: await read('tags', tagSchema), authors: await read('authors', userSchema) };
}

/** Renames sections, tags and authors that the site has renamed, which changes no post. */
export async function followRenamedTerms({ tags, authors }: SiteTaxonomy, site: GhostSite): Promise<void> {
  const open = tags.filter((tag) => !isInternal(tag));
  await site.terms?.followRenames(toTaxonomy(open, open, authors, site));
}

/** Syncs a site over its Content API: fetches changed and missed items, and finds deleted ones. */
export class GhostSiteSync {
  /** Public items read in this run, by ID. */
  readonly seen = new Map<string, ItemState>();
  readonly gone: string[] = [];
  /** Tags and users of the posts read in this run. */
  readonly use = new TaxonomyUse();
  private readonly read = new Set<string>();

  constructor(
    private readonly api: ContentApi,
    private readonly site: GhostSite,
    private readonly knownItems: KnownItems,
    private readonly mark: SyncMark,
  ) {}

  async *fetchItems(): AsyncGenerator<ImportItem> {
    // Ghost's filters do not support fractions of a second.
    const since = this.mark.since?.toISOString().slice(0, 19).replace('T', ' ');
    for (const resource of CONTENT_RESOURCES) {
      yield* this.fetchResource(resource, since ? { filter: `updated_at:>='${since}'` } : {});
    }
    const all = new Set<string>();
    for (const resource of CONTENT_RESOURCES) {
      const states = await this.statesOf(resource);
      for (const id of states.keys()) all.add(id);
      yield* this.fetchIds(
        resource,
        [...states].filter(([id, state]) => !this.isKnown(id, state)).map(([id]) => id),
      );
    }
    if (all.size === 0 && this.knownItems.publicIds.size > 0) {
      throw new UnreadableSourceError(
        `${this.site.url} lists no content any more. Imported articles stay published; check the site.`,
      );
    }
    const missing = [...this.knownItems.publicIds].filter((id) => !all.has(id) && !this.read.has(id));
    // A deletion during paging shifts items to a page that was already read. Fetch missing items by ID before
    // treating them as deleted.
    for (const resource of CONTENT_RESOURCES) yield* this.fetchIds(resource, missing);
    for (const sourceId of missing)
      if (!this.read.has(sourceId)) yield this.goneItem(sourceId, 'deleted or unpublished in Ghost');
    // The API does not say whether they are scheduled still.
    for (const sourceId of this.knownItems.scheduledIds)
      if (!all.has(sourceId) && !this.read.has(sourceId))
        yield this.goneItem(sourceId, 'scheduled by an export: published when Ghost publishes it');
  }

  private isKnown(id: string, state: ItemState): boolean {
    return this.read.has(id) || isSameState(this.knownItems.states.get(id), state);
  }

  private goneItem(sourceId: string, reason: string): ImportItem {
    this.gone.push(sourceId);
    const unpublish = { source: this.site.source, sourceId };
    return { item: `post ${sourceId}`, kind: 'post', unpublish, reason };
  }

  private async *fetchIds(resource: ContentResource, ids: string[]): AsyncGenerator<ImportItem> {
    for (let i = 0; i < ids.length; i += IDS_PER_REQUEST) {
      yield* this.fetchResource(resource, { filter: `id:[${ids.slice(i, i + IDS_PER_REQUEST).join(',')}]` });
    }
  }

  private async *fetchResource(
    resource: ContentResource,
    parameters: Record<string, string>,
  ): AsyncGenerator<ImportItem> {
    for await (const page of this.api.fetchPages(resource, { ...QUERY, ...parameters })) {
      const posts = page.map((json) => this.parsePost(json, resource)).filter(({ id }) => !this.read.has(id));
      for (const each of posts) {
        const path = this.site.getPath(each);
        if (path !== null) this.site.paths.add(path);
      }
      await saveTaxonomy(posts, this.site);
      for (const each of posts) this.use.see(each);
      for (const each of posts) yield await this.toItem(each);
    }
  }

  private parsePost(json: unknown, resource: ContentResource): GhostPost {
    const { tags, authors } = relationsSchema.parse(json);
    const kind = { type: resource === 'pages' ? 'page' : 'post', status: 'published' };
    return { ...postSchema.parse(json), ...kind, tags: tags ?? [], authors: authors ?? [] };
  }

  private async toItem(each: GhostPost): Promise<ImportItem> {
    this.read.add(each.id);
    const changed = parseGhostDate(each.updated_at);
    this.mark.see(changed);
    const reason = getRestrictionReason(each);
    if (reason === null) {
      this.seen.set(each.id, { modified: changed, status: getStatus(each.visibility) });
      return createArticleItem(each, this.site);
    }
    this.gone.push(each.id);
    const unpublish = { source: this.site.source, sourceId: each.id };
    return { item: getPostLabel(each), kind: each.type, unpublish, reason };
  }

  /** Returns the states of all public items. */
  private async statesOf(resource: ContentResource): Promise<Map<string, ItemState>> {
    const states = new Map<string, ItemState>();
    for await (const page of this.api.fetchPages(resource, {
      fields: 'id,updated_at,visibility',
    })) {
      for (const { id, updated_at, visibility } of z.array(listed).parse(page)) {
        states.set(id, { modified: parseGhostDate(updated_at ?? ''), status: getStatus(visibility) });
      }
    }
    return states;
  }
}

/** Returns the status of a public post with its readers: Ghost can change those and leave the date of change. */
function getStatus(visibility: string | null | undefined): string {
  return visibility && visibility !== 'public' ? `${STATUS.public} for ${visibility}` : STATUS.public;
}
