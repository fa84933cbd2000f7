import { z } from 'zod';
import { LIVE_BLOG_KIND } from '../../modules/live-blog/live-blog-kind.js';
import type { Transaction } from '../../mutations/write-lock.js';
import { toGlobalId } from '../../shared/references/global-id.js';
import { trimEnd } from '../../shared/text/trim-end.js';
import { PushRefusedError, type PushResult } from '../push-result.js';
import { createArticleImporter } from '../run/article-importer.js';
import type { ImportItem } from '../run/import-run.js';
import { runImport } from '../run/import-run.js';
import type { ImportResult } from '../run/imported-article.js';
import { isSameState } from '../run/known-items.js';
import { openSource } from '../run/open-source.js';
import { type PushedVersion, recordPush } from '../run/pushed-items.js';
import { SourceTerms } from '../run/source-terms.js';
import { listPossibleSlugs } from './addresses.js';
import { ARTICLE_TYPES, createItem } from './items.js';
import { hasLiveBlogs } from './rest/live-blogs.js';
import { loadSite } from './rest/load-site.js';
import { loadReferences } from './rest/references.js';
import type { RestReader } from './rest/rest-api.js';
import { parsePost, stateOfPost } from './rest/rest-item.js';
import { loadSponsors } from './rest/sponsors.js';
import { saveItemTerms } from './terms.js';
import { getSourceId } from './wordpress-item.js';
import type { SyncDeps, WordPressSyncOptions } from './wordpress-sync.js';

const LIVE_BLOG = 'a live blog, whose entries come with the next sync';

const rawSchema = z.object({ raw: z.string() });
const postSchema = z.looseObject({ id: z.number().int().positive(), type: z.string(), status: z.string() });

/** The body of a push: a post as the REST API returns it for editing, and what its conversion reads beside it. */
const pushSchema = z.object({
  site: z.object({ name: z.string(), home: z.url({ protocol: /^https?$/ }) }),
  /** Namespaces of its REST API, which name the plugins that have one. */
  namespaces: z.array(z.string()).default([]),
  /** Counts the versions of a post. */
  number: z.number().int().positive(),
  post: postSchema,
  /** True if the post does not exist any more. */
  isDeleted: z.boolean().default(false),
  /** Latest changes that are not saved. */
  autosave: z
    .object({ title: rawSchema, content: rawSchema, excerpt: rawSchema, modified_gmt: z.string() })
    .nullish(),
  /** Responses of the REST API by route: `categories`, `media`, `blocks`. */
  routes: z.record(z.string(), z.array(z.unknown())).default({}),
});

export type WordPressPush = z.infer<typeof pushSchema>;

export interface PushOptions extends Pick<WordPressSyncOptions, 'media' | 'pathPrefix' | 'sponsors'> {
  /** URL of the site that the gateway syncs. */
  url: string;
}

/**
 * Saves a post that WordPress has pushed, as a sync would: its saved version unless it is known, then its unsaved changes
 * as the draft.
 * @throws {PushRefusedError} if the body is invalid or of another site.
 */
export async function pushWordPress(
  json: unknown,
  deps: SyncDeps,
  options: PushOptions,
): Promise<PushResult> {
  const { success, data: push, error } = pushSchema.safeParse(json);
  if (!success) throw new PushRefusedError(`The body is no push of a post: ${z.prettifyError(error)}`);
  return new PostPush(push, deps, options).save();
}

/** The push of one post. */
class PostPush {
  private readonly api: RestReader;

  constructor(
    private readonly push: WordPressPush,
    private readonly deps: SyncDeps,
    private readonly options: PushOptions,
  ) {
    this.api = createPushReader(push);
  }

  async save(): Promise<PushResult> {
    const { prisma } = this.deps;
    const { source: name } = await loadSite(this.api);
    const source = await openSource(this.deps.importService, name, this.options.pathPrefix);
    await this.assertSynced(source);
    const { post, autosave, isDeleted } = this.push;
    const sourceId = `${post.type}/${post.id}`;
    const needsSync = hasLiveBlogs(this.api);
    if (await this.isLiveBlog(source, sourceId))
      return {
        outcome: 'left out',
        reasons: [LIVE_BLOG],
        article: await this.find(source, sourceId),
        needsSync,
      };
    const known = await prisma.sourceItem.findUnique({ where: { source_sourceId: { source, sourceId } } });
    const isKnown = isSameState(known ?? undefined, stateOfPost(post));
    const results: ImportResult[] = [];
    if (!autosave || isDeleted || !isKnown) results.push(...(await this.import(source, post, false)));
    if (autosave && !isDeleted && !results.some(isFinal))
      results.push(...(await this.import(source, { ...post, ...autosave }, true)));
    return {
      outcome: results.at(-1)?.outcome ?? 'unchanged',
      reasons: results.flatMap(({ reasons }) => reasons),
      article: await this.find(source, sourceId),
      needsSync,
    };
  }

