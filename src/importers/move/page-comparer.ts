import { ContentRefusedError } from '../../content/content-error.js';
import { decodeAttribute } from '../../content/html/decode-attribute.js';
import { toSitePath } from '../../shared/paths.js';
import { escapeHtml } from '../../shared/text/html.js';
import { zip } from '../../shared/zip.js';
import { FetchError } from '../fetch/fetch-error.js';
import type { Fetcher } from '../fetch/fetcher.js';
import { isFilePath } from '../links/own-links.js';
import type { ExtractedArticle } from '../page/read-page.js';
import { type ItemReader, itemReader } from '../run/reading.js';
import { type ComparedPage, comparePages, type PageDifference } from './compare-pages.js';
import type { GatewayArticle, GatewayList, MoveGateway } from './gateway.js';
import type { RobotsRules } from './robots.js';

/** Comparison of an article with the page of the old site. */
export type PageResult =
  | {
      differences: PageDifference[];
      /** Paths of links in the article that lead to nothing here. */
      brokenLinks: string[];
    }
  | { notCompared: string };

export interface PageComparerDeps {
  gateway: MoveGateway;
  fetcher: Fetcher;
  robots: RobotsRules;
  /** URL of the old site, for addresses without a host. */
  oldSite: string | null;
  /** Path under which the old site was imported, or ''. */
  pathPrefix?: string;
  reader?: ItemReader;
}

/** Error for a page that is not compared, with the reason. */
class NotComparedError extends Error {}

/** Fetches pages of the old site and compares them with the articles here. */
export class PageComparer {
  private readonly siteImages = new Map<string, Promise<string | null>>();

  constructor(private readonly deps: PageComparerDeps) {}

  async compare(address: string, articleId: number): Promise<PageResult> {
    try {
      const { url, page } = await this.readPage(address);
      const article = await this.deps.gateway.loadArticle(articleId);
      if (article === null) throw new NotComparedError('the article was unpublished meanwhile');
      const siteImage = await this.findSiteImage(url);
      const image = page.image?.url === siteImage ? null : page.image;
      const there = await this.describe({ ...page, image }, url);
      const here = await this.describe(
        { ...article, image: article.imageUrl ? { url: article.imageUrl } : null },
        this.deps.gateway.siteUrl,
      );
      const [oldLinks, links] = [await this.follow(there.links, url), await this.follow(here.links, url)];
      const differences = comparePages(
        { ...there, links: oldLinks.targets },
        { ...here, links: links.targets },
      );
      // To readers who are no members, the old page shows a wall with other words.
      const compared = article.isPublic
        ? differences
        : differences.filter(({ field }) => field === 'title' || field === 'date');
      return { differences: compared, brokenLinks: links.broken };
    } catch (error) {
      return { notCompared: getReason(error) };
    }
  }

  /** Compares the articles that a page of the old site lists with those of a section, tag or author here. */
  async compareList(address: string, list: GatewayList): Promise<PageResult> {
    try {
      const { reader = itemReader, gateway } = this.deps;
      const { url, text } = await this.fetchPage(address);
      const { targets } = await this.follow(await reader.read('listLinks', text, url), url);
      const paths = [...new Set(targets.filter((target) => target.startsWith('/')))];
      const articles = zip(paths, await gateway.resolve(paths)).flatMap(([path, { node }]) =>
        node?.type === 'Article' ? [{ path, id: node.id }] : [],
      );
      if (articles.length === 0) throw new NotComparedError('the old page lists no article that is here');
      const ids = articles.map(({ id }) => id);
      const { count, missing } = await gateway.compareList(list, ids);
      if (missing.length === 0) return { differences: [], brokenLinks: [] };
      const names = articles.filter(({ id }) => missing.includes(id)).map(({ path }) => path);
      const difference: PageDifference = {
        field: 'articles',
        there: `${articles.length} listed`,
        here: `${count} in the list`,
        missing: names,
      };
      return { differences: [difference], brokenLinks: [] };
    } catch (error) {
      return { notCompared: getReason(error) };
    }
  }

  /** Returns the title of a page, or null if it cannot be read. */
  async readTitle(address: string): Promise<string | null> {
    try {
      return (await this.readPage(address)).page.title;
    } catch (error) {
      getReason(error);
      return null;
    }
  }

  /** Returns the picture that a site declares for its front page, and often for pages without one of their own. */
  private async findSiteImage(url: string): Promise<string | null> {
    const front = new URL('/', url).href;
    const image = this.siteImages.get(front) ?? this.fetchSiteImage(front);
    this.siteImages.set(front, image);
    return image;
  }

