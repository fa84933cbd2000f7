import type { ListOwner } from '../../cache/cache-tags.js';
import type { Loaders } from '../../graphql/loaders.js';
import type { MediaUrls } from '../../media/media-urls.js';
import type { CrawlerClient } from '../../shared/crawlers.js';
import { MachineUse } from '../../shared/machine-rights.js';
import { MAX_PAGE_SIZE } from '../../shared/pagination/connection.js';
import { buildSiteUrl } from '../../shared/paths.js';
import { getArticleLabel, labelHeadline } from '../../shared/sponsorship.js';
import { type Article, ArticleOrder } from '../article/article.type.js';
import type { Card, Front } from '../front/front.type.js';
import type { ResolvedRights, RightsSignals } from '../machine-rights/machine-rights.type.js';
import { type Route, RouteStatus } from '../route/route.type.js';
import type { Site } from '../site/site.type.js';
import { writeLiveBlog } from './live-blog-page.js';
import { escapeText, join } from './markdown-text.js';

/** Loaders of published content, and how to find the page at a path. */
export interface PageLoaders extends Loaders {
  route(path: string): Promise<Route>;
}

/** A page as Markdown, the site-relative path of the page to which it moved, or nothing. */
export type MarkdownPage =
  | { type: string; text: string; isIndexed: boolean; headers: Record<string, string> }
  | { movedTo: string }
  | { missing: 'gone' | 'unknown' }
  | { refused: string; articleId: number };

/** Path below which the gateway has the pages of the site as Markdown. */
export const MARKDOWN_PATH = '/markdown';
/** Articles in a list. */
const LIST_SIZE = 30;
/** UTF-8 bytes of a token, about, in the vocabularies of large language models; fewer in most languages but English. */
const BYTES_PER_TOKEN = 4;
const TYPE = 'text/markdown; charset=utf-8';

/** Node types whose pages are lists of articles. */
const LISTS: Record<string, ListOwner> = {
  Section: 'section',
  Tag: 'tag',
  Author: 'author',
  Series: 'series',
};

type ListNode = { id: number; name: string; description?: string | null; noindex?: boolean | null };

/** Writes the pages of a site as Markdown, and the page /llms.txt (https://llmstxt.org), which lists them. */
export class MarkdownPageService {
  constructor(
    private readonly site: Site,
    private readonly mediaUrls: MediaUrls,
  ) {}

  /** Finds the page at a path, /llms.txt or one below MARKDOWN_PATH. */
  async find(path: string, context: PageLoaders, client: CrawlerClient | null = null): Promise<MarkdownPage> {
    if (path === '/llms.txt')
      return toPage(await this.writeIndex(context, client), {
        rights: await context.machineRights.ofSite(),
        context,
      });
    const pagePath = path.slice(MARKDOWN_PATH.length) || '/';
    const {
      status,
      path: normalPath,
      node,
      redirectTo,
      isFrontPage,
    } = await context.route(encodeURI(pagePath));
    if (redirectTo !== null) return { movedTo: encodeURI(MARKDOWN_PATH) + redirectTo };
    if (status === RouteStatus.GONE) return { missing: 'gone' };
    const type = (node as { __typename?: string } | null)?.__typename ?? '';
    if (type === 'Article') {
      const article = node as unknown as Article;
      const rights = await context.machineRights.ofArticle(article);
      const refused = context.machineRights.explainRefusal(rights, client);
      if (refused !== null) return { refused, articleId: article.id };
      const { noindex } = article;
      return toPage(await this.writeArticle(article, context), { noindex, rights, context });
    }
    const list = this.describeList(type, node, isFrontPage, context);
    // A front replaces the list of its path.
    const front = await context.fronts.byPath.load(normalPath);
    const text = front
      ? await this.writeFront(front, list, { client, context })
      : list && (await this.writeList(list, { client, context }));
    if (text === null) return { missing: 'unknown' };
    const { machineRights } = context;
    const rights = await (list?.scope.of === 'section'
      ? machineRights.ofSection(list.scope.id)
      : machineRights.ofSite());
    return toPage(text, { noindex: (front?.content ?? list)?.noindex, rights, context });
  }

