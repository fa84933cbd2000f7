import { Prisma } from '../../database/generated/client.js';
import { buildLanguageCondition } from '../../database/migrations/language-conditions.js';
import type { ReadClient } from '../../database/read/read-client.js';
import type { Loaders } from '../../graphql/loaders.js';
import type { MediaUrls } from '../../media/media-urls.js';
import type { SiteLanguages } from '../../shared/languages.js';
import { MAX_PAGE_SIZE } from '../../shared/pagination/connection.js';
import {
  AUTHORS_PATH,
  buildAuthorPath,
  buildSeriesPath,
  buildSiteUrl,
  buildTagPath,
  SERIES_PATH,
  TAGS_PATH,
} from '../../shared/paths.js';
import type { SearchRights } from '../machine-rights/machine-rights.type.js';
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

/** Paths and types of the pages of each kind. An article has a stored path. */
const TERMS = {
  articles: { toPath: null, type: null },
  tags: { toPath: buildTagPath, type: 'Tag' },
  authors: { toPath: buildAuthorPath, type: 'Author' },
  series: { toPath: buildSeriesPath, type: 'Series' },
} as const;

interface PageRow {
  path: string;
  updatedAt?: Date;
  image?: string | null;
  alternates: readonly { language: string; path: string }[];
}

/** Beginnings of the paths of tags, authors and series. */
const TERM_PATHS = [TAGS_PATH, AUTHORS_PATH, SERIES_PATH];

export interface SitemapSettings {
  site: Site;
  /** Base URL of the sitemaps themselves. */
  baseUrl: string;
  mediaUrls: MediaUrls;
  languages: SiteLanguages;
}

/**
 * Builds the site's sitemaps (https://www.sitemaps.org/protocol.html): an index, sections, Google's news
 * sitemap, and parts of articles, tags, authors and series. Parts are ranges of IDs, so that articles never change
 * parts.
 */
export class SitemapService {
  private readonly site: Site;
  private readonly mediaUrls: MediaUrls;

  constructor(private readonly settings: SitemapSettings) {
    this.site = settings.site;
    this.mediaUrls = settings.mediaUrls;
  }

  /** Returns the sitemap at a path. `reader` and `context` read its language. */
  async find(path: string, reader: ReadClient, context: Loaders): Promise<SitemapResult> {
    if (!this.site.robots.isIndexed) return { missing: 'unknown' };
    const [, language = '', file = ''] = /^(?:\/sitemaps)?(.*)\/([^/]+)$/.exec(path) ?? [];
    const prefix = this.settings.languages.getPrefix(context.alternates.language);
    if (language !== prefix) return { missing: 'unknown' };
    const text = await this.buildSitemap(file, reader, context);
    return text === null ? { missing: 'unknown' } : { type: 'application/xml; charset=utf-8', text };
  }

  private async buildSitemap(file: string, reader: ReadClient, context: Loaders): Promise<string | null> {
    const isOfSite = context.alternates.homePath === '/';
    if (file === 'sitemap.xml') return isOfSite ? this.buildIndex(reader, context) : null;
    if (file === 'news.xml') return this.buildNews(reader, context);
    if (file === 'sections.xml') return this.buildSections(context);
    const [, kind, part] = /^(articles|tags|authors|series)-([1-9]\d{0,5})\.xml$/.exec(file) ?? [];
    return kind ? this.buildPart(kind as SitemapKind, Number(part), { reader, context }) : null;
  }

  /** Builds the index of the sitemaps of all languages. */
  private async buildIndex(reader: ReadClient, { machineRights }: Loaders): Promise<string> {
    const rights = await machineRights.loadSearchRights();
    const { all, areMany } = this.settings.languages;
    const lists = all.map((language) =>
      this.listSitemaps(areMany ? reader.withLanguage(language) : reader, language, rights),
    );
    return renderSitemapIndex((await Promise.all(lists)).flat());
  }

  private async listSitemaps(reader: ReadClient, language: string, rights: SearchRights) {
    const { baseUrl, languages } = this.settings;
    const scope = { reader, condition: this.buildOwnCondition(language), rights };
    const parts = await loadSitemapParts(scope);
    const news = await findLatestNewsUpdate(scope);
    const folder = `/sitemaps${languages.getPrefix(language)}`;
    const toSitemapUrl = (file: string) => new URL(`${folder}/${file}`, baseUrl).href;
    return [
      { url: toSitemapUrl('sections.xml'), updatedAt: null },
      ...(news ? [{ url: toSitemapUrl('news.xml'), updatedAt: news.updatedAt }] : []),
      ...parts.map(({ kind, part, updatedAt }) => ({ url: toSitemapUrl(`${kind}-${part}.xml`), updatedAt })),
    ];
  }

