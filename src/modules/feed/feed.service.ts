import { resolveRelativeUrls } from '../../content/absolute-urls.js';
import { findPlayer } from '../../content/find-player.js';
import { applyMediaChanges } from '../../content/media-changes.js';
import { isLibraryUrl, type MediaUrls } from '../../media/media-urls.js';
import { ArticleKind } from '../../shared/article/article-kind.js';
import type { CrawlerClient } from '../../shared/crawlers.js';
import { MachineUse } from '../../shared/machine-rights.js';
import { getImageType, getMediaType } from '../../shared/media-type.js';
import { buildSiteUrl } from '../../shared/paths.js';
import { toGlobalId } from '../../shared/references/global-id.js';
import { getArticleLabel, labelHeadline } from '../../shared/sponsorship.js';
import { truncateWords } from '../../shared/text/first-words.js';
import { type Article, ArticleOrder } from '../article/article.type.js';
import type { ArticleFilter } from '../article/filter/article-filter.js';
import { getImageUrl } from '../image/image.type.js';
import type { RightsSignals } from '../machine-rights/machine-rights.type.js';
import type { Site } from '../site/site.type.js';
import { renderAtom } from './atom.js';
import { type Channel, findChannel } from './channel.js';
import type { FeedLoaders } from './feed.context.js';
import type { FeedEnclosure, FeedItem, RenderFeed, SiteFeed } from './feed.js';
import type { FeedFormat } from './feed.type.js';
import { buildFeedPath, FEED_FILES, FeedLinks } from './feed-links.js';
import { renderJsonFeed } from './json-feed.js';
import { NinjsService } from './ninjs.service.js';
import { renderRss } from './rss.js';
import { createStableId } from './stable-id.js';

/** A feed document, a site-relative redirect, or null if not found. */
export type FeedResult =
  | { type: string; text: string; isIndexed: boolean; headers: Record<string, string> }
  | { movedTo: string }
  | { missing: 'gone' | 'unknown'; advice?: string }
  | { refused: string; articleId: number };

export interface FeedSettings {
  site: Site;
  /** Base URL of the feeds' own URLs. */
  baseUrl: string;
  /** Maximum number of items in a feed. */
  maxItems: number;
  includesFullBodies: boolean;
  /** URL of the WebSub hub; null without one. */
  hub: string | null;
}

const RENDERERS: Record<FeedFormat, RenderFeed> = { RSS: renderRss, ATOM: renderAtom, JSON: renderJsonFeed };
/** File name of a list, or of one article, as items of ninjs. */
const NINJS_FILE = 'ninjs.json';
const FILE_NAMES = [...FEED_FILES.map(({ file }) => file), NINJS_FILE];
const ADVICE = `The feed was not found. The path of a feed is /feeds, the path of its page, and one of ${FILE_NAMES.join(', ')}.`;
/** Kinds of articles with audio or video that is read from the body. */
const PLAYED_KINDS: string[] = [ArticleKind.AUDIO, ArticleKind.VIDEO];
/** Media types of files of an unknown type. */
const DEFAULT_TYPES = { audio: 'audio/mpeg', video: 'video/mp4' };
/** Words of the body used as a summary. */
const SUMMARY_WORDS = 60;

/** Loaders of published content, and the crawler that reads; null for other clients. */
interface FeedReader {
  context: FeedLoaders;
  client: CrawlerClient | null;
}

/** Renders the latest articles of a list as RSS, Atom or JSON Feed. */
export class FeedService {
  private readonly links: FeedLinks;
  private readonly ninjs: NinjsService;

  constructor(
    private readonly settings: FeedSettings,
    private readonly mediaUrls: MediaUrls,
  ) {
    this.ninjs = new NinjsService(settings.site, mediaUrls);
    this.links = new FeedLinks(settings.baseUrl);
  }