  /** Returns the article of a post; null if there is none. */
  private async find(source: string, sourceId: string): Promise<PushResult['article']> {
    const draft = await this.deps.prisma.draft.findFirst({
      where: { source, sourceId },
      select: { id: true, path: true, article: { select: { path: true } } },
    });
    if (!draft) return null;
    const path = draft.article?.path ?? draft.path ?? '';
    return { id: toGlobalId('Article', draft.id), path, isPublished: draft.article !== null };
  }

  /** Returns true for a live blog that is to stay because a push has none of its entries. */
  private async isLiveBlog(source: string, sourceId: string): Promise<boolean> {
    if (this.push.isDeleted || this.push.post.status === 'trash') return false;
    const where = { source, sourceId, kind: LIVE_BLOG_KIND };
    return (await this.deps.prisma.draft.count({ where })) > 0;
  }

  /** Throws PushRefusedError unless the site is the one that the gateway syncs. */
  private async assertSynced(source: string): Promise<void> {
    const { home } = this.push.site;
    if (getHost(home) === getHost(this.options.url)) return;
    // The gateway may reach the site under another name.
    if (await this.deps.prisma.sourceSync.findUnique({ where: { source } })) return;
    throw new PushRefusedError(
      `The gateway syncs ${this.options.url}, and the push is of ${home}. Set WORDPRESS_URL to the address of the site.`,
    );
  }

  private async import(
    source: string,
    post: WordPressPush['post'],
    isUnsaved: boolean,
  ): Promise<ImportResult[]> {
    const { importService, model } = this.deps;
    const site = await loadSite(this.api);
    if (model) site.model = model;
    site.pathPrefix = this.options.pathPrefix ?? '';
    site.sponsors.rules = this.options.sponsors ?? [];
    await loadSponsors(this.api, site);
    const terms = new SourceTerms(importService, source);
    site.terms = terms;
    await terms.saveSections(site.sections.listSections(), { source });
    const item = parsePost(post, site);
    const slugs = listPossibleSlugs(item, site);
    for (const entry of await importService.listSlugs(source, { sourceId: getSourceId(item), slugs }))
      site.slugs.reserve(entry);
    await loadReferences([item], this.api, site);
    await saveItemTerms(site, [item]);
    const created = this.push.isDeleted
      ? createDeletedItem(site.source, post)
      : await createItem(item, site, ARTICLE_TYPES);
    if (isUnsaved && 'article' in created) Object.assign(created.article, { draft: true, isUnsaved });
    const version: PushedVersion = {
      number: BigInt(this.push.number),
      // A sync reads each post of a site that may have a live blog in it.
      modified: hasLiveBlogs(this.api) ? null : stateOfPost(this.push.post).modified,
      status: this.push.isDeleted ? 'deleted' : post.status,
      isUnsaved,
    };
    const checkVersion = (tx: Transaction, ref: { source: string; sourceId: string }) =>
      recordPush(tx, ref, version);
    const { media, pathPrefix } = this.options;
    const importer = createArticleImporter(
      importService,
      { ...(media && { media }), pathPrefix, checkVersion, recordsVersion: true },
      site.archives,
    );
    const results: ImportResult[] = [];
    const report = { onResult: (result: ImportResult) => void results.push(result), onEnd: () => undefined };
    await runImport(toIterable(created), importer, { report });
    return results.filter(({ outcome }) => outcome !== 'warning');
  }
}

function createDeletedItem(source: string, { id, type }: WordPressPush['post']): ImportItem {
  const unpublish = { source, sourceId: `${type}/${id}` };
  return { item: `${type} ${id}`, kind: type, unpublish, reason: 'deleted in WordPress' };
}

/** Returns true for a saved version that was not saved here, so that unsaved changes cannot follow it. */
function isFinal({ outcome }: ImportResult): boolean {
  return outcome === 'refused' || outcome === 'left out' || outcome === 'withdrawn';
}

/** Reads from a push what a sync reads over the REST API. */
function createPushReader({ site, routes, namespaces }: WordPressPush): RestReader {
  return {
    site: { title: site.name, url: trimEnd(site.home, /\//) },
    namespaces,
    isLoggedIn: true,
    hasType: (type) => type in routes,
    async *fetchPages(route) {
      yield routes[route] ?? [];
    },
    fetchPluginRoute: async (path) => routes[path],
  };
}

async function* toIterable(item: ImportItem): AsyncGenerator<ImportItem> {
  yield item;
}

function getHost(url: string): string {
  return new URL(url).host.replace(/^www\./, '');
}