  /** Builds the condition that an article `t` is in a language, not one that stands in for a missing version. */
  private buildOwnCondition(language: string): Prisma.Sql {
    const { languages } = this.settings;
    return languages.getFallbacks(language).length === 0
      ? Prisma.sql`true`
      : Prisma.raw(buildLanguageCondition('t.language', [language], languages));
  }

  /** Builds the sitemap of the home page, the sections and the fronts. Tags, authors and series have parts of their own. */
  private async buildSections(loaders: Loaders): Promise<string> {
    const all = (await loaders.sections.getTree()).listAll();
    const { nodes: fronts } = await loaders.fronts.list({ first: MAX_PAGE_SIZE });
    const { isAllowedBySite, forbiddenSections } = await loaders.machineRights.loadSearchRights();
    const hidden = new Set([
      ...(isAllowedBySite ? [] : [loaders.alternates.homePath, ...fronts.map(({ path }) => path)]),
      ...all.flatMap(({ section, path }) => (forbiddenSections.includes(section.id) ? path : [])),
      ...all.flatMap(({ section, path }) => (section.noindex ? path : [])),
      ...fronts.flatMap(({ content, path }) => (content.noindex ? path : [])),
    ]);
    const { homePath } = loaders.alternates;
    const prefix = homePath === '/' ? '' : homePath;
    const own = fronts.filter(({ path }) => !TERM_PATHS.some((terms) => path.startsWith(prefix + terms)));
    const sections = await loaders.alternates.ofLists(
      all.map(({ section }) => ({ ...section, type: 'Section' as const })),
    );
    const alternates = new Map(all.map(({ path }, i) => [path, sections[i]]));
    alternates.set(homePath, loaders.alternates.ofHome());
    const paths = new Set([homePath, ...all.map(({ path }) => path), ...own.map(({ path }) => path)]);
    const shown = [...paths].filter((path) => !hidden.has(path));
    return renderUrlset(
      this.toPages(shown.map((path) => ({ path, alternates: alternates.get(path) ?? [] }))),
    );
  }

  private async buildPart(
    kind: SitemapKind,
    part: number,
    { reader, context: { alternates, machineRights } }: { reader: ReadClient; context: Loaders },
  ) {
    const rows = await loadSitemapRows(kind, part, {
      reader,
      condition: this.buildOwnCondition(alternates.language),
      rights: await machineRights.loadSearchRights(),
    });
    if (rows.length === 0) return null;
    const prefix = this.settings.languages.getPrefix(alternates.language);
    const { toPath, type } = TERMS[kind];
    const pages = rows.map(({ name, ...row }) => ({
      ...row,
      noindex: null,
      path: toPath ? prefix + toPath(name) : name,
    }));
    const versions = await (type
      ? alternates.ofLists(pages.map((page) => ({ ...page, type })))
      : alternates.ofArticles(pages));
    return renderUrlset(this.toPages(pages.map((page, i) => ({ ...page, alternates: versions[i] ?? [] }))));
  }

  private async buildNews(reader: ReadClient, { site, alternates, machineRights }: Loaders): Promise<string> {
    const { language } = alternates;
    const articles = (
      await loadNews({
        reader,
        condition: this.buildOwnCondition(language),
        rights: await machineRights.loadSearchRights(),
      })
    ).map(({ path, ...news }) => ({
      ...news,
      url: this.toAbsoluteUrl(path),
    }));
    return renderNewsSitemap(
      articles.filter(({ url }) => url.length <= MAX_URL_LENGTH),
      { title: site.localize(site.track(this.site)).title, language },
    );
  }

  private toPages(rows: PageRow[]): SitemapPage[] {
    return rows
      .map(({ path, updatedAt, image, alternates }) => ({
        url: this.toAbsoluteUrl(path),
        updatedAt: updatedAt ?? null,
        image: image ? this.mediaUrls.resolve(image, this.site.url) : null,
        alternates: alternates.map((each) => ({
          language: each.language,
          url: this.toAbsoluteUrl(each.path),
        })),
      }))
      .filter(({ url }) => url.length <= MAX_URL_LENGTH);
  }

  private toAbsoluteUrl(path: string): string {
    return buildSiteUrl(this.site, path);
  }
}
