import { listTexts } from '../../modules/import/article-texts.js';
import { normalizePath } from '../../shared/paths.js';
import type { ArticleOutcome, ImportedArticle, ImportResult } from '../run/imported-article.js';

/** Links of an article that are listed in its result. */
const MAX_LISTED = 20;
/** Links within the site in HTML that an importer wrote. */
const OWN_LINK = /<a [^<>]*?href="(\/(?!\/)[^"]*)"/g;

interface LinkingArticle {
  outcome: ArticleOutcome;
  paths: string[];
  reasons: string[];
}

/** Checks the links of imported articles within the site. Articles are known by their source ID. */
export class LinkCheck {
  private readonly articles = new Map<string, LinkingArticle>();

  /** `frontPage` is the path of the site's front page, which front ends have. */
  constructor(private readonly frontPage = '/') {}

  /** Collects the links of an article. Markdown has its own check of links between files. */
  add(article: ImportedArticle, outcome: ArticleOutcome): void {
    if (outcome === 'refused' || outcome === 'kept') return;
    const html = listTexts(article).flatMap(({ format, text }) => (format === 'html' ? text : []));
    const urls = html.flatMap((text) => [...text.matchAll(OWN_LINK)].map(([, url = '']) => url));
    const paths = urls
      .map((url) => normalizePath(url))
      .filter((path) => path !== null && path !== '/' && path !== this.frontPage);
    this.articles.set(article.sourceId, { outcome, paths: [...new Set(paths as string[])], reasons: [] });
  }

  addReasons(sourceId: string, reasons: string[]): void {
    this.articles.get(sourceId)?.reasons.push(...reasons);
  }

  /** Adds a reason for each link that leads nowhere. */
  async check(listDeadPaths: (paths: string[]) => Promise<string[]>): Promise<void> {
    const paths = new Set([...this.articles.values()].flatMap((article) => article.paths));
    const dead = new Set(await listDeadPaths([...paths]));
    for (const { paths: own, reasons } of this.articles.values())
      reasons.push(
        ...own.filter((path) => dead.has(path)).map((path) => `the link ${path} leads to nothing here`),
      );
  }

  /** Lists a result for each article with reasons. */
  listResults(): ImportResult[] {
    return [...this.articles]
      .filter(([, { reasons }]) => reasons.length > 0)
      .map(([item, { outcome, reasons }]) => {
        const left = reasons.length - MAX_LISTED;
        const more = left > 0 ? [`${left} more links lead to nothing here`] : [];
        return { item, outcome, reasons: [...reasons.slice(0, MAX_LISTED), ...more] };
      });
  }
}