  /** Describes the page that lists the articles of a node, or of the site on its front page. */
  private describeList(
    type: string,
    node: unknown,
    isFrontPage: boolean,
    { site }: PageLoaders,
  ): ListPage | null {
    const of = LISTS[type];
    if (of) {
      const { id, name, description = null, noindex = null } = node as ListNode;
      return { title: name, description, noindex, scope: { of, id } };
    }
    if (!isFrontPage) return null;
    const { title, description } = site.localize(site.track(this.site));
    return { title, description, noindex: null, scope: { of: 'site' } };
  }

  private async writeArticle(article: Article, context: PageLoaders): Promise<string> {
    const { id, title, standfirst, publishedAt, updatedAt } = article;
    const [markdown, authors, sections, corrections] = await Promise.all([
      context.articles.bodies.load(id, 'markdown'),
      context.authors.ofArticle.load(id),
      context.sections.ofArticle.load(id),
      context.articles.corrections.load(id),
    ]);
    const label = getArticleLabel(article, this.site);
    const facts = [
      label !== null && `${label}: ${article.sponsorName}`,
      authors.length > 0 && `By ${authors.map(({ name }) => name).join(', ')}`,
      sections.length > 0 && sections.map(({ name }) => name).join(', '),
      publishedAt && `published ${publishedAt.toISOString()}`,
      `updated ${updatedAt.toISOString()}`,
      article.access !== 'PUBLIC' && 'free preview of an article for members',
    ];
    return join([
      `# ${escapeText(title)}`,
      standfirst && `*${escapeText(standfirst)}*`,
      escapeText(facts.filter(Boolean).join(' · ')),
      this.mediaUrls.resolveInText(markdown.trimEnd()),
      ...(await writeLiveBlog(article, context)).map((text) => this.mediaUrls.resolveInText(text)),
      ...corrections.map(({ text, at }) => `> Correction of ${at.toISOString()}: ${escapeText(text)}`),
      `Source: <${this.toUrl(article.path)}>`,
    ]);
  }

  private async writeFront(
    front: Front,
    list: ListPage | null,
    { client, context }: PageRequest,
  ): Promise<string> {
    const title = front.title ?? list?.title ?? front.path;
    const description = front.description ?? list?.description;
    const containers = await context.fronts.listContainers(front);
    const articles = containers.flatMap(({ cards }) =>
      cards.flatMap(({ article, sublinks }) => [article, ...sublinks]),
    );
    const readable = new Set(await context.machineRights.filterReadable(articles, client));
    return join([
      `# ${escapeText(title)}`,
      description && escapeText(description),
      ...containers.flatMap((container) => [
        container.title && `## ${escapeText(container.title)}`,
        this.listCards(container.cards, readable),
      ]),
    ]);
  }

  private async writeList(
    { title, description, scope }: ListPage,
    { client, context }: PageRequest,
  ): Promise<string> {
    const list = { scope, filter: null, orderBy: ArticleOrder.NEWEST };
    const { nodes: all } = await context.articles.list(list, { first: LIST_SIZE });
    const nodes = await context.machineRights.filterReadable(all, client);
    return join([`# ${escapeText(title)}`, description && escapeText(description), this.listArticles(nodes)]);
  }

  private async writeIndex(context: PageLoaders, client: CrawlerClient | null): Promise<string> {
    const { title, description } = context.site.localize(context.site.track(this.site));
    const tree = await context.sections.getTree();
    const list = { scope: { of: 'site' } as const, filter: null, orderBy: ArticleOrder.NEWEST };
    const { nodes: all } = await context.articles.list(list, { first: LIST_SIZE });
    const nodes = await context.machineRights.filterReadable(all, client);
    const { forbiddenSections } = await context.machineRights.loadSearchRights();
    const sections = tree
      .listAll()
      .filter(({ section }) => section.noindex !== true && !forbiddenSections.includes(section.id));
    const fronts = await this.listOwnFronts(
      tree.listAll().map(({ path }) => path),
      context,
    );
    const home = await context.fronts.byPath.load(context.routes.frontPath);
    const homeArticles = await context.machineRights.filterReadable(
      home ? await filterIndexed(await context.fronts.listArticles(home), context) : [],
      client,
    );
    return join([
      `# ${escapeText(title)}`,
      description && `> ${escapeText(description)}`,
      'Every page has its text as Markdown at its address with `.md` after it.',
      sections.length > 0 && '## Sections',
      sections.map(({ section, path }) => this.writeLink(section.name, path, section.description)).join('\n'),
      fronts.length > 0 && '## Pages',
      fronts
        .map(({ title, path, description }) => this.writeLink(title ?? path, path, description))
        .join('\n'),
      homeArticles.length > 0 && '## Front page',
      this.listArticles(homeArticles),
      '## Latest articles',
      this.listArticles(await filterIndexed(nodes, context)),
    ]);
  }