  /**
   * Finds the feed at a path: `/feeds`, then the path of the matching page and the format's file name. Throws
   * BadUserInputError for a filter beyond the limits, and ForbiddenError for one that needs a scope.
   */
  async find(
    path: string,
    filter: ArticleFilter | null,
    context: FeedLoaders,
    client: CrawlerClient | null = null,
  ): Promise<FeedResult> {
    const [, pagePath = '', file = ''] = /^\/feeds(\/.+)?\/([^/]+)$/.exec(path) ?? [];
    const known = FEED_FILES.find((each) => each.file === file);
    if (!known && file !== NINJS_FILE) return { missing: 'unknown', advice: ADVICE };
    const reader: FeedReader = { context, client };
    const channel = await findChannel(pagePath, context);
    if ('article' in channel)
      return known ? { missing: 'unknown', advice: ADVICE } : this.renderArticle(channel.article, reader);
    if ('movedTo' in channel) {
      return { movedTo: buildFeedPath(channel.movedTo, file, filter) };
    }
    if ('missing' in channel) return channel;
    const { machineRights } = context;
    const { scope } = channel;
    const rights = await (scope.of === 'section'
      ? machineRights.ofSection(scope.id)
      : machineRights.ofSite());
    if (!known) {
      const nodes = await this.listArticles(channel, filter, reader);
      const items = await Promise.all(nodes.map((article) => this.buildNinjs(article, context)));
      return buildNinjsResult(items, machineRights.getSignals(rights));
    }
    const render = RENDERERS[known.format];
    const self = this.links.buildUrl(pagePath, file, filter);
    const type = `${known.mimeType}; charset=utf-8`;
    const text = render(await this.buildFeed(channel, filter, reader), self);
    const headers = machineRights.getSignals(rights)?.headers ?? {};
    return {
      type,
      text,
      isIndexed: channel.isIndexed && rights.search.use !== MachineUse.FORBIDDEN,
      headers,
    };
  }

  private async listArticles(
    { scope }: Pick<Channel, 'scope'>,
    filter: ArticleFilter | null,
    { context: { articles, machineRights }, client }: FeedReader,
  ): Promise<Article[]> {
    const list = { scope, filter, orderBy: ArticleOrder.NEWEST };
    const { nodes } = await articles.list(list, { first: this.settings.maxItems });
    return machineRights.filterReadable(nodes, client);
  }

  /** Renders an article as an item of ninjs. */
  private async renderArticle(article: Article, { context, client }: FeedReader): Promise<FeedResult> {
    const { machineRights } = context;
    const rights = await machineRights.ofArticle(article);
    const refused = machineRights.explainRefusal(rights, client);
    if (refused !== null) return { refused, articleId: article.id };
    return buildNinjsResult(await this.buildNinjs(article, context), machineRights.getSignals(rights));
  }

  /** Builds an item of ninjs. Readers get the free preview of an article for members. */
  private buildNinjs(article: Article, context: FeedLoaders): Promise<object> {
    return this.ninjs.buildItem(article, context, { isGranted: false });
  }

  private async buildFeed(
    { scope, name, description, path }: Channel,
    filter: ArticleFilter | null,
    { context, client }: FeedReader,
  ): Promise<SiteFeed> {
    const site = context.site.localize(context.site.track(this.settings.site));
    const nodes = await this.listArticles({ scope }, filter, { context, client });
    const title = name === null ? site.title : `${name} · ${site.title}`;
    const { language, homePath } = context.alternates;
    // Feeds of the primary language have the IDs that they had before there were others.
    const root = homePath === '/' ? 'feed' : `feed/${language}`;
    const id = scope.of === 'site' ? root : `${root}/${scope.of}/${scope.id}`;
    const filteredId = filter === null ? id : `${id}?filter=${JSON.stringify(filter)}`;
    const builtItems = await Promise.all(nodes.map((article) => this.buildItem(article, context)));
    const changes = builtItems.flatMap(({ publishedAt, updatedAt }) => [
      Number(publishedAt),
      Number(updatedAt),
    ]);
    return {
      id: createStableId(site.url, filteredId),
      title,
      // RSS requires a description.
      description: (name === null ? site.description : description) || title,
      pageUrl: this.toAbsoluteUrl(path),
      language,
      siteTitle: site.title,
      // A hub is told of no feeds with filters.
      hub: filter === null ? this.settings.hub : null,
      updatedAt: nodes.length > 0 ? new Date(Math.max(...changes)) : new Date(),
      items: builtItems,
    };
  }

