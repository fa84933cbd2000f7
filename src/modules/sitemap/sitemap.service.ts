import type { Awaitable } from '../../database/awaitable.js';
import type { Reader } from '../../database/reader.js';
import { authorPath, tagPath } from '../../shared/paths.js';
import type { Site } from '../site/site.type.js';
import { type Kind, newsOf, pagesOf, partsOf, recentNews } from './sitemap-rows.js';
import { newsXml, type SitemapPage, sitemapIndexXml, urlsetXml } from './sitemap-xml.js';

/** What sitemaps need of the module of sections. */
export interface SitemapContext {
  sections: { tree(): Awaitable<{ all(): { path: string }[] }> };
}

type Found = { type: string; text: string } | { missing: 'unknown' };

/** The protocol takes shorter addresses only. */
const LONGEST_ADDRESS = 2_047;

/**
 * The sitemaps of a site (https://www.sitemaps.org/protocol.html): an index, and behind it articles, tags and authors
 * in parts by their numbers, so that a part keeps its articles for good, the sections, and Google's news sitemap.
 */
export class SitemapService {
  constructor(
    private readonly site: Site,
    /** Address that the sitemaps' own addresses begin with. */
    private readonly base: string,
  ) {}

  /** The sitemap at a path, or robots.txt, which names the first of them. */
  async at(path: string, reader: Reader, context: SitemapContext): Promise<Found> {
    if (path === '/robots.txt') return { type: 'text/plain; charset=utf-8', text: this.robots() };
    const text = await this.sitemap(path.slice(path.lastIndexOf('/') + 1), reader, context);
    return text === null ? { missing: 'unknown' } : { type: 'application/xml; charset=utf-8', text };
  }

  private async sitemap(file: string, reader: Reader, context: SitemapContext): Promise<string | null> {
    if (file === 'sitemap.xml') return this.index(reader);
    if (file === 'news.xml') return this.news(reader);
    if (file === 'sections.xml') return this.sections(context);
    const [, kind, part] = /^(articles|tags|authors)-([1-9]\d{0,5})\.xml$/.exec(file) ?? [];
    return kind ? this.part(kind as Kind, Number(part), reader) : null;
  }

  private robots(): string {
    return `User-agent: *\nDisallow: /graphql\n\nSitemap: ${new URL('/sitemap.xml', this.base).href}\n`;
  }

  private async index(reader: Reader): Promise<string> {
    const parts = await partsOf(reader);
    const news = await recentNews(reader);
    const at = (file: string) => new URL(`/sitemaps/${file}`, this.base).href;
    return sitemapIndexXml([
      { url: at('sections.xml'), updatedAt: null },
      ...(news ? [{ url: at('news.xml'), updatedAt: news.updatedAt }] : []),
      ...parts.map(({ kind, part, updatedAt }) => ({ url: at(`${kind}-${part}.xml`), updatedAt })),
    ]);
  }

  private async sections({ sections }: SitemapContext): Promise<string> {
    const all = (await sections.tree()).all();
    return urlsetXml(this.pages(['/', ...all.map(({ path }) => path)].map((path) => ({ path }))));
  }

  private async part(kind: Kind, part: number, reader: Reader) {
    const rows = await pagesOf(kind, part, reader);
    if (rows.length === 0) return null;
    const pathOf = { articles: (path: string) => path, tags: tagPath, authors: authorPath }[kind];
    return urlsetXml(this.pages(rows.map(({ name, ...row }) => ({ ...row, path: pathOf(name) }))));
  }

  private async news(reader: Reader): Promise<string> {
    const articles = (await newsOf(reader)).map(({ path, ...news }) => ({
      ...news,
      url: this.absolute(path),
    }));
    return newsXml(
      articles.filter(({ url }) => url.length <= LONGEST_ADDRESS),
      this.site,
    );
  }

  private pages(rows: { path: string; updatedAt?: Date; image?: string | null }[]): SitemapPage[] {
    return rows
      .map(({ path, updatedAt, image }) => ({
        url: this.absolute(path),
        updatedAt: updatedAt ?? null,
        image: image ? this.absolute(image) : null,
      }))
      .filter(({ url }) => url.length <= LONGEST_ADDRESS);
  }

  private absolute(path: string): string {
    return new URL(path, this.site.url).href;
  }
}