  private async fetchSiteImage(front: string): Promise<string | null> {
    const { fetcher, robots } = this.deps;
    if (!(await robots.isAllowed(front))) return null;
    await robots.waitForTurn(front);
    const response = await fetcher.get(front, { accept: 'text/html' }).catch(() => null);
    const [tag = ''] = (response?.text ?? '')
      .split(/(?=<meta)/)
      .map(toOpeningTag)
      .filter(isSiteImage);
    const address = decodeAttribute(/\bcontent=["']([^"']+)["']/i.exec(tag)?.[1] ?? '');
    return URL.canParse(address, front) ? new URL(address, front).href : null;
  }

  private async readPage(address: string): Promise<{ url: string; page: ExtractedArticle }> {
    const { reader = itemReader } = this.deps;
    const { url, text } = await this.fetchPage(address);
    const page = await reader.read('page', text, url, { isArticle: true });
    if (!page) throw new NotComparedError('no article was found on the old page');
    return { url, page };
  }

  private async fetchPage(address: string): Promise<{ url: string; text: string }> {
    const { fetcher, robots, oldSite } = this.deps;
    if (!URL.canParse(address, oldSite ?? undefined))
      throw new NotComparedError('the address has no host; give the URL of the old site with --site');
    const wanted = new URL(address, oldSite ?? undefined).href;
    if (!(await robots.isAllowed(wanted))) throw new NotComparedError('robots.txt forbids to fetch it');
    await robots.waitForTurn(wanted);
    const { url, status, text } = await fetcher.get(wanted, { accept: 'text/html' });
    if (status !== 200) throw new NotComparedError(`the old site responded with status ${status}`);
    return { url, text };
  }

  /**
   * Collects the facts by which pages are compared. The standfirst counts as text, since many sites begin the
   * text with it.
   */
  private async describe(
    page: Pick<GatewayArticle, 'title' | 'standfirst' | 'publishedAt' | 'html'> & {
      image: { url: string } | null;
    },
    base: string,
  ): Promise<ComparedPage> {
    const { reader = itemReader } = this.deps;
    const html = `<p>${escapeHtml(page.standfirst ?? '')}</p>${page.html}`;
    const facts = await reader.read('pageFacts', html, base);
    const pictures = [...(page.image ? [page.image.url] : []), ...facts.pictures];
    return { title: page.title, publishedAt: page.publishedAt, ...facts, pictures };
  }

  /** Resolves links within the old site or this one to the paths that they lead to here. */
  private async follow(links: string[], oldUrl: string): Promise<{ targets: string[]; broken: string[] }> {
    const own = [oldUrl, this.deps.gateway.siteUrl, ...(this.deps.oldSite ? [this.deps.oldSite] : [])];
    const hosts = new Set(own.map(getHost));
    const isOwn = (link: string) => URL.canParse(link) && hosts.has(getHost(link));
    const isInside = (link: string) => isOwn(link) && !isFilePath(new URL(link).pathname);
    const { pathPrefix = '', gateway } = this.deps;
    const paths = links.map((link) => {
      if (!isInside(link)) return null;
      const path = toSitePath(link.replace(/[?#].*/s, ''));
      // Pages here link to paths here already.
      return path === null || isInPath(path, pathPrefix) ? path : pathPrefix + path;
    });
    const inside = paths.filter((path) => path !== null);
    const routes = new Map(zip(inside, await gateway.resolve(inside)));
    const targets = links.map((link, i) => {
      const path = paths[i] ?? null;
      if (path !== null) return routes.get(path)?.redirectTo ?? path;
      // The front page, and files that are no pages.
      return isOwn(link) ? new URL(link).pathname : link;
    });
    const broken = inside.filter((path) => ['NOT_FOUND', 'GONE'].includes(routes.get(path)?.status ?? ''));
    return { targets, broken };
  }
}

function isInPath(path: string, prefix: string): boolean {
  return path === prefix || path.startsWith(`${prefix}/`);
}

function getHost(url: string): string {
  return new URL(url).host.replace(/^www\./, '');
}

/** Returns why a page was not compared. Throws unexpected errors again. */
function getReason(error: unknown): string {
  const isExpected =
    error instanceof NotComparedError || error instanceof FetchError || error instanceof ContentRefusedError;
  if (!isExpected) throw error;
  return error.message;
}

function toOpeningTag(markup: string): string {
  return markup.slice(0, markup.indexOf('>') + 1);
}

function isSiteImage(tag: string): boolean {
  return tag.startsWith('<meta') && /\bog:image["']/.test(tag);
}