  private async buildItem(article: Article, context: FeedLoaders): Promise<FeedItem> {
    const { id, standfirst, publishedAt, imageId } = article;
    const url = this.toAbsoluteUrl(article.path);
    const label = getArticleLabel(article, this.settings.site);
    const isPlayed = PLAYED_KINDS.includes(article.kind);
    const [updatedAt, summary, authors, tags, sections, image, body, rights] = await Promise.all([
      loadUpdatedAt(article, context),
      context.articles.loadSummary(article),
      context.authors.ofArticle.load(id),
      context.tags.ofArticle.load(id),
      context.sections.ofArticle.load(id),
      imageId === null ? null : context.images.byId.load(imageId),
      this.settings.includesFullBodies || isPlayed ? loadBody(id, context) : null,
      context.machineRights.ofArticle(article),
    ]);
    const html = this.settings.includesFullBodies ? body : null;
    return {
      id: createStableId(this.settings.site.url, toGlobalId('Article', id)),
      url,
      title: labelHeadline(article, this.settings.site),
      summary: standfirst ?? truncateWords(summary, SUMMARY_WORDS),
      html: html === null ? null : resolveRelativeUrls(this.mediaUrls.resolveInText(html), url),
      publishedAt: publishedAt ?? updatedAt,
      updatedAt,
      authors: authors.map(({ name, slug }) => ({
        name,
        url: this.toAbsoluteUrl(context.authors.getPath({ slug })),
      })),
      categories: [...(label === null ? [] : [label]), ...[...sections, ...tags].map(({ name }) => name)],
      language: article.language === context.alternates.language ? null : article.language,
      image: image && {
        url: this.mediaUrls.resolve(getImageUrl(image, image.media), this.settings.site.url),
        type: image.media?.mimeType ?? getImageType(image.url),
        bytes: image.media?.bytes ?? null,
      },
      rights: context.machineRights.getSignals(rights),
      enclosure: body === null || !isPlayed ? null : await this.buildEnclosure(body, url, context),
    };
  }

  /** Describes the sound or video of a body; null if it has none. */
  private async buildEnclosure(
    html: string,
    pageUrl: string,
    { images }: FeedLoaders,
  ): Promise<FeedEnclosure | null> {
    const player = findPlayer(html);
    if (!player || !URL.canParse(player.url, pageUrl)) return null;
    const file = await images.media.load(player);
    const url = isLibraryUrl(player.url)
      ? this.mediaUrls.resolve(player.url, pageUrl)
      : new URL(player.url, pageUrl).href;
    return {
      url,
      type: file?.mimeType ?? player.type ?? getMediaType(url) ?? DEFAULT_TYPES[player.kind],
      bytes: file?.bytes ?? null,
      duration: file?.duration ?? null,
    };
  }

  private toAbsoluteUrl(path: string): string {
    return buildSiteUrl(this.settings.site, path);
  }
}

/** Returns an item of ninjs, or a list of them, with the headers of its rights. */
function buildNinjsResult(content: object, signals: RightsSignals | null): FeedResult {
  const type = 'application/json; charset=utf-8';
  return { type, text: JSON.stringify(content), isIndexed: false, headers: signals?.headers ?? {} };
}

/** Loads the time of the last change of an article; that of its live blog, if it has one. */
async function loadUpdatedAt({ id, kind, updatedAt }: Article, { liveBlogs }: FeedLoaders): Promise<Date> {
  if (kind !== ArticleKind.LIVE_BLOG) return updatedAt;
  return (await liveBlogs.loadUpdatedAt(id)) ?? updatedAt;
}

/** Loads the HTML of a body with the present files. */
async function loadBody(id: number, { articles, images }: FeedLoaders): Promise<string> {
  const html = await articles.bodies.load(id, 'html');
  const changes = await images.findChanges(html);
  return changes === null ? html : applyMediaChanges(html, changes);
}
