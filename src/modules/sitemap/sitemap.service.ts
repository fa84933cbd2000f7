import type { ReadClient } from '../../database/read/read-client.js';
import type { Loaders } from '../../graphql/loaders.js';
import type { MediaUrls } from '../../media/media-urls.js';
import { MAX_PAGE_SIZE } from '../../shared/pagination/connection.js';
import {
  AUTHORS_PATH,
  buildAuthorPath,
  buildSeriesPath,
  buildTagPath,
  SERIES_PATH,
  TAGS_PATH,
} from '../../shared/paths.js';
import type { Site } from '../site/site.type.js';
import {
  findLatestNewsUpdate,
  loadNews,
  loadSitemapParts,
  loadSitemapRows,
  type SitemapKind,
} from './sitemap-rows.js';
import { renderNewsSitemap, renderSitemapIndex, renderUrlset, type SitemapPage } from './sitemap-xml.js';

type SitemapResult = { type: string; text: string } | { missing: 'unknown' };

/** Characters of the longest URL that the protocol allows. */
const MAX_URL_LENGTH = 2_047;

/** Beginnings of the paths of tags, authors and series. */
const TERM_PATHS = [TAGS_PATH, AUTHORS_PATH, SERIES_PATH];

/**
 * Builds the site's sitemaps (https://www.sitemaps.org/protocol.html): an index, sections, Google's news
 * sitemap, and parts of articles, tags, authors and series. Parts are ranges of IDs, so that articles never change
 * parts.
 */
export class SitemapService {
  constructor(
    private readonly site: Site,
    /** Base URL of the sitemaps themselves. */
    private readonly baseUrl: string,
    private readonly mediaUrls: MediaUrls,
  ) {}

  /** Returns the sitemap at a path, or robots.txt, which names the index. */
  async find(path: string, reader: ReadClient, context: Loaders): Promise<SitemapResult> {
    if (path === '/robots.txt') return { type: 'text/plain; charset=utf-8', text: this.buildRobots() };
    if (!this.site.robots.isIndexed) return { missing: 'unknown' };
    const text = await this.buildSitemap(path.slice(path.lastIndexOf('/') + 1), reader, context);
    return text === null ? { missing: 'unknown' } : { type: 'application/xml; charset=utf-8', text };
  }

  private async buildSitemap(file: string, reader: ReadClient, context: Loaders): Promise<string | null> {
    if (file === 'sitemap.xml') return this.buildIndex(reader);
    if (file === 'news.xml') return this.buildNews(reader, context);
    if (file === 'sections.xml') return this.buildSections(context);
    const [, kind, part] = /^(articles|tags|authors|series)-([1-9]\d{0,5})\.xml$/.exec(file) ?? [];
    return kind ? this.buildPart(kind as SitemapKind, Number(part), reader) : null;
  }

  private buildRobots(): string {
    const rules = 'User-agent: *\nDisallow: /graphql\n';
    // Crawlers must read the pages of a site that is not indexed, since these say so.
    if (!this.site.robots.isIndexed) return rules;
    return `${rules}\nSitemap: ${new URL('/sitemap.xml', this.baseUrl).href}\n`;
  }

  private async buildIndex(reader: ReadClient): Promise<string> {
    const parts = await loadSitemapParts(reader);
    const news = await findLatestNewsUpdate(reader);
    const toSitemapUrl = (file: string) => new URL(`/sitemaps/${file}`, this.baseUrl).href;
    return renderSitemapIndex([
      { url: toSitemapUrl('sections.xml'), updatedAt: null },
      ...(news ? [{ url: toSitemapUrl('news.xml'), updatedAt: news.updatedAt }] : []),
      ...parts.map(({ kind, part, updatedAt }) => ({ url: toSitemapUrl(`${kind}-${part}.xml`), updatedAt })),
    ]);
  }

  /** Builds the sitemap of the home page, the sections and the fronts. Tags, authors and series have parts of their own. */
  private async buildSections(loaders: Loaders): Promise<string> {
    const all = (await loaders.sections.getTree()).listAll();
    const { nodes: fronts } = await loaders.fronts.list({ first: MAX_PAGE_SIZE });
    const hidden = new Set([
      ...all.flatMap(({ section, path }) => (section.noindex ? path : [])),
      ...fronts.flatMap(({ content, path }) => (content.noindex ? path : [])),
    ]);
    const own = fronts.filter(({ path }) => !TERM_PATHS.some((prefix) => path.startsWith(prefix)));
    const paths = new Set(['/', ...all.map(({ path }) => path), ...own.map(({ path }) => path)]);
    return renderUrlset(this.toPages([...paths].flatMap((path) => (hidden.has(path) ? [] : { path }))));
  }

  private async buildPart(kind: SitemapKind, part: number, reader: ReadClient) {
    const rows = await loadSitemapRows(kind, part, reader);
    if (rows.length === 0) return null;
    const toPath = {
      articles: (path: string) => path,
      tags: buildTagPath,
      authors: buildAuthorPath,
      series: buildSeriesPath,
    }[kind];
    return renderUrlset(this.toPages(rows.map(({ name, ...row }) => ({ ...row, path: toPath(name) }))));
  }

  private async buildNews(reader: ReadClient, { site }: Loaders): Promise<string> {
    const articles = (await loadNews(reader)).map(({ path, ...news }) => ({
      ...news,
      url: this.toAbsoluteUrl(path),
    }));
    return renderNewsSitemap(
      articles.filter(({ url }) => url.length <= MAX_URL_LENGTH),
      site.track(this.site),
    );
  }

  private toPages(rows: { path: string; updatedAt?: Date; image?: string | null }[]): SitemapPage[] {
    return rows
      .map(({ path, updatedAt, image }) => ({
        url: this.toAbsoluteUrl(path),
        updatedAt: updatedAt ?? null,
        image: image ? this.mediaUrls.resolve(image, this.site.url) : null,
      }))
      .filter(({ url }) => url.length <= MAX_URL_LENGTH);
  }

  private toAbsoluteUrl(path: string): string {
    return new URL(path, this.site.url).href;
  }
}
