import { withAbsoluteAddresses } from '../../shared/content/absolute-addresses.js';
import { firstWords } from '../../shared/first-words.js';
import { toGlobalId } from '../../shared/global-id.js';
import { authorPath } from '../../shared/paths.js';
import { type Article, ArticleOrder } from '../article/article.type.js';
import type { Site } from '../site/site.type.js';
import { atom } from './atom.js';
import { type Channel, findChannel } from './channel.js';
import type { FeedContext } from './feed.context.js';
import type { Feed, FeedItem, Write } from './feed.js';
import { imageType } from './image-type.js';
import { jsonFeed } from './json-feed.js';
import { rss } from './rss.js';
import { stableId } from './stable-id.js';

/** A document, where it is now (site-relative), or nothing. */
export type FoundFeed =
  | { type: string; text: string }
  | { movedTo: string }
  | { missing: 'gone' | 'unknown'; advice?: string };

export interface FeedSettings {
  site: Site;
  /** Address that the feeds' own addresses begin with. */
  base: string;
  /** Most items. */
  items: number;
  hasWholeBodies: boolean;
}

const FORMATS: Record<string, { type: string; write: Write }> = {
  'rss.xml': { type: 'application/rss+xml; charset=utf-8', write: rss },
  'atom.xml': { type: 'application/atom+xml; charset=utf-8', write: atom },
  'feed.json': { type: 'application/feed+json; charset=utf-8', write: jsonFeed },
};
const ADVICE = `The address of a feed is /feeds, the path of its page, and ${Object.keys(FORMATS).join(', ')}.`;
/** As many words of a body as stand for a summary. */
const SUMMARY_WORDS = 60;

/** Writes the latest articles of a list as RSS, Atom or JSON Feed. */
export class FeedService {
  constructor(private readonly settings: FeedSettings) {}

  /** The feed at a path: `/feeds`, the path of the page that shows the same, and the name of a format. */
  async at(path: string, context: FeedContext): Promise<FoundFeed> {
    const [, page = '', file = ''] = /^\/feeds(\/.+)?\/([^/]+)$/.exec(path) ?? [];
    if (!Object.hasOwn(FORMATS, file)) return { missing: 'unknown', advice: ADVICE };
    const channel = await findChannel(page, context);
    if ('movedTo' in channel) return { movedTo: encodeURI(`/feeds${channel.movedTo}/${file}`) };
    if ('missing' in channel) return channel;
    const { type, write } = FORMATS[file]!;
    const self = new URL(encodeURI(`/feeds${page}/${file}`), this.settings.base).href;
    return { type, text: write(await this.feed(channel, context), self) };
  }

  private async feed({ scope, name, description, path }: Channel, context: FeedContext): Promise<Feed> {
    const { site, items } = this.settings;
    const { nodes } = await context.articles.list({ scope, orderBy: ArticleOrder.NEWEST }, { first: items });
    const title = name === null ? site.title : `${name} · ${site.title}`;
    const id = scope.of === 'site' ? 'feed' : `feed/${scope.of}/${scope.id}`;
    const changes = nodes.flatMap(({ publishedAt, updatedAt }) => [Number(publishedAt), Number(updatedAt)]);
    return {
      id: stableId(site.url, id),
      title,
      // RSS has to say something.
      description: (name === null ? site.description : description) || title,
      page: this.absolute(path),
      language: site.language,
      siteTitle: site.title,
      updatedAt: nodes.length > 0 ? new Date(Math.max(...changes)) : new Date(),
      items: await Promise.all(nodes.map((article) => this.item(article, context))),
    };
  }

  private async item(article: Article, context: FeedContext): Promise<FeedItem> {
    const { id, title, standfirst, publishedAt, updatedAt, sectionId, imageId } = article;
    const url = this.absolute(article.path);
    const [summary, authors, tags, tree, image, html] = await Promise.all([
      context.articles.summary(article),
      context.authors.ofArticle.load(id),
      context.tags.ofArticle.load(id),
      context.sections.tree(),
      imageId === null ? null : context.images.byId.load(imageId),
      this.settings.hasWholeBodies ? context.articles.body(id, 'html') : null,
    ]);
    const section = sectionId === null ? null : tree.byId(sectionId);
    return {
      id: stableId(this.settings.site.url, toGlobalId('Article', id)),
      url,
      title,
      summary: standfirst ?? firstWords(summary, SUMMARY_WORDS),
      html: html === null ? null : withAbsoluteAddresses(html, url),
      publishedAt: publishedAt ?? updatedAt,
      updatedAt,
      authors: authors.map(({ name, slug }) => ({ name, url: this.absolute(authorPath(slug)) })),
      categories: [...(section ? [section.name] : []), ...tags.map(({ name }) => name)],
      image: image && { url: this.absolute(image.url), type: imageType(image.url) },
    };
  }

  private absolute(path: string): string {
    return new URL(path, this.settings.site.url).href;
  }
}