  /** Lists the fronts for search engines at paths that are not those of the front page or a section. */
  private async listOwnFronts(sectionPaths: string[], { fronts, routes }: PageLoaders): Promise<Front[]> {
    const { nodes } = await fronts.list({ first: MAX_PAGE_SIZE });
    const others = new Set([routes.frontPath, ...sectionPaths]);
    return nodes.filter(({ path, content }) => content.noindex !== true && !others.has(path));
  }

  private listCards(cards: readonly Card[], readable: ReadonlySet<Article>): string {
    return cards
      .filter(({ article }) => readable.has(article))
      .map(({ article, kicker, headline, standfirst, sublinks }) => {
        const { sponsorName, language, path } = article;
        const title = labelHeadline({ sponsorName, language, title: headline }, this.site);
        const link = this.writeLink(kicker ? `${kicker}: ${title}` : title, path, standfirst);
        const below = sublinks
          .filter((each) => readable.has(each))
          .map((each) => this.writeLink(labelHeadline(each, this.site), each.path, null));
        return [link, ...below.map((line) => `  ${line}`)].join('\n');
      })
      .join('\n');
  }

  private listArticles(articles: readonly Article[]): string {
    return articles
      .map((article) => this.writeLink(labelHeadline(article, this.site), article.path, article.standfirst))
      .join('\n');
  }

  /** Writes a link to the Markdown of a page, as an item of a list. */
  private writeLink(text: string, path: string, description: string | null): string {
    const link = `- [${escapeText(text)}](<${this.toUrl(path)}.md>)`;
    return description ? `${link}: ${escapeText(description)}` : link;
  }

  private toUrl(path: string): string {
    return buildSiteUrl(this.site, path);
  }
}

interface ListPage {
  title: string;
  description: string | null;
  noindex: boolean | null;
  scope: { of: 'site' } | { of: ListOwner; id: number };
}

interface PageRequest {
  /** The crawler that requests the page; null for other clients. */
  client: CrawlerClient | null;
  context: PageLoaders;
}

/** Creates a page with its rights for machines, in headers and as front matter. */
function toPage(
  markdown: string,
  {
    noindex = null,
    rights,
    context: { machineRights },
  }: { noindex?: boolean | null | undefined; rights: ResolvedRights; context: PageLoaders },
): MarkdownPage {
  const signals = machineRights.getSignals(rights);
  const text = signals ? writeFrontMatter(signals) + markdown : markdown;
  const tokens = Math.ceil(Buffer.byteLength(text) / BYTES_PER_TOKEN);
  return {
    type: TYPE,
    text,
    isIndexed: noindex !== true && rights.search.use !== MachineUse.FORBIDDEN,
    headers: { 'x-markdown-tokens': String(tokens), ...signals?.headers },
  };
}

function writeFrontMatter({ contentUsage, text, licenseDocument }: RightsSignals): string {
  const fields = { 'content-usage': contentUsage, 'machine-rights': text, license: licenseDocument };
  const lines = Object.entries(fields).map(([name, value]) => `${name}: ${JSON.stringify(value)}`);
  return ['---', ...lines, '---', '', ''].join('\n');
}

/** Returns the articles that search engines may show. */
async function filterIndexed(
  articles: readonly Article[],
  { machineRights }: PageLoaders,
): Promise<Article[]> {
  const shown = await Promise.all(
    articles.map(async (article) => {
      const { search } = await machineRights.ofArticle(article);
      return article.noindex === true || search.use === MachineUse.FORBIDDEN ? [] : [article];
    }),
  );
  return shown.flat();
}
